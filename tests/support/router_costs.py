"""The cost of an operation as Apollo's router computes it, from the text of a schema alone (its "demand control").

Objects cost 1 and lists have no length, unless `@cost` and `@listSize` say otherwise; a mutation costs 10 more.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

MUTATION = 10


class RouterCosts:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema

    def of(self, document: DocumentNode, variables: Mapping[str, Any]) -> int:
        """The cost of the one operation of a document."""
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
        defaults = {
            one.variable.name.value: one.default_value.value
            for one in operation.variable_definitions or ()
            if isinstance(one.default_value, IntValueNode)
        }
        self._variables = {**defaults, **variables}
        base = MUTATION if operation.operation.value == "mutation" else 0
        return base + self._selected(operation.selection_set, self._schema.get_root_type(operation.operation), {})

    def _selected(self, selections: Any, parent: Any, sizes: Mapping[str, int]) -> int:
        total = 0
        for node in selections.selections:
            if node.kind == "field":
                total += 0 if node.name.value.startswith("__") else self._field(node, parent, sizes)
            else:
                found = self._fragments[node.name.value] if node.kind == "fragment_spread" else node
                kind = self._schema.type_map[found.type_condition.name.value] if found.type_condition else parent
                total += self._selected(found.selection_set, kind, sizes)
        return total

    def _field(self, node: Any, parent: Any, sizes: Mapping[str, int]) -> int:
        field = parent.fields[node.name.value]
        shown = get_named_type(field.type)
        default = 0 if is_leaf_type(shown) else _said(shown, "cost").get("weight", 1)
        cost = _said(field, "cost").get("weight", default)
        listed = _said(field, "listSize")
        size = self._sliced(node, field, listed)
        if node.selection_set:
            cost += self._selected(node.selection_set, shown, dict.fromkeys(listed.get("sizedFields", ()), size))
        plain = field.type.of_type if is_non_null_type(field.type) else field.type
        times = sizes.get(node.name.value, size) if is_list_type(plain) else 1
        return int(cost) * times

    def _sliced(self, node: Any, field: Any, listed: Mapping[str, Any]) -> int:
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        found = []
        for name in listed.get("slicingArguments", ()):
            value = given.get(name)
            sent = self._variables.get(value.name.value) if isinstance(value, VariableNode) else value
            sent = int(sent.value) if isinstance(sent, IntValueNode) else sent
            found += [sent] if isinstance(sent, int) else []
        return max(found, default=listed.get("assumedSize", 0))


def _said(definition: Any, directive: str) -> dict[str, Any]:
    """The arguments of a directive in the text of a schema; none where it is not there."""
    for one in (definition.ast_node.directives if definition.ast_node else ()) or ():
        if one.name.value == directive:
            return {argument.name.value: _value(argument.value) for argument in one.arguments or ()}
    return {}


def _value(node: Any) -> Any:
    if node.kind == "list_value":
        return [_value(one) for one in node.values]
    return int(node.value) if node.kind == "int_value" else node.value
