"""One execution of a plan, and its handover to graphql-core if the plan stops.

After a handover graphql-core calls synchronous functions again. This is harmless, because types do no I/O
(`schema/context.py`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Final

from graphql import GraphQLResolveInfo, OperationType
from graphql.pyutils import Path, gather_with_cancel, is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers

from api.graphql.execution import Turns
from api.graphql.plan.arguments import Given
from api.graphql.plan.declared import info_of
from api.graphql.plan.leaves import Fault
from api.graphql.plan.plans import Plan
from api.graphql.plan.slots import Slot, Way

CANCELLED_SECONDS: Final = 60.0
"""Seconds before a cancelled task is cancelled again. This is longer than any answer may take."""
Place = tuple[tuple[str, ...], tuple[int, ...]]
"""Place of a value in an answer: the names that lead to it, and its indexes in the enclosing lists."""


@dataclass(slots=True)
class Outcome:
    """Value that a resolver returned, or error that it raised. Never change an outcome: the class is not frozen because
    a frozen object takes three times as long to make."""

    value: Any = None
    error: Exception | None = None
    waited: bool = False
    cancelled: bool = False
    """True if a fatal error elsewhere cancelled the resolver before it returned. The same error also ends tasks that
    wait for the resolver."""

    def given(self) -> Any:
        """Return the value, or raise the error again. If the resolver returned an awaitable, return or raise through an
        awaitable."""
        return self._later() if self.waited else self._now()

    def _now(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value

    async def _later(self) -> Any:
        if self.cancelled:
            await asyncio.sleep(CANCELLED_SECONDS)
        return self._now()


def place_of(path: Path) -> Place:
    steps = path.as_list()
    return tuple(step for step in steps if isinstance(step, str)), tuple(
        step for step in steps if isinstance(step, int)
    )


class Handover:
    """Middleware of graphql-core that returns each known outcome once, instead of calling the resolver."""

    def __init__(self) -> None:
        self._outcomes: dict[Place, Outcome] = {}

    def note(self, place: Place, outcome: Outcome) -> None:
        self._outcomes[place] = outcome

    def resolve(
        self, resolver: Callable[..., Any], source: Any, info: GraphQLResolveInfo[Any], **arguments: Any
    ) -> Any:
        """Return the outcome for this path, or call the resolver. graphql-core requires this name."""
        outcome = self._outcomes.pop(place_of(info.path), None)
        return outcome.given() if outcome else resolver(source, info, **arguments)


log = logging.getLogger("casebook.graphql")

Waiting = tuple[dict[str, Any], Any, tuple[int, ...]]
"""Object of an answer that receives a value, the value's parent object, and the value's indexes in lists."""


async def _gather(values: Sequence[Any]) -> list[Any]:
    return await gather_with_cancel(*values)


HELPERS: Final = GraphQLResolveInfoHelpers(gather=_gather, track=lambda values: None)


class Stopped(Exception):
    """A value is not as the plan expects. `handover` contains the values resolved so far."""

    def __init__(self, handover: Handover) -> None:
        super().__init__()
        self.handover = handover


class Run:
    def __init__(self, plan: Plan, context: Any, given: Given, turns: Turns) -> None:
        self.turns, self.handover = turns, Handover()
        self.waiting: dict[int, list[Waiting]] = {}
        self.raw: dict[int, GraphQLResolveInfo[Any]] = {}
        self.infos: dict[int, Any] = {}
        self.given: dict[int, Mapping[str, Any]] = {}
        """Arguments of each slot, read once for all its objects."""
        self._plan = plan
        for slot in plan.slots:
            self._prepare(slot, context, given)

    def _prepare(self, slot: Slot, context: Any, given: Given) -> None:
        if slot.field is None:
            return
        schema = self._plan.schema
        self.raw[slot.id] = raw = GraphQLResolveInfo(
            slot.nodes[0].name.value,
            [*slot.nodes],
            slot.field.type,
            slot.parent,
            slot.at,
            schema,
            self._plan.fragments,
            None,
            self._plan.operation,
            given.variables,
            context,
            is_awaitable,
            None,
            HELPERS,
        )
        if slot.way is Way.PLAIN:
            return
        if slot.resolver is None:
            self.given[slot.id] = given.of(slot)
        else:
            assert slot.definition is not None
            self.infos[slot.id] = info = info_of(schema, slot.definition, raw)
            self.given[slot.id] = given.handed(slot, info)
        if slot.way is Way.AWAITED:
            self.waiting[slot.id] = []

    async def data(self, event: Any = None) -> dict[str, Any]:
        """Return the data of the answer, or of one event of a subscription. Mutations run one after another (GraphQL
        specification 6.2.2). Raise Stopped."""
        try:
            return await self._data(event)
        except Exception as fault:
            log.debug("a plan stopped: %s", type(fault).__name__)
        raise Stopped(self.handover)

    async def _data(self, event: Any) -> dict[str, Any]:
        made = {slot.key: slot.parent.name if slot.field is None else None for slot in self._plan.roots}
        asked = [slot for slot in self._plan.roots if slot.field is not None]
        one_by_one = self._plan.operation.operation is OperationType.MUTATION
        for roots in [[slot] for slot in asked] if one_by_one else [asked]:
            for slot in roots:
                self.waiting[slot.id].append((made, event, ()))
            while level := [(slot, self.waiting[slot.id]) for slot in self._plan.awaited if self.waiting[slot.id]]:
                for slot, _ in level:
                    self.waiting[slot.id] = []
                await self._level([(slot, *waiting) for slot, rows in level for waiting in rows])
        return made

    async def _level(self, asked: list[tuple[Slot, dict[str, Any], Any, tuple[int, ...]]]) -> None:
        """Resolve all waiting slots of a level, and show their values once all are resolved."""
        outcomes = await _outcomes([(self._asking(slot, source), slot.fatal) for slot, _, source, _ in asked])
        for (slot, _, _, at), outcome in zip(asked, outcomes, strict=True):
            self.handover.note((slot.path, at), outcome)
        for (slot, made, _, at), outcome in zip(asked, outcomes, strict=True):
            if outcome.error is not None or outcome.cancelled:
                raise Fault("a resolver refused, or failed")
            made[slot.key] = await self._plan.shown[slot.id](outcome.value, at, self)
            await self.turns.next()

    def _asking(self, slot: Slot, source: Any) -> Callable[[], Any]:
        """Return a function that calls a field's resolver, with its extensions."""
        given = self.given[slot.id]
        if slot.resolver is None:
            return lambda: slot.field.resolve(source, self.raw[slot.id], **given)
        resolver = slot.resolver
        first = (source,) if resolver.takes_self else ()
        named = {**given}
        if resolver.source:
            named[resolver.source] = source
        if resolver.info:
            named[resolver.info] = self.infos[slot.id]
        return lambda: resolver.function(*first, **named)


