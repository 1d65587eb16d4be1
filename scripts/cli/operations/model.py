"""Language-neutral model of typed operations: their variables, and the shapes of answers.

A type is a type of the schema, with its lists and nullability. Its leaf is the name of a scalar, an enum, an input or a
shape, or the possible values of `__typename`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    parse,
    type_from_ast,
)

from schema.manifest import id_of

TYPENAME, COMMAND_ID = "__typename", "commandId"
SCALARS: Mapping[str, str] = {
    "ID": "text",
    "String": "text",
    "UUID": "text",
    "Date": "text",
    "DateTime": "text",
    "Int": "whole",
    "Float": "number",
    "Boolean": "truth",
}
"""JSON type of each scalar."""


class OperationsRefused(Exception):
    """No types can be made from these operations. The text states the place and the reason."""


@dataclass(frozen=True)
class Member:
    """Field of an answer or of an input. An `optional` field may be absent."""

    name: str
    of: Any
    leaf: str | tuple[str, ...]
    optional: bool = False


def spelled(of: Any, leaf: str, nothing: str, listed: Callable[[str], str]) -> str:
    """Return the spelling of a type in a programming language. `nothing` is the language's null, and `listed` makes a
    list of a type."""
    if not isinstance(of, GraphQLNonNull):
        return f"{spelled(GraphQLNonNull(of), leaf, nothing, listed)} | {nothing}"
    return listed(spelled(of.of_type.of_type, leaf, nothing, listed)) if is_list_type(of.of_type) else leaf


@dataclass(frozen=True)
class Shape:
    """Fields of an object, or of an input."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Choice:
    """One of several shapes, which differ in `__typename`."""

    name: str
    shapes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation: its document with the id in the manifest, its description, its variables and its answer.

    `about` is the description of its first field. `row` is the type of a row if the answer is one page of a list.
    """

    name: str
    kind: str
    text: str
    id: str
    about: str
    variables: tuple[Member, ...]
    data: str
    row: Member | None


@dataclass
class Model:
    """All types that a folder of operations needs."""

    schema: GraphQLSchema
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: dict[str, Shape] = field(default_factory=dict)
    shapes: dict[str, Shape | Choice] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)

    def leaf(self, of: Any) -> str:
        """Return the name of a scalar, an enum or an input. Raise OperationsRefused for an unknown scalar."""
        named = get_named_type(of)
        if isinstance(named, GraphQLEnumType):
            self.enums[named.name] = tuple(named.values)
        elif isinstance(named, GraphQLInputObjectType):
            if named.name not in self.inputs:
                self.inputs[named.name] = Shape(named.name, ())  # an input may contain itself
                members = (
                    # The client makes the id of a command; a caller may pass one.
                    self.member(name, field.type, name == COMMAND_ID or not is_required_input_field(field))
                    for name, field in named.fields.items()
                )
                self.inputs[named.name] = Shape(named.name, tuple(members))
        elif named.name not in SCALARS:
            raise OperationsRefused(f"{named.name}: nothing is known of this scalar")
        return str(named.name)

    def member(self, name: str, of: Any, optional: bool) -> Member:
        """Return the member for an input's field or a variable."""
        return Member(name, of, self.leaf(of), optional)

    def inside(self, member: Member) -> Mapping[str, Member]:
        """Return the members of a member's shape by name. The mapping is empty if the member has no shape."""
        found = self.shapes.get(member.leaf) if isinstance(member.leaf, str) else None
        return {inner.name: inner for inner in found.members} if isinstance(found, Shape) else {}


def modelled(schema: GraphQLSchema, documents: dict[str, str]) -> Model:
    """Return the model of documents, given by the name of their operation. Each document has one operation with its
    fragments. Raise OperationsRefused."""
    model = Model(schema)
    for name, text in documents.items():
        definitions = parse(text).definitions
        fragments = {part.name.value: part for part in definitions if isinstance(part, FragmentDefinitionNode)}
        [node] = [part for part in definitions if isinstance(part, OperationDefinitionNode)]
        root = schema.get_root_type(node.operation)
        assert root is not None
        data = Selections(model, fragments).shape(f"{pascal(name)}Data", root.name, [node.selection_set])
        if node.operation is OperationType.MUTATION:
            _carried_out(model, data)
        about = root.fields[_first_field(node)].description or ""
        model.operations.append(
            Operation(
                name=name,
                kind=node.operation.value,
                text=text,
                id=id_of(text),
                about=about.split("Needs the scope")[0].strip(),
                variables=tuple(_variables(node, model)),
                data=data,
                row=_row(model, data),
            )
        )
    return model


def _carried_out(model: Model, data: str) -> None:
    """Make every root field of a mutation non-null. Such a field is null only together with an error, which the client
    packages raise."""
    members = (
        replace(each, of=each.of if is_non_null_type(each.of) else GraphQLNonNull(each.of))
        for each in model.inside(Member("data", None, data)).values()
    )
    model.shapes[data] = Shape(data, tuple(members))


def _first_field(node: OperationDefinitionNode) -> str:
    for selection in node.selection_set.selections:
        if isinstance(selection, FieldNode) and not selection.name.value.startswith("__"):
            return selection.name.value
    raise OperationsRefused(f"{node.name.value if node.name else ''}: begin with a field")


