"""Having published checkpoints stamped, now and then, without delaying the sealing.

An authority that is away costs its stamp and nothing else: the newest checkpoint covers all before it, so the next
stamp makes up for those that could not be had.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError, PyMongoError

from store.driver.connection import Clock
from store.log.faults import SealerFault
from store.log.stamping.stamps import Authority, StampRefused, stamp_request
from store.log.storage import LogStorage
from store.log.witnessing.witness import WitnessAway, post

LOOK_SECONDS = 5.0
"""Interval between checks for a stamp that is due, and between retries."""
QUERY_TYPE = "application/timestamp-query"


@dataclass(frozen=True)
class Stamping:
    """Source of stamps, and the shortest interval between two."""

    url: str
    authority: Authority
    every: timedelta


class Stamper:
    def __init__(self, storage: LogStorage, stamping: Stamping, clock: Clock) -> None:
        self._storage, self._stamping, self._clock = storage, stamping, clock
        self.size: int | None = None
        """The size of the checkpoint that was stamped last by this process."""
        self.fault: str | None = None
        """Reason of the last failure; None if the last try succeeded."""

    async def stamp(self) -> int | None:
        """Stamp the newest checkpoint if one is due; its size. Raises WitnessAway, StampRefused, PyMongoError."""
        newest = await self._storage.newest()
        if newest is None or newest.size == 0 or not await self._due(newest.size):
            return None
        request = stamp_request(newest.note)
        status, answer = await post(self._stamping.url, request.as_bytes(), QUERY_TYPE)
        if status != 200:
            raise WitnessAway(f"status {status}")
        time = self._stamping.authority.time(answer, newest.note, request.nonce)
        document = {"_id": newest.size, "stamp": answer, "at": time.replace(tzinfo=None)}
        with suppress(DuplicateKeyError):  # a stand-by was faster: one stamp is enough
            await self._storage.stamps.insert_one(document)
        return newest.size

    async def _due(self, size: int) -> bool:
        last = await self._storage.stamps.find_one({}, {"at": 1}, sort=[("_id", DESCENDING)])
        if last is None:
            return True
        at = last.get("at")
        known = at.replace(tzinfo=UTC) if isinstance(at, datetime) else datetime.min.replace(tzinfo=UTC)
        return last["_id"] != size and self._clock() - known >= self._stamping.every

    async def run(self) -> None:
        """Stamp until cancelled; a failure is kept in `fault` and retried."""
        while True:
            try:
                self.size, self.fault = await self.stamp() or self.size, None
            except (WitnessAway, StampRefused, SealerFault, PyMongoError) as error:
                self.fault = f"{type(error).__name__}: {error}"
            await asyncio.sleep(LOOK_SECONDS)
