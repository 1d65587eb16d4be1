"""One operation answered twice, by a plan and by graphql-core alone: the answers, and what was noted as read."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.errors import RequestRefused
from api.graphql.engine import Answer, Engine
from api.graphql.parameters import Parameters
from api.graphql.plan.plans import SEEN_LEAST
from api.graphql.prepare import QUERY, InvalidDocument
from domain.access.record import Purpose
from domain.kernel.actor import Caller
from resolvers.context import RequestContext
from store.mongo.meter import metered
from store.store import Store
from tests.support.inside import SCHEMA


@dataclass(frozen=True)
class Told:
    """An answer, and what was noted meanwhile."""

    answer: Answer
    noted: Counter[str]

    def same_as(self, other: "Told") -> bool:
        """Whether both say the same. Several errors may come in another order: graphql-core's is that of time."""
        return self.noted == other.noted and _ordered(self.answer) == _ordered(other.answer)


def _ordered(answer: Answer) -> tuple[Any, ...]:
    body = json.loads(answer.body)
    several = len(body.get("errors", ())) > 1
    if several:
        body["errors"].sort(key=json.dumps)
    return json.dumps(body) if several else answer.body, answer.status, answer.partial, dict(answer.headers)


class Noting:
    """The access log, which holds nothing more: what is noted is counted, so that both ways read the same log."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self.noted: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def _count(self, name: str, given: Any, named: Any) -> None:
        self.noted[f"{name} {given} {sorted(named.items())}"] += 1

    def note(self, *given: Any, **named: Any) -> None:
        self._count("note", given, named)

    async def open(self, *given: Any, **named: Any) -> None:
        self._count("open", given, named)

    async def listed(self, *given: Any, **named: Any) -> None:
        self._count("listed", given, named)

    async def refused(self, *given: Any, **named: Any) -> None:
        self._count("refused", given, named)


class Twice:
    """Asks both engines."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.planned = Engine(SCHEMA, introspection=True)
        self.interpreted = Engine(SCHEMA, introspection=True, compiles=False)
        self.log = Noting(store.access)
        store.access = self.log  # type: ignore[assignment]  # what it delegates to is one
        self.by_plan = 0
        """How many operations had a plan."""

    async def ask(
        self, caller: Caller, text: str, variables: dict[str, Any] | None = None, *, warm: bool = False
    ) -> tuple[Told, Told]:
        """What graphql-core says, and what a plan says; where there is none, the same way twice.

        `warm` has it answered once before: what is read and kept by the process is a part of the first answer's cost.
        """
        now = self.store.connection.clock()
        parameters = Parameters(query=text, document_id=None, variables=variables or {}, operation_name=None)
        if warm:
            await self._told(self.interpreted, caller, parameters, now)
        plain = await self._told(self.interpreted, caller, parameters, now)
        await self._compiled(caller, parameters, now)
        return plain, await self._told(self.planned, caller, parameters, now)

    async def _compiled(self, caller: Caller, parameters: Parameters, now: datetime) -> None:
        plans = self.planned.plans
        assert plans is not None
        try:
            operation = await self.planned.operation(await self._context(caller, now), parameters)
        except (RequestRefused, InvalidDocument):
            return
        for _ in range(SEEN_LEAST):
            plans.plan(operation.prepared, operation.node)
        plans.settled()
        self.by_plan += plans.plan(operation.prepared, operation.node) is not None

    async def _told(self, engine: Engine, caller: Caller, parameters: Parameters, now: datetime) -> Told:
        self.log.noted = Counter()
        context = await self._context(caller, now)  # what the registry takes to read is no part of an answer
        with metered():
            answer = await engine.answer(context, parameters, {QUERY})
        return Told(answer, self.log.noted)

    async def _context(self, caller: Caller, now: datetime) -> RequestContext:
        return RequestContext(
            store=self.store,
            caller=caller,
            actor=await self.store.actor(caller),
            registry=await self.store.registry.current(),
            now=now,
            correlation="c" * 32,
            purpose=Purpose.INSPECTION,
        )
