"""Adds the address of the API's metadata to refusals (RFC 9728 section 5.1)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAME, BEARER = b"www-authenticate", b"Bearer "


class Challenge:
    """Adds the address of the API's metadata to each Bearer challenge."""

    def __init__(self, app: ASGIApp, metadata: str) -> None:
        self.app, self._more = app, f', resource_metadata="{metadata}"'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. If the answer is a 401, add the address of the metadata."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 401:
                fields = message["headers"]
                message = {**message, "headers": [(name, self._challenge(name, value)) for name, value in fields]}
            await send(message)

        await self.app(scope, receive, told)

    def _challenge(self, name: bytes, value: bytes) -> bytes:
        return value + self._more if name.lower() == NAME and value.startswith(BEARER) else value
