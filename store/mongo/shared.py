"""One read for all who ask for the same thing at the same time, and none that began before somebody asked."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Generic, TypeVar

from store.mongo.deadline import within

T = TypeVar("T")
SECONDS_MOST = 5.0
"""How long a look may take: one that hangs holds up those who ask after it."""


class SharedLooks(Generic[T]):
    """Looks at one thing. While one is under way, all who ask wait together for the next.

    So nobody is told what was there before they asked, and however many ask, at most two looks are under way: the one,
    and the one that waits for its end.
    """

    def __init__(self, look: Callable[[], Awaitable[T]]) -> None:
        self._look = look
        self._running: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    async def look(self) -> T:
        """What is there now. Raises what looking raises."""
        if self._next is None:
            # In a context of its own: no caller's time limit is that of the others, and nobody's meter counts it.
            self._next = asyncio.get_running_loop().create_task(self._begin(self._running), context=Context())
        return await asyncio.shield(self._next)  # who leaves ends it for nobody else

    async def _begin(self, before: "asyncio.Task[T] | None") -> T:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # who asks from here on waits for another
        with within(SECONDS_MOST):
            return await self._look()