def run_of(plan: Plan, context: Any, variables: Mapping[str, Any], turns: Turns) -> Run | None:
    """Return a run whose arguments were read. Return None if graphql-core must report errors in the arguments."""
    try:
        given = plan.arguments.given(variables)
        return Run(plan, context, given, turns) if given else None
    except Exception:
        return None


class _Fatal(Exception):
    """An error that makes the whole answer null."""


async def _outcomes(asking: Sequence[tuple[Callable[[], Any], bool]]) -> list[Outcome]:
    """Return the outcome of each call. Awaited calls run concurrently. As in graphql-core, a fatal error cancels the
    other calls."""
    given = [_called(call) for call, _ in asking]
    if len(given) == 1:  # there are no other kinds
        return [await _settled(given[0].value)] if given[0].waited else given
    waits = [place for place, outcome in enumerate(given) if outcome.waited]

    async def settle(place: int) -> None:
        given[place] = await _settled(given[place].value)
        if given[place].error is not None and asking[place][1]:
            raise _Fatal

    waiting = {place: given[place] for place in waits}
    try:
        if waits:
            await gather_with_cancel(*map(settle, waits))
    except _Fatal:
        for place, unsettled in waiting.items():
            if given[place] is unsettled:
                given[place] = Outcome(waited=True, cancelled=True)
    return given


def _called(call: Callable[[], Any]) -> Outcome:
    try:
        value = call()
    except Exception as error:
        return Outcome(error=error)
    return Outcome(value, waited=isawaitable(value))


async def _settled(value: Awaitable[Any]) -> Outcome:
    try:
        found = await value
    except Exception as error:
        return Outcome(error=error, waited=True)
    return Outcome(found, waited=True)
