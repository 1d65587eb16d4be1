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
WAITING_MOST: Final = 100
"""Operations that wait to be compiled; others are when they are seen again."""
SEEN_LEAST: Final = 2
"""Times that an operation is asked for before it is compiled."""


@dataclass(eq=False)
class _Kept:
    seen: int = 0
    plan: Plan | None = None
    compiling: "Future[None] | None" = None


class Plans:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[tuple[int, int], tuple[Prepared, _Kept]] = OrderedDict()
        self._waiting: list[Future[None]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plans")

    def __len__(self) -> int:
        return len(self._kept)

    def plan(self, prepared: Prepared, operation: OperationDefinitionNode) -> Plan | None:
        """The plan of an operation, once there is one; each call is a sighting."""
        key = id(prepared), id(operation)  # both are kept beside it
        if (known := self._kept.get(key)) is None:
            known = self._kept[key] = prepared, _Kept()
            if len(self._kept) > PLANS_MOST:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        _, kept = known
        kept.seen, found = kept.seen + 1, kept.plan
        if kept.seen >= SEEN_LEAST and kept.compiling is None:
            self._begin(kept, prepared, operation)
        return found

    def _begin(self, kept: _Kept, prepared: Prepared, operation: OperationDefinitionNode) -> None:
        self._waiting = [future for future in self._waiting if not future.done()]
        if len(self._waiting) < WAITING_MOST:
            with suppress(RuntimeError):  # the process ends
                kept.compiling = self._thread.submit(self._compile, kept, prepared, operation)
                self._waiting.append(kept.compiling)

    @property
    def idle(self) -> bool:
        """Return whether everything that was begun is compiled."""
        return all(future.done() for future in self._waiting)

    def settled(self) -> None:
        for future in self._waiting:
            future.result()

    def _compile(self, kept: _Kept, prepared: Prepared, operation: OperationDefinitionNode) -> None:
        try:
            kept.plan = compile_plan(self._schema, prepared.document, operation)
        except Unknown:
            log.debug("an operation is left to graphql-core")
        except Exception:  # an answer is never worse for it
            log.exception("an operation could not be compiled")
