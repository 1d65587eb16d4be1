"""The plans that a process keeps: of operations that were seen twice, the least used of them forgotten first.

A plan is compiled in a thread of its own, one after another; meanwhile graphql-core answers. What is asked once only is
never compiled.
"""

import logging
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from graphql import GraphQLSchema, OperationDefinitionNode

from api.graphql.plan.compiled import Plan, compile_plan
from api.graphql.plan.declared import Unknown
from api.graphql.prepare import Prepared

log = logging.getLogger("casebook.graphql")

PLANS_MOST: Final = 256
SEEN_LEAST: Final = 2
"""How often an operation is asked for before it is compiled."""


@dataclass(eq=False)
class _Kept:
    seen: int = 0
    plan: Plan | None = None
    compiling: "Future[None] | None" = None


class Plans:
    """Plans of one schema's operations."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[tuple[int, int], tuple[Prepared, _Kept]] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plans")

    def __len__(self) -> int:
        return len(self._kept)

    def plan(self, prepared: Prepared, operation: OperationDefinitionNode) -> Plan | None:
        """The plan of an operation, once there is one; each call is a sighting."""
        key = id(prepared), id(operation)  # both are kept beside it
        _, kept = self._kept.setdefault(key, (prepared, _Kept()))
        self._kept.move_to_end(key)
        if len(self._kept) > PLANS_MOST:
            self._kept.popitem(last=False)
        kept.seen, found = kept.seen + 1, kept.plan
        if kept.seen == SEEN_LEAST:
            with suppress(RuntimeError):  # the process ends
                kept.compiling = self._thread.submit(self._compile, kept, prepared, operation)
        return found

    @property
    def idle(self) -> bool:
        """Whether everything that was begun is compiled."""
        return all(kept.compiling is None or kept.compiling.done() for _, kept in self._kept.values())

    def settled(self) -> None:
        """Wait until everything that was begun is compiled."""
        for _, kept in [*self._kept.values()]:
            if kept.compiling:
                kept.compiling.result()

    def _compile(self, kept: _Kept, prepared: Prepared, operation: OperationDefinitionNode) -> None:
        try:
            kept.plan = compile_plan(self._schema, prepared.document, operation)
        except Unknown as unknown:
            log.debug("no plan: %s", unknown)
        except Exception:  # an answer is never worse for it
            log.exception("an operation could not be compiled")
