"""A plan: what is needed to answer one operation, made once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from api.graphql.plan.arguments import Arguments
from api.graphql.plan.shown_keys import Keys, Path, keys_below
from api.graphql.plan.slots import Slot, Way, slots_of
from api.graphql.plan.source import FUNCTION, Function, checks_type

Shown = Callable[[Any, tuple[int, ...], Any], Awaitable[Any]]
"""Gives what is shown of a resolved value, with its places in the lists around it, in a run."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    slots: tuple[Slot, ...]
    """All of them that ask the schema for something, outer ones first."""
    arguments: Arguments
    shown: Mapping[int, Shown]
    """The functions of the slots that are waited for."""

    roots: tuple[Slot, ...]
    awaited: tuple[Slot, ...]

    row_keys: Mapping[str, Mapping[Path, Keys]]


def compile_plan(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Plan:
    roots = slots_of(schema, document, operation)
    slots = tuple(slot for root in roots for slot in root.all())
    asking = tuple(slot for slot in slots if len(slot.path) == 1 or slot.way in ASKING or checks_type(slot))
    return Plan(
        schema=schema,
        document=document,
        operation=operation,
        fragments={
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        },
        slots=asking,
        arguments=Arguments(schema, operation, asking),
        roots=roots,
        row_keys={root.key: keys_below(root) for root in roots if root.below},
        awaited=tuple(slot for slot in slots if slot.way is Way.AWAITED),
        shown={slot.id: _function(slot) for slot in slots if slot.way is Way.AWAITED},
    )


ASKING = (Way.CALLED, Way.AWAITED)


def _function(slot: Slot) -> Shown:
    """A function compiled by itself, so that none of them holds the lock of the interpreter for long."""
    written = Function(slot)
    names = dict(written.names)
    exec(compile(written.text, f"<plan of {'.'.join(slot.path)}>", "exec"), names)  # our own text
    made: Shown = names[FUNCTION]
    return made
