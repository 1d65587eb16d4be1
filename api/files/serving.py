"""Giving and taking a stored file: opened, refused where it is gone or altered, and in parts (RFC 9110).

Its reading is recorded before, whatever part is asked for. All stored bytes of a whole
file are hashed before the first one is given. Each segment is authenticated as it is opened: a part, and a file that is
changed meanwhile, ends before an altered one.
"""

from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import Final, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.errors.responses import file_altered, refused
from api.web.headers import download_headers, wanted_part
from domain.kernel.actor import Actor
from store.files.uploads import FileErased, FileTampered, UploadCutOff, UploadsUsedUp
from store.store import Store

T = TypeVar("T")
TAG_DIGITS = 32
"""Hexadecimal digits of an entity tag."""
ENDINGS: Final[Mapping[str, str]] = {
    "application/pdf": ".pdf",
    "audio/mpeg": ".mp3",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
}
"""Ending of a saved file by its type. Of another type it has none: a click must not start a program."""


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


def saved_as(key: str, media_type: str) -> str:
    """The name under which a file of a case is saved: its own name might say who made it."""
    return f"{key}{ENDINGS.get(media_type, '')}"


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


async def taken(request: Request, store: Store, actor: Actor, source: str, media_type: str, most: int) -> Response:
    """Store the body under a key of the stream, as it comes; the answer names it, or says why it is not taken.

    Its length has to be announced, so that what is used up is refused before anything is stored.
    """
    announced = request.headers.get("content-length")
    if announced is None:
        return refused("length-missing", 411)
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    if not 0 < size <= most:
        return refused("file-size", 413, most=most)
    try:
        file = await store.uploads.take(actor, source, request.stream(), size, media_type)
    except UploadsUsedUp as used_up:
        return refused("uploads-used-up", 429, most=used_up.most)
    except UploadCutOff:
        return refused("upload-cut-off", 400)
    return JSONResponse({"upload": file.id, "size": file.size, "sha256": file.sha256}, 201)
