"""Compiles an official document: reads the requested version, writes the text, lays the document out, and stores it
encrypted.

After a crash before the file is stored, the file is made again from the same version, with the same bytes. After a
crash between file and event, another file is stored; no event refers to the first file, which is lost with the source's
keys.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import uuid5

from domain.document.numbering import with_agency
from domain.document.requests import ADDRESSEES_MOST, HEADING_MOST, FailDocument, FinishDocument
from domain.document.state import CASE_FILES, MEDIA_TYPES, PAGES, DocumentFormat, DocumentKind, DocumentState, Signing
from domain.kernel.actor import SYSTEM
from domain.kernel.calendar import in_utc
from domain.paper.context import DocumentContext, SourceGone
from domain.paper.model import Document
from store.files.documents import DIGEST_BYTES, payload
from store.files.uploads import DOCUMENT_MOST
from store.pack.plan import NotSealed
from store.queue.outbox import ATTEMPTS_MOST, Claim
from store.record.canonical import canonical
from store.store import Store
from workers.case_file import case_file
from workers.commands import COMMAND_IDS, Later
from workers.documents.case_file import CaseFile
from workers.documents.case_file import laid as laid_file
from workers.documents.editable import docx
from workers.documents.layout import DocumentTooLarge, archived, laid, pdf
from workers.documents.office import DATA, FROZEN, WRITERS
from workers.documents.workbook import sheets_of, xlsx

log = logging.getLogger("casebook.worker")
Row = Mapping[str, Any]
RENDERERS: Final = {DocumentFormat.PDF: pdf, DocumentFormat.DOCX: docx}
NOT_MADE: Final = "document-not-made"
FAILURES: Final[Mapping[type[Exception], str]] = {
    DocumentTooLarge: "document-too-large",
    SourceGone: "document-source-gone",
    NotSealed: "document-not-sealed",
}
SEALED_WITHIN: Final = timedelta(hours=1)
"""Longest wait of a case's file until the log contains its last version. The sealer normally needs a second."""
LOOK_AGAIN: Final = timedelta(seconds=1)
AT_ONCE: Final = asyncio.Semaphore(1)
"""Limit of one layout at a time in a worker. A layout uses a whole processor."""


async def compile_document(store: Store, claim: Claim, origin: str = "") -> Later | None:
    """Compile the requested document, unless it is compiled or failed already.

    A job that fails because of the register is retried like any job; after the last attempt the document is marked as
    failed. The file of a case waits for the sealer, at most SEALED_WITHIN. `origin` is the origin of the register's
    public pages.
    """
    asked = await store.documents.any(claim.stream)
    if asked is None or asked["state"] != DocumentState.REQUESTED:
        return None
    command_id = uuid5(COMMAND_IDS, claim.id)
    try:
        made = await _content(store, asked, origin)
    except Exception as error:
        if isinstance(error, NotSealed) and store.connection.clock() < in_utc(asked["at"]) + SEALED_WITHIN:
            return Later(LOOK_AGAIN)
        failure = FAILURES.get(type(error)) or (NOT_MADE if claim.attempts >= ATTEMPTS_MOST else None)
        if failure is None:
            raise
        log.error("document %s: %s", claim.stream, failure, exc_info=error)
        await store.execute(SYSTEM, FailDocument(failure=failure), command_id=command_id, target=claim.stream)
        return None
    upload = await store.uploads.keep(
        asked["agency"], asked["source"], made.content, MEDIA_TYPES[asked["format"]], front=DIGEST_BYTES
    )
    finish = FinishDocument(upload=upload, **_heading(made.document))
    await store.execute(SYSTEM, finish, command_id=command_id, target=claim.stream)
    return None


@dataclass(frozen=True, kw_only=True)
class Made:
    content: bytes
    document: Document | None = None


async def _content(store: Store, asked: Row, origin: str) -> Made:
    stood = await store.sources.at(asked["source"], asked["version"])
    if stood is None or await store.sources.visible(SYSTEM, asked["source"]) is None:
        raise SourceGone(asked["source"])
    if asked["kind"] in CASE_FILES:
        file = await case_file(store, asked, stood)
        async with AT_ONCE:
            return Made(content=await asyncio.to_thread(archive, file))
    context = DocumentContext(
        registry=await store.registry.current(),
        provisions=stood.provisions,
        acts=stood.acts,
        made_at=stood.at,
        signing=Signing(asked["signing"]),
        origin=origin,
    )
    frozen, mark = await _frozen(store, asked, stood.row), await store.history.log_mark(in_utc(asked["at"]))
    async with AT_ONCE:
        return await asyncio.to_thread(made, asked, stood.row, context, frozen, mark)


async def _frozen(store: Store, asked: Row, source: Row) -> bytes | None:
    if asked["kind"] not in FROZEN:
        return None
    public = asked["kind"] == DocumentKind.CONSOLIDATED_PUBLIC
    found = await store.consolidated.data(source["_id"], source["frozen"], public=public)
    if found is None:
        raise SourceGone(source["_id"])
    return found


def made(asked: Row, source: Row, context: DocumentContext, frozen: bytes | None = None, log_mark: str = "") -> Made:
    """Return the file, which contains the log mark. Raise DocumentTooLarge, or SourceGone for a withdrawn notice."""
    kind, format = DocumentKind(asked["kind"]), DocumentFormat(asked["format"])
    if format in PAGES:
        document = (
            WRITERS[kind](source, asked["part"], context)
            if frozen is None
            else FROZEN[kind](source, json.loads(frozen), context)
        )
        scope = context.scope(source, document.language)
        document = replace(numbered(document, asked["numbered"]), log_mark=log_mark, scope=scope)
        return Made(content=_fits(pages(document, format)), document=document)
    return Made(content=_fits(numbers(canonical(DATA[kind](source)) if frozen is None else frozen, format, context)))


def _heading(document: Document | None) -> dict[str, str]:
    if document is None:
        return {}
    said = {"issuer": document.issuer.name, "symbol": document.symbol, "place": document.place}
    found = {name: text[:HEADING_MOST] for name, text in {**said, "abstract": document.abstract}.items()}
    return {**found, "addressees": "\n".join(document.addressees)[:ADDRESSEES_MOST]}


def numbered(document: Document, given: Row | None) -> Document:
    if given is None:
        return document
    day = date.fromisoformat(given["day"])
    return replace(document, number=given["number"], symbol=with_agency(given["symbol"], document.symbol), day=day)


def archive(file: CaseFile) -> bytes:
    """Return the whole file of a case, with the digest of its data. Raise DocumentTooLarge."""
    data = laid_file(file)
    return _fits(payload(sha256(canonical(data)).digest(), archived(data, file.at)))


def _fits(found: bytes) -> bytes:
    if len(found) > DOCUMENT_MOST:
        raise DocumentTooLarge("bytes")
    return found


def pages(document: Document, format: DocumentFormat) -> bytes:
    return payload(sha256(canonical(laid(document))).digest(), RENDERERS[format](document))


def numbers(text: bytes, format: DocumentFormat, context: DocumentContext) -> bytes:
    """Return the frozen data in a format. As JSON, they are exactly the bytes of the published digest."""
    file = text if format is DocumentFormat.JSON else xlsx(tuple(sheets_of(json.loads(text))), context.made_at)
    return payload(sha256(text).digest(), file)
