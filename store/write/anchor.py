"""The anchor: the hash of a recently published checkpoint, which dates an event from below."""

from hashlib import sha256
from time import monotonic

from pymongo import DESCENDING

from store.mongo.connection import Connection

KEPT_SECONDS = 5.0


class Anchor:
    """The newest checkpoint's hash, looked up at most every KEPT_SECONDS."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._looked = -KEPT_SECONDS
        self._hash: str | None = None

    async def current(self) -> str | None:
        """SHA-256 hex of the newest checkpoint's bytes; None before the first one."""
        if monotonic() - self._looked >= KEPT_SECONDS:
            found = await self._connection.checkpoints.find_one({}, sort=[("_id", DESCENDING)])
            self._hash = sha256(bytes(found["note"])).hexdigest() if found else None
            self._looked = monotonic()
        return self._hash
