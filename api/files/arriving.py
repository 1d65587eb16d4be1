"""Upload of evidence over unreliable connections, by the protocol tus 1.0 (https://tus.io): core, creation, expiration,
termination.

POST   /uploads        Upload-Length, Upload-Metadata with `case` and `filetype` -> 201 and Location
HEAD   /uploads/ID     -> Upload-Offset
PATCH  /uploads/ID     the bytes from Upload-Offset on -> 204 and Upload-Offset
DELETE /uploads/ID     -> 204

The offset grows by whole segments, so an interruption loses at most one segment. When all bytes are there, the answer
and every later HEAD have two headers. `Casebook-Upload` has the id to send in a command, `Repr-Digest` the SHA-256 of
the file.
"""

from base64 import b64encode
from binascii import Error as BinasciiError
from binascii import a2b_base64
from collections.abc import Awaitable, Callable, Mapping
from email.utils import format_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.callers.authentication import Handler, authenticated
from api.errors.responses import refused
from api.files.evidence import case_for_evidence, media_type_of
from api.web.media_types import is_media_type
from domain.kernel.actor import Actor
from store.files.arrivals import Arrival, WrongOffset
from store.files.uploads import FILE_MOST, UploadCutOff, UploadsUsedUp
from store.store import Store

VERSION: Final = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
ABOUT: Final = {
    **VERSION,
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,expiration,termination",
    "Tus-Max-Size": str(FILE_MOST),
}
BODY: Final = "application/offset+octet-stream"
METADATA_MOST: Final = 1_000
"""Most characters of `Upload-Metadata`."""


async def about(request: Request) -> Response:
    """Return the parts of the protocol that this server supports."""
    return Response(status_code=204, headers=ABOUT)


def _of_this_version(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request, store: Store, actor: Actor) -> Response:
        if request.headers.get("tus-resumable") != VERSION["Tus-Resumable"]:
            return Response(status_code=412, headers=ABOUT)
        answer = await handle(request, store, actor)
        answer.headers.update(VERSION)
        return answer

    return authenticated(respond)


@_of_this_version
async def begin(request: Request, store: Store, actor: Actor) -> Response:
    """Begin an upload for a case that the caller may see and verify."""
    metadata = _metadata(request.headers.get("upload-metadata", ""))
    case = await case_for_evidence(store, actor, metadata.get("case", ""))
    if case is None:
        return refused("not-found", 404)
    media_type = media_type_of(metadata.get("filetype", ""))
    if media_type is None:
        return refused("media-type", 415)
    size = _number(request, "upload-length")
    if not 0 < size <= FILE_MOST:
        return refused("file-size", 413, most=FILE_MOST)
    try:
        arrival = await store.arrivals.begin(actor, case["_id"], size, media_type)
    except UploadsUsedUp as used_up:
        return refused("uploads-used-up", 429, most=used_up.most)
    return Response(status_code=201, headers={"Location": f"/uploads/{arrival.id}", **_expires(arrival)})


@_of_this_version
async def where(request: Request, store: Store, actor: Actor) -> Response:
    """Return the offset of an upload that the caller began."""
    arrival = await store.arrivals.find(actor, request.path_params["arrival"])
    if arrival is None:
        return Response(status_code=404)
    return Response(headers={"Upload-Length": str(arrival.size), **await _state(store, arrival)})


@_of_this_version
async def append(request: Request, store: Store, actor: Actor) -> Response:
    """Append bytes at the current offset of an upload."""
    if not is_media_type(request.headers.get("content-type", ""), BODY):
        return refused("media-type", 415)
    arrival = await store.arrivals.find(actor, request.path_params["arrival"])
    if arrival is None or await case_for_evidence(store, actor, arrival.case) is None:
        return refused("not-found", 404)
    try:
        arrival = await store.arrivals.append(actor, arrival.id, _number(request, "upload-offset"), request.stream())
    except WrongOffset:
        return refused("upload-offset", 409)
    except UploadCutOff:
        return refused("upload-cut-off", 400)
    return Response(status_code=204, headers=await _state(store, arrival))


@_of_this_version
async def end(request: Request, store: Store, actor: Actor) -> Response:
    """Cancel an upload."""
    arrival = await store.arrivals.find(actor, request.path_params["arrival"])
    if arrival is None:
        return refused("not-found", 404)
    await store.arrivals.end(arrival)
    return Response(status_code=204)


async def _state(store: Store, arrival: Arrival) -> Mapping[str, str]:
    said = {"Upload-Offset": str(arrival.came), **_expires(arrival)}
    plain = await store.uploads.plain_hash(arrival.file) if arrival.file else None
    if arrival.file is None or plain is None:
        return said
    digest = b64encode(bytes.fromhex(plain)).decode()
    return {**said, "Casebook-Upload": arrival.file, "Repr-Digest": f"sha-256=:{digest}:"}


def _expires(arrival: Arrival) -> Mapping[str, str]:
    return {"Upload-Expires": format_datetime(arrival.until, usegmt=True)}


def _number(request: Request, header: str) -> int:
    """Return the number in a header; -1 if the header is missing, malformed or too long."""
    said = request.headers.get(header, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= len(str(FILE_MOST)) else -1


def _metadata(header: str) -> Mapping[str, str]:
    """Return the names with their Base64-decoded texts. Unreadable texts are left out."""
    found = {}
    for pair in header[:METADATA_MOST].split(","):
        name, _, coded = pair.strip().partition(" ")
        try:
            found[name] = a2b_base64(coded, strict_mode=True).decode()
        except (BinasciiError, ValueError):
            continue
    return found


ARRIVING_ROUTES = (
    Route("/uploads", about, methods=["OPTIONS"]),
    Route("/uploads", begin, methods=["POST"]),
    Route("/uploads/{arrival}", where, methods=["HEAD"]),
    Route("/uploads/{arrival}", append, methods=["PATCH"]),
    Route("/uploads/{arrival}", end, methods=["DELETE"]),
)
