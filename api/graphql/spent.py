"""Actual cost of an answer: the weights of its fields, multiplied by the actual lengths of lists.

The cost depends only on the content of the answer, so it reveals nothing hidden. Only fields that have a weight, or
lead to such a field, are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
)

from api.graphql.prepare import Prepared
from schema.cost import BASE, BASE_MUTATION
from schema.weights import Weights, is_list


@dataclass
class Place:
    """Field of an answer: its cost, which is per item if the field is a list, and the fields below it by their keys."""

    each: int = 0
    once: int = 0
    listed: bool = False
    below: dict[str, "Place"] = field(default_factory=dict)

    def cost(self, value: Any) -> int:
        if not self.listed:
            return self.once + self.each + (_below(value, self.below) if self.below else 0)
        if value is None:
            return self.once
        below = sum(_below(item, self.below) for item in value) if self.below else 0
        return self.once + self.each * len(value) + below


def base_of(kind: OperationType) -> int:
    """Return the base cost of an operation of a kind."""
    return BASE_MUTATION if kind is OperationType.MUTATION else BASE


def _below(value: Any, places: Mapping[str, Place]) -> int:
    if value is None:
        return 0
    return sum(place.cost(value[key]) for key, place in places.items() if key in value)


class Bill:
    """Computes the cost of the answers to one operation."""

    def __init__(
        self, schema: GraphQLSchema, weights: Weights, prepared: Prepared, operation: OperationDefinitionNode
    ) -> None:
        self._schema, self._weights = schema, weights
        self._fragments = {
            one.name.value: one for one in prepared.document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._base, self._places = base_of(operation.operation), dict[str, Place]()
        root = schema.get_root_type(operation.operation)
        assert root is not None  # validation has found every field
        self._select(operation.selection_set, root, self._places)
        _prune(self._places)

    def of(self, data: Mapping[str, Any] | None) -> int:
        return self._base + _below(data, self._places)

    def _select(self, selections: SelectionSetNode, parent: GraphQLNamedType, places: dict[str, Place]) -> None:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                self._field(node, parent, places)
                continue
            found: Any = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            kind = self._schema.type_map[found.type_condition.name.value] if found.type_condition else parent
            self._select(found.selection_set, kind, places)

    def _field(self, node: FieldNode, parent: GraphQLNamedType, places: dict[str, Place]) -> None:
        name = node.name.value
        if name.startswith("__"):
            return
        shown, weight = getattr(parent, "fields", {})[name], self._weights[parent.name, name]
        place = places.setdefault(node.alias.value if node.alias else name, Place())
        place.each, place.once = max(place.each, weight.each), max(place.once, weight.once)
        place.listed = is_list(shown)
        if node.selection_set:
            self._select(node.selection_set, get_named_type(shown.type), place.below)


def _prune(places: dict[str, Place]) -> None:
    """Remove the fields that have no cost and lead to no field with a cost."""
    for key, place in list(places.items()):
        _prune(place.below)
        if not (place.each or place.once or place.below):
            del places[key]
