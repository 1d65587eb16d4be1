"""The API with two addresses more: one records readings at once, one tells how long the loop was held.

Held is CPU of the loop's thread, so that a busy machine gives the same figures as a quiet one.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from store.access import recording

RECORDED, HELD = "/bench/recorded", "/bench/held"
TICK_SECONDS: Final = 0.001
PATIENCE: Final = "BENCH_SECONDS"
"""Seconds for an operation in place of the API's own limit, for a database that takes long."""
NEVER_SECONDS: Final = 86_400.0


class Ticker:
    """The longest stretch of CPU between two turns of the loop."""

    def __init__(self) -> None:
        self._longest = 0.0

    async def run(self) -> None:
        """Tick until cancelled."""
        before = time.thread_time()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.thread_time()
            self._longest, before = max(self._longest, now - before), now

    async def answer(self, request: Request) -> JSONResponse:
        """Tell the stretch in seconds and begin again."""
        longest, self._longest = self._longest, 0.0
        return JSONResponse(longest)


async def record(request: Request) -> Response:
    """Write the readings that wait."""
    await request.app.state.store.access.flush()
    return Response(status_code=204)


def create() -> Starlette:
    """Make the API."""
    if seconds := os.environ.get(PATIENCE):
        for module in map(import_module, ("api.graphql.engine", "api.graphql.http")):
            patient: Any = module
            patient.SECONDS_MOST = float(seconds)
        recording.FLUSH_SECONDS = NEVER_SECONDS
    app: Starlette = import_module("api.app").create()  # by name, as uvicorn does: scripts do not import the API
    serves, ticker = app.router.lifespan_context, Ticker()

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        async with serves(served):  # the API's own routes are there by now
            served.router.routes[:0] = [Route(RECORDED, record, methods=["POST"]), Route(HELD, ticker.answer)]
            ticking = asyncio.create_task(ticker.run())
            yield
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking

    app.router.lifespan_context = lifespan
    return app
