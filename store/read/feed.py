"""The register in the order of its log: what subscriptions follow.

A place in the log, once covered by a checkpoint, never changes and never gains a neighbour in between: to read on
from a place misses nothing and sees nothing twice. What is not sealed yet is not there yet.

All who follow in one process share one look at the log, the rows that it brings, and the cases that those are about: so
an event costs the database the same for one subscriber and for a hundred. What each of them may see is asked of the
shared case for each by itself.
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
"""Between two looks at the newest checkpoint, by one process, for all who wait."""
ROWS_A_LOOK = 100
ROWS_KEPT = 1_000
"""Rows that a process keeps, the newest: who is further back reads for itself. At least two looks' worth."""
CASES_KEPT = 200
"""Cases that a process keeps, for LOOK_SECONDS at most."""


@dataclass(frozen=True)
class SharedCase:
    """A case that is or was read for all: when that began, and how far the log was then."""

    at: float
    size: int
    reading: asyncio.Task[Document | None]


class Feed:
    """One process's view of how far the log has grown."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn, self._reading = asyncio.Lock(), asyncio.Lock()
        self._size, self._looked_at = 0, float("-inf")
        self._waiting: set[asyncio.Future[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._rows: list[Document] = []
        self._cases: dict[str, SharedCase] = {}

    async def size(self) -> int:
        """Return the size of the newest checkpoint, as of at most LOOK_SECONDS ago."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now - self._looked_at >= LOOK_SECONDS:
                newest = await LogStorage.of(self._connection).newest()
                self._size, self._looked_at = newest.size if newest else 0, now
            return self._size

    async def beyond(self, place: int) -> int:
        """Wait until the log holds entries after a place; its size then."""
        while (size := await self.size()) <= place + 1:
            await self._growth(size)
        return size

    async def _growth(self, size: int) -> None:
        """Wait until the log is larger than it was. Raises what the look raised."""
        grown: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(grown)
        if self._looking is None or self._looking.done():
            # In a context of its own: it looks for all, and no caller's limits are its limits.
            self._looking = asyncio.get_running_loop().create_task(self._look(size), context=Context())
        try:
            await grown
        finally:
            self._waiting.discard(grown)
            if not self._waiting and self._looking:
                self._looking.cancel()
                self._looking = None

    async def _look(self, size: int) -> None:
        """Look while somebody waits, and wake all at growth. A failed look ends all who wait."""
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
        """Entries after a place and below a size, in order, at most ROWS_A_LOOK: `_id` and `event`."""
        async with self._reading:
            if self._rows and place + 1 >= self._rows[0]["_id"]:
                last = self._rows[-1]["_id"]
                if place > last:  # nobody who shares the rows is as far as this
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
        """Read a case as the log has it up to a log index, if the actor may see it; the same row for all who may.

        The row is at most LOOK_SECONDS old.
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
        return await asyncio.shield(known.reading)  # who leaves ends it for nobody else

    async def _head(self, id: str) -> Document | None:
        return await heads_of(self._connection, Kind.CASE).find_one({"_id": id})
