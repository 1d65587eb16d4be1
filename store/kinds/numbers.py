"""Readable case numbers: `CB-2026-000123`.

A process that needs many numbers draws several at once, to save database commands. It issues them in order, reuses
those of refused commands, and returns the rest when it ends. The unused numbers of a killed process are lost. Unused
numbers are also lost if another process has drawn later ones.
"""

import asyncio
from bisect import insort
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection
from store.kinds.entries import KINDS

TRIES = 20
AT_ONCE_MOST = 20
BURST_SECONDS = 1.0
"""Seconds after a draw within which the next draw takes twice as many numbers."""


class NoNumber(Exception):
    """The counter gave no number in TRIES tries."""


PREFIXES: Mapping[Kind, str] = {kind: entry.code for kind, entry in KINDS.items() if entry.code}
"""Letters of kinds with readable numbers, for example case, complaint (khiếu nại), data (dữ liệu)."""


class Numbers:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._drawing = connection, asyncio.Lock()
        self._kept: dict[str, list[int]] = defaultdict(list)
        self._drawn: dict[str, tuple[float, int]] = {}

    async def next_code(self, kind: Kind, now: datetime) -> str:
        """Return the next number of the kind in the local year. Raise NoNumber."""
        year = local_date(now).year
        counter = f"{kind.value}-{year}"
        async with self._drawing:
            if not self._kept[counter]:
                self._kept[counter].extend(await self._draw(counter))
            return f"{PREFIXES[kind]}-{year}-{self._kept[counter].pop(0):06d}"

    def take_back(self, kind: Kind, code: str) -> None:
        """Keep a number for the next object. Call this only if certainly nothing was written under the number."""
        _, year, number = code.split("-")
        insort(self._kept[f"{kind.value}-{year}"], int(number))

    async def return_kept(self) -> None:
        """Return unused numbers to the counter. This works only if the counter is still at the last of them, so no
        other process has drawn numbers since.

        This process forgets them first, so that a running command draws new numbers, which no other process can draw.
        """
        async with self._drawing:
            returned, self._kept = self._kept, defaultdict(list)
            for counter, kept in returned.items():
                run = [n for back, n in enumerate(reversed(kept)) if n == kept[-1] - back]
                if run:
                    change = {"$set": {"n": run[-1] - 1}}
                    await self._connection.counters.update_one({"_id": counter, "n": run[0]}, change)

    async def _draw(self, counter: str) -> range:
        moment = asyncio.get_running_loop().time()
        before, count = self._drawn.get(counter, (-BURST_SECONDS, 0))
        count = min(2 * count, AT_ONCE_MOST) if moment - before < BURST_SECONDS else 1
        for _ in range(TRIES):
            if n := await self._raised(counter, count):
                self._drawn[counter] = (moment, count)
                return range(n - count + 1, n + 1)
        raise NoNumber(counter)

    async def _raised(self, counter: str, count: int) -> int | None:
        """Return the last of the numbers drawn from the counter; None if two first draws of the year collided."""
        try:
            found = await self._connection.counters.find_one_and_update(
                {"_id": counter}, {"$inc": {"n": count}}, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return None
        return found["n"] if found else None
