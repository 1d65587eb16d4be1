"""Every field that waits for something says what it reads: no query is cheaper on paper than in the database."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from resolvers.root import build, executable
from schema.weights import reads_of, waits

SCHEMA = executable(build())


def fields() -> Iterator[tuple[str, Any]]:
    """Every field of every type but Mutation, with what Strawberry knows of it."""
    for name, item in SCHEMA.type_map.items():
        if isinstance(item, GraphQLObjectType | GraphQLInterfaceType) and name != "Mutation":
            for field, definition in item.fields.items():
                yield f"{name}.{field}", definition


def test_every_field_that_waits_says_what_it_reads() -> None:
    silent = {name for name, definition in fields() if waits(definition) and reads_of(definition) is None}
    assert silent == set(), "say in the metadata of these fields how many documents they read at most"


def test_every_page_says_what_a_row_reads() -> None:
    paged = {name: reads_of(definition) for name, definition in fields() if "first" in definition.args}
    assert {name for name, reads in paged.items() if reads is None or reads.page < 1} == set()
