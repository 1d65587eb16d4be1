"""CORS for pages of other origins: those of active registered programs, without cookies (Fetch, "CORS protocol").

An origin is admitted while an active program has a redirect address at that origin. No credential that a browser sends
by itself is accepted: a page needs a token, like every other program. Any other origin gets an answer without CORS
fields, and its browser hides that answer from the page.
"""

import re
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.correlation import REQUEST_ID
from domain.registry.accounts import LOOPBACK, ClientState
from domain.registry.registry import Registry
from store.store import Store

OPEN: Final = re.compile(
    r"/(?:graphql|schema\.graphql|evidence(?:/.*)?|uploads(?:/.*)?|attachments/.*|documents/.*|oauth/(?:token|revoke|jwks\.json)|\.well-known/oauth-.*)"
)
"""Paths open to pages of other origins: paths for programs, not pages for people."""
METHODS: Final = "GET, POST, HEAD, PATCH, DELETE"
ASKS: Final = (
    "Accept, Authorization, Casebook-Purpose, Content-Type, If-None-Match, If-Range, Last-Event-ID, Range, "
    "traceparent, tracestate, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset"
)
SHOWS: Final = (
    f"{REQUEST_ID}, Accept-Ranges, Casebook-Upload, Content-Disposition, Content-Range, ETag, Location, Repr-Digest, "
    "RateLimit, RateLimit-Policy, Retry-After, Tus-Resumable, Upload-Expires, Upload-Length, Upload-Offset, "
    "WWW-Authenticate"
)
PREFLIGHT_SECONDS: Final = 600
"""Seconds that a browser may cache a preflight."""
KNOWN_FOR: Final = timedelta(seconds=10)
"""Time for which a process caches the origins. A preflight has no token, so it must cost little."""


def origins_of(registry: Registry) -> frozenset[str]:
    """Return the origins of active programs' redirect addresses; a loopback address without its port."""
    active = (client for client in registry.clients.values() if client.state is ClientState.ACTIVE)
    return frozenset(origin for client in active for address in client.redirects if (origin := _origin(address)))


def _origin(address: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return None
    return f"{parts.scheme}://{_host(parts.netloc)}" if LOOPBACK.match(address) else f"{parts.scheme}://{parts.netloc}"


def _host(netloc: str) -> str:
    return re.sub(r":[0-9]+$", "", netloc)


class Origins:
    """Origins cached by a process, reloaded when they may have changed."""

    def __init__(self, store: Store) -> None:
        self._store, self._known = store, frozenset[str]()
        self._read_at: datetime | None = None

    async def admit(self, origin: str) -> bool:
        now = self._store.connection.clock()
        if self._read_at is None or not timedelta() <= now - self._read_at < KNOWN_FOR:
            self._known, self._read_at = origins_of(await self._store.registry.current()), now
        return (_host(origin) if LOOPBACK.match(f"{origin}/") else origin) in self._known


class CrossOrigin:
    """Answers preflights, and adds CORS fields to answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight; pass any other request on."""
        origin = _asking(scope)
        if origin is None or not OPEN.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        admitted = await _origins(scope["app"]).admit(origin)
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers and admitted:
            await Response(status_code=204, headers=_granted(origin))(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if admitted:
                    answer["Access-Control-Allow-Origin"] = origin
                    answer["Access-Control-Expose-Headers"] = SHOWS
            await send(message)

        await self.app(scope, receive, with_headers)


def _asking(scope: Scope) -> str | None:
    """Return the Origin of an HTTP request. Return None for a request without this field, and for sockets."""
    if scope["type"] != "http":
        return None
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), None)


def _granted(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": ASKS,
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        "Vary": "Origin",
    }


def _origins(app: Starlette) -> Origins:
    found: Origins = app.state.origins
    return found
