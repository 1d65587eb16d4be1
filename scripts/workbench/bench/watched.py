"""The API with a ticker on its loop, which knows how much processor time the loop was held for at a stretch.

Processor time of the loop's thread, not wall time: what else the machine does is not counted, so that a busy machine
gives the same figures as a quiet one.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from uvicorn.importer import import_from_string

TICK_SECONDS = 0.001
"""Between two looks of the ticker; the loop may have looked around that much earlier."""
HELD = "/bench/held"
API = "api.app:create"
"""Named as uvicorn is told it: scripts know of the API only what it serves."""


class Ticker:
    """The longest stretch of processor time between two looks of the loop, since it was asked for."""

    def __init__(self) -> None:
        self._longest = 0.0

    async def run(self) -> None:
        """Look until cancelled."""
        before = time.thread_time()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.thread_time()
            self._longest, before = max(self._longest, now - before), now

    async def answer(self, request: Request) -> JSONResponse:
        """The stretch in seconds, which is forgotten by this."""
        longest, self._longest = self._longest, 0.0
        return JSONResponse(longest)


def create() -> Starlette:
    """The API, with one address more."""
    watched: Starlette = import_from_string(API)()
    ticker = Ticker()
    serves = watched.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        async with serves(served):
            served.router.routes.insert(0, Route(HELD, ticker.answer))  # the API's own are made by now
            ticking = asyncio.create_task(ticker.run())
            yield
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking

    watched.router.lifespan_context = lifespan
    return watched
