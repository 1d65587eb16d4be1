"""Security headers of every answer. They forbid guessing of types and framing. If the API has TLS, they also require
TLS of browsers."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOSNIFF = (b"x-content-type-options", b"nosniff")
NO_PAGE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""Policy of answers that are not pages; a page has its own policy."""
NO_REFERRER = (b"referrer-policy", b"no-referrer")
EVERY = (NOSNIFF, NO_PAGE, NO_REFERRER)
HSTS = (b"strict-transport-security", b"max-age=31536000")
"""Header that requires TLS for a year (RFC 6797). It covers this host alone, not other hosts of its domain."""


class SecureHeaders:
    """Adds the headers to each answer. `tls` means that the public address of the API is https."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self.app, self._headers = app, (*EVERY, HSTS) if tls else EVERY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                there = {name for name, _ in given}
                message["headers"] = given + [row for row in self._headers if row[0] not in there]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
