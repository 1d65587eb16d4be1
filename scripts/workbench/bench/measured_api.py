"""The API with two more addresses: one writes the queued reads at once, one returns how long the loop was blocked.

Blocked time is CPU time of the loop's thread, so that a busy machine gives the same figures as an idle one.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any, Final

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from store.access import recording
from store.store import Store

RECORDED, HELD = "/bench/recorded", "/bench/held"
LONG_SECONDS: Final = 3600.0
"""Interval that is longer than a round of a benchmark. The reads of a round are therefore recorded together, and
revocations are checked once."""
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

    def turned(self) -> float:
        """Start or stop the measurement. Return the longest blocked time in seconds."""
        if self._ticking is None:
            self._longest, self._ticking = 0.0, asyncio.create_task(self._tick())
        else:
            self._ticking.cancel()
            self._ticking = None
        return self._longest


def measured(app: ASGIApp, flush: Callable[[], Awaitable[None]]) -> ASGIApp:
    """Add the two addresses to an application."""
    ticker = Ticker()

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        answer: Any = app
        if scope.get("path") == RECORDED:
            await flush()
            answer = Response(status_code=204)
        elif scope.get("path") == HELD:
            answer = JSONResponse(ticker.turned())
        await answer(scope, receive, send)

    return served


def create() -> ASGIApp:
    recording.FLUSH_SECONDS = LONG_SECONDS
    app: Starlette = import_module("api.app").create()  # by name, as uvicorn does: scripts do not import the API

    async def flush() -> None:
        store: Store = app.state.store
        await store.access.flush()
        store.registry.good_for(LONG_SECONDS)
        store.registry.look_again()

    return measured(app, flush)
