"""Serves stored files, whole or in parts (RFC 9110), and receives files. Erased or altered files are not served.

The read is recorded first, even for a part of a file. The stored bytes of a whole file are hashed before the first byte
is sent. Each segment is authenticated when it is decrypted, so an answer breaks off before an altered segment.
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
"""File extension by media type. Files of other types get no extension, so that a click cannot start a program."""


class Readable(Protocol):
    """Bytes of known size that are read in parts."""

    @property
    def size(self) -> int: ...

    def part(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]: ...


class InMemory:
    """Bytes in memory."""

    def __init__(self, content: bytes) -> None:
        self._content, self.size = content, len(content)

    async def part(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        yield self._content[start:end]


async def opened_or_refused(opening: Awaitable[T]) -> T | Response:
    """Return the opened file. Return a refusal if the file was erased (410) or altered (500)."""
    try:
        return await opening
    except FileErased:
        return refused("file-erased", 410)
    except FileTampered as altered:
        return file_altered(altered)


def saved_as(key: str, media_type: str) -> str:
    """Return the name under which a case's file is saved. The original name is not used, because it might identify its
    author."""
    return f"{key}{ENDINGS.get(media_type, '')}"


def file_answer(
    request: Request, file: Readable, digest: str, name: str, media_type: str, more: Mapping[str, str] | None = None
) -> Response:
    """Return a response with the file under a name, or the requested part of it, or 304."""
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
    """Return the entity tag of a file."""
    return f'"{digest[:TAG_DIGITS]}"'


def content_range(start: int, end: int, total: int) -> dict[str, str]:
    """Return the header field that states which part of the file an answer contains."""
    return {"Content-Range": f"bytes {start}-{end - 1}/{total}"}


def _streamed(
    file: Readable, start: int, end: int, status: int, headers: Mapping[str, str], media_type: str
) -> Response:
    length = {"Content-Length": str(end - start)}
    return StreamingResponse(_logged(file.part(start, end)), status, {**headers, **length}, media_type)


async def _logged(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the pieces of a file. If one was altered, log it and break off the answer."""
    try:
        async for piece in pieces:
            yield piece
    except FileTampered as altered:
        file_altered(altered)
        raise


async def taken(request: Request, store: Store, actor: Actor, source: str, media_type: str, most: int) -> Response:
    """Store the body as it arrives, encrypted with a key of its stream. Answer with the upload's id, or with a refusal.

    The request must announce its length, so that a used-up quota refuses the body before anything is stored.
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
