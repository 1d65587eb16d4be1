"""Compiling an official document: read the version that was asked for, write it, set it, store it under seal.

A crash before the file is stored: it is done again from the same version, to the same bytes. A crash between file and
event: another file is stored; the first one opens for nobody and goes with the source's keys.
"""

import asyncio
from hashlib import sha256
from typing import Final
from uuid import uuid5

from domain.documents import FailDocument, FinishDocument
from domain.facts import SYSTEM
from domain.official import MEDIA_TYPES, DocumentFormat, DocumentKind, DocumentState
from store.canonical import canonical
from store.documents import payload
from store.outbox import Claim
from store.store import Store
from store.uploads import FILE_MOST
from workers.documents.editable import docx
from workers.documents.layout import DocumentTooLarge, laid
from workers.documents.model import Document
from workers.documents.office import WRITERS
from workers.documents.office.desk import Desk
from workers.documents.typeset import pdf
from workers.errands import ERRANDS

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
        if stood is None:
            raise LookupError(asked["source"])
        desk = Desk(registry=await store.registry.current(), provisions=stood.provisions, made_at=stood.at)
        document = WRITERS[DocumentKind(asked["kind"])](stood.row, asked["part"], desk)
        format = DocumentFormat(asked["format"])
        async with AT_ONCE:
            content = await asyncio.to_thread(rendered, document, format)
    except (DocumentTooLarge, LookupError) as error:
        failure = "document-too-large" if isinstance(error, DocumentTooLarge) else "document-source-gone"
        await store.execute(SYSTEM, FailDocument(failure=failure), command_id=command_id, target=claim.stream)
        return
    upload = await store.uploads.keep(asked["agency"], asked["source"], content, MEDIA_TYPES[format])
    await store.execute(SYSTEM, FinishDocument(upload=upload), command_id=command_id, target=claim.stream)


def rendered(document: Document, format: DocumentFormat) -> bytes:
    """The file with the digest of the data before it. Raises DocumentTooLarge."""
    made = payload(sha256(canonical(laid(document))).digest(), RENDERERS[format](document))
    if len(made) > FILE_MOST:
        raise DocumentTooLarge("bytes")
    return made
