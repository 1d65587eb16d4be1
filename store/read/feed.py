"""Feed of the register in log order, for subscriptions.

An entry covered by a checkpoint never changes, and no entry is inserted before it. So a reader that continues from a
log index gets every entry exactly once. Unsealed versions are not in the feed.

All subscribers of a process share one poll of the log, its rows and their cases. So the database load of an event does
not depend on the number of subscribers. Visibility is checked separately for each subscriber.
"""

import asyncio
from bisect import bisect_right
from contextvars import Context
from dataclasses import dataclass

from pymongo import ASCENDING

from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.reader import sees
from store.log.storage import LogStorage

LOOK_SECONDS = 0.25
"""Seconds between two polls of the newest checkpoint. One process polls for all its subscribers."""
ROWS_A_LOOK = 100
ROWS_KEPT = 1_000
"""Most rows that a process caches. The newest rows are cached, at least those of two polls. A subscriber that is
further behind reads rows from the database."""
CASES_KEPT = 200
"""Most cases that a process caches, each for at most LOOK_SECONDS."""


@dataclass(frozen=True)
class SharedCase:
    """Shared read of a case, with its start time and the size of the log at that time."""

    at: float
    size: int
    reading: asyncio.Task[Document | None]


class Feed:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn, self._reading = asyncio.Lock(), asyncio.Lock()
        self._size, self._looked_at = 0, float("-inf")
        self._waiting: set[asyncio.Future[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._rows: list[Document] = []
        self._cases: dict[str, SharedCase] = {}

    async def size(self) -> int:
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now - self._looked_at >= LOOK_SECONDS:
                newest = await LogStorage.of(self._connection).newest()
                self._size, self._looked_at = newest.size if newest else 0, now
            return self._size

    async def beyond(self, place: int) -> int:
        """Wait until the log has entries after an index. Then return the log's size."""
        while (size := await self.size()) <= place + 1:
            await self._growth(size)
        return size

    async def _growth(self, size: int) -> None:
        """Wait until the log is larger than `size`. Raise the error of a failed poll."""
        grown: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(grown)
        if self._looking is None or self._looking.done():
            # Its own context: it polls for all subscribers, so no caller's limits apply.
            self._looking = asyncio.get_running_loop().create_task(self._look(size), context=Context())
        try:
            await grown
        finally:
            self._waiting.discard(grown)
            if not self._waiting and self._looking:
                self._looking.cancel()
                self._looking = None

    async def _look(self, size: int) -> None:
        """Poll while any subscriber waits, and wake all subscribers when the log grows. If a poll fails, raise its
        error for all of them."""
        while self._waiting:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                found = await self.size()
            except Exception as error:
                self._wake(error)
                return
            if found > size:
                size = found
                self._wake(None)

    def _wake(self, error: Exception | None) -> None:
        for grown in self._waiting:
            if grown.done():
                continue
            if error is None:
                grown.set_result(None)
            else:
                grown.set_exception(error)
        self._waiting = set()

    async def rows(self, place: int, size: int) -> list[Document]:
        """Return entries after an index and below a size, in order, at most ROWS_A_LOOK: `_id` and `event`."""
        async with self._reading:
            if self._rows and place + 1 >= self._rows[0]["_id"]:
                last = self._rows[-1]["_id"]
                if place > last:  # no other subscriber of the shared rows is this far
                    self._rows, last = [], place
                if last < size - 1 and last < place + ROWS_A_LOOK:
                    self._rows = [*self._rows, *await self._read(last, size)][-ROWS_KEPT:]
                return self._kept(place, size)
            if not self._rows:
                self._rows = await self._read(place, size)
                return self._kept(place, size)
        return await self._read(place, size)

    def _kept(self, place: int, size: int) -> list[Document]:
        begin = bisect_right(self._rows, place, key=lambda row: row["_id"])
        return [row for row in self._rows[begin : begin + ROWS_A_LOOK] if row["_id"] < size]

    async def _read(self, place: int, size: int) -> list[Document]:
        query = {"_id": {"$gt": place, "$lt": size}}
        found = self._connection.index.find(query, {"event": 1}).sort("_id", ASCENDING).limit(ROWS_A_LOOK)
        return await found.to_list(ROWS_A_LOOK)

    async def case(self, actor: Actor, id: str, place: int) -> Document | None:
        """Return a case as of a log index or later; None if the actor may not see the case.

        All subscribers who may see the case share the row, which is at most LOOK_SECONDS old.
        """
        found = await self._case(id, place)
        return found if found is not None and sees(actor, Kind.CASE, found) else None

    async def _case(self, id: str, place: int) -> Document | None:
        loop, known = asyncio.get_running_loop(), self._cases.get(id)
        if known is None or known.size <= place or loop.time() - known.at >= LOOK_SECONDS:
            if len(self._cases) >= CASES_KEPT:
                self._cases.clear()
            reading = loop.create_task(self._head(id), context=Context())
            known = self._cases[id] = SharedCase(loop.time(), self._size, reading)
        return await asyncio.shield(known.reading)  # a cancelled caller does not cancel the read for the others

    async def _head(self, id: str) -> Document | None:
        return await heads_of(self._connection, Kind.CASE).find_one({"_id": id})
