"""Coalesce concurrent reads of one value, each within the time left to its task.

If a caller stops waiting, only its connection is released. The time limit makes the server stop reading too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from contextvars import Context
from typing import Generic, TypeVar

import pymongo


def within(seconds: float) -> AbstractContextManager[object]:
    """Limit commands awaited in the block, or in tasks that it starts, to the time left to the block's task."""
    return pymongo.timeout(seconds)


T = TypeVar("T")
SECONDS_MOST = 5.0
"""Longest time for a read, in seconds. A read that hangs would delay all callers after it."""


class SharedRead(Generic[T]):
    """Read one value for all concurrent callers.

    A call never gets a value that was read before the call, except within `good_for` seconds.

    While a read runs, all new callers wait together for the next read: at most one read runs and one waits.
    """

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self.good_for = 0.0
        """Seconds for which a value is valid, from the start of its read."""
        self._kept: tuple[float, T] | None = None
        self._forgotten = 0
        self._running: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    def forget(self) -> None:
        """Discard the cached value, and the result of a running read."""
        self._kept, self._forgotten = None, self._forgotten + 1

    async def read(self) -> T:
        """Return the current value. Raise the read's errors."""
        if self._kept is not None and time.monotonic() - self._kept[0] < self.good_for:
            return self._kept[1]
        if self._next is None:
            # Its own context: no caller's time limit applies to the others.
            self._next = asyncio.get_running_loop().create_task(self._begin(self._running), context=Context())
        return await asyncio.shield(self._next)  # a cancelled caller does not cancel the read for the others

    async def _begin(self, before: "asyncio.Task[T] | None") -> T:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # later callers wait for another read
        began, forgotten = time.monotonic(), self._forgotten
        with within(SECONDS_MOST):
            found = await self._read()
        if self.good_for and forgotten == self._forgotten:
            self._kept = began, found
        return found
