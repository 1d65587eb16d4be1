"""Nothing ranks anybody by what was removed: no order of a list, no line or column of a count, no name (Đ2.2)."""

import re
from collections.abc import Iterator

import pytest
from graphql import GraphQLSchema, build_schema, get_named_type, is_enum_type

from domain.case.order import CaseOrder
from domain.report.statistics import OVERVIEW_ROWS
from resolvers.public import build_public
from resolvers.root import build, executable
from tests.schema.refused import snake

SCHEMAS = {"agencies": executable(build()), "public": executable(build_public())}
RANKS = re.compile(r"(^|_)(rank|ranking|score|league|best|worst|most|fewest|leader_?board|quota)(_|$)")
"""Words of a table in which somebody stands first for having done the most."""
REMOVALS = re.compile(r"remov|takedown|measure|decision|decided|sanction|transfer")
ORDERING = re.compile(r"^(order|sort|ranked|by)(_|$)")
BOUNDS = {"most", "mostValues"}
"""Bounds of a field in a form."""
TIMES = {"ASCENDING", "DESCENDING", "NEWEST", "OLDEST"}
"""What other lists are ordered by: their time, or the order in which they are."""
WORK = {"CHANGED", "CLAIM", "DEADLINE", "NEWEST"}
"""What cases may be listed by, by hand."""
FOR_PEOPLE = {"CLOSED_PROTECTED", "COMPLAINT_UPHELD", "COMPLAINT_PARTLY"}
"""What is told first, by hand."""


def names(schema: GraphQLSchema) -> Iterator[str]:
    """Every name of a schema but codes, which name what is refused."""
    for name, item in schema.type_map.items():
        if not name.startswith("__") and name not in ("ObjectState", "ProblemCode"):
            yield name
            yield from getattr(item, "values", {})
            for field, made in getattr(item, "fields", {}).items():
                yield from (field, *getattr(made, "args", {}))


def ranking(found: Iterator[str] | list[str]) -> list[str]:
    """The names that rank somebody."""
    return sorted({item for item in found if RANKS.search(snake(item))})


def orders(schema: GraphQLSchema) -> set[str]:
    fields = (field for item in schema.type_map.values() for field in getattr(item, "fields", {}).values())
    given = ((name, arg) for field in fields for name, arg in getattr(field, "args", {}).items())
    kinds = (get_named_type(arg.type) for name, arg in given if ORDERING.search(snake(name)))
    return {value for kind in kinds if is_enum_type(kind) for value in kind.values}


def first_told(lines: tuple[str, ...]) -> set[str]:
    """What stands before any count of a measure."""
    measured = [place for place, line in enumerate(lines) if line in ("CLOSED_COMPLETED",) or REMOVALS.search(line)]
    return set(lines[: min(measured, default=0)])


@pytest.mark.parametrize("schema", SCHEMAS)
def test_no_name_and_no_order_ranks_by_removals(schema: str) -> None:
    assert set(ranking(names(SCHEMAS[schema]))) <= BOUNDS
    assert orders(SCHEMAS[schema]) <= WORK | TIMES
    assert not [order for order in orders(SCHEMAS[schema]) if REMOVALS.search(order.lower())]


def test_the_orders_of_the_lists_are_seen() -> None:
    assert orders(SCHEMAS["agencies"]) == WORK | TIMES
    assert {item.value for item in CaseOrder} == WORK


def test_counts_tell_of_protected_speech_and_upheld_complaints_first() -> None:
    assert first_told(OVERVIEW_ROWS) >= FOR_PEOPLE


def test_a_ranking_would_be_noticed() -> None:
    planted = build_schema("enum AgencyOrder { MOST_REMOVALS } type Query { agencies(orderBy: AgencyOrder): [Int!] }")
    assert ranking(names(planted)) == ["MOST_REMOVALS"]
    assert orders(planted) == {"MOST_REMOVALS"}
    assert ranking(["agencyRanking", "removalQuota", "foremost"]) == ["agencyRanking", "removalQuota"]