def _variables(node: OperationDefinitionNode, model: Model) -> Iterator[Member]:
    for variable in node.variable_definitions or ():
        wanted = type_from_ast(model.schema, variable.type)
        optional = variable.default_value is not None or not isinstance(wanted, GraphQLNonNull)
        yield model.member(variable.variable.name.value, wanted, optional)


def _row(model: Model, data: str) -> Member | None:
    """Return the row if the only field of an answer is a page with edges, nodes and pageInfo; else None."""
    fields = [*model.inside(Member("", None, data)).values()]
    page = model.inside(fields[0]) if len(fields) == 1 else {}
    return model.inside(page["edges"]).get("node") if {"edges", "pageInfo"} <= page.keys() else None


@dataclass
class Selected:
    """One field of an answer, merged from all places that select the field."""

    node: FieldNode
    optional: bool
    below: list[SelectionSetNode] = field(default_factory=list)


Fields = dict[str, Selected]


def pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


@dataclass
class Selections:
    """Makes the shapes of an operation's selections, each once. The shape of a fragment has the fragment's name.

    An interface or union has one shape for each group of types with the same fields.
    """

    model: Model
    fragments: Mapping[str, FragmentDefinitionNode]

    def shape(self, name: str, parent: str, selections: list[SelectionSetNode]) -> str:
        """Return the name of the shape for these selections on a type. Raise OperationsRefused."""
        if fragment := self._lone(parent, selections):
            name, selections = fragment.name.value, [fragment.selection_set]
        if name not in self.model.shapes:
            self._make(name, self._possible(parent), selections)
        return name

    def _lone(self, parent: str, selections: list[SelectionSetNode]) -> FragmentDefinitionNode | None:
        """Return the fragment if the selections are only this fragment, on exactly this type; else None."""
        match [node for each in selections for node in each.selections]:
            case [FragmentSpreadNode(directives=None | ()) as only] if len(selections) == 1:
                fragment = self.fragments[only.name.value]
                return fragment if fragment.type_condition.name.value == parent else None
        return None

    def _possible(self, name: str) -> list[GraphQLObjectType]:
        found: Any = self.model.schema.type_map[name]
        return list(self.model.schema.get_possible_types(found)) if is_abstract_type(found) else [found]

    def _make(self, name: str, types: Iterable[GraphQLObjectType], selections: list[SelectionSetNode]) -> None:
        groups: dict[str, tuple[list[GraphQLObjectType], Fields]] = {}
        for possible in types:
            fields = self._fields(possible, selections)
            alike = " ".join(
                f"{key}:{id(found.node)}:{[id(one) for one in found.below]}" for key, found in fields.items()
            )
            groups.setdefault(alike, ([], fields))[0].append(possible)
        if len(groups) == 1:
            [(all_types, fields)] = groups.values()
            self.model.shapes[name] = Shape(name, ())  # its place is before the places of its parts
            self._members(name, all_types, fields)
            return
        shapes = []
        for possible_types, fields in groups.values():
            if TYPENAME not in fields:
                raise OperationsRefused(f"{name}: select __typename, so that the types can be told apart")
            shapes.append(name + (possible_types[0].name if len(possible_types) == 1 else "Other"))
            self._members(shapes[-1], possible_types, fields)
        self.model.shapes[name] = Choice(name, tuple(shapes))

    def _fields(self, on: GraphQLObjectType, selections: list[SelectionSetNode], optional: bool = False) -> Fields:
        """Return the selected fields of an object, by their names in the answer."""
        found: Fields = {}
        for node in (node for one in selections for node in one.selections):
            perhaps = optional or any(
                directive.name.value in ("skip", "include") for directive in node.directives or ()
            )
            if isinstance(node, FieldNode):
                selected = Selected(node, perhaps, [node.selection_set] if node.selection_set else [])
                more = {node.alias.value if node.alias else node.name.value: selected}
            else:
                more = self._of_fragment(on, node, perhaps)
            for name, selected in more.items():
                before = found.setdefault(name, Selected(selected.node, True))
                before.optional = before.optional and selected.optional
                before.below += selected.below
        return found

    def _of_fragment(self, on: GraphQLObjectType, node: object, optional: bool) -> Fields:
        fragment: Any = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        assert isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode)
        condition = fragment.type_condition.name.value if fragment.type_condition else on.name
        return self._fields(on, [fragment.selection_set], optional) if on in self._possible(condition) else {}

    def _members(self, name: str, types: list[GraphQLObjectType], fields: Fields) -> None:
        members = tuple(self._member(name, key, types, found) for key, found in fields.items())
        self.model.shapes[name] = Shape(name, members)

    def _member(self, name: str, key: str, types: list[GraphQLObjectType], found: Selected) -> Member:
        if found.node.name.value == TYPENAME:
            names = tuple(possible.name for possible in types)
            return Member(key, GraphQLNonNull(GraphQLString), names, found.optional)
        of = types[0].fields[found.node.name.value].type
        named = get_named_type(of)
        whole = is_composite_type(named)
        leaf = self.shape(name + pascal(key), named.name, found.below) if whole else self.model.leaf(named)
        return Member(key, of, leaf, found.optional)
