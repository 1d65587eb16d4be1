"""Taking a file from the body of a request, for a stream that the caller may see; it is used by a command later."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.refusals import refused
from domain.kernel.actor import Actor
from store.files.uploads import FILE_MOST, UploadsUsedUp
from store.store import Store


async def taken(request: Request, store: Store, actor: Actor, source: str, media_type: str) -> Response:
    """Store the body under a key of the stream; the answer names it, or says why it is not taken."""
    content = await request.body()
    if not 0 < len(content) <= FILE_MOST:
        return refused("file-size", 413, most=FILE_MOST)
    try:
        return JSONResponse({"upload": await store.uploads.store(actor, source, content, media_type)}, 201)
    except UploadsUsedUp as used_up:
        return refused("uploads-used-up", 429, most=used_up.most)
