"""Coalesce concurrent reads of one value, each within the time that is left to its task.

A caller that gives up waiting only lets go of a connection; without this the server would go on reading.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from contextvars import Context
from typing import Generic, TypeVar

import pymongo


def within(seconds: float) -> AbstractContextManager[object]:
    """Let no command that is awaited in the block, or in tasks it starts, run longer than what is left of it."""
    return pymongo.timeout(seconds)


T = TypeVar("T")
SECONDS_MOST = 5.0
"""Most that a read may take. One that hangs delays the callers after it."""


class SharedRead(Generic[T]):
    """Read one value for all who ask at the same time. A call never gets a value that was read before it, except within
    `good_for` seconds.

    While a read runs, all new callers wait together for the next one: at most one runs and one waits.
    """

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self.good_for = 0.0
        """Seconds for which a value is good, from the beginning of its read."""
        self._kept: tuple[float, T] | None = None
        self._forgotten = 0
        self._running: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    def forget(self) -> None:
        """Discard the value that is kept, and that of a read that runs now."""
        self._kept, self._forgotten = None, self._forgotten + 1

    async def read(self) -> T:
        """Return the value as it is now. Raises what reading raises."""
        if self._kept is not None and time.monotonic() - self._kept[0] < self.good_for:
            return self._kept[1]
        if self._next is None:
            # In a context of its own: no caller's time limit binds the others.
            self._next = asyncio.get_running_loop().create_task(self._begin(self._running), context=Context())
        return await asyncio.shield(self._next)  # a caller that is cancelled does not cancel the read for the others

    async def _begin(self, before: "asyncio.Task[T] | None") -> T:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # later callers wait for another
        began, forgotten = time.monotonic(), self._forgotten
        with within(SECONDS_MOST):
            found = await self._read()
        if self.good_for and forgotten == self._forgotten:
            self._kept = began, found
        return found
