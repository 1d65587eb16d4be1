"""Every condition of every list over heads narrows the list and its count, in both directions.

Two heads that differ in what a condition names, and in nothing else: one is found, the other is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any, NamedTuple

from graphql import GraphQLEnumType, GraphQLField, GraphQLInputObjectType, get_named_type

from domain.case.state.findings import Finding
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.roles import Role
from domain.report.state.report import ReportState
from resolvers.context import RequestContext
from resolvers.root import build
from store.heads.collection import heads_of
from store.heads.shape import SHAPE, shape_of
from store.kinds.entries import KINDS
from store.store import Store
from tests.resolvers.test_roots import roots, with_scopes

SCHEMA = build()
EARLY, LATE = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 3, tzinfo=UTC)
PAGING = {"first", "after", "last", "before"}
LISTS: Mapping[str, Kind] = {
    "accusations": Kind.ACCUSATION,
    "activities": Kind.ACTIVITY,
    "agencyReports": Kind.REPORT,
    "difficulties": Kind.DIFFICULTY,
    "directives": Kind.DIRECTIVE,
    "erasures": Kind.ERASURE,
    "grants": Kind.GRANT,
    "inspections": Kind.INSPECTION,
    "pressNotices": Kind.PUBLICATION,
    "pressQuestions": Kind.EXCHANGE,
    "redresses": Kind.REDRESS,
    "spokespersons": Kind.SPOKESPERSON,
}
ELSEWHERE = {"accessLog", "auditEvents", "cases", "deliveries", "publications", "registryRows"}
"""Lists whose conditions have tests of their own: they are not narrowed by the fields of one kind's heads."""


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
ALIKE: Mapping[str, Any] = {"state": ReportState.DUE.value, "at": EARLY, "drafted_at": EARLY}
"""Fields of every head, unless the condition is about them."""


def conditions() -> Iterator[tuple[str, str, Narrowed]]:
    """Every condition of the lists, with the text that asks for it."""
    for root, _, field in roots(SCHEMA, "query"):
        if root in LISTS:
            for name, row in of_arguments(root, field):
                yield root, name, row


def of_arguments(root: str, field: GraphQLField) -> Iterator[tuple[str, Narrowed]]:
    """The conditions of a list: its arguments, and the fields of one that is an input."""
    for name, argument in field.args.items():
        type = get_named_type(argument.type)
        if isinstance(type, GraphQLInputObjectType):
            for inner, given in type.fields.items():
                row = ODD.get((root, inner)) or plain(inner, get_named_type(given.type))
                yield inner, row._replace(asked=f"{name}: {{{inner}: {row.asked}}}")
        elif name not in PAGING:
            row = plain(name, type)
            yield name, row._replace(asked=f"{name}: {row.asked}")


def plain(name: str, type: Any) -> Narrowed:
    """A condition that a field of heads is equal to; `caseId` is about `case`."""
    field = name.removesuffix("Id")
    if isinstance(type, GraphQLEnumType):
        (meets, said), (misses, _), *_ = ((key, value.value) for key, value in type.values.items())
        return Narrowed(meets, field, said.value if isinstance(said, Enum) else meets, misses)
    return Narrowed(f'"{field}-one"', field, f"{field}-one", f"{field}-other")


async def inspector(store: Store) -> RequestContext:
    """Who sees every head of these kinds."""
    context = await with_scopes(store, *Scope)
    return replace(context, actor=replace(context.actor, role=Role.INSPECTOR))


async def found(store: Store, root: str, row: Narrowed) -> dict[str, Any]:
    """What a list gives of two heads, with a condition and without it, read in both directions."""
    kind = LISTS[root]
    stored = heads_of(store.connection, kind).stored
    await stored.delete_many({})
    for id, value in (("one", row.meets), ("other", row.misses)):
        made = {**ALIKE, row.field: value, "_id": f"{kind}-{id}", "n": 1, SHAPE: shape_of(kind)}
        await stored.insert_one(made)
    pages = {
        f"{order}{'Narrowed' if asked else 'Whole'}": f"{root}({order}: 100{asked and ', '}{asked}) "
        "{ totalCount edges { cursor } }"
        for order in ("first", "last")
        for asked in ("", row.asked)
    }
    query = " ".join(f"{alias}: {page}" for alias, page in pages.items())
    answer = await SCHEMA.execute(f"{{ {query} }}", context_value=await inspector(store))
    assert answer.errors is None, (root, row, answer.errors)
    assert answer.data is not None
    return answer.data


def test_every_list_with_conditions_is_here_or_elsewhere() -> None:
    with_conditions = {
        root
        for root, _, field in roots(SCHEMA, "query")
        if "edges" in getattr(get_named_type(field.type), "fields", {}) and field.args.keys() - PAGING
    }
    assert with_conditions == LISTS.keys() | ELSEWHERE


async def test_every_condition_finds_what_meets_it_and_nothing_else(store: Store) -> None:
    ignored, asked = [], set()
    for root, name, row in conditions():
        data = await found(store, root, row)
        asked.add((root, name))
        heads = store.heads[LISTS[root]]
        moment = KINDS[LISTS[root]].moment
        one = heads.cursor({**ALIKE, row.field: row.meets, "_id": f"{LISTS[root]}-one"}) if moment else None
        for order in ("first", "last"):
            whole, narrowed = data[f"{order}Whole"], data[f"{order}Narrowed"]
            assert (whole["totalCount"], len(whole["edges"])) == (2, 2), (root, name)
            places = [edge["cursor"] for edge in narrowed["edges"]]
            if narrowed["totalCount"] != 1 or places != [one or f"{LISTS[root]}-one"]:
                ignored.append((root, name, order))
    assert ignored == []
    assert len(asked) > 20
