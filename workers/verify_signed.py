"""Verifies a signed copy: decrypts the issued document and the copy, and records the result.

After a crash the job runs again, with the same result: the command id is derived from the job.
"""

import asyncio
import logging
from typing import Final
from uuid import uuid5

from domain.document.requests import AcceptSignedCopy, RefuseSignedCopy
from domain.document.state import SignedCopyState
from domain.kernel.actor import SYSTEM
from store.driver.connection import Document
from store.files.uploads import FileErased
from store.process.settings import Settings
from store.queue.outbox import Claim
from store.store import Store
from workers.commands import COMMAND_IDS
from workers.signing.apart import signatures_apart
from workers.signing.refusal import NotSigned, Trust, trust_of

log = logging.getLogger("casebook.worker")
NOT_SET_UP: Final = "signed-copy-not-set-up"
GONE: Final = "document-source-gone"


def configured_trust(settings: Settings) -> Trust | None:
    """Return the roots that the operator's settings trust; None without roots. Raise ValueError for a file without
    certificates."""
    if settings.signing_roots_file is None:
        return None
    return trust_of(settings.signing_roots_file, settings.signing_lists_file)


async def verify_signed_copy(store: Store, claim: Claim, *, trust: Trust | None = None) -> None:
    """Accept or refuse the pending copy, unless it was already accepted or refused."""
    document = await store.documents.any(claim.stream)
    if document is None or document["signed"] is None or document["signed"]["state"] != SignedCopyState.SUBMITTED:
        return
    command = await _found(store, document, trust)
    await store.execute(SYSTEM, command, command_id=uuid5(COMMAND_IDS, claim.id), target=claim.stream)


async def _found(store: Store, document: Document, trust: Trust | None) -> AcceptSignedCopy | RefuseSignedCopy:
    if trust is None:
        return RefuseSignedCopy(failure=NOT_SET_UP)
    try:
        issued = (await store.documents.file(document)).content
        copy = await store.uploads.content(document["source"], document["signed"]["file"])
    except FileErased:
        return RefuseSignedCopy(failure=GONE)
    try:
        signatures = await asyncio.to_thread(signatures_apart, issued, copy, trust, store.connection.clock())
    except NotSigned as refused:
        log.info("signed copy of %s: %s", document["_id"], refused.code)
        return RefuseSignedCopy(failure=refused.code)
    return AcceptSignedCopy(
        signatures=tuple(signature for _, signature in signatures),
        signers="\n".join(signer for signer, _ in signatures),
    )
