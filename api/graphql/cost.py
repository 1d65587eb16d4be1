"""Cost of an operation. It is computed before the operation is executed, in time linear in the document.

There are two numbers. `documents` is the largest number of documents that the operation can read from the database. It
is added up from `@cost` and `@listSize` as Apollo's router does. `fields` is the number of fields that the operation
resolves. A field with much computation has a higher weight.

The price of a fragment is computed once and used wherever the fragment is spread. Numbers stop growing at ENOUGH.
Conditions (@skip, @include) are taken as fulfilled, and fields that will be merged are each counted. The true number of
documents is therefore never higher. The true number of fields may be higher if a list is longer than usual. So this
limit only refuses documents that are too large to begin. Turns (`api/graphql/execution.py`) limit the time of all
others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from api.errors.responses import over
from api.graphql.introspection import Introspection
from api.graphql.limits import ENOUGH
from api.graphql.prepare import Prepared
from api.graphql.spent import base_of
from schema.cost import ITEMS
from schema.lists import IDS_MOST, PAGE_SIZE
from schema.weights import Weight, Weights, is_list
from store.driver.conditions import FIRST_MOST

Page = tuple[str, int] | None
"""Name of a page's field that has as many items as the page, and the number of these items; None for any other
field."""
WRAPPED = 2
"""On average, one type in this many is a list or non-null type. Only for such a type does `ofType` lead to a further
type."""


@dataclass(frozen=True)
class Price:
    """Largest number of documents read, and number of fields resolved."""

    documents: int = 0
    fields: int = 0

    def __add__(self, other: "Price") -> "Price":
        return _bounded(self.documents + other.documents, self.fields + other.fields)

    def times(self, documents: int, fields: int) -> "Price":
        """Return the price of a list, from the most and the usual number of its rows."""
        return _bounded(self.documents * documents, self.fields * fields)


def _bounded(documents: int, fields: int) -> Price:
    return Price(min(documents, ENOUGH), min(fields, ENOUGH))


class Estimate:
    def __init__(
        self,
        schema: GraphQLSchema,
        weights: Weights,
        introspection: Introspection,
        prepared: Prepared,
        variables: Mapping[str, Any],
    ) -> None:
        self._schema, self._weights = schema, weights
        self._variables, self._introspection = variables, introspection
        self._fragments = {
            definition.name.value: definition
            for definition in prepared.document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._known: dict[tuple[str, Page], Price] = {}
        self._defaults: dict[str, Any] = {}

    def of(self, operation: OperationDefinitionNode) -> Price:
        self._defaults = {
            definition.variable.name.value: definition.default_value
            for definition in operation.variable_definitions or ()
        }
        root = self._schema.get_root_type(operation.operation)
        assert root is not None  # validation has found every field
        return Price(documents=base_of(operation.operation)) + self._selected(operation.selection_set, root, None)

    def _selected(self, selections: SelectionSetNode, parent: GraphQLNamedType, page: Page) -> Price:
        total = Price()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                total += self._field(node, parent, page)
            elif isinstance(node, InlineFragmentNode):
                total += self._selected(node.selection_set, self._type(node.type_condition, parent), page)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value, page)
        return total

    def _fragment(self, name: str, page: Page) -> Price:
        if (name, page) not in self._known:
            found = self._fragments[name]
            self._known[name, page] = self._selected(found.selection_set, self._type(found.type_condition, None), page)
        return self._known[name, page]

    def _field(self, node: FieldNode, parent: GraphQLNamedType, page: Page) -> Price:
        field: GraphQLField | None = getattr(parent, "fields", {}).get(node.name.value)
        if field is None or parent.name.startswith("__"):
            return self._introspected(node, parent, field)
        weight = self._weights[parent.name, node.name.value]
        if page and node.name.value == page[0]:  # the page itself has the price of its rows
            return Price(fields=1) + self._below(node, field, None).times(page[1], page[1])
        most, usual = self._length(node, field, weight)
        size = self._size(node, field) if weight.sized else 0
        own = Price(weight.once + weight.each * most + weight.page * size, 1 + weight.work)
        paged = (weight.sized, size) if weight.sized else None
        return own + self._below(node, field, paged).times(most, usual)

    def _below(self, node: FieldNode, field: GraphQLField, page: Page) -> Price:
        if node.selection_set is None:
            return Price()
        return self._selected(node.selection_set, get_named_type(field.type), page)

    def _introspected(self, node: FieldNode, parent: GraphQLNamedType, field: GraphQLField | None) -> Price:
        """Return the price of an introspection field, which reads no documents."""
        below = get_named_type(field.type) if field else self._introspection.type_of(node.name.value)
        if node.selection_set is None or below is None:
            return Price(fields=1)
        inner = self._selected(node.selection_set, below, None).fields
        if field and is_list(field):
            inner *= self._introspection.rows(parent.name, node.name.value)
        elif node.name.value == "ofType":
            inner //= WRAPPED
        return Price(fields=min(1 + inner, ENOUGH))

    def _length(self, node: FieldNode, field: GraphQLField, weight: Weight) -> tuple[int, int]:
        """Return the largest and the usual number of items of a field; 1 and 1 if the field is not a list."""
        if "ids" in field.args:
            return (self._ids(node),) * 2
        if weight.size is None or weight.sized:
            return 1, 1
        rows = min(weight.size, self._only(node))
        return rows, rows if weight.known else min(rows, ITEMS)

    def _only(self, node: FieldNode) -> int:
        """Return the number of values in the argument `only`, which limits a list; ENOUGH if the argument is absent."""
        given = self._given(node, "only")
        many = given.values if isinstance(given, ListValueNode) else given
        return len(many) if isinstance(many, list | tuple) else ENOUGH

    def _size(self, node: FieldNode, field: GraphQLField) -> int:
        """Return the most rows that a page has."""
        if "last" in field.args and self._asked(node, "last"):
            return self._page(node, "last", None)
        return self._page(node, "first", field.args["first"].default_value or PAGE_SIZE)

    def _asked(self, node: FieldNode, argument: str) -> bool:
        given = self._given(node, argument)
        return given is not None and not isinstance(given, NullValueNode)

    def _ids(self, node: FieldNode) -> int:
        """Return the number of ids given to a field. Raise RequestRefused for too many ids."""
        given = self._given(node, "ids")
        many = given.values if isinstance(given, ListValueNode) else given
        count = len(many) if isinstance(many, list | tuple) else 1
        if count > IDS_MOST:
            raise over("NODE_IDS", IDS_MOST)
        return count

    def _given(self, node: FieldNode, argument: str) -> Any:
        """Return the value of an argument: a node of the document, or the value of a variable."""
        given = next((written.value for written in node.arguments or () if written.name.value == argument), None)
        if isinstance(given, VariableNode):
            name = given.name.value
            return self._variables.get(name, self._defaults.get(name))
        return given

    def _page(self, node: FieldNode, argument: str, default: Any) -> int:
        """Return the requested page size, or the field's default. Return the largest possible size if the requested one
        is unknown."""
        given = self._given(node, argument)
        value = int(given.value) if isinstance(given, IntValueNode) else default if given is None else given
        return value if type(value) is int and 1 <= value <= FIRST_MOST else FIRST_MOST

    def _type(self, condition: Any, parent: GraphQLNamedType | None) -> GraphQLNamedType:
        found = self._schema.type_map[condition.name.value] if condition else parent
        assert found is not None
        return found
