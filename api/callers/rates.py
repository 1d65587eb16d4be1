"""Rate limits: uses are counted in Redis, and in this process while Redis is away.

What is counted is a keyed hash of who it is, which expires with its window: no name and no address is kept.

Uses may be leased: a process counts several at once and gives them out itself. All processes together still allow no
more than is allowed; what one of them leased and did not use is lost at the end of the window. So somebody may be
refused too early, by up to a lease for each process.

The first failure opens the breaker; from then on there is no answer, at once, until a probe in the background is
answered again. An outage is logged when it begins and when it ends.

A caller is a person by a program. All processes count together, in Redis; while it is away each counts by itself. A
process counts a lease at once, where a minute has a hundred times as much, so that it asks Redis seldom.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

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


class Lease(NamedTuple):
    """Uses that a process may still give out, and those counted by all processes when it got them."""

    left: int
    used: int


class Taken(NamedTuple):
    """Uses of a window, as far as this process knows, and seconds until it ends; `wait` where no more are allowed.
    `key` names the counter of the window."""

    used: int
    seconds: int
    wait: int = 0
    key: str = ""


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
        self._leased: dict[str, Lease] = {}

    async def wait(self, what: str, allowed: Allowance, who: str, lease: int = 1) -> int:
        """Count one use, or a lease of them; 0 when it is allowed, else the seconds until the window ends."""
        return (await self.take(self.place(who), what, allowed, lease)).wait

    async def take(self, place: str, what: str, allowed: Allowance, lease: int, uses: int = 1) -> Taken:
        """Count uses of somebody whose keyed hash is known, or a lease of them."""
        now = int(self._clock().timestamp())
        window, passed = divmod(now, allowed.seconds)
        key = f"casebook:rate:{what}:{place}:{window}"
        ends = allowed.seconds - passed
        if (held := self._leased.get(key)) and held.left >= uses:
            self._leased[key] = held = Lease(held.left - uses, held.used)
            return Taken(held.used - held.left, ends, key=key)
        taken = max(lease, uses) if _room(self._leased, key) else uses
        used = await self._shared.count(key, allowed.seconds, taken)
        if used is None:
            return self._taken_here(key, allowed, ends, uses)
        spare = min(used, allowed.uses) - (used - taken) - uses
        if spare >= 0:
            left = spare + self._leased.get(key, Lease(0, 0)).left
            if _room(self._leased, key):
                self._leased[key] = Lease(left, min(used, allowed.uses))
            return Taken(min(used, allowed.uses) - left, ends, key=key)
        if spare < 0 and uses > 1:  # what costs less may still be allowed
            await self._shared.count(key, allowed.seconds, -taken)
            return Taken(min(used - taken, allowed.uses), ends, wait=ends)
        return Taken(min(used, allowed.uses), ends, wait=ends)

    def unused(self, taken: Taken, uses: int) -> Taken:
        """Take back uses that were counted and not needed: in the window that they were counted in."""
        if held := self._leased.get(taken.key):
            self._leased[taken.key] = held = Lease(held.left + uses, held.used)
            return taken._replace(used=held.used - held.left)
        if taken.key in self._here:
            self._here[taken.key] = max(0, self._here[taken.key] - uses)
            return taken._replace(used=self._here[taken.key])
        return taken

    def _taken_here(self, key: str, allowed: Allowance, ends: int, uses: int) -> Taken:
        used = self._count_here(key, uses)
        if used > allowed.uses:
            self._here[key] -= uses
            return Taken(min(used - uses, allowed.uses), ends, wait=ends)
        return Taken(used, ends, key=key)

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


def _room(counters: dict[str, Any], key: str) -> bool:
    """Return whether a counter may be kept; drop those of other windows if need be."""
    if key in counters or len(counters) < KEPT_MOST:
        return True
    window = key.rpartition(":")[2]
    for name in [name for name in counters if not name.endswith(f":{window}")]:
        del counters[name]
    return len(counters) < KEPT_MOST


OPERATIONS, COST = "operations", "cost"
WINDOW_SECONDS = 60
COST_EACH: Final = 100
"""The cost of a minute, for each operation that a minute has."""
LEASE, COST_LEASE = 20, 20 * COST_EACH
KNOWN_MOST = 10_000
"""Callers whose keyed hash a process keeps, as many as tokens that it remembers."""
LEASES_LEAST = 100
"""Leases that a minute has at least: who may do less than that is counted one by one, or nearly so."""


class CallerRates:
    def __init__(self, rates: Rates, a_minute: int) -> None:
        self._rates = rates
        self.operations = Allowance(a_minute, WINDOW_SECONDS)
        self.cost = Allowance(a_minute * COST_EACH, WINDOW_SECONDS)
        self._place = lru_cache(maxsize=KNOWN_MOST)(lambda client, subject: rates.place(f"{client} {subject}"))

    async def count(self, viewer: Viewer) -> "Minute":
        """Count one operation. Raises RequestRefused (TOO_MANY_REQUESTS) once the minute's are used up."""
        return Minute(self, viewer, await self.take(viewer, OPERATIONS, self.operations, LEASE, 1))

    async def take(self, viewer: Viewer, what: str, allowed: Allowance, lease: int, uses: int) -> Taken:
        """Count uses of a caller. Raises RequestRefused if the minute has not so many."""
        place = self._place(viewer.caller.client, viewer.caller.subject)
        lease = max(1, min(lease, allowed.uses // LEASES_LEAST))
        taken = await self._rates.take(place, what, allowed, lease, uses)
        if taken.wait:
            raise RequestRefused(
                code="TOO_MANY_REQUESTS",
                status=429,
                headers={"Retry-After": str(taken.wait), "RateLimit": _limit(what, allowed, taken)},
                extra={"retryAfter": taken.wait},
            )
        return taken

    def give_back(self, taken: Taken, cost: int) -> Taken:
        """Return what was taken, less a cost that was not spent after all."""
        return self._rates.unused(taken, cost)


@dataclass
class Minute:
    """The rest of a minute that a caller has, as far as this process knows, once an operation of it was counted."""

    _rates: CallerRates
    _viewer: Viewer
    _operations: Taken
    _cost: Taken | None = None

    async def spend(self, cost: int) -> None:
        """Count the cost of the operation. Raises RequestRefused (TOO_MANY_REQUESTS) if the minute has not so much."""
        self._cost = await self._rates.take(self._viewer, COST, self._rates.cost, COST_LEASE, cost)

    def give_back(self, cost: int) -> None:
        """Take back what was predicted and not spent."""
        self._cost = self._rates.give_back(self._cost, cost) if self._cost else None

    def headers(self) -> Mapping[str, str]:
        """Return the fields `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11)."""
        policies = {OPERATIONS: self._rates.operations, COST: self._rates.cost}
        taken = {OPERATIONS: self._operations, COST: self._cost}
        return {
            "RateLimit-Policy": ", ".join(f'"{name}";q={of.uses};w={of.seconds}' for name, of in policies.items()),
            "RateLimit": ", ".join(_limit(name, policies[name], had) for name, had in taken.items() if had),
        }

    def told(self) -> Mapping[str, int]:
        """Return the cost that was spent in the minute, how much it has, and the seconds until it ends."""
        spent = self._cost or Taken(0, WINDOW_SECONDS)
        return {"spent": spent.used, "limit": self._rates.cost.uses, "seconds": spent.seconds}


def _limit(name: str, allowed: Allowance, taken: Taken) -> str:
    return f'"{name}";r={allowed.uses - taken.used};t={taken.seconds}'
