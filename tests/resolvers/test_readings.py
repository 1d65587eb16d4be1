"""What the access log holds of each list that an inspector reads: one reading, of the kind that is said here."""

from collections.abc import Iterator
from typing import Any

from graphql import get_named_type, is_required_argument

from domain.kernel.refusals import VersionConflict
from domain.kernel.vocabulary import Kind
from resolvers.conflicts import newer_versions
from resolvers.root import build
from store.driver.conditions import FIRST_MOST
from store.heads.collection import heads_of
from store.store import Store
from tests.resolvers.test_conditions import inspector
from tests.resolvers.test_roots import GIVEN, roots
from tests.support.world import reported

SCHEMA = build()
RECORDS = (
    *("accusations", "activities", "agencyReports", "consolidatedReports", "difficulties", "directives", "erasures"),
    *("inspections", "officialDocuments", "pressNotices", "pressQuestions", "redresses"),
)
OWN = ("clients", "deliveries", "mailings", "officers", "users", "webhooks")
PUBLIC = ("complaintLevels", "grants", "provisions", "publicationChanges", "publications", "registryRows")
READ_AS: dict[str, str | None] = {
    "accessLog": "ACCESS_LOG",
    "auditEvents": "EVENTS",
    "cases": "CASES",
    "publishableOutcomes": "CASES",
    **dict.fromkeys(RECORDS, "RECORDS"),
    **dict.fromkeys(OWN, "ADMINISTRATION"),
    **dict.fromkeys((*PUBLIC, "spokespersons", "terms"), None),
}
"""The kind of reading; None for what is public by law, or names nobody."""


def lists() -> Iterator[tuple[str, str]]:
    for name, _, field in roots(SCHEMA, "query"):
        if "edges" in getattr(get_named_type(field.type), "fields", {}):
            given = [f"{key}: {GIVEN[key]}" for key, argument in field.args.items() if is_required_argument(argument)]
            yield name, f"{{ {name}({', '.join(['first: 1', *given])}) {{ edges {{ cursor }} }} }}"


async def readings(store: Store) -> list[str]:
    await store.access.flush()
    found: list[dict[str, Any]] = await heads_of(store.connection, Kind.ACCESS).find({}).to_list(None)
    return [read["reading"] for record in found for read in record["reads"] or ()]


async def test_each_list_is_recorded_as_what_it_is(store: Store) -> None:
    recorded: dict[str, str | None] = {}
    for name, query in lists():
        before = await readings(store)
        answer = await SCHEMA.execute(query, context_value=await inspector(store))
        assert answer.errors is None, answer.errors
        after = await readings(store)
        for reading in before:
            after.remove(reading)
        assert len(after) <= 1, name
        recorded[name] = after[0] if after else None
    assert recorded == READ_AS


async def test_no_list_gives_more_than_a_page(store: Store) -> None:
    context = await inspector(store)
    for name, query in lists():
        for first in (0, FIRST_MOST + 1):
            answer = await SCHEMA.execute(query.replace("first: 1", f"first: {first}"), context_value=context)
            assert ["page-size" in str(error.original_error) for error in answer.errors or ()] == [True], name


async def test_a_conflict_without_a_newer_version_reads_no_history(store: Store) -> None:
    """A writer that lost to others too often may have seen the newest version."""
    made = await reported(store)
    lost = VersionConflict(current_version=made.version, stream=made.stream, expected=made.version)
    assert await newer_versions(await inspector(store), lost) == []
    assert await readings(store) == []
