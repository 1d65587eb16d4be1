"""The API with an address at which it records at once what was read, and not when the second is over.

A round of a bench then pays for the record of its own readings, and nobody waits. The patient one has ten minutes for
an operation, for what keeps an embedded database busy for long, and records at that address only.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from store.access import records

SECONDS: Final = 600.0
NEVER_SECONDS: Final = 86_400.0
RECORDED: Final = "/bench/recorded"


async def record(request: Request) -> Response:
    """Write the readings that wait."""
    await request.app.state.store.access.flush()
    return Response(status_code=204)


def create() -> Starlette:
    """The API, with one address more."""
    app: Starlette = import_module("api.app").create()  # by name, as uvicorn is told of it: scripts do not import it
    serves = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        async with serves(served):
            served.router.routes.insert(0, Route(RECORDED, record, methods=["POST"]))  # the API's own are made by now
            yield

    app.router.lifespan_context = lifespan
    return app


def patient() -> Starlette:
    """The same with patience."""
    for module in map(import_module, ("api.graphql.engine", "api.graphql.http")):
        made: Any = module
        made.SECONDS_MOST = SECONDS
    records.FLUSH_SECONDS = NEVER_SECONDS
    return create()
