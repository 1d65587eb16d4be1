"""Findings about staging: it is empty, or holds what the sealer is about to apply or had no time to clear away."""

import asyncio
from collections.abc import AsyncIterator

from store.log.audit.finding import Finding
from store.log.faults import SealerFault
from store.log.sealing.right_edge import checked_staging
from store.log.storage import RESTORED, Document, LogStorage, Staging
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.faults import LogFault
from store.tlog.note import split

LOOKS, PAUSE_SECONDS = 5, 0.2
"""A sealer at work changes it every second: what stays the same for so long is not its doing."""


async def staging_findings(storage: LogStorage, origin: str) -> AsyncIterator[Finding]:
    """Yield a finding for what is staged and neither continues the newest checkpoint nor has just been applied."""
    found = {finding.place: finding for finding in await _found(storage, origin)}
    for _ in range(LOOKS):
        if not found:
            return
        await asyncio.sleep(PAUSE_SECONDS)
        again = {finding.place: finding for finding in await _found(storage, origin)}
        found = {place: finding for place, finding in again.items() if place in found}
    for finding in found.values():
        yield finding


async def _found(storage: LogStorage, origin: str) -> list[Finding]:
    try:
        newest = await storage.newest()
        base = parse_checkpoint(split(newest.note)[0], origin) if newest else None
    except (SealerFault, LogFault):
        return []  # the checkpoint has a finding of its own, and nothing can be compared with it
    found = [await _one(storage, base, document) async for document in storage.staging.find({})]
    return [finding for finding in found if finding]


async def _one(storage: LogStorage, base: Checkpoint | None, document: Document) -> Finding | None:
    place = f"staging {document['_id']}"
    if document["_id"] == RESTORED:
        return Finding("restored", place, f"put back at {document.get('at')}, and no checkpoint was shown since")
    try:
        staging = Staging.of(document)
        size, _, root = staging.id.partition("-")
        signed = Checkpoint(base.origin if base else "none", staging.size, bytes.fromhex(root))
        if size != str(staging.size):
            return Finding("staging-differs", place, "its name says another size")
        if base and staging.size <= base.size:
            return Finding("staging-left", place, f"{base.size} entries are published already")
        if base:
            await checked_staging(storage, base, staging, signed)
    except (SealerFault, LogFault, ValueError) as wrong:
        return Finding("staging-differs", place, str(wrong))
    return None
