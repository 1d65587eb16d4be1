"""Durability of acknowledged writes, and traces that an erasure leaves behind."""

import secrets
from datetime import UTC, datetime
from typing import Any, Final

from pymongo import WriteConcern
from pymongo.errors import OperationFailure, PyMongoError, WriteConcernError
from pymongo.read_concern import ReadConcern

from scripts.cli.conforming.trial import CannotAsk, Trial, require
from store.keys.master import MasterKey

MEMBERS_MOST: Final = 50
"""More members than a replica set may have: no write can reach so many."""
WAIT_MS: Final = 500


async def concerns(trial: Trial) -> str:
    """Write with majority and journal, read with majority and linearizable, and ask for more members than there are."""
    rows = trial.rows("main", "counters")
    written = await rows.insert_one({"_id": secrets.token_hex(8)})
    require(written.acknowledged, "a write with w: majority and j: true was not acknowledged")
    for level in ("majority", "linearizable"):
        found = await rows.with_options(read_concern=ReadConcern(level)).find_one({"_id": written.inserted_id})
        require(found, f"a read with {level} does not see what was acknowledged before")
    beyond = rows.with_options(write_concern=WriteConcern(w=MEMBERS_MOST, wtimeout=WAIT_MS))
    try:
        await beyond.insert_one({"_id": secrets.token_hex(8)})
    except (WriteConcernError, OperationFailure):
        return f"w: {MEMBERS_MOST} is refused"
    require(False, f"a write for {MEMBERS_MOST} members was acknowledged: the server ignores write concerns")
    return ""


async def erasure(trial: Trial) -> str:
    """Store a wrapped key and delete it, then look through the log of the replica set."""
    key, master = secrets.token_bytes(32), MasterKey(secrets.token_bytes(32))
    wrapped, rows, id = master.wrap(key), trial.rows("keys", "wrapped"), secrets.token_hex(12)
    await rows.insert_one({"_id": id, "stream": id, "key": wrapped})
    await rows.delete_one({"_id": id})
    require(await rows.find_one({"_id": id}) is None, "a deleted key is still found")
    oplog = trial.admin.get_database("local").get_collection("oplog.rs")
    namespace = f"{trial.names.keys}.wrapped"
    try:
        first = await oplog.find_one({}, sort=[("$natural", 1)])
        entries = await oplog.find({"$or": [{"ns": namespace}, {"o.applyOps.ns": namespace}]}).to_list(None)
    except PyMongoError as error:
        raise CannotAsk(f"the log of the replica set cannot be read: {error}") from None
    if first is None or not entries:
        raise CannotAsk("the server keeps no log of the replica set where others do, in local.oplog.rs")
    require(not any(key in _bytes(entry) for entry in entries), "the log of the replica set holds a key in the clear")
    require(any(_deletes(entry) for entry in entries), "the log of the replica set does not tell of the deletion")
    hours = (datetime.now(UTC) - first["ts"].as_datetime()).total_seconds() / 3600
    kept = sum(wrapped in _bytes(entry) for entry in entries)
    return (
        f"it holds the wrapped key {kept} time(s) and reaches back {hours:.1f} hours: erased for good when it is older"
    )


def _deletes(entry: dict[str, Any]) -> bool:
    return any(one.get("op") == "d" for one in (entry, *entry.get("o", {}).get("applyOps", ())))


def _bytes(value: Any) -> bytes:
    """All binary values in an entry, one after another."""
    if isinstance(value, bytes):
        return bytes(value)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return b"|".join(map(_bytes, items))
