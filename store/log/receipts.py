"""Receipts: what a writer or a reader can hold against the register later.

A sealed revision: a proof that needs no database (C2SP tlog-proof). One that is not sealed yet: the time by which it
must be. Signed by a key of the API's own, that promise is the one trace of an event that could still vanish.

    casebook/promise/v1
    <origin of the log>
    <base64 of the leaf hash>
    <the time by which it is sealed>
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.calendar import from_iso_millis, iso_millis
from store.connection import Connection
from store.log.faults import NoteRefused
from store.log.merkle import inclusion_proof
from store.log.note import Ed25519Verifier, Signer, join, verify
from store.log.proof import encode_proof
from store.log.storage import LogStorage
from store.log.strict import base64, digest, lines, to_base64

SEAL_WITHIN = timedelta(hours=1)
"""What a writer is promised: a revision is sealed within this time after it was written."""
PROMISE = "casebook/promise/v1"


class UnknownRevision(LookupError):
    """There is no revision of that id."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A revision that is not sealed yet, and the time by which it must be."""

    leaf: bytes
    to_be_sealed_by: datetime


async def proof_of(connection: Connection, revision_id: str) -> bytes | Accepted:
    """The proof that a revision is sealed, under the newest checkpoint, or the promise that it will be.

    The leaf is the revision's envelope; who holds both needs no database. Raises UnknownRevision, or LogFault when
    the tiles do not suffice.
    """
    storage = LogStorage.of(connection)
    row = await storage.index.find_one({"event": {"$eq": revision_id}})
    newest = await storage.newest()
    if row is not None and newest is not None and row["_id"] < newest.size:
        index, size = int(row["_id"]), newest.size
        hashes = await storage.computed(size, lambda read: inclusion_proof(index, size, read))
        return encode_proof(index, hashes, newest.note, None)
    revision = await storage.revisions.find_one({"_id": {"$eq": revision_id}}, {"at": 1, "leaf": 1})
    if revision is None:
        raise UnknownRevision(revision_id)
    return Accepted(bytes(revision["leaf"]), revision["at"].replace(tzinfo=UTC) + SEAL_WITHIN)


def promise(accepted: Accepted, origin: str, signer: Signer) -> bytes:
    """The promise as a signed note, for whoever wrote the revision to keep."""
    text = "\n".join([PROMISE, origin, to_base64(accepted.leaf), iso_millis(accepted.to_be_sealed_by), ""])
    return join(text, [signer.sign(text)])


def read_promise(note: bytes, verifiers: Sequence[Ed25519Verifier], origin: str) -> Accepted:
    """What a note promises of this log. Raises NoteRefused."""
    rows = lines(verify(note, verifiers).text, NoteRefused)
    if len(rows) != 4 or rows[:2] != [PROMISE, origin]:
        raise NoteRefused("not a promise of this log")
    try:
        by = from_iso_millis(rows[3])
    except ValueError as wrong:
        raise NoteRefused("no time") from wrong
    return Accepted(digest(base64(rows[2], NoteRefused), NoteRefused), by)
