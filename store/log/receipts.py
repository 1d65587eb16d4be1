"""Receipts, which prove a version to anybody, and the log mark on documents.

A sealed revision has a proof that needs no database (C2SP tlog-proof). An unsealed revision has the time by which it
must be sealed, signed by the API (`store/keys/promises.py`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pymongo import DESCENDING

from store.driver.connection import Connection
from store.keys.promises import Accepted, accepted
from store.log.storage import LogStorage
from store.tlog.checkpoint import encode_proof, parse_checkpoint
from store.tlog.merkle import ReadHash, inclusion_proof
from store.tlog.note import split
from store.tlog.strict import LogFault


class UnknownRevision(LookupError):
    """The id belongs to no revision."""


class Receipt(NamedTuple):
    envelope: str
    """Envelope of a version, as sealed: canonical JSON."""
    proof: bytes | None
    """Proof that the version is sealed; None while it is pending."""
    accepted: Accepted | None
    """Promise that the version will be sealed; None once it is sealed."""


async def receipts_of(connection: Connection, ids: Sequence[str]) -> list[Receipt]:
    """Return the receipts of revisions under the newest checkpoint.

    A leaf is the revision's envelope; to verify it, the holder of envelope and proof needs no database. Raise
    UnknownRevision, or LogFault if tiles are missing.
    """
    storage = LogStorage.of(connection)
    asked = storage.revisions.find({"_id": {"$in": sorted(set(ids))}}, {"at": 1, "leaf": 1, "envelope": 1})
    revisions = {row["_id"]: row async for row in asked}
    if missing := [id for id in ids if id not in revisions]:
        raise UnknownRevision(missing[0])
    places, newest = await storage.index_rows(revisions), await storage.newest()
    size = newest.size if newest else 0
    sealed = {id: int(row["_id"]) for id, row in places.items() if row["_id"] < size}

    def prove(read: ReadHash) -> dict[str, list[bytes]]:
        return {id: inclusion_proof(place, size, read) for id, place in sealed.items()}

    proofs = await storage.computed(size, prove) if newest and sealed else {}

    def receipt(id: str) -> Receipt:
        envelope = bytes(revisions[id]["envelope"]).decode()
        if newest and id in proofs:
            return Receipt(envelope, encode_proof(sealed[id], proofs[id], newest.note, None), None)
        waits = accepted(bytes(revisions[id]["leaf"]), revisions[id]["at"].replace(tzinfo=UTC))
        return Receipt(envelope, None, waits)

    return [receipt(id) for id in ids]


ROOT_DIGITS = 16
"""Number of hexadecimal digits of a root in a log mark: 64 bits, short enough to compare by eye and too long to match
by chance."""


async def log_mark(connection: Connection, at: datetime | None = None) -> str:
    """Return size and first digits of the root of the newest checkpoint, or of the newest one at a time; an empty text
    if there is none."""
    query = {"at": {"$lte": at.replace(tzinfo=None)}} if at else {}
    found = await LogStorage.of(connection).checkpoints.find_one(query, {"note": 1}, sort=[("_id", DESCENDING)])
    try:
        checkpoint = parse_checkpoint(split(bytes(found["note"]))[0], connection.origin) if found else None
    except (LogFault, LookupError, TypeError):
        return ""  # tampered with: `verify` reports it, and the document gets no mark
    return f"{checkpoint.size} {checkpoint.root.hex()[:ROOT_DIGITS]}" if checkpoint else ""
