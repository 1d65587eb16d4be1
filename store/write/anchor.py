"""Anchor of an event: the hash of a recently published checkpoint, which proves that the event is not older.

Within a stream anchors never go back. If the previous version, by another process, has a newer anchor than this process
has cached, the anchor is read again.
"""

from datetime import timedelta
from hashlib import sha256
from time import monotonic

from pymongo import DESCENDING

from store.driver.connection import Connection
from store.record.revision import StreamHead

KEPT_SECONDS = 5.0
KNOWN_MOST = 1_000
"""Most anchors that a process remembers. Then it begins again, as after a restart."""
APART = timedelta(minutes=5)
"""Largest clock skew of two writers. The anchor of a version older than that is known in this process."""


class Anchor:
    """Cached hash of the newest checkpoint. It is read at most every KEPT_SECONDS, or more often for `no_older`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._looked = -KEPT_SECONDS
        self._hash: str | None = None
        self._first = connection.clock()
        self._known: dict[str | None, int] = {None: 0}
        """Anchors read so far, numbered in the order of reading."""

    async def current(self) -> str | None:
        """Return the SHA-256 of the newest checkpoint's bytes, in hexadecimal; None before the first checkpoint."""
        if monotonic() - self._looked >= KEPT_SECONDS:
            await self._look()
        return self._hash

    async def no_older(self, anchor: str | None, tip: StreamHead) -> str | None:
        """Return the anchor for the version after `tip`, given a current anchor. If the current one may be older than
        that of `tip`, read it again."""
        if tip.anchor in self._known:
            return anchor if self._known[tip.anchor] <= self._known.get(anchor, 0) else self._hash
        if tip.at is None or tip.at >= self._first - APART:
            await self._look()
            return self._hash
        return anchor

    async def _look(self) -> None:
        found = await self._connection.checkpoints.find_one({}, sort=[("_id", DESCENDING)])
        self._hash = sha256(bytes(found["note"])).hexdigest() if found else None
        if len(self._known) >= KNOWN_MOST:
            self._known, self._first = {None: 0}, self._connection.clock()
        self._known.setdefault(self._hash, len(self._known))
        self._looked = monotonic()
