"""No two types say the same: an enum within another, or two objects of the same fields."""

from collections.abc import Iterator
from itertools import combinations, permutations
from typing import Final

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema, build_schema

from resolvers.public import build_public
from resolvers.sdl import text, text_of
from schema.problems import PROBLEMS

SCHEMAS: Final = {"schema": text(), "public": text_of(build_public())}
ASKED_FOR_LESS: Final = {
    ("OwnPart", "Asker"),  # without papers nobody asks for another as the authority that protects children
    ("RedressOutcome", "RedressState"),  # a ruling has three of the states
    ("RestorationOutcome", "RestorationStatus"),  # an outcome has three of them
}
"""Enums of inputs that take fewer values than are shown."""
OTHER_EYES: Final = {("BreachAnswer", "Coercion")}
"""Objects that different people may see (`tests/matrix/rules.txt`)."""


def enums_within(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Pairs of enums of which the first has no value and no label that the second lacks."""
    found = [kind for name, kind in schema.type_map.items() if isinstance(kind, GraphQLEnumType) and name[:2] != "__"]
    said = {kind.name: {(name, value.description) for name, value in kind.values.items()} for kind in found}
    yield from ((one, other) for one, other in permutations(sorted(said), 2) if said[one] <= said[other])


def objects_alike(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Pairs of objects with the same fields; problems are told apart by their names."""
    apart = {kind.__name__ for kind in PROBLEMS}
    found = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]
    shape = {
        kind.name: {(name, str(field.type)) for name, field in kind.fields.items()}
        for kind in found
        if kind.name not in apart and kind.name[:2] != "__"
    }
    yield from (pair for pair in combinations(sorted(shape), 2) if shape[pair[0]] == shape[pair[1]])


@pytest.mark.parametrize("sdl", SCHEMAS.values(), ids=SCHEMAS)
def test_no_enum_is_within_another(sdl: str) -> None:
    assert {*enums_within(build_schema(sdl))} - ASKED_FOR_LESS == set()


@pytest.mark.parametrize("sdl", SCHEMAS.values(), ids=SCHEMAS)
def test_no_two_objects_are_alike(sdl: str) -> None:
    assert {*objects_alike(build_schema(sdl))} - OTHER_EYES == set()
