"""Transactions over the five databases, with what may come between their first statement and their commit."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Final

from pymongo import InsertOne
from pymongo.errors import OperationFailure, PyMongoError

from scripts.cli.conforming.trial import CannotAsk, Trial, reached, require
from store.driver.transaction import MAJORITY_JOURNALED, SNAPSHOT, TRANSIENT, Session, labelled, transaction

STEPPED_DOWN_SECONDS: Final = 5
BACK_SECONDS: Final = 60.0
"""Seconds that a failover may take until a transaction goes through again."""
SHUTTING_DOWN: Final = {"code": 91, "errmsg": "replication is being shut down"}
UNKNOWN: Final = "UnknownTransactionCommitResult"


async def atomic(trial: Trial) -> str:
    """Write into all five databases in one transaction, by one bulkWrite, and abort it; then commit another."""
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
    """Read twice in a transaction while somebody else writes in between."""
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
    """Let two transactions write the same document: one must fail, marked as worth another try."""
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
    """Have the primary step down between a write and its commit, and run the transaction until it is through."""
    if not trial.step_down:
        raise CannotAsk("the primary steps down for it: give --step-down, not while a register is at work")
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
    """Have the server apply a commit and answer with an error; the next try must not apply it again."""
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
    """The server fails a command once. Raises CannotAsk where it does not take such orders."""
    point = {"configureFailPoint": "failCommand", "mode": {"times": 1}, "data": {"failCommands": [command], **fault}}
    need = "it takes a server for tests, started with enableTestCommands"
    await reached(trial.admin.admin, point, need)
    try:
        yield
    finally:
        await trial.admin.admin.command({"configureFailPoint": "failCommand", "mode": "off"})
