"""Health of the process: whether it lives, and whether it can serve."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

READY_SECONDS = 3.0


async def live(request: Request) -> Response:
    """200 while the process answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """200 when the database answers and holds a registry, else 503."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            good = await request.app.state.store.ready()
    except Exception:  # whatever is wrong with the database, the answer is the same
        good = False
    return JSONResponse({"status": "ready" if good else "not ready"}, 200 if good else 503)
