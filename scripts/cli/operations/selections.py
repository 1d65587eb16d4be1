"""The shapes of what operations select: for an interface or union, one for each group of types with the same fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from scripts.cli.operations.model import (
    SCALARS,
    Choice,
    Kind,
    Listed,
    Maybe,
    Member,
    Model,
    Name,
    OperationsRefused,
    Shape,
    Type,
)

TYPENAME = "__typename"


@dataclass
class Selected:
    """One field of an answer, merged from every place that selects it."""

    node: FieldNode
    optional: bool
    below: list[SelectionSetNode] = field(default_factory=list)


Fields = dict[str, Selected]


def pascal(name: str) -> str:
    """A name as that of a type."""
    return name[:1].upper() + name[1:]


class Selections:
    """Makes shapes, each once; those of fragments have the fragments' names."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], model: Model) -> None:
        self._schema, self._fragments, self._model = schema, fragments, model

    def shape(self, name: str, parent: str, selections: list[SelectionSetNode]) -> Name:
        """The shape of some selections on a type. Raises OperationsRefused."""
        if fragment := self._lone(parent, selections):
            name, selections = fragment.name.value, [fragment.selection_set]
        if name not in self._model.shapes:
            self._make(name, self._possible(parent), selections)
        return Name(Kind.SHAPE, name)

    def _lone(self, parent: str, selections: list[SelectionSetNode]) -> FragmentDefinitionNode | None:
        """The fragment that is all of the selections, if it is on just this type."""
        if len(selections) == 1 and len(selections[0].selections) == 1:
            only = selections[0].selections[0]
            if isinstance(only, FragmentSpreadNode) and not only.directives:
                fragment = self._fragments[only.name.value]
                return fragment if fragment.type_condition.name.value == parent else None
        return None

    def _possible(self, name: str) -> list[GraphQLObjectType]:
        found = self._schema.type_map[name]
        if is_abstract_type(found):
            return list(self._schema.get_possible_types(found))
        assert isinstance(found, GraphQLObjectType)
        return [found]

    def _make(self, name: str, types: Iterable[GraphQLObjectType], selections: list[SelectionSetNode]) -> None:
        groups: dict[str, tuple[list[GraphQLObjectType], Fields]] = {}
        for possible in types:
            fields = self._fields(possible, selections)
            alike = " ".join(
                f"{key}:{id(found.node)}:{[id(one) for one in found.below]}" for key, found in fields.items()
            )
            groups.setdefault(alike, ([], fields))[0].append(possible)
        self._model.shapes[name] = Shape(name, ())  # its place comes before those of its parts
        if len(groups) == 1:
            [(all_types, fields)] = groups.values()
            self._model.shapes[name] = self._members(name, all_types, fields)
            return
        del self._model.shapes[name]
        shapes = []
        for possible_types, fields in groups.values():
            if TYPENAME not in fields:
                raise OperationsRefused(f"{name}: select __typename, so that the types can be told apart")
            part = name + (possible_types[0].name if len(possible_types) == 1 else "Other")
            self._model.shapes[part] = self._members(part, possible_types, fields)
            shapes.append(part)
        self._model.shapes[name] = Choice(name, tuple(shapes))

    def _fields(self, on: GraphQLObjectType, selections: list[SelectionSetNode], optional: bool = False) -> Fields:
        """The fields that the selections ask of an object, by the names that they have in the answer."""
        found: Fields = {}
        for node in (node for one in selections for node in one.selections):
            perhaps = optional or any(
                directive.name.value in ("skip", "include") for directive in node.directives or ()
            )
            if isinstance(node, FieldNode):
                more = {node.alias.value if node.alias else node.name.value: _selected(node, perhaps)}
            else:
                more = self._of_fragment(on, node, perhaps)
            for name, selected in more.items():
                before = found.setdefault(name, Selected(selected.node, True))
                before.optional = before.optional and selected.optional
                before.below += selected.below
        return found

    def _of_fragment(self, on: GraphQLObjectType, node: object, optional: bool) -> Fields:
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments[node.name.value]
            condition, below = fragment.type_condition.name.value, fragment.selection_set
        else:
            assert isinstance(node, InlineFragmentNode)
            below = node.selection_set
            condition = node.type_condition.name.value if node.type_condition else on.name
        return self._fields(on, [below], optional) if on in self._possible(condition) else {}

    def _members(self, name: str, types: Iterable[GraphQLObjectType], fields: Fields) -> Shape:
        possible = list(types)
        return Shape(
            name,
            tuple(Member(key, self._type(name, key, possible, found), found.optional) for key, found in fields.items()),
        )

    def _type(self, name: str, key: str, types: list[GraphQLObjectType], found: Selected) -> Type:
        field_name = found.node.name.value
        if field_name == TYPENAME:
            return Name(Kind.TYPENAME, TYPENAME, tuple(possible.name for possible in types))
        return self.output(types[0].fields[field_name].type, name + pascal(key), found.below)

    def output(self, of: GraphQLOutputType, name: str, below: list[SelectionSetNode]) -> Type:
        """The type of a field, with the shape of what is selected below it. Raises OperationsRefused."""
        if isinstance(of, GraphQLNonNull):
            found = self.output(of.of_type, name, below)
            return found.of if isinstance(found, Maybe) else found
        if isinstance(of, GraphQLList):
            return Maybe(Listed(self.output(of.of_type, name, below)))
        named = get_named_type(of)
        if is_composite_type(named):
            return Maybe(self.shape(name, named.name, below))
        return Maybe(leaf(named, self._model))


def _selected(node: FieldNode, optional: bool) -> Selected:
    return Selected(node, optional, [node.selection_set] if node.selection_set else [])


def leaf(named: object, model: Model) -> Name:
    """A scalar or an enum. Raises OperationsRefused for a scalar that nothing is known of."""
    if isinstance(named, GraphQLEnumType):
        model.enums[named.name] = tuple(named.values)
        return Name(Kind.ENUM, named.name)
    name = str(named)
    if name not in SCALARS:
        raise OperationsRefused(f"{name}: nothing is known of this scalar")
    return Name(Kind.SCALAR, SCALARS[name])
