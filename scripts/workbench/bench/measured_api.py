"""The API with two more addresses: one writes the queued reads at once, one returns how long the loop was blocked.

Blocked time is CPU time of the loop's thread, so that a busy machine gives the same figures as an idle one.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from store.access import recording
from store.store import Store

RECORDED, HELD = "/bench/recorded", "/bench/held"
LONG_SECONDS: Final = 3600.0
"""Longer than a round: its reads are recorded together, and it looks for revocations once."""
TICK_SECONDS: Final = 0.001


class Ticker:
    """Measures the longest CPU time between two turns of the loop."""

    def __init__(self) -> None:
        self._ticking: asyncio.Task[None] | None = None
        self._longest = 0.0

    async def _tick(self) -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.thread_time()
            self._longest, before = max(self._longest, now - before), now

    async def answer(self, request: Request) -> JSONResponse:
        """Return the longest time in seconds, and reset it."""
        if self._ticking is None:
            self._longest, self._ticking = 0.0, asyncio.create_task(self._tick())
        else:
            self._ticking.cancel()
            self._ticking = None
        return JSONResponse(self._longest)


def measured(app: Starlette, flush: Callable[[], Awaitable[None]]) -> Starlette:
    """Add the two addresses to an application, before its own addresses, which it may make only at its start."""
    serves, ticker = app.router.lifespan_context, Ticker()

    async def record(request: Request) -> Response:
        await flush()
        return Response(status_code=204)

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        async with serves(served):
            served.router.routes[:0] = [Route(RECORDED, record, methods=["POST"]), Route(HELD, ticker.answer)]
            yield

    app.router.lifespan_context = lifespan
    return app


def create() -> Starlette:
    recording.FLUSH_SECONDS = LONG_SECONDS
    app: Starlette = import_module("api.app").create()  # by name, as uvicorn does: scripts do not import the API

    async def flush() -> None:
        store: Store = app.state.store
        await store.access.flush()
        store.registry.good_for(LONG_SECONDS)
        store.registry.look_again()

    return measured(app, flush)
