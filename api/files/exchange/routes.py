"""Exchange files over HTTP: export of a document for the office's own system, and reading of an answer to a document.

GET  /documents/ID/exchange  a compiled, numbered PDF as an edXML file, with the header Casebook-Purpose; the verified
                             signed copy where there is one. `?to=agency-…`, also several times, names more receivers
                             than those that the document is addressed to
POST /documents/ID/answer    an edXML file as the body, application/xml -> its number, day and sender; nothing is kept
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.callers.authentication import authenticated, for_purpose
from api.errors.responses import refused
from api.files.documents import document_seen, name_of
from api.files.exchange.read import NotReadable, read
from api.files.exchange.write import Letter, Party, edxml
from api.files.serving import opened_or_refused
from api.web.headers import download_headers
from api.web.media_types import is_media_type
from domain.access.record import Purpose, Reading
from domain.document.dating import padded
from domain.document.requests import PDF_TYPE
from domain.document.state import DocumentFormat, DocumentKind, SignedCopyState
from domain.kernel.actor import Actor
from domain.messages import label
from domain.registry.registry import Registry
from store.store import Store

XML_TYPES: Final = ("application/xml", "text/xml")
PAGES: Final = re.compile(rb"/Type/Pages/Count ([0-9]{1,4})/")
"""Pattern of the number of pages in Typst's output. A signed copy begins with the bytes compiled here, so the first
match is ours. This process parses no PDF from outside."""
Row = Mapping[str, Any]


async def given(request: Request, store: Store, actor: Actor, purpose: Purpose) -> Response:
    """Return a document as an exchange file, once the read is recorded."""
    found = await document_seen(store, actor, request.path_params["document"])
    if found is None:
        return refused("not-found", 404)
    if found["format"] != DocumentFormat.PDF or not found["numbered"] or not found["heading"]:
        return refused("exchange-not-ready", 409)
    registry, asked = await store.registry.current(), request.query_params.getlist("to")
    receivers = _receivers(found, registry, asked)
    if receivers is None:
        return refused("agency-unknown", 422)
    if not receivers:
        return refused("exchange-no-receiver", 409)
    await store.access.open(actor, Reading.DOCUMENT, found["_id"], purpose, found["source"])
    content = await opened_or_refused(_content(store, found))
    if isinstance(content, Response):
        return content
    made = edxml(_letter(found, registry, receivers, content))
    return Response(made, media_type=XML_TYPES[0], headers=download_headers(name_of(found, "edxml")))


async def _content(store: Store, found: Row) -> bytes:
    """Return the verified signed copy, else the compiled file."""
    signed = found["signed"]
    if signed and signed["state"] == SignedCopyState.VERIFIED:
        return await store.uploads.content(found["source"], signed["file"])
    return (await store.documents.file(dict(found))).content


def pages_of(content: bytes) -> int | None:
    """Return the number of pages that a document was compiled with."""
    found = PAGES.search(content)
    return int(found[1]) if found else None


def _codes(registry: Registry, day: date) -> dict[str, str]:
    """Return the codes of agencies by their names on a day; empty if the registry has none."""
    found = {}
    for agency in registry.agencies.values():
        if name := agency.name_on(day):
            letterhead = agency.letterhead_on(day)
            found[name.name] = letterhead.code if letterhead else ""
    return found


def _receivers(found: Row, registry: Registry, asked: list[str]) -> tuple[Party, ...] | None:
    """Return the addressees of the document and those that the caller added, each once.

    Return None if one of them was not an agency on the document's day. Without one of its receivers, a letter would
    look complete but be wrong.
    """
    day = date.fromisoformat(found["numbered"]["day"])
    rows = [registry.agencies.get(agency) for agency in asked]
    named = [name.name for row in rows if row and (name := row.name_on(day))]
    if len(named) < len(asked):
        return None
    codes, addressed = _codes(registry, day), (found["heading"]["addressees"] or "").split("\n")
    return tuple(Party(code=codes.get(name, ""), name=name) for name in dict.fromkeys([*addressed, *named]) if name)


def _letter(found: Row, registry: Registry, receivers: tuple[Party, ...], content: bytes) -> Letter:
    heading, numbered = found["heading"], found["numbered"]
    day = date.fromisoformat(numbered["day"])
    codes = _codes(registry, day)
    kind = label(DocumentKind(found["kind"]), "vi")
    return Letter(
        sender=Party(code=codes.get(heading["issuer"], ""), name=heading["issuer"] or ""),
        receivers=receivers,
        number=numbered["number"],
        symbol=heading["symbol"] or "",
        place=heading["place"] or "",
        day=day,
        kind=kind,
        subject=heading["abstract"] or kind,
        sent_at=found["ended_at"],
        pages=pages_of(content),
        file=name_of(found, "pdf"),
        media_type=PDF_TYPE,
        content=content,
    )


@authenticated
async def read_answer(request: Request, store: Store, actor: Actor) -> Response:
    """Read an answer to a document and return its data. A person checks and enters this data. Nothing is stored."""
    found = await document_seen(store, actor, request.path_params["document"])
    if found is None:
        return refused("not-found", 404)
    if not any(is_media_type(request.headers.get("content-type", ""), type) for type in XML_TYPES):
        return refused("exchange-unreadable", 415)
    try:
        arrived = await read(request.stream())
    except NotReadable:
        return refused("exchange-unreadable", 422)
    said = {
        "sender": arrived.sender,
        "senderCode": arrived.sender_code,
        "number": arrived.number,
        "symbol": arrived.symbol,
        "day": arrived.day.isoformat(),
        "kind": arrived.kind,
        "subject": arrived.subject,
    }
    return JSONResponse({**said, "answersThis": _answers(found, arrived.answers)})


def _answers(found: Row, answered: tuple[str, ...]) -> bool | None:
    """Return whether the answer refers to this document. Return None if the answer refers to no document, or this
    document has no number here."""
    numbered, heading = found["numbered"], found["heading"]
    if not answered or not numbered or not heading:
        return None
    own = {f"{number}/{heading['symbol']}" for number in (numbered["number"], padded(numbered["number"]))}
    return not own.isdisjoint(answered)


EXCHANGE_ROUTES = (
    Route("/documents/{document}/exchange", for_purpose(given), methods=["GET"]),
    Route("/documents/{document}/answer", read_answer, methods=["POST"]),
)
