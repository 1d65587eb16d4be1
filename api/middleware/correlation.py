"""A correlation id for each request: in every line of the log, and in every answer."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store.process import logs

REQUEST_ID = "Casebook-Request-Id"
"""The field of an answer that holds it."""
FIELD, TIMING = REQUEST_ID.lower().encode(), b"server-timing"
BEGINNINGS = ("http.response.start", "websocket.accept")


class Correlation:
    """Begins a correlation id with each request, and with each connection that stays open, and tells it.

    With `timed`, which is for development, answers say how long it took until they began (`Server-Timing`).
    It is not taken back at the end: the server logs uncaught errors in the same task, and must know the id.
    """

    def __init__(self, app: ASGIApp, *, timed: bool = False) -> None:
        self.app, self._timed = app, timed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        id, begun = logs.begin(), perf_counter()

        async def with_headers(message: Message) -> None:
            if message["type"] in BEGINNINGS:
                headers = [*message.get("headers", ()), (FIELD, id.encode())]
                if self._timed:
                    headers.append((TIMING, f"app;dur={(perf_counter() - begun) * 1000:.1f}".encode()))
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, with_headers)
