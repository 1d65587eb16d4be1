"""The API with two more addresses: one writes the queued reads at once, one returns how long the loop was blocked.

Blocked time is CPU time of the loop's thread, so that a busy machine gives the same figures as an idle one.
"""

import asyncio
import time
from importlib import import_module
from typing import Any, Final

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from store.access import recording
from store.store import Store

RECORDED, HELD = "/bench/recorded", "/bench/held"
LONG_SECONDS: Final = 3600.0
"""Interval longer than a round, whose reads are therefore recorded together, and revocations checked once."""
TICK_SECONDS: Final = 0.001


async def tick(turns: list[float]) -> None:
    """Append the CPU seconds of each turn of the loop, until cancelled."""
    while True:
        before = time.thread_time()
        await asyncio.sleep(TICK_SECONDS)
        turns.append(time.thread_time() - before)


def create() -> ASGIApp:
    recording.FLUSH_SECONDS = LONG_SECONDS
    app: Starlette = import_module("api.app").create()  # by name, as uvicorn does: scripts do not import the API
    ticking, turns = list[asyncio.Task[None]](), list[float]()

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        answer: Any = app
        if scope.get("path") == RECORDED:
            store: Store = app.state.store
            await store.access.flush()
            store.registry.good_for(LONG_SECONDS)
            store.registry.look_again()
            answer = Response(status_code=204)
        elif scope.get("path") == HELD:  # the first request begins, the second ends
            answer = JSONResponse(max(turns, default=0.0))
            turns.clear()
            if ticking:
                ticking.pop().cancel()
            else:
                ticking.append(asyncio.create_task(tick(turns)))
        await answer(scope, receive, send)

    return served
