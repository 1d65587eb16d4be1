"""Searching all objects for garbage between answers, not within one.

Python's widest search looks at every object that holds others: half a microsecond each, a tenth of a second while a
large answer is being made, and nobody else is served meanwhile. Between answers little is there to look at, and less
the sooner it is done. What was made before the first request is never looked at again.
"""

import asyncio
import gc
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

SEARCHES = (2_000, 10, 1_000_000_000)
"""Objects made before a search among the new ones, and such searches before a wider one; the widest never by itself."""
WIDER_MOST = 2
"""Wider searches, of some 20,000 new objects each, before the widest one is due: later, it takes longer."""
LOOK_SECONDS = 1.0
"""Between two looks whether it is due, besides that at the end of an answer: sockets make garbage too."""
PATIENCE_SECONDS = 5.0
"""How long a due search waits for a moment when nobody is served."""


def keep_all_made() -> None:
    """Take what is there out of every search from now on, and leave the widest one to `Garbage`."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SEARCHES)


class Garbage:
    """Knows when nobody is served, and searches then. After a crash of the process there is nothing to search."""

    def __init__(self) -> None:
        self._serving = 0
        self._idle, self._due = asyncio.Event(), asyncio.Event()
        self._idle.set()

    def begin(self) -> None:
        """A request is being answered."""
        self._serving += 1
        self._idle.clear()

    def end(self) -> None:
        """It is answered."""
        self._serving -= 1
        if not self._serving:
            self._idle.set()
        if _is_due():
            self._due.set()

    async def run(self) -> None:
        """Search when it is due, until cancelled: while nobody is served, or at the end of patience."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._due.wait()
            self._due.clear()
            if _is_due():
                with suppress(TimeoutError):
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await self._idle.wait()
                gc.collect()


def _is_due() -> bool:
    return gc.get_count()[2] >= WIDER_MOST


class Served:
    """Tells of each request over HTTP when it begins and ends."""

    def __init__(self, app: ASGIApp, garbage: Garbage) -> None:
        self._app, self._garbage = app, garbage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on. Sockets are not told of: they stay open."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._garbage.begin()
        try:
            await self._app(scope, receive, send)
        finally:
            self._garbage.end()
