"""Cache of plans in a process. An operation gets a plan when it is seen twice. The least recently used plan is evicted
first.

Plans are compiled one after another in a separate thread. Meanwhile graphql-core answers the operation. An operation
that is seen once is never compiled.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from graphql import BooleanValueNode, DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from api.graphql.plan.arguments import Arguments
from api.graphql.plan.declared import Unknown
from api.graphql.plan.shown_keys import Keys, Path, keys_below
from api.graphql.plan.slots import Slot, Way, conditions_of, slots_of
from api.graphql.plan.source import FUNCTION, Function, asks
from api.graphql.prepare import Prepared
from store.process.counters import UNPLANNED

Shown = Callable[[Any, tuple[int, ...], Any], Awaitable[Any]]
"""Function that shows a resolved value, given its indexes in the enclosing lists and the run."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    slots: tuple[Slot, ...]
    """Slots whose values are resolved through the schema, outer slots first."""
    arguments: Arguments
    shown: Mapping[int, Shown]
    """Functions of the awaited slots."""

    roots: tuple[Slot, ...]
    awaited: tuple[Slot, ...]

    row_keys: Mapping[str, Mapping[Path, Keys]]


def compile_plan(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    conditions: Mapping[str, bool] = MappingProxyType({}),
) -> Plan:
    """Compile an operation for given values of its condition variables. Raise Unknown."""
    roots = slots_of(schema, document, operation, conditions)
    slots = tuple(slot for root in roots for slot in root.all())
    asking = tuple(filter(asks, slots))
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
        row_keys={root.key: keys_below(root) for root in roots if root.inside},
        awaited=tuple(slot for slot in slots if slot.way is Way.AWAITED),
        shown={slot.id: _function(schema, slot) for slot in slots if slot.way is Way.AWAITED},
    )


def _function(schema: GraphQLSchema, slot: Slot) -> Shown:
    """Compile the function of one slot separately, so that no compilation blocks the interpreter's lock for long."""
    written = Function(schema, slot)
    names = dict(written.names)
    exec(compile(written.text, f"<plan of {'.'.join(slot.path)}>", "exec"), names)  # the text comes from this package
    made: Shown = names[FUNCTION]
    return made


log = logging.getLogger("casebook.graphql")

PLANS_MOST: Final = 256
WAITING_MOST: Final = 100
"""Largest number of operations that wait to be compiled. A further operation waits until it is seen again."""
SEEN_LEAST: Final = 2
"""Times that an operation must be seen before it is compiled."""


VARIANTS_MOST: Final = 8
"""Largest number of plans of one operation. An operation has one plan for each set of values of its `@skip` and
`@include`."""


@dataclass(eq=False)
class _Variant:
    conditions: Mapping[str, bool]
    seen: int = 0
    plan: Plan | None = None
    compiling: "Future[None] | None" = None


class _Kept:
    """An operation that was seen, and its variants by the values of its conditions."""

    def __init__(self, prepared: Prepared, operation: OperationDefinitionNode) -> None:
        self.prepared, self.operation = prepared, operation
        self._variants: dict[tuple[bool, ...], _Variant] = {}
        self._names = conditions_of(prepared.document)
        self._usual = {
            one.variable.name.value: one.default_value.value
            for one in operation.variable_definitions or ()
            if isinstance(one.default_value, BooleanValueNode)
        }

    def variant(self, variables: Mapping[str, Any]) -> _Variant | None:
        """Return the variant for these variables. Return None if a condition is not a Boolean, or the operation has too
        many variants."""
        if not self._names:
            conditions: dict[str, Any] = {}
        else:
            conditions = {name: variables.get(name, self._usual.get(name)) for name in self._names}
            if any(type(value) is not bool for value in conditions.values()):
                return None
        key = tuple(conditions.values())
        found = self._variants.get(key)
        if found is None and len(self._variants) < VARIANTS_MOST:
            found = self._variants[key] = _Variant(conditions)
        return found


class Plans:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[tuple[int, int], _Kept] = OrderedDict()
        self._waiting: list[Future[None]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plans")

    def __len__(self) -> int:
        return len(self._kept)

    def plan(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] = MappingProxyType({}),
    ) -> Plan | None:
        """Return the plan of an operation once it is compiled. Each call counts as seeing the operation."""
        key = id(prepared), id(operation)  # the cached entry refers to both
        if (kept := self._kept.get(key)) is None:
            kept = self._kept[key] = _Kept(prepared, operation)
            if len(self._kept) > PLANS_MOST:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        if (variant := kept.variant(variables)) is None:
            return None
        variant.seen, found = variant.seen + 1, variant.plan
        if variant.seen >= SEEN_LEAST and variant.compiling is None:
            self._begin(kept, variant)
        return found

    def _begin(self, kept: _Kept, variant: _Variant) -> None:
        self._waiting = [future for future in self._waiting if not future.done()]
        if len(self._waiting) < WAITING_MOST:
            with suppress(RuntimeError):  # the process is ending
                variant.compiling = self._thread.submit(self._compile, kept, variant)
                self._waiting.append(variant.compiling)

    @property
    def idle(self) -> bool:
        """Return whether no compilation is running or waiting."""
        return all(future.done() for future in self._waiting)

    def settled(self) -> None:
        for future in self._waiting:
            future.result()

    def _compile(self, kept: _Kept, variant: _Variant) -> None:
        try:
            variant.plan = compile_plan(self._schema, kept.prepared.document, kept.operation, variant.conditions)
        except Unknown:
            UNPLANNED.inc()
            log.debug("an operation is left to graphql-core")
        except Exception:  # without a plan, graphql-core answers
            UNPLANNED.inc()
            log.exception("an operation could not be compiled")
