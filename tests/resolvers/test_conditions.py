"""Every condition of every list over heads narrows the list and its count, in both directions, and never opens it.

Two heads that differ in what a condition names, and in nothing else: one is found, the other is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import EnumMeta
from typing import Any, NamedTuple

from graphql import get_named_type

from domain.case.state.measures import Finding
from domain.document.state import DocumentKind
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import MOMENTS, Kind, Role
from domain.report.state.report import ReportState
from resolvers.context import RequestContext
from resolvers.root import build
from schema.kinds import KINDS as TYPES
from schema.lists import conditions_of
from store.heads.collection import heads_of
from store.heads.shape import SHAPE, shape_of
from store.store import Store
from tests.resolvers.test_roots import roots, with_scopes

SCHEMA = build()
EARLY, LATE = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 3, tzinfo=UTC)
LISTS: Mapping[str, Kind] = {
    "accusations": Kind.ACCUSATION,
    "activities": Kind.ACTIVITY,
    "agencyReports": Kind.REPORT,
    "clients": Kind.CLIENT,
    "complaintLevels": Kind.LEVEL,
    "consolidatedReports": Kind.CONSOLIDATED,
    "difficulties": Kind.DIFFICULTY,
    "directives": Kind.DIRECTIVE,
    "erasures": Kind.ERASURE,
    "grants": Kind.GRANT,
    "inspections": Kind.INSPECTION,
    "mailings": Kind.MAILING,
    "officers": Kind.OFFICER,
    "officialDocuments": Kind.DOCUMENT,
    "pressNotices": Kind.PUBLICATION,
    "pressQuestions": Kind.EXCHANGE,
    "provisions": Kind.PROVISION,
    "redresses": Kind.REDRESS,
    "spokespersons": Kind.SPOKESPERSON,
    "terms": Kind.TERM,
    "users": Kind.USER,
    "webhooks": Kind.WEBHOOK,
}
ELSEWHERE = {"accessLog", "auditEvents", "cases", "deliveries", "publications", "publishableOutcomes", "registryRows"}
"""Lists whose conditions have tests of their own: they are not narrowed by the fields of one kind's heads."""
UNBOUNDED = {"complaintLevels", "erasures", "grants", "provisions", "spokespersons", "terms"}
"""Lists whose every object is seen by whoever has the right to the list."""
UNFILTERED = {"publicationChanges": "a feed in the order of the log"}
"""Lists without conditions."""


class Narrowed(NamedTuple):
    """A condition as it is spelled, the field of heads that it names, a value that meets it and one that does not."""

    asked: str
    field: str
    meets: Any
    misses: Any


ODD: Mapping[tuple[str, str], Narrowed] = {
    ("agencyReports", "period"): Narrowed('"2026-H1"', "period", "2026-H1", "2026-H2"),
    ("agencyReports", "outstanding"): Narrowed("true", "state", ReportState.DUE.value, ReportState.FROZEN.value),
    ("agencyReports", "overdue"): Narrowed("true", "overdue_at", EARLY, None),
    ("pressNotices", "finding"): Narrowed(
        "FALSE", "result", {"finding": Finding.FALSE.value}, {"finding": Finding.TRUE_ISSUE.value}
    ),
    ("pressNotices", "issuedSince"): Narrowed('"2026-07-02T00:00:00Z"', "issued_at", LATE, EARLY),
    ("pressNotices", "issuedBefore"): Narrowed('"2026-07-02T00:00:00Z"', "issued_at", EARLY, LATE),
}
ALIKE: Mapping[str, Any] = {
    "state": ReportState.DUE.value,
    "at": EARLY,
    "drafted_at": EARLY,
    "agency": "agency-one",
    "kind": DocumentKind.MINUTES.value,
    "shown": "SENT",
}
"""Fields of every head, unless the condition is about them."""


def conditions() -> Iterator[tuple[str, Narrowed]]:
    """Every condition of the lists, with the text that asks for it."""
    for root, kind in LISTS.items():
        for key, (type, name, _) in conditions_of(kind, TYPES[kind].node).items():
            row = ODD.get((root, name)) or plain(kind, key, type)
            yield root, row._replace(asked=f"filter: {{{name}: {row.asked}}}")


def plain(kind: Kind, key: str, type: Any) -> Narrowed:
    """A condition that a field of heads is equal to, or that is about the moment of a list."""
    if key in ("since", "before"):
        moment = MOMENTS.get(kind)
        assert moment
        return Narrowed('"2026-07-02T00:00:00Z"', moment, *((LATE, EARLY) if key == "since" else (EARLY, LATE)))
    if isinstance(type, EnumMeta):
        meets, misses, *_ = list[Any](type)
        return Narrowed(meets.name, key, meets.value, misses.value)
    return Narrowed(f'"{key}-one"', key, f"{key}-one", f"{key}-other")


