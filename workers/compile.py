"""Compiling an official document: read the version that was asked for, write it, set it, store it under seal.

A crash before the file is stored: it is done again from the same version, to the same bytes. A crash between file and
event: another file is stored; the first one opens for nobody and goes with the source's keys.
"""

import asyncio
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import uuid5

from domain.documents import FailDocument, FinishDocument
from domain.facts import SYSTEM
from domain.official import MEDIA_TYPES, PAGES, DocumentFormat, DocumentKind, DocumentState
from store.canonical import canonical
from store.documents import payload
from store.outbox import Claim
from store.store import Store
from store.uploads import FILE_MOST
from workers.documents.editable import docx
from workers.documents.layout import DocumentTooLarge, laid
from workers.documents.model import Document
from workers.documents.office import DATA, WRITERS
from workers.documents.office.desk import Desk
from workers.documents.typeset import pdf
from workers.documents.workbook import sheets_of, xlsx
from workers.errands import ERRANDS

Row = Mapping[str, Any]
RENDERERS: Final = {DocumentFormat.PDF: pdf, DocumentFormat.DOCX: docx}
AT_ONCE: Final = asyncio.Semaphore(1)
"""Setting pages takes a processor: one document at a time in one worker."""


async def compile_document(store: Store, claim: Claim) -> None:
    """Compile what was asked for; a document compiled before, or failed, is left as it is."""
    asked = await store.documents.any(claim.stream)
    if asked is None or asked["state"] != DocumentState.REQUESTED:
        return
    command_id = uuid5(ERRANDS, claim.id)
    stood = await store.sources.at(asked["source"], asked["version"])
    try:
        if stood is None or await store.sources.visible(SYSTEM, asked["source"]) is None:
            raise LookupError(asked["source"])
        desk = Desk(registry=await store.registry.current(), provisions=stood.provisions, made_at=stood.at)
        format = DocumentFormat(asked["format"])
        async with AT_ONCE:
            content = await asyncio.to_thread(made, asked, format, stood.row, desk)
    except (DocumentTooLarge, LookupError) as error:
        failure = "document-too-large" if isinstance(error, DocumentTooLarge) else "document-source-gone"
        await store.execute(SYSTEM, FailDocument(failure=failure), command_id=command_id, target=claim.stream)
        return
    upload = await store.uploads.keep(asked["agency"], asked["source"], content, MEDIA_TYPES[format])
    await store.execute(SYSTEM, FinishDocument(upload=upload), command_id=command_id, target=claim.stream)


def made(asked: Row, format: DocumentFormat, source: Row, desk: Desk) -> bytes:
    """The file with the digest of its data before it. Raises DocumentTooLarge, LookupError for a notice taken back."""
    kind = DocumentKind(asked["kind"])
    found = (
        pages(WRITERS[kind](source, asked["part"], desk), format)
        if format in PAGES
        else numbers(DATA[kind](source), format, desk)
    )
    if len(found) > FILE_MOST:
        raise DocumentTooLarge("bytes")
    return found


def pages(document: Document, format: DocumentFormat) -> bytes:
    """A document set on pages."""
    return payload(sha256(canonical(laid(document))).digest(), RENDERERS[format](document))


def numbers(data: Row, format: DocumentFormat, desk: Desk) -> bytes:
    """The data itself: as JSON the very bytes whose digest stands before them."""
    text = canonical(data)
    file = text if format is DocumentFormat.JSON else xlsx(tuple(sheets_of(data)), desk.made_at)
    return payload(sha256(text).digest(), file)
