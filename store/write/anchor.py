"""The anchor: the hash of a recently published checkpoint, which dates an event from below.

Within a stream anchors never go back: a process that looked some seconds ago may know an older checkpoint than the one
that another process named in the version before. Then it looks again.
"""

from datetime import timedelta
from hashlib import sha256
from time import monotonic

from pymongo import DESCENDING

from store.driver.connection import Connection
from store.record.revision import StreamHead

KEPT_SECONDS = 5.0
APART = timedelta(minutes=5)
"""Most that the clocks of two writers may differ: a version older than that named what is known here."""


class Anchor:
    """The newest checkpoint's hash, looked up at most every KEPT_SECONDS but for `no_older`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._looked = -KEPT_SECONDS
        self._hash: str | None = None
        self._first = connection.clock()
        self._known: dict[str | None, int] = {None: 0}
        """The anchors that were looked up, numbered as they came."""

    async def current(self) -> str | None:
        """SHA-256 hex of the newest checkpoint's bytes; None before the first one."""
        if monotonic() - self._looked >= KEPT_SECONDS:
            await self._look()
        return self._hash

    async def no_older(self, anchor: str | None, tip: StreamHead) -> str | None:
        """The anchor for the version after one, given an anchor of now: another one if that may be older."""
        if tip.anchor in self._known:
            return anchor if self._known[tip.anchor] <= self._known.get(anchor, 0) else self._hash
        if tip.at is None or tip.at >= self._first - APART:
            await self._look()
            return self._hash
        return anchor

    async def _look(self) -> None:
        found = await self._connection.checkpoints.find_one({}, sort=[("_id", DESCENDING)])
        self._hash = sha256(bytes(found["note"])).hexdigest() if found else None
        self._known.setdefault(self._hash, len(self._known))
        self._looked = monotonic()
