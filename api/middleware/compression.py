"""Compression of answers without secrets: the schemas, and the pages and feeds for the press.

An answer that contains both a secret and a text that an attacker chose is never compressed. The length of the
compressed answer would reveal the secret, guess by guess (BREACH). GraphQL answers contain both: texts that anybody may
send in, and codes, keys of webhooks, contact details. Files are compressed when they are made.
"""

import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN: Final = re.compile(r"/(?:report/)?schema\.graphql|/press/(?!.*/record$).*|/verify/.*")
"""Paths of public content. Record packs are excluded, because they are served in parts of their own bytes."""
SMALLEST: Final = 1024
"""Size in bytes below which compression saves nothing."""


class Compression:
    def __init__(self, app: ASGIApp) -> None:
        self._plain, self._compressed = app, GZipMiddleware(app, minimum_size=SMALLEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not OPEN.fullmatch(scope["path"]):
            await self._plain(scope, receive, send)
            return

        async def with_weak_tag(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "content-encoding" in headers and headers.get("etag", "").startswith('"'):
                    headers["ETag"] = "W/" + headers["etag"]  # other bytes of the same content (RFC 9110 section 8.8.1)
            await send(message)

        await self._compressed(scope, receive, with_weak_tag)
