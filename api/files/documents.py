"""Official documents over HTTP: the compiled file, served once the read is recorded.

GET  /documents/ID           the file, with the header Casebook-Purpose
GET  /documents/ID/signed    the file that was signed outside the register, likewise
POST /documents/ID/signed    a signed file as the body, application/pdf -> {"upload": ID} for `submitSignedCopy`
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.callers.authentication import authenticated
from api.errors.responses import refused
from api.files.serving import InMemory, file_answer, opened_or_refused, taken
from api.web.media_types import is_media_type
from domain.access.record import Purpose, Reading
from domain.document.numbering import file_name
from domain.document.requests import PDF_TYPE
from domain.document.state import CASE_FILES, DocumentKind, DocumentState
from domain.kernel.actor import Actor
from domain.kernel.calendar import in_utc, local_date
from domain.kernel.vocabulary import Kind, kind_of
from domain.messages import label
from store.driver.connection import Document
from store.files.uploads import DOCUMENT_MOST
from store.store import Store


async def given(request: Request, store: Store, actor: Actor, purpose: Purpose) -> Response:
    """Return the file of a document, or the requested part of it, once the read is recorded. The actor's agency must
    have requested the document, and must still see its source."""
    id = request.path_params["document"]
    found = await document_seen(store, actor, id)
    if found is None:
        return refused("not-found", 404)
    if found["state"] != DocumentState.COMPILED:
        return refused("document-not-compiled", 409)
    await store.access.open(actor, Reading.DOCUMENT, id, purpose, found["source"])
    file = await opened_or_refused(store.documents.file(found))
    if isinstance(file, Response):
        return file
    name = name_of(found, found["format"].lower())
    more = {
        "Repr-Digest": f"sha-256=:{b64encode(file.digest).decode()}:",
        "Casebook-Data-Digest": f"sha-256=:{b64encode(file.data_digest).decode()}:",
        "Casebook-Source": f"{found['source']}:{found['version']}",
    }
    kept = found["file"]
    return file_answer(request, InMemory(file.content), kept["digest"], name, kept["media_type"], more)


def name_of(found: Mapping[str, Any], ending: str) -> str:
    """Return the name under which a document is saved: its kind, with its number or day."""
    kind, heading = label(DocumentKind(found["kind"]), "vi"), found["heading"]
    asked = local_date(in_utc(found["at"]))
    return file_name(kind, found["numbered"], heading and heading["symbol"], asked, ending)


async def document_seen(store: Store, actor: Actor, id: str) -> Document | None:
    """Return a document whose source the actor may see; None for any other id."""
    found = await store.documents.one(actor, id) if kind_of(id) is Kind.DOCUMENT else None
    source = await store.sources.visible(actor, found["source"]) if found else None
    if found is None or source is None:
        return None
    as_asked = (found["kind"], found["part"]) in source.available  # readers who may see less get nothing
    return found if as_asked or found["kind"] not in CASE_FILES else None


@authenticated
async def upload_signed(request: Request, store: Store, actor: Actor) -> Response:
    """Store a file that was signed elsewhere, for `submitSignedCopy`, which verifies it."""
    found = await document_seen(store, actor, request.path_params["document"])
    if found is None or actor.officer is None:
        return refused("not-found", 404)
    if not is_media_type(request.headers.get("content-type", ""), PDF_TYPE):
        return refused("signed-copy-no-pdf", 415)
    return await taken(request, store, actor, found["source"], PDF_TYPE, DOCUMENT_MOST)


async def given_signed(request: Request, store: Store, actor: Actor, purpose: Purpose) -> Response:
    """Return the signed file, valid or not, once the read is recorded."""
    found = await document_seen(store, actor, request.path_params["document"])
    if found is None or found["signed"] is None:
        return refused("not-found", 404)
    await store.access.open(actor, Reading.DOCUMENT, found["_id"], purpose, found["source"])
    copy = found["signed"]["file"]
    file = await opened_or_refused(store.uploads.opened(found["source"], copy))
    if isinstance(file, Response):
        return file
    name = name_of(found, "signed.pdf")
    more = {"Casebook-Signed": found["signed"]["state"].lower()}
    return file_answer(request, file, copy["digest"], name, PDF_TYPE, more)
