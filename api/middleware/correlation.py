"""Correlation id of each request, and a span if traces are enabled."""

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Final

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store.process import logs, tracing

REQUEST_ID = "Casebook-Request-Id"
"""Response header with the correlation id."""
FIELD, TIMING = REQUEST_ID.lower().encode(), b"server-timing"
BEGINNINGS = ("http.response.start", "websocket.accept")


class Correlation:
    """Sets a correlation id for each request and each open connection, and returns the id in a header.

    Also adds `headers` to each answer that does not have them. With `timed`, for development, answers report the time
    until they began (`Server-Timing`). The id is not reset at the end, because the server logs uncaught errors in the
    same task.
    """

    def __init__(self, app: ASGIApp, *, headers: Sequence[tuple[bytes, bytes]] = (), timed: bool = False) -> None:
        self.app, self._headers, self._timed = app, headers, timed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        id, begun = logs.begin(), perf_counter()

        async def with_headers(message: Message) -> None:
            if message["type"] in BEGINNINGS:
                headers = [*message.get("headers", ()), (FIELD, id.encode())]
                if scope["type"] == "http":
                    there = {name for name, _ in headers}
                    headers += [row for row in self._headers if row[0] not in there]
                if self._timed:
                    headers.append((TIMING, f"app;dur={(perf_counter() - begun) * 1000:.1f}".encode()))
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, with_headers)


OTHER: Final = "other"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class TracedRequests:
    """Passes each request on within a span. The span has the name of the method and the first part of the path.

    The rest of a path may contain an id or a secret. A socket has no span of its own, because each of its operations
    has one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else OTHER
        place = place_of(scope["path"], scope["app"].router.routes)
        told = {"http.request.method": method, "http.route": place, "casebook.correlation": logs.current()}
        with tracing.span(f"{method} {place}", tracing.Kind.SERVER, told) as span:

            async def noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            await self.app(scope, receive, noted)


def place_of(path: str, routes: Iterable[BaseRoute]) -> str:
    """Return the first part of a path if a route has this part; else OTHER."""
    known = {_first(getattr(route, "path", "")) for route in routes}
    return first if (first := _first(path)) in known else OTHER


def _first(path: str) -> str:
    return "/" + path.split("/", 2)[1] if path.startswith("/") else ""
