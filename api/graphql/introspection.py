"""Lengths of the lists of introspection, whose rows are the parts of the schema itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLNamedType, GraphQLSchema


class Introspection:
    """Lengths of the lists of a schema. Lists below a type have the average length, so that the products add up to the
    true sum."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        types = list(schema.type_map.values())
        fields = [field for type in types for field in _of(type, "fields").values()]
        self._rows: Mapping[tuple[str, str], int] = {
            ("__Schema", "types"): len(types),
            ("__Schema", "directives"): len(schema.directives),
            ("__Type", "fields"): _mean(_of(type, "fields") for type in types),
            ("__Type", "inputFields"): _mean(_of(type, "fields") for type in types),
            ("__Type", "enumValues"): _mean(_of(type, "values") for type in types),
            ("__Field", "args"): _mean(_of(field, "args") for field in fields),
        }

    def type_of(self, name: str) -> GraphQLNamedType | None:
        """Return the type of a root field of introspection; None for any other field."""
        named = {"__schema": "__Schema", "__type": "__Type"}.get(name)
        return self._schema.type_map[named] if named else None

    def rows(self, parent: str, name: str) -> int:
        """Return the number of rows of an introspection list; 2 for interfaces, members and arguments, which are
        short."""
        return self._rows.get((parent, name), 2)


def _of(holder: Any, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(holder, name, {})
    return found


def _mean(lists: Iterable[Mapping[str, Any]]) -> int:
    lengths = [len(rows) for rows in lists]
    return -(-sum(lengths) // max(len(lengths), 1))
