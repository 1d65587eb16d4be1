"""GraphQL documents that query all data of an object's page. They are made from the schema's types."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_required_argument,
)

DEPTH: Final = 4
SELECTED_MOST: Final = 330
"""Largest number of fields of one document. Each field takes two or three of the thousand allowed tokens."""
LEFT_OUT: Final = frozenset(
    {
        *("allowedActions", "history", "asOf", "diff", "version", "nextSteps"),
        *("logIndexes", "serial", "bundle", "frozen", "compilation", "tables"),
    }
)
"""Fields that pages query elsewhere, or that only programs read."""
LISTED_MOST: Final = 20
"""Most lines of a list of other objects."""
NAMING: Final = ("code", "title", "number", "publicCode", "kind", "state", "question", "at", "download")
"""Fields that distinguish one object from another."""
NAMED: Final[Mapping[str, str]] = {
    "Agency": "id name",
    "Area": "name",
    "OfficerReference": "name posts agency { id name }",
    "Case": "id code state claim appraisal { finding }",
    "Provision": "id instrument place",
    "Spokesperson": "id name office",
    "ProcedureStep": "at documentNumber note agency { id name }",
}
"""Types that are shown on one line, and the fields that the line needs."""


def selected(of: GraphQLNamedType) -> Iterator[tuple[str, GraphQLField]]:
    """Yield the fields of a type that pages show. Connections, ids and fields with a required argument are left out."""
    assert isinstance(of, GraphQLObjectType)
    for name, field in of.fields.items():
        held = get_named_type(field.type)
        if name in LEFT_OUT or any(map(is_required_argument, field.args.values())):
            continue
        if held.name != "ID" and not held.name.endswith("Connection") and not is_abstract_type(held):
            yield name, field


def _written(of: GraphQLNamedType, depth: int) -> str:
    if of.name in NAMED:
        return NAMED[of.name]
    parts = ["__typename"] if depth == DEPTH else []
    for name, field in selected(of):
        held = get_named_type(field.type)
        if not isinstance(held, GraphQLObjectType):
            parts.append(name)
        elif depth and (inner := _written(held, depth - 1)):
            parts.append(f"{name} {{ {inner} }}")
    return " ".join(parts)


def _listed(of: GraphQLNamedType) -> Iterator[str]:
    """Yield the connections of an object, each with the fields that name its nodes."""
    assert isinstance(of, GraphQLObjectType)
    for name, field in of.fields.items():
        held = get_named_type(field.type)
        if (
            name in LEFT_OUT
            or not held.name.endswith("Connection")
            or any(map(is_required_argument, field.args.values()))
        ):
            continue
        assert isinstance(held, GraphQLObjectType)
        edge = get_named_type(held.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        node = get_named_type(edge.fields["node"].type)
        if isinstance(node, GraphQLObjectType):
            shown = " ".join(key for key in NAMING if key in node.fields)
            yield f"{name}(first: {LISTED_MOST}) {{ edges {{ node {{ __typename id {shown} }} }} }}"


@lru_cache(maxsize=64)
def lists(schema: GraphQLSchema, type: str) -> str | None:
    """Return the document that queries the lists of other objects that belong to an object. Return None if the object's
    type has no such lists."""
    asked = " ".join(_listed(schema.type_map[type]))
    return f"query Lists($id: ID!) {{ node(id: $id) {{ ... on {type} {{ {asked} }} }} }}" if asked else None


@lru_cache(maxsize=64)
def documents(schema: GraphQLSchema, type: str) -> tuple[str, ...]:
    """Return the documents that together query an object. Each of them is within the size limit of a request."""
    of, parts, used = schema.type_map[type], list[list[str]](), SELECTED_MOST
    for name, field in selected(of):
        held = get_named_type(field.type)
        inner = _written(held, DEPTH - 1) if isinstance(held, GraphQLObjectType) else ""
        written = f"{name} {{ {inner} }}" if inner else name
        if isinstance(held, GraphQLObjectType) and not inner:
            continue
        size = len(written.split())
        if size > SELECTED_MOST:  # the tables of a report have their own page
            continue
        if used + size > SELECTED_MOST:
            parts.append([])
            used = 0
        parts[-1].append(written)
        used += size
    return tuple(
        f"query Matter($id: ID!) {{ node(id: $id) {{ ... on {type} {{ {' '.join(part)} }} }} }}" for part in parts
    )
