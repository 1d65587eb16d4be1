"""Every field that waits for something says what it reads: no query is cheaper on paper than in the database."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from api.graphql.cost import waits
from resolvers.root import build, executable
from schema.cost import READS

SCHEMA = executable(build())


def fields() -> Iterator[tuple[str, Any]]:
    """Every field of every type but Mutation, with what Strawberry knows of it."""
    for name, each in SCHEMA.type_map.items():
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType) and name != "Mutation":
            for field, definition in each.fields.items():
                yield f"{name}.{field}", definition


def test_every_field_that_waits_says_what_it_reads() -> None:
    missing = {name for name, definition in fields() if waits(definition)} - set(READS)
    assert missing == set(), "say in schema/cost.py how many documents these read at most"


def test_every_page_says_what_a_row_reads() -> None:
    paged = {name for name, definition in fields() if "first" in definition.args}
    assert {name for name in paged if name in READS and READS[name].page < 1} == set()


def test_no_row_is_of_a_field_that_is_gone() -> None:
    assert set(READS) - {name for name, _ in fields()} == set()


def test_fields_that_wait_are_seen() -> None:
    seen = {name for name, definition in fields() if waits(definition)}
    assert {"Query.cases", "Case.history", "CaseConnection.totalCount"} <= seen
    assert "Query.me" not in seen
