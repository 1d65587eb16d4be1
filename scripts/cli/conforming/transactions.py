"""Transactions over the five databases, durability of acknowledged writes, and traces of an erasure."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final

from pymongo import InsertOne, WriteConcern
from pymongo.errors import OperationFailure, PyMongoError, WriteConcernError
from pymongo.read_concern import ReadConcern

from scripts.cli.conforming.trial import CannotAsk, Trial, reached, require
from store.driver.transaction import MAJORITY_JOURNALED, SNAPSHOT, TRANSIENT, Session, labelled, transaction
from store.keys.master import MasterKey

STEPPED_DOWN_SECONDS: Final = 5
BACK_SECONDS: Final = 60.0
"""Seconds that a failover may take until a transaction succeeds again."""
SHUTTING_DOWN: Final = {"code": 91, "errmsg": "replication is being shut down"}
UNKNOWN: Final = "UnknownTransactionCommitResult"


async def atomic(trial: Trial) -> str:
    """Write into all five databases in one transaction with one bulkWrite, and abort the transaction. Then commit a
    second one."""
    id = secrets.token_hex(12)
    places = [
        ("record", "commands"),
        ("log", "staging"),
        ("vault", "contacts"),
        ("keys", "wrapped"),
        ("main", "counters"),
    ]
    writes = [
        InsertOne[dict[str, Any]]({"_id": id, "stream": id}, namespace=f"{getattr(trial.names, part)}.{name}")
        for part, name in places
    ]
    for committed in (False, True):
        async with trial.admin.start_session() as session:
            await session.start_transaction(read_concern=SNAPSHOT, write_concern=MAJORITY_JOURNALED)
            await trial.rows("main", "counters").find_one({"_id": id}, session=session)
            await trial.admin.bulk_write(writes, session=session)
            await (session.commit_transaction() if committed else session.abort_transaction())
        found = [await trial.rows(*place).count_documents({"_id": id}) for place in places]
        require(found == [int(committed)] * len(places), f"{'committed' if committed else 'aborted'}, found {found}")
    return "five databases, one bulkWrite"


async def snapshot(trial: Trial) -> str:
    """Read twice in a transaction, with a write by another client in between."""
    rows, id = trial.rows("main", "counters"), secrets.token_hex(12)
    await rows.insert_one({"_id": id, "n": 0})
    async with trial.admin.start_session() as session:
        await session.start_transaction(read_concern=SNAPSHOT)
        before = await rows.find_one({"_id": id}, session=session)
        await rows.update_one({"_id": id}, {"$inc": {"n": 1}})
        after = await rows.find_one({"_id": id}, session=session)
        await session.abort_transaction()
    require(before == after, "a transaction saw what was committed after it began")
    return "a later write is not seen"


async def conflicts(trial: Trial) -> str:
    """Write the same document in two transactions. One must fail, marked as retryable."""
    rows, id = trial.rows("main", "counters"), secrets.token_hex(12)
    await rows.insert_one({"_id": id, "n": 0})
    async with trial.admin.start_session() as first, trial.admin.start_session() as second:
        for session in (first, second):
            await session.start_transaction(read_concern=SNAPSHOT, write_concern=MAJORITY_JOURNALED)
            await rows.find_one({"_id": id}, session=session)
        await rows.update_one({"_id": id}, {"$inc": {"n": 1}}, session=first)
        try:
            await rows.update_one({"_id": id}, {"$inc": {"n": 1}}, session=second)
            await first.commit_transaction()
            await second.commit_transaction()
        except OperationFailure as error:
            require(labelled(error, TRANSIENT), f"a conflict is not marked {TRANSIENT}: {error}")
            if first.in_transaction:
                await first.commit_transaction()
        else:
            require(False, "two transactions that wrote the same document were both committed")
    await asyncio.gather(*(transaction(trial.admin, _adding(trial, id)) for _ in range(8)))
    found = await rows.find_one({"_id": id})
    require(found and found["n"] == 9, f"nine additions are committed, and the sum is {found and found['n']}")
    return "one of two fails; eight at once all count"


def _adding(trial: Trial, id: str) -> Any:
    rows = trial.rows("main", "counters")

    async def add(session: Session) -> None:
        found = await rows.find_one({"_id": id}, session=session)
        assert found
        await rows.update_one({"_id": id}, {"$set": {"n": found["n"] + 1}}, session=session)

    return add


async def failover(trial: Trial) -> str:
    """Make the primary step down between a write and its commit. Retry the transaction until it succeeds."""
    if not trial.step_down:
        raise CannotAsk("the primary must step down: give --step-down, but not while a register runs")
    id, asked = secrets.token_hex(12), {"replSetStepDown": STEPPED_DOWN_SECONDS, "force": True}
    rows, tries, until = trial.rows("main", "counters"), 0, monotonic() + BACK_SECONDS

    async def write(session: Session) -> None:
        nonlocal tries
        tries += 1
        await rows.find_one({"_id": id}, session=session)
        await rows.insert_one({"_id": id}, session=session)
        if tries == 1:
            await reached(trial.admin.admin, asked, "the primary does not step down")

    while True:
        try:
            await transaction(trial.admin, write)
            break
        except PyMongoError as error:
            require(monotonic() < until, f"no transaction went through for {BACK_SECONDS:.0f} s: {error}")
            await asyncio.sleep(0.5)
    require(await rows.count_documents({"_id": id}) == 1, "the transaction is not there once")
    if tries == 1:
        raise CannotAsk("the server went on with the transaction over the step-down, so that nothing was cut off")
    return f"through at try {tries}, once"


async def unknown_commit(trial: Trial) -> str:
    """Make the server apply a commit and answer with an error. The retry must not apply the commit again."""
    rows, id = trial.rows("main", "counters"), secrets.token_hex(12)
    await rows.insert_one({"_id": id, "n": 0})
    fault = {"writeConcernError": SHUTTING_DOWN, "errorLabels": [UNKNOWN]}
    async with _failing(trial, "commitTransaction", fault):
        await transaction(trial.admin, _adding(trial, id))
    found = await rows.find_one({"_id": id})
    require(found and found["n"] == 1, f"one addition is committed, and the sum is {found and found['n']}")
    return "committed once"


@asynccontextmanager
async def _failing(trial: Trial, command: str, fault: dict[str, Any]) -> AsyncIterator[None]:
    """Make the server fail a command once. Raise CannotAsk if the server has no failpoints."""
    point = {"configureFailPoint": "failCommand", "mode": {"times": 1}, "data": {"failCommands": [command], **fault}}
    need = "it takes a server for tests, started with enableTestCommands"
    await reached(trial.admin.admin, point, need)
    try:
        yield
    finally:
        await trial.admin.admin.command({"configureFailPoint": "failCommand", "mode": "off"})


MEMBERS_MOST: Final = 50
"""Number of members that no replica set has. No write can be acknowledged by this many members."""
WAIT_MS: Final = 500


async def concerns(trial: Trial) -> str:
    """Write with majority and journal. Read with majority and linearizable. Then require more members than exist."""
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
    """Store a wrapped key and delete it, then search the oplog."""
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
    """Return all binary values in an entry of the oplog, joined."""
    if isinstance(value, bytes):
        return bytes(value)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return b"|".join(map(_bytes, items))
