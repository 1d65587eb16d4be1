"""Giving a stored file: opened, refused where it is gone or altered, and in parts (RFC 9110 sections 13 and 14).

Its reading is recorded before, whatever part is asked for. All stored bytes of a whole
file are hashed before the first one is given. Each segment is authenticated as it is opened: a part, and a file that is
changed meanwhile, ends before an altered one.
"""

from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.errors.responses import file_altered, refused
from api.web.headers import download_headers
from api.web.partial import wanted_part
from store.files.uploads import FileErased, FileTampered

T = TypeVar("T")
TAG_DIGITS = 32
"""Hexadecimal digits of an entity tag."""


class Readable(Protocol):
    """Bytes of a known number that are read in parts."""

    @property
    def size(self) -> int: ...

    def part(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]: ...


class InMemory:
    """Bytes that are there already."""

    def __init__(self, content: bytes) -> None:
        self._content, self.size = content, len(content)

    async def part(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        yield self._content[start:end]


async def opened_or_refused(opening: Awaitable[T]) -> T | Response:
    """Return what was opened, or the refusal of a file that was erased (410) or altered (500)."""
    try:
        return await opening
    except FileErased:
        return refused("file-erased", 410)
    except FileTampered as altered:
        return file_altered(altered)


def file_answer(
    request: Request, file: Readable, digest: str, name: str, media_type: str, more: Mapping[str, str] | None = None
) -> Response:
    """The file under a name, the part of it that is asked for, or that the reader has it already."""
    tag = tag_of(digest)
    headers = {**download_headers(name), **(more or {}), "ETag": tag, "Accept-Ranges": "bytes"}
    if tag in [known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    wanted = wanted_part(request, tag)
    if wanted is None:
        return _streamed(file, 0, file.size, 200, headers, media_type)
    start, end = wanted.within(file.size)
    if start >= end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    return _streamed(file, start, end, 206, {**headers, **content_range(start, end, file.size)}, media_type)


def tag_of(digest: str) -> str:
    """The entity tag of a file."""
    return f'"{digest[:TAG_DIGITS]}"'


def content_range(start: int, end: int, total: int) -> dict[str, str]:
    """The field that says which part an answer holds."""
    return {"Content-Range": f"bytes {start}-{end - 1}/{total}"}


def _streamed(
    file: Readable, start: int, end: int, status: int, headers: Mapping[str, str], media_type: str
) -> Response:
    length = {"Content-Length": str(end - start)}
    return StreamingResponse(_logged(file.part(start, end)), status, {**headers, **length}, media_type)


async def _logged(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces of a file. One that is altered while it is given is logged, and the answer ends without its end."""
    try:
        async for piece in pieces:
            yield piece
    except FileTampered as altered:
        file_altered(altered)
        raise
