"""Headers of answers: caching, conditional requests and ranges (RFC 9110, RFC 9111)."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from domain.kernel.calendar import in_utc

NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}
NOTHING, SELF = "'none'", "'self'"

CLEARED = {"Clear-Site-Data": '"cache"'}
"""Header field of the sign-out answer: the browser clears its cache."""


def page_headers(*, referrer: str = "no-referrer", **sources: str) -> dict[str, str]:
    """Return the headers of a page that runs in no frame and may load only the resources in `sources`.

    A source is a directive of the Content Security Policy with underscores, as in `style_src="'self'"` (CSP Level 3).
    """
    directives = {"default_src": NOTHING, **sources}
    for name in ("base_uri", "form_action", "frame_ancestors"):  # these directives do not fall back to default-src
        directives.setdefault(name, NOTHING)
    policy = "; ".join(f"{name.replace('_', '-')} {source}" for name, source in directives.items())
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
    }


def download_headers(name: str) -> dict[str, str]:
    """Return the headers of a file to save under a name.

    The browser never shows the file in a window: a hostile file must not run as a page of the register.
    """
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        **NO_STORE,
    }


def cached(seconds: int, *, immutable: bool = False) -> dict[str, str]:
    """Return the header field that lets any cache store an answer for this long."""
    return {"Cache-Control": f"public, max-age={seconds}" + (", immutable" if immutable else "")}


FORM_PAGE: Final = {**page_headers(style_src=SELF, form_action=SELF, referrer="same-origin"), **NO_STORE}
"""Headers of pages with forms. With the referrer policy "no-referrer", browsers would send "null" as the Origin of our
own forms."""
DESK_PAGE: Final = {**page_headers(style_src=SELF, img_src=SELF, form_action=SELF, referrer="same-origin"), **NO_STORE}
"""Headers of pages for officers, which show pictures that the desk redrew."""


TAG_SIZE = 32
"""Hex digits of an entity tag."""


@dataclass(frozen=True)
class Representation:
    """Bytes of a page or file, with the validators for conditional requests."""

    content: bytes
    media_type: str
    tag: str
    changed: datetime | None

    @classmethod
    def of(cls, content: bytes, media_type: str, changed: datetime | None = None) -> "Representation":
        """Return a representation whose entity tag is derived from its bytes. `changed` is a time in UTC without a
        zone."""
        return cls(content, media_type, _tag(content), changed)

    @classmethod
    def saying(cls, said: bytes, content: bytes, media_type: str) -> "Representation":
        """Return a representation with a weak tag derived from `said`. Its bytes may differ while the meaning is the
        same (RFC 9110 section 8.8.1)."""
        return cls(content, media_type, f"W/{_tag(said)}", None)


def respond(request: Request, current: Representation, headers: Mapping[str, str], *, status: int = 200) -> Response:
    """Return the representation with its validators, or 304 if the client already has the same version."""
    sent = {**headers, "ETag": current.tag}
    if current.changed:
        sent["Last-Modified"] = format_datetime(_to_the_second(current.changed), usegmt=True)
    if status == 200 and has_current_copy(request, current):
        return Response(status_code=304, headers=sent)
    return Response(current.content, status, sent, current.media_type)


def has_current_copy(request: Request, current: Representation) -> bool:
    """Return whether the client's copy is current. A tag takes precedence over a date, because dates are exact only to
    the second."""
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


_RANGE = re.compile(r"bytes=(?:(?P<first>[0-9]{1,15})-(?P<last>[0-9]{0,15})|-(?P<suffix>[0-9]{1,15}))", re.ASCII)
IN_MEMORY = 1 << 20
"""Largest number of bytes of a part that are buffered in memory. The rest goes into a temporary file."""
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """Requested byte range: from a first to a last byte, or a number of bytes at the end."""

    first: int | None
    last: int | None
    suffix: int | None = None

    def within(self, total: int) -> tuple[int, int]:
        """Return the first byte, and the byte after the last one. The range is empty if the data ends before the
        range."""
        if self.suffix is not None:
            return max(0, total - self.suffix), total
        assert self.first is not None
        return self.first, total if self.last is None else min(total, self.last + 1)


def wanted_part(request: Request, tag: str) -> Wanted | None:
    """Return the requested part. Return None if the whole must be sent: no part or several parts were requested, or the
    part belongs to other data."""
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    given = request.headers.get("if-range")
    if found is None or (given is not None and given != tag):
        return None
    if found["suffix"] is not None:
        return Wanted(None, None, int(found["suffix"]))
    last = int(found["last"]) if found["last"] else None
    return None if last is not None and last < int(found["first"]) else Wanted(int(found["first"]), last)


def guarded_part(request: Request, tag: str) -> Wanted | None:
    """Return the requested part of data that may change. Return None unless the request contains the tag of the
    data."""
    return wanted_part(request, tag) if request.headers.get("if-range") else None


async def part_of(data: AsyncIterator[bytes], wanted: Wanted, headers: dict[str, str], media_type: str) -> Response:
    """Return 206 with the part, or 416 if the data ends before the part. All of the data is generated, to find its
    length."""
    spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it after its last byte
    async for piece in data:
        spool.write(piece)
    start, end = wanted.within(total := spool.tell())
    if start >= end:
        spool.close()
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{total}"})
    told = {"Content-Range": f"bytes {start}-{end - 1}/{total}", "Content-Length": str(end - start)}
    return StreamingResponse(_read(spool, start, end), 206, {**headers, **told}, media_type)


async def _read(spool: SpooledTemporaryFile[bytes], start: int, end: int) -> AsyncIterator[bytes]:
    with spool:
        spool.seek(start)
        while start < end:
            piece = spool.read(min(BLOCK, end - start))
            start += len(piece)
            yield piece
