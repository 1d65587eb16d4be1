"""Receipts that a writer or a reader can hold against the register, and the log's size and root as papers carry it.

A sealed revision: a proof that needs no database (C2SP tlog-proof). One that is not sealed yet: the time by which it
must be, which the API signs (`store/keys/promises.py`).
"""

from datetime import UTC, datetime

from pymongo import DESCENDING

from store.driver.connection import Connection
from store.keys.promises import Accepted, accepted
from store.log.storage import LogStorage
from store.tlog.checkpoint import encode_proof, parse_checkpoint
from store.tlog.merkle import inclusion_proof
from store.tlog.note import split
from store.tlog.strict import LogFault


class UnknownRevision(LookupError):
    """There is no revision of that id."""


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
    return accepted(bytes(revision["leaf"]), revision["at"].replace(tzinfo=UTC))


ROOT_DIGITS = 16
"""Hexadecimal digits of a root: 64 bits, which nobody meets by chance and a person can compare."""


async def log_mark(connection: Connection, at: datetime | None = None) -> str:
    """Return size and first digits of the root of the newest checkpoint, or of the newest at a time; empty for none."""
    query = {"at": {"$lte": at.replace(tzinfo=None)}} if at else {}
    found = await LogStorage.of(connection).checkpoints.find_one(query, {"note": 1}, sort=[("_id", DESCENDING)])
    try:
        checkpoint = parse_checkpoint(split(bytes(found["note"]))[0], connection.origin) if found else None
    except (LogFault, LookupError, TypeError):
        return ""  # somebody changed it: `verify` says so, and a paper names nothing
    return f"{checkpoint.size} {checkpoint.root.hex()[:ROOT_DIGITS]}" if checkpoint else ""
