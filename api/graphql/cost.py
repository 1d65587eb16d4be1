"""What an operation will read from the database at most, before it is executed; linear in the document.

A fragment's cost is computed once and used wherever it is spread; numbers stop growing at ENOUGH. Conditions
(@skip, @include) are taken as fulfilled, and fields that will be merged are counted each: the true number is never
higher.
"""

from collections.abc import Mapping
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
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from api.errors import over
from api.graphql.measure import ENOUGH
from api.graphql.prepare import Prepared
from schema.arguments import IDS_MOST
from schema.cost import BASE, LIST, MUTATION, UNKNOWN, Reads, reads_in
from store.mongo.pages import FIRST_MOST

NOTHING = Reads()
COMMAND = Reads(documents=MUTATION)


class Estimate:
    """The predicted cost of one operation with its variables."""

    def __init__(self, schema: GraphQLSchema, prepared: Prepared, variables: Mapping[str, Any]) -> None:
        self._schema, self._variables = schema, variables
        self._fragments = {
            each.name.value: each for each in prepared.document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._known: dict[tuple[str, int], int] = {}
        self._defaults: dict[str, Any] = {}

    def of(self, operation: OperationDefinitionNode) -> int:
        """Database documents read at most."""
        self._defaults = {each.variable.name.value: each.default_value for each in operation.variable_definitions or ()}
        root = self._schema.get_root_type(operation.operation)
        assert root is not None  # validation found every field of it
        self._command = operation.operation is OperationType.MUTATION
        return min(BASE + self._selected(operation.selection_set, root, 1), ENOUGH)

    def _selected(self, selections: SelectionSetNode, parent: GraphQLNamedType, page: int) -> int:
        """The cost of a selection; `page` is the size of the page whose connection the parent is."""
        total = 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                total += self._field(node, parent, page)
            elif isinstance(node, InlineFragmentNode):
                total += self._selected(node.selection_set, self._type(node.type_condition, parent), page)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value, page)
        return min(total, ENOUGH)

    def _fragment(self, name: str, page: int) -> int:
        if (name, page) not in self._known:
            found = self._fragments[name]
            self._known[name, page] = self._selected(found.selection_set, self._type(found.type_condition, None), page)
        return self._known[name, page]

    def _field(self, node: FieldNode, parent: GraphQLNamedType, page: int) -> int:
        field: GraphQLField | None = getattr(parent, "fields", {}).get(node.name.value)
        if field is None or node.name.value.startswith("__"):
            return 0  # of the schema itself
        reads = self._reads(parent, field)
        size = self._size(node, field)
        own = reads.documents + reads.page * size
        if node.selection_set is None:
            return own
        below = self._selected(node.selection_set, get_named_type(field.type), size)
        return min(own + below * self._times(reads, node, field, page), ENOUGH)

    def _reads(self, parent: GraphQLNamedType, field: GraphQLField) -> Reads:
        if parent is self._schema.mutation_type:
            return COMMAND
        return reads_of(field) or (UNKNOWN if waits(field) else NOTHING)

    def _times(self, reads: Reads, node: FieldNode, field: GraphQLField, page: int) -> int:
        """How often what stands below a field is asked for: rows of a page by its size, of a list by its rows."""
        if node.name.value == "edges":
            return page
        if "ids" in field.args:
            return self._ids(node)
        return (reads.rows if reads.rows > 1 else LIST) if _is_list(field) else 1

    def _size(self, node: FieldNode, field: GraphQLField) -> int:
        """How many rows a field gives at most: those of its page, or as many as it is given ids; else one."""
        if "ids" in field.args:
            return self._ids(node)
        return self._page(node) if "first" in field.args else 1

    def _ids(self, node: FieldNode) -> int:
        """How many ids a field is given. Raises RequestRefused for too many."""
        given = self._given(node, "ids")
        many = given.values if isinstance(given, ListValueNode) else given
        count = len(many) if isinstance(many, list | tuple) else 1
        if count > IDS_MOST:
            raise over("NODE_IDS", IDS_MOST)
        return count

    def _given(self, node: FieldNode, argument: str) -> Any:
        """The value of an argument: a node of the document, or what a variable holds."""
        given = next((each.value for each in node.arguments or () if each.name.value == argument), None)
        if isinstance(given, VariableNode):
            name = given.name.value
            return self._variables.get(name, self._defaults.get(name))
        return given

    def _page(self, node: FieldNode) -> int:
        """The page asked for; the largest when that cannot be told."""
        given = self._given(node, "first")
        value = int(given.value) if isinstance(given, IntValueNode) else given
        return value if type(value) is int and 1 <= value <= FIRST_MOST else FIRST_MOST

    def _type(self, condition: Any, parent: GraphQLNamedType | None) -> GraphQLNamedType:
        found = self._schema.type_map[condition.name.value] if condition else parent
        assert found is not None
        return found


def reads_of(field: GraphQLField) -> Reads | None:
    """What a field says that it reads, in its metadata; None when it does not say."""
    known = field.extensions.get("strawberry-definition")
    return reads_in(known.metadata) if known else None


def waits(field: GraphQLField) -> bool:
    """Whether a field's resolver is asynchronous: it may ask the database."""
    known = field.extensions.get("strawberry-definition")
    return bool(known and known.base_resolver and known.base_resolver.is_async)


def _is_list(field: GraphQLField) -> bool:
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return isinstance(kind, GraphQLList)
