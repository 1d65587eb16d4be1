"""Documents made by chance from the schema: valid, asking for what is there."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

Choose = Callable[[Sequence[Any]], Any]
DEEP, WIDE = 6, 4


def query(schema: GraphQLSchema, choose: Choose, ids: Sequence[str]) -> str:
    """A query; `choose` picks from a sequence, by Hypothesis or by a generator of chance."""
    root = schema.query_type
    assert root is not None
    names = sorted({choose(sorted(root.fields)) for _ in range(choose((1, 1, 2, 3)))})
    return "{ " + " ".join(shown for name in names if (shown := _field(schema, root, name, DEEP, choose, ids))) + " }"


def _field(schema: GraphQLSchema, parent: Any, name: str, left: int, choose: Choose, ids: Sequence[str]) -> str:
    field: GraphQLField = parent.fields[name]
    arguments = [f"{key}: {value}" for key in sorted(field.args) if (value := _argument(field, key, choose, ids))]
    given = f"({', '.join(arguments)})" if arguments else ""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name + given
    below = _selection(schema, kind, left - 1, choose, ids)
    return f"{name}{given} {{ {below} }}"


def _selection(schema: GraphQLSchema, kind: Any, left: int, choose: Choose, ids: Sequence[str]) -> str:
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        one = choose(sorted(schema.get_possible_types(kind), key=lambda each: each.name))
        return f"__typename ... on {one.name} {{ {_selection(schema, one, left, choose, ids)} }}"
    assert isinstance(kind, GraphQLObjectType)
    leaves = [name for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type))]
    usable = sorted(kind.fields if left > 0 else leaves)
    if "edges" in usable:  # a page without its rows is seldom asked for
        usable += ["edges"] * len(usable)
    names = sorted({choose(usable) for _ in range(choose(range(1, WIDE + 1)))}) if usable else []
    return " ".join([_field(schema, kind, name, left, choose, ids) for name in names]) or "__typename"


ARGUMENTS: Mapping[str, str | Sequence[str]] = {
    "first": ("1", "2", "5", "10"),
    "year": "2026",
    **dict.fromkeys(("version", "newer"), ("1", "2", "3")),
    "older": "0",
    "moment": [f"{{version: {version}}}" for version in (1, 2, 3)],
    **dict.fromkeys(("address", "url"), '"https://tin.example/bai-1"'),
    "kind": "AREA",
    "document": ("DECISION", "MINUTES"),
    "words": '"đường"',
    "since": '"2026-01-01T00:00:00Z"',
    "until": '"2026-06-30T00:00:00Z"',
}
"""Values of arguments, one or several to choose from."""


def _argument(field: GraphQLField, name: str, choose: Choose, ids: Sequence[str]) -> str | None:
    """A value for an argument; None leaves an optional one out."""
    match name:
        case "ids":
            return json.dumps([choose(ids) for _ in range(choose((1, 2, 5)))])
        case "id" | "webhookId" | "sourceId":
            return f'"{choose(ids)}"'
        case "code":
            return json.dumps(choose(("CB-2026-000001", *ids)))
        case "event":
            return f'"{choose(ids)}:1"'
    if name in ARGUMENTS:
        values = ARGUMENTS[name]
        return values if isinstance(values, str) else str(choose(values))
    assert not is_required_argument(field.args[name]), name
    return None
