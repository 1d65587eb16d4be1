"""Cost of an operation, computed before it is executed, in time linear in the document.

Two numbers: the documents it reads from the database at most, and the fields it has the loop resolve, weighted where a
field computes much. A fragment's price is computed once and used wherever it is spread; numbers stop growing at ENOUGH.
Conditions (@skip, @include) are taken as fulfilled, and fields that will be merged are counted each: the true number of
documents is never higher. That of fields may be, where a list is longer than usual: it says which documents are not
worth beginning, and turns (`api/graphql/execution.py`) bound what the others hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from api.errors.responses import over
from api.graphql.introspection import Introspection
from api.graphql.limits import ENOUGH
from api.graphql.prepare import Prepared
from schema.cost import BASE, ITEMS, LIST, MUTATION, UNKNOWN, Reads, reads_in
from schema.lists import IDS_MOST, PAGE_SIZE
from store.driver.conditions import FIRST_MOST

NOTHING = Reads()
WRAPPED = 2
"""One type in so many is a list of another, or never null: `ofType` leads on from these only."""
COMMAND = Reads(documents=MUTATION)


@dataclass(frozen=True)
class Price:
    """Documents read at most, and fields resolved."""

    documents: int = 0
    fields: int = 0

    def __add__(self, other: "Price") -> "Price":
        return _bounded(self.documents + other.documents, self.fields + other.fields)

    def times(self, documents: int, fields: int) -> "Price":
        """The price of rows: how many are read at most, and how many there usually are."""
        return _bounded(self.documents * documents, self.fields * fields)


def _bounded(documents: int, fields: int) -> Price:
    return Price(min(documents, ENOUGH), min(fields, ENOUGH))


class Estimate:
    def __init__(
        self, schema: GraphQLSchema, introspection: Introspection, prepared: Prepared, variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._variables, self._introspection = schema, variables, introspection
        self._fragments = {
            definition.name.value: definition
            for definition in prepared.document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._known: dict[tuple[str, int], Price] = {}
        self._defaults: dict[str, Any] = {}

    def of(self, operation: OperationDefinitionNode) -> Price:
        self._defaults = {
            definition.variable.name.value: definition.default_value
            for definition in operation.variable_definitions or ()
        }
        root = self._schema.get_root_type(operation.operation)
        assert root is not None  # validation found every field of it
        self._command = operation.operation is OperationType.MUTATION
        return Price(documents=BASE) + self._selected(operation.selection_set, root, 1)

    def _selected(self, selections: SelectionSetNode, parent: GraphQLNamedType, page: int) -> Price:
        total = Price()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                total += self._field(node, parent, page)
            elif isinstance(node, InlineFragmentNode):
                total += self._selected(node.selection_set, self._type(node.type_condition, parent), page)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value, page)
        return total

    def _fragment(self, name: str, page: int) -> Price:
        if (name, page) not in self._known:
            found = self._fragments[name]
            self._known[name, page] = self._selected(found.selection_set, self._type(found.type_condition, None), page)
        return self._known[name, page]

    def _field(self, node: FieldNode, parent: GraphQLNamedType, page: int) -> Price:
        field: GraphQLField | None = getattr(parent, "fields", {}).get(node.name.value)
        if field is None or parent.name.startswith("__"):
            return self._introspected(node, parent, field)
        reads = self._reads(parent, field)
        size = self._size(node, field)
        own = Price(reads.documents + reads.page * size, 1 + reads.work)
        if node.selection_set is None:
            return own
        below = self._selected(node.selection_set, get_named_type(field.type), size)
        return own + below.times(*self._times(reads, node, field, page))

    def _introspected(self, node: FieldNode, parent: GraphQLNamedType, field: GraphQLField | None) -> Price:
        """The price of a field of the schema itself, which reads no documents."""
        below = get_named_type(field.type) if field else self._introspection.type_of(node.name.value)
        if node.selection_set is None or below is None:
            return Price(fields=1)
        inner = self._selected(node.selection_set, below, 1).fields
        if field and _is_list(field):
            inner *= self._introspection.rows(parent.name, node.name.value)
        elif node.name.value == "ofType":
            inner //= WRAPPED
        return Price(fields=min(1 + inner, ENOUGH))

    def _reads(self, parent: GraphQLNamedType, field: GraphQLField) -> Reads:
        if parent is self._schema.mutation_type:
            return COMMAND
        return reads_of(field) or (UNKNOWN if waits(field) else NOTHING)

    def _times(self, reads: Reads, node: FieldNode, field: GraphQLField, page: int) -> tuple[int, int]:
        """Return how often what is below a field is asked for, at most and usually: by a page's size, a list's rows."""
        if node.name.value == "edges":
            return page, page
        if "ids" in field.args:
            return (self._ids(node),) * 2
        if not _is_list(field):
            return 1, 1
        rows = min(reads.rows, self._only(node))
        return (rows, rows) if reads.rows > 1 else (LIST, ITEMS)

    def _only(self, node: FieldNode) -> int:
        """Return how many rows of a list are named one by one; ENOUGH where none is named."""
        given = self._given(node, "only")
        many = given.values if isinstance(given, ListValueNode) else given
        return len(many) if isinstance(many, list | tuple) else ENOUGH

    def _size(self, node: FieldNode, field: GraphQLField) -> int:
        """Return the most rows that a field gives: those of its page, or one for each id given; else one."""
        if "ids" in field.args:
            return self._ids(node)
        if "last" in field.args and self._asked(node, "last"):
            return self._page(node, "last", None)
        return self._page(node, "first", field.args["first"].default_value or PAGE_SIZE) if "first" in field.args else 1

    def _asked(self, node: FieldNode, argument: str) -> bool:
        given = self._given(node, argument)
        return given is not None and not isinstance(given, NullValueNode)

    def _ids(self, node: FieldNode) -> int:
        """Return the number of ids that a field is given. Raises RequestRefused for too many."""
        given = self._given(node, "ids")
        many = given.values if isinstance(given, ListValueNode) else given
        count = len(many) if isinstance(many, list | tuple) else 1
        if count > IDS_MOST:
            raise over("NODE_IDS", IDS_MOST)
        return count

    def _given(self, node: FieldNode, argument: str) -> Any:
        """The value of an argument: a node of the document, or what a variable holds."""
        given = next((written.value for written in node.arguments or () if written.name.value == argument), None)
        if isinstance(given, VariableNode):
            name = given.name.value
            return self._variables.get(name, self._defaults.get(name))
        return given

    def _page(self, node: FieldNode, argument: str, default: Any) -> int:
        """The page asked for, or what the field gives unasked; the largest when that cannot be told."""
        given = self._given(node, argument)
        value = int(given.value) if isinstance(given, IntValueNode) else default if given is None else given
        return value if type(value) is int and 1 <= value <= FIRST_MOST else FIRST_MOST

    def _type(self, condition: Any, parent: GraphQLNamedType | None) -> GraphQLNamedType:
        found = self._schema.type_map[condition.name.value] if condition else parent
        assert found is not None
        return found


def reads_of(field: GraphQLField) -> Reads | None:
    known = field.extensions.get("strawberry-definition")
    return reads_in(known.metadata) if known else None


def waits(field: GraphQLField) -> bool:
    """Return whether a field's resolver is asynchronous: it may ask the database."""
    known = field.extensions.get("strawberry-definition")
    return bool(known and known.base_resolver and known.base_resolver.is_async)


def _is_list(field: GraphQLField) -> bool:
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return isinstance(kind, GraphQLList)
