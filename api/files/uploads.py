"""Taking a file from the body of a request, for a stream that the caller may see; it is used by a command later."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.errors.responses import refused
from domain.kernel.actor import Actor
from store.files.uploads import UploadCutOff, UploadsUsedUp
from store.store import Store


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
