"""Turns on the loop: who worked long enough waits for the next turn, so that everybody else is served in between.

What is measured is the time since the loop last looked around, whoever used it: several large operations at once hold
the loop no longer than one. (Not the CPU's time: asking for it takes a call of the system.) Nothing is kept.
"""

import asyncio
import time
from collections import deque

TURN_SECONDS = 0.02
"""Work between two looks of the loop, after which an operation waits for its next turn."""
WOKEN_MOST = 16
"""Waiting pieces of work that are woken at once. Most of them have to wait again when all are woken."""


class Turns:
    def __init__(self) -> None:
        self._begun: float | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()

    def over(self) -> bool:
        """Return whether the loop was held for long enough. The first call after each round of the loop begins a
        turn."""
        if self._begun is None:
            self._begin()
            return False
        return time.perf_counter() - self._begun > TURN_SECONDS

    async def next(self) -> None:
        """Wait while this turn is over."""
        while self.over():
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            await waiting

    def _begin(self) -> None:
        self._begun = time.perf_counter()
        asyncio.get_running_loop().call_soon(self._looked)

    def _looked(self) -> None:
        """The loop has looked around: wake those who waited longest."""
        self._begun, woken = None, 0
        while self._waiting and woken < WOKEN_MOST:
            waiting = self._waiting.popleft()
            if not waiting.done():  # a request that timed out waits no more
                waiting.set_result(None)
                woken += 1
        if self._waiting:
            self._begin()
