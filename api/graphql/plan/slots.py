"""An operation as a tree of slots: one slot for each field of the answer. graphql-core itself merges and orders the
fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_variable_values
from graphql.pyutils import Path
from strawberry.types.field import StrawberryField

from api.graphql.plan.declared import Resolver, Unknown, chained, declared, resolver_of

FIELDS_MOST: Final = 600
"""Largest number of fields in an answer's shape, counting each place. The limit exists because compiling one function
blocks the interpreter's lock."""
FOLDED: Final = frozenset({"skip", "include"})


class Way(Enum):
    """Origin of a slot's value."""

    TYPENAME = auto()
    PLAIN = auto()
    """The value of a key of a row, or of an attribute of an object."""
    CALLED = auto()
    """The value that the field's own function returns at once."""
    AWAITED = auto()
    """A value that must be awaited, or whose field has extensions. All slots of one level are awaited together."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Slot:
    id: int
    path: tuple[str, ...]
    """Names that lead to the slot, its own last."""
    parent: GraphQLObjectType
    way: Way
    below: tuple["Slot", ...] = ()
    types: Mapping[str, tuple["Slot", ...]] = field(default_factory=dict)
    """Slots below an interface or union, by the type of the object."""
    field: Any = None
    """GraphQLField; None for `__typename`."""
    nodes: tuple[FieldNode, ...] = ()
    definition: StrawberryField | None = None
    resolver: Resolver | None = None
    fatal: bool = False
    """True if an error here makes the whole answer null."""

    @property
    def key(self) -> str:
        return self.path[-1]

    @cached_property
    def at(self) -> Path:
        """Return the slot's path in an answer, without list indexes."""
        made: Path | None = None
        for name in self.path:
            made = Path(made, name, self.parent.name)
        assert made is not None
        return made

    @property
    def kind(self) -> Any:
        return get_named_type(self.field.type)

    @cached_property
    def inside(self) -> tuple["Slot", ...]:
        """Return all slots directly below, for every type of object."""
        return (*self.below, *chain.from_iterable(self.types.values()))

    def all(self) -> Iterator["Slot"]:
        yield self
        for slot in self.inside:
            yield from slot.all()


def slots_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    conditions: Mapping[str, bool] = MappingProxyType({}),
) -> tuple[Slot, ...]:
    """Return the root slots of an operation. For a subscription, return the root slots of each event.

    `conditions` are the values of the variables of its `@skip` and `@include`. Raise Unknown.
    """
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise Unknown(operation.operation)
    visit(document, _Directives())
    return _Reader(schema, document, operation, _values(schema, operation, conditions)).roots(root)


def conditions_of(document: DocumentNode) -> tuple[str, ...]:
    """Return the variables on which the `@skip` and `@include` of a document depend."""
    found = _Conditions()
    visit(document, found)
    return tuple(sorted(found.names))


def _values(
    schema: GraphQLSchema, operation: OperationDefinitionNode, conditions: Mapping[str, bool]
) -> VariableValues:
    own = [one for one in operation.variable_definitions or () if one.variable.name.value in conditions]
    found = get_variable_values(schema, own, dict(conditions))
    if isinstance(found, list):
        raise Unknown("a condition that is no truth value")
    return found


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        given = (argument.value for argument in node.arguments or ())
        self.names |= {value.name.value for value in given if isinstance(value, VariableNode)}


class _Directives(Visitor):
    """Visitor that refuses every directive except `@skip` and `@include`: a plan applies only these two."""

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value not in FOLDED:
            raise Unknown(f"@{node.name.value}")

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        if node.variable_definitions:
            raise Unknown("a fragment with variables")


class _Reader:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        values: VariableValues,
    ) -> None:
        self._schema, self._operation, self._values, self._count = schema, operation, values, 0
        self._fragments = {
            definition.name.value: FragmentDetails(definition)
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }

    def roots(self, root: GraphQLObjectType) -> tuple[Slot, ...]:
        collected = collect_fields(self._schema, self._fragments, self._values, root, self._operation)
        return self._slots(root, collected.grouped_field_set, (), fatal=True)

    def _slots(
        self, parent: GraphQLObjectType, grouped: dict[str, list[FieldDetails]], path: tuple[str, ...], *, fatal: bool
    ) -> tuple[Slot, ...]:
        """Return the slots of an object. `fatal` means that a null here makes every enclosing object null."""
        return tuple(self._slot(parent, details, (*path, key), fatal) for key, details in grouped.items())

    def _slot(self, parent: GraphQLObjectType, details: list[FieldDetails], path: tuple[str, ...], fatal: bool) -> Slot:
        self._count += 1
        if self._count > FIELDS_MOST:
            raise Unknown(f"more than {FIELDS_MOST} fields")
        id, name = self._count, details[0].node.name.value
        if name == "__typename":
            return Slot(id=id, path=path, parent=parent, way=Way.TYPENAME)
        field = parent.fields.get(name)
        if field is None:  # introspection
            raise Unknown(name)
        definition = declared(field)
        root, resolver = len(path) == 1, resolver_of(definition)
        way = _way(definition, resolver, root=root)
        if root:  # a subscription's resolver gives the event itself, which Strawberry passes on
            resolver = chained(definition) if self._operation.operation is not OperationType.SUBSCRIPTION else None
        below, types = self._inside(field, details, path, fatal=fatal and _never_null(field.type))
        return Slot(
            id=id,
            path=path,
            parent=parent,
            way=way,
            below=below,
            types=types,
            field=field,
            nodes=tuple(detail.node for detail in details),
            definition=definition,
            resolver=resolver,
            fatal=fatal and is_non_null_type(field.type),
        )

    def _inside(
        self, field: GraphQLField, details: list[FieldDetails], path: tuple[str, ...], *, fatal: bool
    ) -> tuple[tuple[Slot, ...], Mapping[str, tuple[Slot, ...]]]:
        """Return the slots below a field. For an interface or a union, return the slots by the type of the object."""
        kind = get_named_type(field.type)
        if is_leaf_type(kind):
            return (), {}
        if is_object_type(kind):
            return self._of_type(kind, details, path, fatal=fatal), {}
        assert is_abstract_type(kind)
        types = self._schema.get_possible_types(kind)
        return (), {each.name: self._of_type(each, details, path, fatal=fatal) for each in types}

    def _of_type(
        self, kind: GraphQLObjectType, details: list[FieldDetails], path: tuple[str, ...], *, fatal: bool
    ) -> tuple[Slot, ...]:
        collected = collect_subfields(self._schema, self._fragments, self._values, self._operation, kind, details)
        return self._slots(kind, collected.grouped_field_set, path, fatal=fatal)


def _never_null(kind: GraphQLOutputType) -> bool:
    """Return whether a type excludes null, for the value and, in a list, for its items."""
    if not is_non_null_type(kind):
        return False
    return not is_list_type(kind.of_type) or _never_null(kind.of_type.of_type)


def _way(definition: StrawberryField, resolver: Resolver | None, *, root: bool) -> Way:
    if definition.is_basic_field and not root:
        return Way.PLAIN
    return Way.CALLED if resolver and not resolver.waits and not root else Way.AWAITED
