"""graphql-core's executor, changed to complete lists and answers in turns, so that no operation blocks the event loop.

graphql-core completes a list in one piece, whatever its length and content. This executor pauses between two rows when
its turn is over. The resolved values, their order and the answer are unchanged.

A turn measures the time since the last round of the event loop, whichever operation used that time. Several large
operations at once therefore block the loop no longer than one. CPU time is not measured, because that takes a system
call. Nothing is stored.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Iterable, Iterator
from typing import Any

from graphql import GraphQLOutputType, GraphQLResolveInfo
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import AwaitableOrValue, Path, gather_with_cancel

from api.graphql.wire import encoded

TURN_SECONDS = 0.02
"""Length of a turn: the longest work between two rounds of the event loop."""
WOKEN_MOST = 16
"""Number of waiting tasks that are woken at once. If all tasks were woken, most of them would have to wait again."""


class Turns:
    def __init__(self) -> None:
        self._begun: float | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()

    def over(self) -> bool:
        """Return whether the loop was blocked for a whole turn. The first call after each round of the loop begins a
        turn."""
        if self._begun is None:
            self._begin()
            return False
        return time.perf_counter() - self._begun > TURN_SECONDS

    async def next(self) -> None:
        """Wait until the loop has run, if this turn is over."""
        while self.over():
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            await waiting

    def _begin(self) -> None:
        self._begun = time.perf_counter()
        asyncio.get_running_loop().call_soon(self._looked)

    def _looked(self) -> None:
        """Wake the tasks that waited longest, after a round of the loop."""
        self._begun, woken = None, 0
        while self._waiting and woken < WOKEN_MOST:
            waiting = self._waiting.popleft()
            if not waiting.done():  # a request that timed out is no longer waiting
                waiting.set_result(None)
                woken += 1
        if self._waiting:
            self._begin()


PIECES_DEEP = 4
"""Levels of an answer that are written item by item: the answer itself, its data, a page, and one within the page."""
ROWS_AT_ONCE = 16
"""Rows of a list that are written in one piece."""


FIELDS_AT_ONCE = 4_000
"""Largest number of requested fields with which an answer is written in one piece. Writing takes a hundredth of a turn,
or a few hundredths if texts are long. Counting the fields of the answer itself would take longer than writing the
answer."""


class Unfinished:
    """A list whose rows are being completed."""

    def __init__(self, executor: "TurnExecutor", items: Iterable[Any], *row: Any) -> None:
        self._executor, self._rest, self._row = executor, iter(enumerate(items)), row
        self.results: list[Any] = []
        self.waiting: list[int] = []
        """Indexes of results that must be awaited."""

    def go_on(self) -> bool:
        """Complete rows until the turn is over. Return True once all are complete."""
        try:
            for index, item in self._rest:
                self._add(index, item)
                if self._executor.turns.over():
                    return False
        except Exception:
            # Nobody awaits the other rows any more, so cancel them.
            others = [self.results[index] for index in self.waiting]
            others += [item for _, item in self._rest if self._executor.is_awaitable(item)]
            if others:
                self._executor.settle_in_background(others)
            raise
        return True

    def _add(self, index: int, item: Any) -> None:
        item_type, details, info, path, position = self._row
        at = path.add_key(index, None)
        if self._executor.is_awaitable(item):
            completing = self._executor.complete_awaitable_list_item_value(item, item_type, details, info, at, position)
            self.results.append(completing)
            self.waiting.append(index)
        elif self._executor.complete_list_item_value(item, self.results, item_type, details, info, at, position):
            self.waiting.append(index)

    async def rest(self, done: bool) -> list[Any]:
        while not done:
            await self._executor.turns.next()
            done = self.go_on()
        found = await gather_with_cancel(*(self.results[index] for index in self.waiting))
        for index, result in zip(self.waiting, found, strict=True):
            self.results[index] = result
        return self.results


class TurnExecutor(Executor[Any]):
    def __init__(self, *arguments: Any, turns: Turns, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.turns = turns

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> AwaitableOrValue[list[Any]]:
        """Complete a list, in one turn or in several. `@stream` is not supported, because the schema does not have
        it."""
        row = (item_type, field_details_list, info, path, position_context)
        unfinished = Unfinished(self, items, *row)
        done = unfinished.go_on()
        return unfinished.results if done and not unfinished.waiting else unfinished.rest(done)

    async def complete_awaitable_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete an awaited value. Values that become ready together are completed one turn after another."""

        return await super().complete_awaitable_value(
            return_type, field_details_list, info, path, self._in_turn(result), position_context
        )

    async def complete_awaitable_list_item_value(self, item: Any, *row: Any) -> Any:
        """Complete an awaited row in turns, like other awaited values."""
        return await super().complete_awaitable_list_item_value(self._in_turn(item), *row)

    async def _in_turn(self, awaited: Awaitable[Any]) -> Any:
        found = await awaited
        await self.turns.next()
        return found


async def written(value: Any, turns: Turns, most: int, fields: int) -> bytes | None:
    """Return the JSON of a value, written in turns. Return None as soon as the JSON is larger than `most` bytes.

    If few `fields` were requested, the value is written in one piece, because only a list within a row could then be
    long.
    """
    if fields <= FIELDS_AT_ONCE:
        whole = encoded(value)
        return whole if len(whole) <= most else None
    made, size = list[bytes](), 0
    for piece in pieces(value, PIECES_DEEP):
        made.append(piece)
        size += len(piece)
        if size > most:
            return None
        await turns.next()
    return b"".join(made)


def pieces(value: Any, deep: int) -> Iterator[bytes]:
    """Yield the JSON of a value in pieces. Objects of the upper levels are written item by item, and lists several rows
    at a time."""
    if not value or not deep or not isinstance(value, dict | list):
        yield encoded(value)
    elif isinstance(value, list):
        before = b"["
        for since in range(0, len(value), ROWS_AT_ONCE):
            yield before + encoded(value[since : since + ROWS_AT_ONCE])[1:-1]
            before = b","
        yield b"]"
    else:
        before, plain = b"{", dict[str, Any]()
        for name, item in value.items():
            if not item or not isinstance(item, dict | list):
                plain[name] = item  # neighbouring plain values are written in one piece
                continue
            if plain:
                yield before + encoded(plain)[1:-1]
                before, plain = b",", {}
            yield before + encoded(name) + b":"
            yield from pieces(item, deep - 1)
            before = b","
        yield before + encoded(plain)[1:] if plain else b"}"
