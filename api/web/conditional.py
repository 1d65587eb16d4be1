"""Conditional requests (RFC 9110 section 13): a reader that has the current copy gets 304 instead of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from domain.kernel.calendar import in_utc

TAG_SIZE = 32
"""Hex digits of an entity tag."""


@dataclass(frozen=True)
class Representation:
    """The bytes of a page or file, with its validators."""

    content: bytes
    media_type: str
    tag: str
    changed: datetime | None

    @classmethod
    def of(cls, content: bytes, media_type: str, changed: datetime | None = None) -> "Representation":
        """A representation whose entity tag derives from its bytes; `changed` is UTC without a zone."""
        return cls(content, media_type, _tag(content), changed)

    @classmethod
    def saying(cls, said: bytes, content: bytes, media_type: str) -> "Representation":
        """One that may be written otherwise and say the same: its tag is weak (RFC 9110 section 8.8.1)."""
        return cls(content, media_type, f"W/{_tag(said)}", None)


def respond(request: Request, current: Representation, headers: Mapping[str, str], *, status: int = 200) -> Response:
    """The representation with its validators, or 304 if the reader has it already."""
    sent = {**headers, "ETag": current.tag}
    if current.changed:
        sent["Last-Modified"] = format_datetime(_to_the_second(current.changed), usegmt=True)
    if status == 200 and has_current_copy(request, current):
        return Response(status_code=304, headers=sent)
    return Response(current.content, status, sent, current.media_type)


def has_current_copy(request: Request, current: Representation) -> bool:
    """Return whether the reader's copy is this one. A tag takes precedence over a date, which is only to the second."""
    tags = request.headers.getlist("if-none-match")
    if tags:
        own = current.tag.removeprefix("W/")
        return any(tag.strip().removeprefix("W/") in ("*", own) for tag in ",".join(tags).split(","))
    since = request.headers.get("if-modified-since")
    if since is None or current.changed is None:
        return False
    try:
        return _to_the_second(current.changed) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _tag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:TAG_SIZE]}"'


def _to_the_second(moment: datetime) -> datetime:
    return in_utc(moment).replace(microsecond=0)
