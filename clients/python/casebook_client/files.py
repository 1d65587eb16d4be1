"""Files over bad connections. Parts of uploads are sent again (tus 1.0), and downloads resume (RFC 9110)."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from time import monotonic
from typing import BinaryIO, Protocol

import httpx

from casebook_client import retry
from casebook_client.errors import FileRefused, Unreachable

SEGMENT, PART_MOST = 256 * 1024, 4 * 1024 * 1024
"""Bytes of the smallest and the largest part. The register stores whole segments of the smallest; on a good connection
each part is twice the previous one."""
QUICK = 4.0
"""Seconds within which a part must be sent for the next part to be larger."""
TRIES_MOST = 12
"""Largest number of consecutive failures in which no byte is transferred. They last about a minute and a half."""
AGAIN = frozenset({408, 409, 429})
"""Statuses after which the register states the offset to continue at: too slow, another offset, or too many
requests."""
VERSION = {"Tus-Resumable": "1.0.0"}

Progress = Callable[[int, int], None]
"""Function that gets the bytes transferred, and their total."""


class Send(Protocol):
    """Send a request with the caller's token. Raise SignedOut, Unreachable."""

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], *, content: bytes = b""
    ) -> httpx.Response: ...


class Open(Protocol):
    """Open a streamed response as `Send` does."""

    def __call__(self, path: str, headers: Mapping[str, str]) -> AbstractContextManager[httpx.Response]: ...


def begin(send: Send, case: str, size: int, media_type: str) -> str:
    """Return the place of a new upload. Raise FileRefused, Unreachable."""
    named = {"case": case, "filetype": media_type}
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in named.items())
    begun = send("POST", "/uploads", {**VERSION, "Upload-Length": str(size), "Upload-Metadata": metadata})
    if begun.is_error:
        raise refused(begun)
    return begun.headers["Location"]


def upload(
    send: Send, place: str, file: BinaryIO, size: int, progress: Progress, wait: retry.Sleep, *, again: bool
) -> str:
    """Store a file at the place of its upload. Return the reference for `addEvidence`. Raise FileRefused, Unreachable.

    With `again`, first query how much was stored before.
    """
    offset, failed, part = 0, 0, SEGMENT
    if again:
        kept = send("HEAD", place, VERSION)
        if kept.is_error:
            raise refused(kept)
        if "Casebook-Upload" in kept.headers:
            return kept.headers["Casebook-Upload"]
        offset = int(kept.headers["Upload-Offset"])
    while True:
        file.seek(offset)
        before = monotonic()
        answer = _sent(send, place, file.read(part), offset)
        came = int(answer.headers["Upload-Offset"]) if answer else offset
        quick = came - offset >= part and monotonic() - before < QUICK
        part = min(2 * part, PART_MOST) if quick else SEGMENT
        failed = 0 if came > offset else failed + 1
        offset = came
        progress(offset, size)
        if answer and "Casebook-Upload" in answer.headers:
            return answer.headers["Casebook-Upload"]
        if failed == TRIES_MOST:
            raise Unreachable(f"the upload ended at {offset} of {size} bytes")
        if failed:
            wait(retry.pause_after(failed, None))


def _sent(send: Send, place: str, part: bytes, offset: int) -> httpx.Response | None:
    """Return the answer to a part, or the offset to continue after a lost connection; None if the register is
    unreachable."""
    headers = {**VERSION, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    try:
        answer = send("PATCH", place, headers, content=part)
        if answer.is_success:
            return answer
        if answer.status_code not in AGAIN and answer.is_client_error:
            raise refused(answer)
    except Unreachable:
        pass
    try:
        where = send("HEAD", place, VERSION)
    except Unreachable:
        return None
    return where if where.is_success else None


def download(get: Open, path: str, purpose: str, progress: Progress, wait: retry.Sleep) -> Iterator[bytes]:
    """Yield the pieces of a file, over as many connections as needed. Raise FileRefused, Unreachable."""
    got, size, tag, failed = 0, 0, "", 0
    while True:
        before = got
        range_ = {"Range": f"bytes={got}-", "If-Range": tag} if got else {}
        try:
            with get(path, {"Casebook-Purpose": purpose, **range_}) as response:
                if response.is_server_error:
                    raise Unreachable(f"status {response.status_code}")
                if response.is_error:
                    response.read()
                    raise refused(response)
                if got and response.status_code == httpx.codes.OK:
                    raise FileRefused(response.status_code, "another file than before")
                size = size or int(response.headers["Content-Length"])
                tag = response.headers.get("ETag", "")
                for piece in response.iter_bytes():
                    got += len(piece)
                    progress(got, size)
                    yield piece
            if got >= size:
                return
        except (Unreachable, httpx.TransportError) as error:
            failed = 1 if got > before else failed + 1
            if failed == TRIES_MOST:
                raise Unreachable(f"the download ended at {got} of {size} bytes") from error
            wait(retry.pause_after(failed, None))


def refused(response: httpx.Response) -> FileRefused:
    """Return the refusal in an answer, with the register's code."""
    try:
        found = response.json()["errors"][0]["extensions"]
    except (ValueError, LookupError, TypeError):
        found = {}
    correlation = found.get("correlationId") or response.headers.get("Casebook-Request-Id", "-")
    said = (str(found.get(name, "")) for name in ("messageVi", "messageEn"))
    return FileRefused(response.status_code, str(found.get("code", "")), correlation, *said)
