"""One read for all who ask for the same thing at the same time, and none that began before somebody asked; or, where
that is allowed, none that began longer ago than so many seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Generic, TypeVar

from store.driver.deadline import within

T = TypeVar("T")
SECONDS_MOST = 5.0
"""How long a look may take: one that hangs holds up those who ask after it."""


class SharedLooks(Generic[T]):
    """Looks at one thing. While one is under way, all who ask wait together for the next.

    So nobody is told what was there before they asked, and however many ask, at most two looks are under way: the one,
    and the one that waits for its end. With `good_for`, what was there so many seconds before they asked will do.
    """

    def __init__(self, look: Callable[[], Awaitable[T]]) -> None:
        self._look = look
        self.good_for = 0.0
        """Seconds for which a look is good, from its beginning."""
        self._kept: tuple[float, T] | None = None
        self._forgotten = 0
        self._running: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    def forget(self) -> None:
        """Take no look as good that began before now."""
        self._kept, self._forgotten = None, self._forgotten + 1

    async def look(self) -> T:
        """What is there now. Raises what looking raises."""
        if self._kept is not None and time.monotonic() - self._kept[0] < self.good_for:
            return self._kept[1]
        if self._next is None:
            # In a context of its own: no caller's time limit is that of the others, and nobody's meter counts it.
            self._next = asyncio.get_running_loop().create_task(self._begin(self._running), context=Context())
        return await asyncio.shield(self._next)  # who leaves ends it for nobody else

    async def _begin(self, before: "asyncio.Task[T] | None") -> T:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # who asks from here on waits for another
        began, forgotten = time.monotonic(), self._forgotten
        with within(SECONDS_MOST):
            found = await self._look()
        if self.good_for and forgotten == self._forgotten:
            self._kept = began, found
        return found
