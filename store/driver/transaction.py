"""One transaction with our own retries, under both drivers.

The drivers' own `with_transaction` is not enough. A client-level bulk write hides the retry label in a nested error,
and Motor never repeats a commit. If a commit's outcome is unknown, the caller reads the result back.
"""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Iterator
from inspect import isawaitable
from itertools import count
from random import random
from time import monotonic
from typing import Any, TypeVar, cast, overload

from pymongo import AsyncMongoClient, WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern

T = TypeVar("T")
Session = AsyncClientSession
Client = AsyncMongoClient[dict[str, Any]]

SNAPSHOT = ReadConcern("snapshot")
MAJORITY_JOURNALED = WriteConcern(w="majority", j=True)
DEADLINE_SECONDS = 5.0
LEAST_TRIES = 20
"""Least attempts of a conflicting transaction, even after the deadline: on a busy machine one attempt may outlast it.

An unreachable database is tried only until the deadline, since each attempt waits for the database.
"""
BACKOFF_FIRST, BACKOFF_MOST, BACKOFF_FACTOR = 0.005, 0.5, 1.5
TRANSIENT, UNKNOWN_COMMIT = "TransientTransactionError", "UnknownTransactionCommitResult"


class CommitUnknown(Exception):
    """The commit may have happened or may still happen. Read back what the transaction would have written."""


class Lost(Exception):
    """Another writer was first: the compare-and-swap matched no row."""


@overload
async def settled(value: Awaitable[T]) -> T: ...
@overload
async def settled(value: T) -> T: ...
async def settled(value: Any) -> Any:
    """Return the value. If the driver in use made the value awaitable, await it first."""
    return await value if isawaitable(value) else value


def labelled(error: BaseException | None, label: str) -> bool:
    """Return True if the error, or the error that caused it, has the label."""
    return any(one.has_error_label(label) for one in _levels(error))


def unreached(error: BaseException | None) -> bool:
    """Return True if the error, or the error that caused it, says that the database did not answer."""
    return any(isinstance(one, ConnectionFailure) for one in _levels(error))


def _levels(error: BaseException | None) -> Iterator[PyMongoError]:
    while isinstance(error, PyMongoError):
        yield error
        error = getattr(error, "error", None)


async def commit(session: Session, deadline: float) -> None:
    """Commit, and repeat while the outcome is unknown. Raise CommitUnknown at the deadline."""
    while True:
        try:
            return await session.commit_transaction()
        except PyMongoError as error:
            unknown = labelled(error, UNKNOWN_COMMIT) or isinstance(error, ConnectionFailure)
            if not unknown or labelled(error, TRANSIENT):
                raise
            if monotonic() > deadline:
                raise CommitUnknown from error
            await sleep(BACKOFF_FIRST)


async def transaction(
    client: Client,
    work: Callable[[Session], Awaitable[T]],
    *,
    within: float = DEADLINE_SECONDS,
    least: int = LEAST_TRIES,
) -> T:
    """Run `work` in a snapshot and commit it; retry on a transient conflict.

    Retries end after both `within` seconds and `least` attempts; for an unreachable database, after `within` seconds.
    `work` may run several times: it must draw no id or time itself. Its first statement must be a read. Raise
    CommitUnknown, or the last error of `work`.
    """
    deadline = monotonic() + within
    async with await settled(client.start_session()) as session:
        for tries in count(1):
            try:
                return await _attempt(session, work, deadline)
            except (Lost, PyMongoError) as error:
                conflict = isinstance(error, Lost) or labelled(error, TRANSIENT)
                if not conflict or (monotonic() > deadline and (tries >= least or unreached(error))):
                    raise
            await sleep(random() * min(BACKOFF_FIRST * BACKOFF_FACTOR ** (tries - 1), BACKOFF_MOST))
    raise AssertionError("unreachable")


async def _attempt(session: Session, work: Callable[[Session], Awaitable[T]], deadline: float) -> T:
    begun = session.start_transaction(read_concern=SNAPSHOT, write_concern=MAJORITY_JOURNALED)
    await settled(cast(Any, begun))  # a value under PyMongo, an awaitable under Motor
    try:
        result = await work(session)
        await commit(session, deadline)
        return result
    except BaseException:
        if session.in_transaction:
            await session.abort_transaction()
        raise
