"""Findings outside the tree: broken promises, staged data, and stamps that do not match their checkpoints."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from store.driver.connection import Connection
from store.keys.promises import Accepted, read_promise
from store.log.audit.finding import SKEW, Finding
from store.log.audit.ledger import Ledger
from store.log.faults import SealerFault
from store.log.sealing.right_edge import checked_staging
from store.log.stamping.stamps import Authority, StampRefused
from store.log.storage import RESTORED, Document, LogStorage, Staging
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.note import Ed25519Verifier, split
from store.tlog.strict import LogFault

PROMISES_MOST = 10_000


async def promise_findings(
    connection: Connection, verifiers: Sequence[Ed25519Verifier], promises: Sequence[bytes], ledger: Ledger
) -> AsyncIterator[Finding]:
    """Yield findings for promises that were not fulfilled, and for notes that are not promises."""
    due: list[tuple[str, Accepted]] = []
    for number, note in enumerate(promises[:PROMISES_MOST], 1):
        place = f"promise {number}"
        try:
            promised = read_promise(note, verifiers, connection.origin)
        except LogFault as wrong:
            yield Finding("promise-unreadable", place, str(wrong))
            continue
        if promised.to_be_sealed_by <= connection.clock():
            due.append((place, promised))
    places = await _places(connection, [promised.leaf for _, promised in due])
    for place, promised in due:
        leaf, by = promised.leaf.hex(), promised.to_be_sealed_by
        if promised.leaf not in places:
            yield Finding("promise-broken", place, f"{leaf} by {by}: is not in the log")
        elif (seen := ledger.without(places[promised.leaf])) and seen > by + SKEW:
            yield Finding("promise-broken", place, f"{leaf} by {by}: a witness saw the log without it at {seen}")


async def _places(connection: Connection, leaves: Sequence[bytes]) -> dict[bytes, int]:
    """Return the log indexes of leaves. The walk over the log has already verified the stored index."""
    if not leaves:
        return {}
    found = LogStorage.of(connection).index.find({"leaf": {"$in": list(leaves)}})
    return {row["leaf"]: row["_id"] async for row in found}


LOOKS, PAUSE_SECONDS = 5, 0.2
"""Number of reads of the staged data, and the pause between them: a working sealer changes these data every second."""


async def staging_findings(storage: LogStorage, origin: str) -> AsyncIterator[Finding]:
    """Yield a finding for staged data that neither continue the newest checkpoint nor were applied during the check."""
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


class StampAudit:
    """Pass over the stamps. Afterwards `times` contains the times of the valid stamps, by size."""

    def __init__(self, storage: LogStorage, authority: Authority | None) -> None:
        self._storage, self._authority = storage, authority
        self.times: dict[int, datetime] = {}

    async def findings(self) -> AsyncIterator[Finding]:
        """Yield invalid stamps, and stamps without a checkpoint."""
        unchecked = 0
        async for document in self._storage.stamps.find({}).sort("_id", 1):
            place = f"stamps {document['_id']}"
            stored = await self._storage.checkpoints.find_one({"_id": {"$eq": document["_id"]}}, {"note": 1})
            note, stamp = (stored or {}).get("note"), document.get("stamp")
            if not isinstance(note, bytes):
                yield Finding("stamp-stray", place, "no checkpoint of that size")
            elif not isinstance(stamp, bytes):
                yield Finding("stamp-invalid", place, "not a stamp")
            elif self._authority is None:
                unchecked += 1
            else:
                try:
                    self.times[document["_id"]] = self._authority.time(stamp, note)
                except StampRefused as wrong:
                    yield Finding("stamp-invalid", place, str(wrong))
        if unchecked:
            yield Finding("stamp-unchecked", "stamps", f"{unchecked} stamps, and no certificate to check them with")
