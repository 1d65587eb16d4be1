"""Official documents over HTTP: the file, once compiled, recorded before it is given.

GET /documents/ID        the file, with the header Casebook-Purpose
"""

from base64 import b64encode

from starlette.requests import Request
from starlette.responses import Response

from api.authentication import authenticated, required_purpose
from api.refusals import file_altered, refused
from api.web.headers import download_headers
from domain.access.record import Reading
from domain.document.state import DocumentState
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind, kind_of
from store.files.uploads import FileErased, FileTampered
from store.store import Store


@authenticated
async def download(request: Request, store: Store, actor: Actor) -> Response:
    """Give a document to an agency that asked for it and still sees what it was made from."""
    purpose, id = required_purpose(request), request.path_params["document"]
    found = await store.documents.one(actor, id) if kind_of(id) is Kind.DOCUMENT else None
    if found is None or await store.sources.visible(actor, found["source"]) is None:
        return refused("not-found", 404)
    if found["state"] != DocumentState.COMPILED:
        return refused("document-not-compiled", 409)
    await store.access.open(actor, Reading.DOCUMENT, id, purpose, found["source"])
    try:
        file = await store.documents.file(found)
    except FileErased:
        return refused("file-erased", 410)
    except FileTampered as altered:
        return file_altered(altered)
    name = f"{found['kind'].lower().replace('_', '-')}.{found['format'].lower()}"
    headers = {
        **download_headers(name),
        "Repr-Digest": f"sha-256=:{b64encode(file.digest).decode()}:",
        "Casebook-Data-Digest": f"sha-256=:{b64encode(file.data_digest).decode()}:",
        "Casebook-Source": f"{found['source']}:{found['version']}",
    }
    return Response(file.content, media_type=found["file"]["media_type"], headers=headers)
