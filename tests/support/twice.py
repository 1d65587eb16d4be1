"""Execute an operation twice, by a plan and by graphql-core alone, and compare answers and access logs."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLSchema

from api.errors.responses import RequestRefused
from api.graphql.engine import Answer, Engine
from api.graphql.parameters import Parameters
from api.graphql.plan.plans import SEEN_LEAST
from api.graphql.prepare import QUERY, InvalidDocument
from domain.access.record import Purpose
from domain.kernel.actor import Caller
from resolvers.context import RequestContext
from resolvers.public import Opened, PublicContext, Settle, build_public
from resolvers.root import executable
from store.store import Store
from tests.support.inside import SCHEMA

PUBLIC_SCHEMA: Final = executable(build_public())
CORRELATION: Final = "c" * 32


@dataclass(frozen=True)
class Told:
    """Answer, with the reads noted for it."""

    answer: Answer
    noted: Counter[str]

    def same_as(self, other: "Told") -> bool:
        """Return whether both are equal. Several errors may differ in order: graphql-core orders them by time."""
        return self.noted == other.noted and _ordered(self.answer) == _ordered(other.answer)


def _ordered(answer: Answer) -> tuple[Any, ...]:
    body = json.loads(answer.body)
    several = len(body.get("errors", ())) > 1
    if several:
        body["errors"].sort(key=json.dumps)
    return json.dumps(body) if several else answer.body, answer.status, answer.partial, dict(answer.headers)


class Noting:
    """Access log that counts notes and stores nothing, so that both ways start from the same log."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self.noted: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def _count(self, name: str, given: Any, named: Any) -> None:
        self.noted[f"{name} {given} {sorted(named.items())}"] += 1

    def note(self, *given: Any, **named: Any) -> None:
        self._count("note", given, named)

    async def open(self, actor: Any, reading: Any, stream: str, purpose: Any, *others: str) -> None:
        """Count each stream by itself: timing decides which ones are opened together."""
        for opened in (stream, *others):
            self._count("open", (actor, reading, opened, purpose), {})

    async def listed(self, *given: Any, **named: Any) -> None:
        self._count("listed", given, named)

    async def refused(self, *given: Any, **named: Any) -> None:
        self._count("refused", given, named)


class Unlimited:
    """Public door without limits."""

    async def look(self) -> None:
        return None

    async def code(self, code: str) -> Opened:
        return self._noted

    async def state(self, stream: str) -> Settle:
        return self._noted

    async def file(self, command: type, command_id: UUID) -> Settle:
        return self._noted

    async def _noted(self, what: object) -> None:
        return None


class Twice:
    """Both engines over one store."""

    def __init__(self, store: Store, schema: GraphQLSchema = SCHEMA) -> None:
        self.store = store
        self.planned = Engine(schema, introspection=True)
        self.interpreted = Engine(schema, introspection=True, compiles=False)
        self.interpreted._documents = self.planned._documents  # share validation, which is not compared
        self.log = store.access if isinstance(store.access, Noting) else Noting(store.access)
        store.access = self.log  # type: ignore[assignment]  # it delegates to an access log
        self.by_plan = 0
        """Number of operations that had a plan."""

    async def ask(
        self, caller: Caller | None, text: str, variables: dict[str, Any] | None = None, *, warm: bool = False
    ) -> tuple[Told, Told]:
        """Return the answers by graphql-core and by a plan; by graphql-core twice if there is no plan.

        Without a caller the question goes to the public door, and needs its schema. `warm` executes it once before,
        because the first answer's cost includes reads that the process then caches.
        """
        new = await self._contexts(caller)
        parameters = Parameters(query=text, document_id=None, variables=variables or {}, operation_name=None)
        if warm:
            await self._told(self.interpreted, new(), parameters)
        plain = await self._told(self.interpreted, new(), parameters)
        await self._compiled(new(), parameters)
        return plain, await self._told(self.planned, new(), parameters)

    async def _compiled(self, context: Any, parameters: Parameters) -> None:
        plans = self.planned.plans
        assert plans is not None
        try:
            operation = await self.planned.operation(context, parameters)
        except (RequestRefused, InvalidDocument):
            return
        for _ in range(SEEN_LEAST):
            plans.plan(operation.prepared, operation.node)
        plans.settled()
        self.by_plan += plans.plan(operation.prepared, operation.node) is not None

    async def _told(self, engine: Engine, context: Any, parameters: Parameters) -> Told:
        self.log.noted = Counter()
        answer = await engine.answer(context, parameters, {QUERY})
        return Told(answer, self.log.noted)

    async def _contexts(self, caller: Caller | None) -> Callable[[], Any]:
        """Return a function that makes a context for one answer. The cost of reading the registry is left out."""
        registry, now = await self.store.registry.current(), self.store.connection.clock()
        if caller is None:
            return lambda: PublicContext(
                store=self.store, registry=registry, spend=Unlimited(), correlation=CORRELATION
            )
        actor = await self.store.actor(caller)
        return lambda: RequestContext(
            store=self.store,
            caller=caller,
            actor=actor,
            registry=registry,
            now=now,
            correlation=CORRELATION,
            purpose=Purpose.INSPECTION,
        )
