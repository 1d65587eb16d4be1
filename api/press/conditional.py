"""Answers that a reader need not fetch twice (RFC 9110, section 13): validators, 304, and how long a copy is good."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.calendar import in_utc

FRESH_SECONDS = 60
"""How long a copy is good unasked: a retraction reaches a cache within a minute."""
SECURE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""No script, no frame, nothing from elsewhere."""


@dataclass(frozen=True)
class Body:
    """Bytes that were made once, with what names them."""

    content: bytes
    media: str
    tag: str
    changed: datetime | None

    @classmethod
    def of(cls, content: bytes, media: str, changed: datetime | None) -> "Body":
        """A body whose name derives from its bytes; `changed` is UTC without a zone."""
        return cls(content, media, f'"{sha256(content).hexdigest()[:32]}"', changed)


def answer(request: Request, body: Body, *, status: int = 200, language: str | None = None) -> Response:
    """The body, or 304 when the reader has it."""
    headers = {**SECURE, "ETag": body.tag, "Cache-Control": f"public, max-age={FRESH_SECONDS}"}
    if body.changed:
        headers["Last-Modified"] = format_datetime(in_utc(body.changed).replace(microsecond=0), usegmt=True)
    if language:
        headers |= {"Content-Language": language, "Vary": "Accept-Language"}
    if status == 200 and _held(request, body):
        return Response(status_code=304, headers=headers)
    return Response(body.content, status, headers, body.media)


def _held(request: Request, body: Body) -> bool:
    """Whether the reader's copy is this one. A tag speaks before a date, which is only to the second."""
    if (tags := request.headers.get("if-none-match")) is not None:
        return any(each.strip().removeprefix("W/") in ("*", body.tag) for each in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or body.changed is None:
        return False
    try:
        return in_utc(body.changed).replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
