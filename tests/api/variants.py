"""Variants of a document that ask for the same: by variables, fragments, aliases, merged fields and directives."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_required_argument,
    parse,
    print_ast,
    value_from_ast_untyped,
)

Choose = Callable[[Sequence[Any]], Any]
WRONG: tuple[Any, ...] = (None, [], "nothing", -1, {"a": 1})
"""Values that fit few variables, or none."""
CONDITIONS = (("include", True), ("include", True), ("skip", False), ("skip", True), ("include", False))


def name(text: str) -> NameNode:
    return NameNode(value=text)


class Variant:
    """One variant of a query; `choose` picks from a sequence."""

    def __init__(self, schema: GraphQLSchema, text: str, choose: Choose) -> None:
        self._schema, self._choose = schema, choose
        self.variables: dict[str, Any] = {}
        self._declared: list[str] = []
        self._fragments: list[FragmentDefinitionNode] = []
        self._count = 0
        operation = parse(text).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        assert schema.query_type is not None
        shown = self._selections(operation.selection_set, schema.query_type)
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        fragments = "\n".join(map(print_ast, self._fragments))
        self.text = f"query Asked{declared} {print_ast(shown)}\n{fragments}"

    def _seldom(self, of: int) -> bool:
        return bool(self._choose(range(of)) == 0)

    def _next(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def _selections(self, selections: SelectionSetNode, parent: Any) -> SelectionSetNode:
        made = [node for selection in selections.selections for node in self._varied(selection, parent)]
        if self._seldom(6):
            made.insert(self._choose(range(len(made) + 1)), FieldNode(name=name("__typename")))
        if self._seldom(4):
            since = self._choose(range(len(made)))
            made = [*made[:since], self._fragment(made[since:], parent)]
        return SelectionSetNode(selections=tuple(made))

    def _varied(self, node: SelectionNode, parent: Any) -> Iterator[SelectionNode]:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            kind = self._schema.type_map[condition.name.value] if condition else parent
            yield InlineFragmentNode(type_condition=condition, selection_set=self._selections(node.selection_set, kind))
            return
        assert isinstance(node, FieldNode)
        field = self._field(node, parent)
        yield field
        if self._seldom(12):  # merged with itself
            yield field

    def _field(self, node: FieldNode, parent: Any) -> FieldNode:
        field = parent.fields.get(node.name.value)
        below = node.selection_set
        return FieldNode(
            name=node.name,
            alias=name(self._next("a")) if self._seldom(12) else node.alias,
            arguments=tuple(self._argument(given, field) for given in node.arguments or ()),
            directives=(self._directive(),) if self._seldom(25) else (),
            selection_set=self._selections(below, get_named_type(field.type)) if below else None,
        )

    def _argument(self, given: ArgumentNode, field: Any) -> ArgumentNode:
        if not self._seldom(3):
            return given
        variable, argument = self._next("v"), field.args[given.name.value]
        default = f" = {print_ast(given.value)}" if self._seldom(4) and not is_required_argument(argument) else ""
        self._declared.append(f"${variable}: {argument.type}{default}")
        if not default:
            right = value_from_ast_untyped(given.value)
            self.variables[variable] = self._choose(WRONG) if self._seldom(40) else right
        return ArgumentNode(name=given.name, value=VariableNode(name=name(variable)))

    def _directive(self) -> DirectiveNode:
        which, value = self._choose(CONDITIONS)
        condition: Any = BooleanValueNode(value=value)
        if self._seldom(4):
            variable = self._next("v")
            self._declared.append(f"${variable}: Boolean!")
            self.variables[variable] = value
            condition = VariableNode(name=name(variable))
        return DirectiveNode(name=name(which), arguments=(ArgumentNode(name=name("if"), value=condition),))

    def _fragment(self, nodes: list[SelectionNode], parent: Any) -> SelectionNode:
        selections = SelectionSetNode(selections=tuple(nodes))
        condition = NamedTypeNode(name=name(parent.name))
        if self._seldom(2):
            return InlineFragmentNode(type_condition=condition if self._seldom(2) else None, selection_set=selections)
        called = self._next("F")
        self._fragments.append(
            FragmentDefinitionNode(name=name(called), type_condition=condition, selection_set=selections)
        )
        return FragmentSpreadNode(name=name(called))
