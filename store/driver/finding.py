"""Queries whose rows fit in one batch, sent as one command, without the driver's cursor and session.

For each query PyMongo makes a cursor, takes a session from its pool, and wraps the command for retries. These steps
take a sixth of the processor time of an answer about a case or a list. Here the command is sent directly, on a
connection of the driver's pool. The driver's time limits, monitoring and handling of failing servers apply. A query
that fails, or has more than one batch, is repeated with the driver's own find, which retries. In a transaction the
driver's own `command` is used, which takes two thirds of the time of a cursor.

The names used are private to the driver. With any other version of the driver than READ_WITH, its own find is used.
"""

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple, Self
from weakref import WeakKeyDictionary

import pymongo
from pymongo import _csot
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.command_runner import run_cursor_command
from pymongo.asynchronous.cursor import AsyncCursor
from pymongo.errors import ConnectionFailure, OperationFailure
from pymongo.message import _CursorAddress, _op_msg
from pymongo.read_preferences import Primary
from pymongo.topology_description import TOPOLOGY_TYPE

from store.driver.meter import Timing, took
from store.driver.transaction import Session, settled

Document = dict[str, Any]
BATCH_MOST: Final = 101
"""Most rows in the first batch of a query that sets no batch size."""
_PRIMARIES: Final[WeakKeyDictionary[Any, tuple[Any, Any]]] = WeakKeyDictionary()
"""Primary server of each client, with the topology description in which it was found."""
_OWN: Final[WeakKeyDictionary[Any, bool]] = WeakKeyDictionary()
"""Cache by client: True if only the register's own listeners are registered with it."""
READ_WITH: Final = "4.20.1"
"""Version of PyMongo for which the private names were checked. A test fails with any other version."""
KNOWN: Final = pymongo.version == READ_WITH

log = logging.getLogger("casebook.mongo")


class Find(NamedTuple):
    """Query. A `limit` of 0 means no limit."""

    filter: Mapping[str, Any]
    projection: Mapping[str, int] | None = None
    sort: Sequence[tuple[str, Any]] = ()
    skip: int = 0
    limit: int = 0
    hint: str | None = None
    batch_size: int = 0
    """Rows in each batch; 0 leaves it to the database."""

    @classmethod
    def of_ids(cls, ids: Collection[str], projection: Mapping[str, int] | None = None) -> Self:
        """Return the query for all rows with these ids, in one batch."""
        return cls({"_id": {"$in": [*ids]}}, projection, limit=len(ids), batch_size=len(ids))

    def cursor(self, collection: AsyncCollection[Document], session: Session | None = None) -> AsyncCursor[Document]:
        how: Document = {"hint": self.hint} if self.hint else {}
        how |= {"sort": list(self.sort) or None, "skip": self.skip, "limit": -1 if self.limit == 1 else self.limit}
        return collection.find(self.filter, self.projection, session=session, batch_size=self.batch_size, **how)

    def command(self, collection: AsyncCollection[Document]) -> Document:
        """Return the command as the driver would send it. A find of one row leaves no cursor on the server."""
        made: Document = {"find": collection.name, "filter": self.filter, "limit": self.limit}
        if self.projection is not None:
            made["projection"] = self.projection
        if self.sort:
            made["sort"] = dict(self.sort)
        if self.hint:
            made["hint"] = self.hint
        if self.batch_size:  # a batch of one more tells the database that no further batch is read
            made["batchSize"] = self.batch_size + (self.batch_size == self.limit)
        if self.limit == 1:
            made["singleBatch"] = True
        if concern := collection.read_concern.document:
            made["readConcern"] = concern
        return made


class Steps(NamedTuple):
    """Aggregation that returns few rows."""

    pipeline: Sequence[Mapping[str, Any]]
    hint: str | None = None

    async def rows(self, collection: AsyncCollection[Document]) -> list[Document]:
        """Return the rows through the driver's cursor."""
        how: Document = {"hint": self.hint} if self.hint else {}
        return await (await settled(collection.aggregate([*self.pipeline], **how))).to_list(None)

    def command(self, collection: AsyncCollection[Document]) -> Document:
        """Return the command as the driver would send it."""
        made: Document = {"aggregate": collection.name, "pipeline": [*self.pipeline], "cursor": {}}
        if self.hint:
            made["hint"] = self.hint
        if concern := collection.read_concern.document:
            made["readConcern"] = concern
        return made