async def inspector(store: Store) -> RequestContext:
    context = await with_scopes(store, *Scope)
    agencies = frozenset({"agency-one", "agency-other"})
    return replace(context, actor=replace(context.actor, role=Role.INSPECTOR, former=agencies))


async def found(store: Store, root: str, row: Narrowed) -> dict[str, Any]:
    """What a list gives of two heads, with a condition and without it, read in both directions."""
    kind = LISTS[root]
    stored = heads_of(store.connection, kind).stored
    await stored.delete_many({})
    for id, value in (("one", row.meets), ("other", row.misses)):
        made = {**ALIKE, row.field: value, "_id": f"{kind}-{id}", "n": 1, SHAPE: shape_of(kind)}
        await stored.insert_one(made)
    pages = {
        f"{order}{name}": f"{root}({order}: 100{asked and ', '}{asked}) {{ totalCount edges {{ cursor }} }}"
        for order in ("first", "last")
        for name, asked in {"Whole": "", "Narrowed": row.asked, "Reversed": reversed_order(kind)}.items()
    }
    query = " ".join(f"{alias}: {page}" for alias, page in pages.items())
    answer = await SCHEMA.execute(f"{{ {query} }}", context_value=await inspector(store))
    assert answer.errors is None, (root, row, answer.errors)
    assert answer.data is not None
    return answer.data


def reversed_order(kind: Kind) -> str:
    return "orderBy: DESCENDING" if MOMENTS.get(kind) is None else "orderBy: OLDEST"


def test_every_list_takes_conditions_and_an_order() -> None:
    lists = {
        root: field.args.keys()
        for root, _, field in roots(SCHEMA, "query")
        if "edges" in getattr(get_named_type(field.type), "fields", {})
    }
    assert lists.keys() == LISTS.keys() | ELSEWHERE | UNFILTERED.keys()
    without = {root for root, arguments in lists.items() if not {"filter", "orderBy"} <= arguments}
    assert without == UNFILTERED.keys()


async def test_every_condition_finds_what_meets_it_and_nothing_else(store: Store) -> None:
    wrong, count = [], 0
    for root, row in conditions():
        data, count = await found(store, root, row), count + 1
        heads = store.heads[LISTS[root]]
        one = heads.cursor({**ALIKE, row.field: row.meets, "_id": f"{LISTS[root]}-one"})
        for order in ("first", "last"):
            whole, narrowed, turned = (data[f"{order}{name}"] for name in ("Whole", "Narrowed", "Reversed"))
            assert (whole["totalCount"], len(whole["edges"])) == (2, 2), (root, row)
            if narrowed["totalCount"] != 1 or [edge["cursor"] for edge in narrowed["edges"]] != [one]:
                wrong.append((root, row.asked, order))
            if turned["edges"] != whole["edges"][::-1]:
                wrong.append((root, "orderBy", order))
    assert wrong == []
    assert count > 60


def hidden(row: Narrowed, id: str) -> dict[str, Any]:
    """A head that no way of seeing opens for the outsider."""
    own = {"readers": ["agency-one"], "examining": ["agency-one"], "seen_by": ["agency-one"], "shown": "DRAFT"}
    return {**ALIKE, **own, row.field: row.meets, "_id": id, "n": 1}


async def test_no_condition_and_no_order_finds_what_the_caller_may_not_see(store: Store) -> None:
    """Nor does the count tell that it is there."""
    context = await with_scopes(store, *Scope)
    context = replace(context, actor=replace(context.actor, role=Role.PRESS, agency="agency-outside"))
    found = []
    for root, row in conditions():
        if root in UNBOUNDED:
            continue
        kind = LISTS[root]
        stored = heads_of(store.connection, kind).stored
        await stored.delete_many({})
        await stored.insert_one({**hidden(row, f"{kind}-one"), SHAPE: shape_of(kind)})
        asked = f"{row.asked}, {reversed_order(kind)}"
        pages = f"first: {root}(first: 9, {row.asked}) {{ ...L }} last: {root}(last: 9, {asked}) {{ ...L }}"
        type = TYPES[kind].node.__name__
        fragment = f"fragment L on {type}Connection {{ totalCount edges {{ cursor }} }}"
        answer = await SCHEMA.execute(f"{{ {pages} }} {fragment}", context_value=context)
        assert answer.errors is None, (root, row, answer.errors)
        assert answer.data is not None
        found += [(root, row.asked) for page in answer.data.values() if page != {"totalCount": 0, "edges": []}]
    assert found == []
