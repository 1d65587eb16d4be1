"""Parts of what is streamed (RFC 9110 section 14): a download that was cut off goes on where it ended."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

_RANGE = re.compile(r"bytes=(?:(?P<first>[0-9]{1,15})-(?P<last>[0-9]{0,15})|-(?P<suffix>[0-9]{1,15}))", re.ASCII)
IN_MEMORY = 1 << 20
"""Bytes of a part that are kept in memory; more goes into a temporary file."""
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """The bytes that a request names: from the first to the last one, or so many at the end."""

    first: int | None
    last: int | None
    suffix: int | None = None

    def within(self, total: int) -> tuple[int, int]:
        """The first byte and the one after the last; empty when the data ends before them."""
        if self.suffix is not None:
            return max(0, total - self.suffix), total
        assert self.first is not None
        return self.first, total if self.last is None else min(total, self.last + 1)


def wanted_part(request: Request, tag: str) -> Wanted | None:
    """The one part that a request asks for; None for the whole: no part, several, or one of other data."""
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    given = request.headers.get("if-range")
    if found is None or (given is not None and given != tag):
        return None
    if found["suffix"] is not None:
        return Wanted(None, None, int(found["suffix"]))
    last = int(found["last"]) if found["last"] else None
    return None if last is not None and last < int(found["first"]) else Wanted(int(found["first"]), last)


def guarded_part(request: Request, tag: str) -> Wanted | None:
    """The same for data that changes: a part only of the data whose tag the request names, never of other data."""
    return wanted_part(request, tag) if request.headers.get("if-range") else None


async def part_of(data: AsyncIterator[bytes], wanted: Wanted, headers: dict[str, str], media_type: str) -> Response:
    """206 with the part, or 416 where the data ends before it. All of the data is made, to know how long it is."""
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
