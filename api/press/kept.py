"""What a process keeps for readers: looks at the database for a second, and pages as bytes while somebody asks.

A page is kept with what it was made of. What a place shows now takes the place of what it showed before, so that words
that were erased are served no more once the next look does not find them; nobody need tell this process.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from time import monotonic
from typing import Any, TypeVar

from api.press.conditional import FRESH_SECONDS, Body

LOOK_SECONDS = 1.0
"""How long a look at the database is good."""
LOOKS_MOST = 500
BYTES_MOST = 32 * 1024 * 1024
"""Bytes of pages that one process keeps. The cursors that lead to them are anybody's to write, and without end."""

T = TypeVar("T")


class Looks:
    """What the database holds, not older than LOOK_SECONDS; who asks meanwhile waits for the same look."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._looks: OrderedDict[Hashable, tuple[float, asyncio.Future[Any]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._looks)

    async def at(self, key: Hashable, look: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What a look finds, or found a moment ago. Raises what it raises."""
        self._drop(self._clock() - LOOK_SECONDS)
        if key not in self._looks:
            self._looks[key] = self._clock(), asyncio.ensure_future(look())
        _, task = self._looks[key]
        held: T = await asyncio.shield(task)  # a reader that goes away takes nobody's look along
        return held

    def _drop(self, before: float) -> None:
        """Forget what is good no more; the oldest stand first."""
        while self._looks:
            seen, _ = next(iter(self._looks.values()))
            if seen > before and len(self._looks) < LOOKS_MOST:
                return
            self._looks.popitem(last=False)


class Kept:
    """Pages as bytes, each with what it was made of; the one longest unused gives way."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[Hashable, tuple[float, object, Body]] = OrderedDict()
        self.size = 0
        """Bytes that are kept."""

    def body(self, place: Hashable, of: object, made: Callable[[], Body]) -> Body:
        """The body that stands at a place and was made of the same, or is made now."""
        held = self._held.get(place)
        body = held[2] if held is not None and held[1] == of else made()
        self._forget(place)
        self._held[place] = self._clock(), of, body
        self.size += len(body.content)
        self._drop(self._clock() - FRESH_SECONDS)
        return body

    def _drop(self, before: float) -> None:
        """Forget what nobody asked for in the time a copy is good, and what is too much; the newest stays."""
        while len(self._held) > 1:
            place, (used, _, _) = next(iter(self._held.items()))
            if used > before and self.size <= BYTES_MOST:
                return
            self._forget(place)

    def _forget(self, place: Hashable) -> None:
        if place in self._held:
            self.size -= len(self._held.pop(place)[2].content)
