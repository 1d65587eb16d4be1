"""The register in the order of its log: what subscriptions follow.

A place in the log, once covered by a checkpoint, never changes and never gains a neighbour in between: to read on
from a place misses nothing and sees nothing twice. What is not sealed yet is not there yet.
"""

import asyncio

from pymongo import ASCENDING

from store.log.storage import LogStorage
from store.mongo.connection import Connection, Document

LOOK_SECONDS = 0.25
"""Between two looks at the newest checkpoint, by one process, for all who wait."""
ROWS_A_LOOK = 100


class Feed:
    """One process's view of how far the log has grown."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()
        self._size, self._looked_at = 0, float("-inf")

    async def size(self) -> int:
        """How many entries the newest checkpoint covers, as of at most LOOK_SECONDS ago."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now - self._looked_at >= LOOK_SECONDS:
                newest = await LogStorage.of(self._connection).newest()
                self._size, self._looked_at = newest.size if newest else 0, now
            return self._size

    async def beyond(self, place: int) -> int:
        """Wait until the log holds entries after a place; its size then."""
        while True:
            if (size := await self.size()) > place + 1:
                return size
            await asyncio.sleep(LOOK_SECONDS)

    async def rows(self, place: int, size: int) -> list[Document]:
        """Entries after a place and below a size, in order, at most ROWS_A_LOOK: `_id` and `event`."""
        query = {"_id": {"$gt": place, "$lt": size}}
        found = self._connection.index.find(query, {"event": 1}).sort("_id", ASCENDING).limit(ROWS_A_LOOK)
        return await found.to_list(ROWS_A_LOOK)
