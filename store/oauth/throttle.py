"""Counters of recent failures. A counter expires by itself after a quarter of an hour."""

from datetime import timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from store.driver.connection import Connection
from store.oauth.once import digest

WINDOW = timedelta(minutes=15)
WAIT = int(WINDOW.total_seconds())
FAILURES_MOST = 10
TRIES = 20
"""Most attempts to begin a counter when another process begins it too."""


class NotCounted(Exception):
    """The counter returned no number in TRIES attempts."""


class Throttle:
    """Counters of failures by key. A key may contain an address, so it is stored hashed."""

    def __init__(self, connection: Connection) -> None:
        self._rows, self._clock = connection.collection("oauth_throttle"), connection.clock

    async def count(self, key: str) -> int:
        """Add one to a counter. Return its value in the current window. Raise NotCounted."""
        change = {"$inc": {"n": 1}, "$setOnInsert": {"until": self._clock().replace(tzinfo=None) + 2 * WINDOW}}
        for _ in range(TRIES):
            try:
                row: Any = await self._rows.find_one_and_update(
                    {"_id": self._id(key)}, change, upsert=True, return_document=ReturnDocument.AFTER
                )
            except DuplicateKeyError:
                continue  # two first counts of a window collided: now the row exists
            if row is not None:
                return int(row["n"])
        raise NotCounted

    async def forget(self, key: str) -> None:
        """Reset a counter after a success."""
        await self._rows.delete_one({"_id": self._id(key)})

    def _id(self, key: str) -> str:
        return f"{digest(key)}:{int(self._clock().timestamp() // WINDOW.total_seconds())}"
