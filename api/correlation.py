"""A correlation id for each request: it is in every line of the log, and in the answer to what failed."""

from starlette.types import ASGIApp, Receive, Scope, Send

from store import logs


class Correlation:
    """Begins a correlation id with each request, and with each connection that stays open.

    It is not taken back at the end: the server logs uncaught errors in the same task, and must know the id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "lifespan":
            logs.begin()
        await self.app(scope, receive, send)