def say_whether_used() -> None:
    """Log that the driver's own find is used, if the installed driver has another version than READ_WITH."""
    if not KNOWN:
        log.info("PyMongo %s finds in its own way", pymongo.version)


async def rows(collection: AsyncCollection[Document], wanted: Find, session: Session | None = None) -> list[Document]:
    """Return the rows, as the driver's cursor does. Raise its errors."""
    small = 0 < wanted.limit <= max(BATCH_MOST, wanted.batch_size) and not wanted.skip
    batch = _batch if session is None else _batch_in
    found = await batch(collection, wanted.command(collection), session) if small else None
    return await wanted.cursor(collection, session).to_list(None) if found is None else found


async def aggregated(collection: AsyncCollection[Document], wanted: Steps) -> list[Document]:
    """Return the rows of an aggregation, as the driver's cursor does. Raise its errors."""
    found = await _batch(collection, wanted.command(collection), None)
    return await wanted.rows(collection) if found is None else found


async def _batch_in(
    collection: AsyncCollection[Document], command: Document, session: Session | None
) -> list[Document] | None:
    """Return the rows of the only batch, read with one command of a transaction; None if a cursor must read them."""
    if session is None or not session.in_transaction or not isinstance(collection, AsyncCollection):
        return None
    command.pop("readConcern", None)  # a transaction has its own
    options = collection.codec_options
    answer = await collection.database.command(command, codec_options=options, session=session)
    cursor: Document = answer["cursor"]
    return None if cursor["id"] else [*cursor["firstBatch"]]


async def _batch(
    collection: AsyncCollection[Document], command: Document, session: Session | None
) -> list[Document] | None:
    """Return the rows of the only batch; None if the driver's own query must read the rows."""
    if not KNOWN or not isinstance(collection, AsyncCollection):  # Motor's collection is another class
        return None
    client: Any = collection.database.client
    server = await _server(client, collection.read_preference)
    try:
        async with client._conn_from_server(collection.read_preference, server, None) as (connection, preference):
            found = await _sent(client, connection, preference, collection, command)
    except (ConnectionFailure, OperationFailure):
        return None
    if found["id"]:
        client._close_cursor_soon(found["id"], _CursorAddress(server.description.address, found["ns"]))
        return None
    batch: list[Document] = found["firstBatch"]
    return batch


async def _server(client: Any, preference: Any) -> Any:
    """Return the server to query. Raise ServerSelectionTimeoutError.

    A primary is cached while the topology description is the same.
    """
    topology = client._topology
    known, description = _PRIMARIES.get(topology), topology._description
    of_primary = type(preference) is Primary  # each client makes its own instance
    if known is not None and known[0] is description and of_primary:
        _csot.set_rtt(known[1].description.min_round_trip_time)
        return known[1]
    found = await client._select_server(preference, None, "find")
    lone = of_primary and description.topology_type == TOPOLOGY_TYPE.ReplicaSetWithPrimary
    if lone and description is topology._description:
        _PRIMARIES[topology] = description, found
    return found


async def _sent(
    client: Any, connection: Any, preference: Any, collection: AsyncCollection[Document], command: Document
) -> Document:
    connection.add_server_api(command)
    connection.send_cluster_time(command, None, client)
    connection.apply_timeout(command)
    name, codec, listeners = collection.database.name, collection.codec_options, client._event_listeners
    request, message, size, _ = _op_msg(0, command, name, preference, codec, ctx=connection.compression_context)
    said, own, began, failed = next(iter(command)), _only_own(listeners), time.monotonic(), True
    try:
        answers, _, _ = await run_cursor_command(
            connection,
            command,
            name,
            request,
            message,
            client=client,
            session=None,
            listeners=None if own else listeners,
            codec_options=codec,
            command_name=said,
            pool_opts=connection.opts,
            max_doc_size=size,
            unpack_res=_unpacked,
        )
        failed = False
    finally:
        if own:
            took(said, collection.name, time.monotonic() - began, failed=failed)
    cursor: Document = answers[0]["cursor"]
    return cursor


def _only_own(listeners: Any) -> bool:
    """Return True if all listeners are the register's own, which need no events of the driver.

    The answer is cached for each client.
    """
    known: bool | None = _OWN.get(listeners)
    if known is None:
        _OWN[listeners] = known = {type(each) for each in listeners.event_listeners()} == {Timing}
    return known


def _unpacked(reply: Any, cursor: int | None, codec: Any, **_: Any) -> list[Document]:
    found: list[Document] = reply.unpack_response(cursor, codec)
    return found
