"""Rate limits: uses are counted in Redis, and in this process while Redis is away.

What is counted is a keyed hash of who it is, which expires with its window: no name and no address is kept.

Uses may be leased: a process counts several at once and gives them out itself. All processes together still allow no
more than is allowed; what one of them leased and did not use is lost at the end of the window. So somebody may be
refused too early, by up to a lease for each process.

The first failure opens the breaker; from then on there is no answer, at once, until a probe in the background is
answered again. An outage is logged when it begins and when it ends.

A caller is a person by a program. All processes count together, in Redis; while it is away each counts by itself. A
process counts LEASE operations at once, where a minute has a hundred times as many, so that it asks Redis seldom.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from api.errors.responses import RequestRefused
from auth.tokens import Viewer
from store.process.counters import UNNAMED, UNNAMED_SECONDS

log = logging.getLogger("casebook.rates")

ANSWER_SECONDS = 0.5
"""Seconds that Redis may take; one that hangs counts as away, like one that is gone."""
PROBE_SECONDS = 1.0
"""Between two probes while it is away."""
AWAY = (RedisError, OSError, TimeoutError)


class SharedCounters:
    def __init__(self, url: str) -> None:
        self._redis: Any = redis.asyncio.from_url(  # type: ignore[no-untyped-call]  # untyped there
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0)
        )
        self._probing: asyncio.Task[None] | None = None

    async def count(self, key: str, seconds: int, uses: int = 1) -> int | None:
        """Count uses of a key that is forgotten after so many seconds: how many there were; None while away.

        0 uses only ask, and leave no key behind: who asks from many networks fills no memory.
        """
        if self._probing is not None:
            return None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if not uses:
                    return int(await self._redis.get(key) or 0)
                async with self._redis.pipeline(transaction=True) as both:
                    used, _ = await both.incrby(key, uses).expire(key, seconds).execute()
            return int(used)
        except AWAY as error:
            self._open(error)
            return None

    def _open(self, error: BaseException) -> None:
        if self._probing is None:  # of several that failed together, the first says so
            log.warning("queue away, counting in this process: %s", type(error).__name__)
            self._probing = asyncio.create_task(self._probe())

    async def _probe(self) -> None:
        """Ask until it answers; when this task is lost, the breaker is too, with its process."""
        answered = False
        while not answered:
            await asyncio.sleep(PROBE_SECONDS)
            with suppress(*AWAY):
                async with asyncio.timeout(ANSWER_SECONDS):
                    answered = await self._redis.ping()
        log.info("queue back, counting there again")
        self._probing = None

    async def close(self) -> None:
        if self._probing is not None:
            self._probing.cancel()
            with suppress(asyncio.CancelledError):
                await self._probing
        await self._redis.aclose()


KEPT_MOST = 10_000
"""Counters that one process keeps while Redis is away; with more, it forgets those that it made first."""


@dataclass(frozen=True)
class Allowance:
    uses: int
    seconds: int


@dataclass(frozen=True)
class Count:
    """A counter by its key, and its number with the uses that were counted; `shared` by all processes, or one's own."""

    key: str
    number: int
    shared: bool


class Rates:
    """Counts uses; a crash or a flush of Redis forgives what was used."""

    def __init__(self, shared: SharedCounters, place: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._shared, self.place, self._clock = shared, place, clock
        self._here: dict[str, int] = {}
        self._leased: dict[str, int] = {}

    async def wait(self, what: str, allowed: Allowance, who: str, lease: int = 1) -> int:
        """Count one use, or a lease of them; 0 when it is allowed, else the seconds until the window ends."""
        return await self.wait_at(self.place(who), what, allowed, lease)

    async def wait_at(self, place: str, what: str, allowed: Allowance, lease: int) -> int:
        """The same of somebody whose keyed hash is known."""
        now = int(self._clock().timestamp())
        window, passed = divmod(now, allowed.seconds)
        key = f"casebook:rate:{what}:{place}:{window}"
        if left := self._leased.get(key):
            self._leased[key] = left - 1
            return 0
        taken = lease if _room(self._leased, key) else 1
        used = await self._shared.count(key, allowed.seconds, taken)
        if used is None:
            used = self._count_here(key)
        elif (spare := min(used, allowed.uses) - (used - taken) - 1) > 0:
            self._leased[key] = self._leased.get(key, 0) + spare
            return 0
        else:
            used -= taken - 1
        return 0 if used <= allowed.uses else allowed.seconds - passed

    def left(self, allowed: Allowance) -> int:
        return allowed.seconds - int(self._clock().timestamp()) % allowed.seconds

    async def count(self, what: str, seconds: int, who: str, uses: int = 1, *, ahead: int = 0) -> Count:
        """Count uses of somebody in a window of so many seconds, however many there were; 0 uses only ask.

        `ahead` counts in a later window.
        """
        window = int(self._clock().timestamp()) // seconds + ahead
        key = f"casebook:rate:{what}:{self.place(who)}:{window}"
        used = await self._shared.count(key, seconds * (1 + ahead), uses)
        return Count(key, self._count_here(key, uses) if used is None else used, used is not None)

    async def note_unnamed(self) -> None:
        """Note that a caller's address could not be read, for the doctor to find."""
        await self._shared.count(UNNAMED, UNNAMED_SECONDS)

    async def give_back(self, count: Count, seconds: int, uses: int = 1) -> None:
        """Take uses out of the counter again in which they were counted."""
        if count.shared:
            await self._shared.count(count.key, seconds, -uses)
        elif count.key in self._here:
            self._here[count.key] -= uses

    def _count_here(self, key: str, uses: int = 1) -> int:
        if not _room(self._here, key):
            del self._here[next(iter(self._here))]
        self._here[key] = self._here.get(key, 0) + uses
        return self._here[key]


def _room(counters: dict[str, int], key: str) -> bool:
    """Return whether a counter may be kept; drop those of other windows if need be."""
    if key in counters or len(counters) < KEPT_MOST:
        return True
    window = key.rpartition(":")[2]
    for name in [name for name in counters if not name.endswith(f":{window}")]:
        del counters[name]
    return len(counters) < KEPT_MOST


WHAT = "operation"
WINDOW_SECONDS = 60
LEASE = 20
KNOWN_MOST = 10_000
"""Callers whose keyed hash a process keeps, as many as tokens that it remembers."""
LEASES_LEAST = 100
"""Leases that a minute has at least: who may do less than that is counted one by one, or nearly so."""


class CallerRates:
    def __init__(self, rates: Rates, a_minute: int) -> None:
        self._rates, self._allowed = rates, Allowance(a_minute, WINDOW_SECONDS)
        self._lease = max(1, min(LEASE, a_minute // LEASES_LEAST))
        self._place = lru_cache(maxsize=KNOWN_MOST)(lambda client, subject: rates.place(f"{client} {subject}"))

    async def count(self, viewer: Viewer) -> None:
        """Count one operation. Raises RequestRefused (TOO_MANY_REQUESTS) once the minute's are used up."""
        place = self._place(viewer.caller.client, viewer.caller.subject)
        if seconds := await self._rates.wait_at(place, WHAT, self._allowed, self._lease):
            raise RequestRefused(
                code="TOO_MANY_REQUESTS",
                status=429,
                headers={"Retry-After": str(seconds)},
                extra={"retryAfter": seconds},
            )
