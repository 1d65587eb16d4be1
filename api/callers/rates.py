"""Rate limits. Uses are counted in Redis, and in this process while Redis is unreachable.

The key of a counter is a keyed hash of the caller and expires with its window. No name and no address is stored.

A process may lease several uses at once and hand out these uses itself. All processes together still allow no more than
the limit. Unused leases are lost at the end of the window. A caller may therefore be refused too early, by up to one
lease for each process.

The first failure opens the circuit breaker. Until a background probe succeeds, counting returns None at once. The begin
and the end of an outage are logged.

A caller is a person using a program. A lease is a hundredth of a minute's uses, so that a process seldom calls Redis.
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
"""Seconds to wait for Redis before it counts as unreachable."""
PROBE_SECONDS = 1.0
"""Seconds between two probes while Redis is unreachable."""
AWAY = (RedisError, OSError, TimeoutError)


class SharedCounters:
    def __init__(self, url: str) -> None:
        self._redis: Any = redis.asyncio.from_url(  # type: ignore[no-untyped-call]  # untyped there
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0)
        )
        self._probing: asyncio.Task[None] | None = None

    async def count(self, key: str, seconds: int, uses: int = 1) -> int | None:
        """Add uses to the counter of a key, which expires after this many seconds. Return the new number; None while
        Redis is unreachable.

        With 0 uses the counter is only read, and no key is created. Queries from many networks therefore fill no
        memory.
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
        if self._probing is None:  # of several concurrent failures, only the first is logged
            log.warning("queue away, counting in this process: %s", type(error).__name__)
            self._probing = asyncio.create_task(self._probe())

    async def _probe(self) -> None:
        """Probe Redis until it answers. Only one such task runs in a process."""
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
"""Most counters of one process while Redis is unreachable; the oldest are dropped first."""


@dataclass(frozen=True)
class Allowance:
    uses: int
    seconds: int


class Lease(NamedTuple):
    """Uses that a process may still hand out, and the shared counter's value when the process leased them."""

    left: int
    used: int


class Taken(NamedTuple):
    """Uses of a window that this process has counted, and the seconds until the window ends. `wait` is above 0 if no
    more uses are allowed. `key` identifies the window's counter."""

    used: int
    seconds: int
    wait: int = 0
    key: str = ""


@dataclass(frozen=True)
class Count:
    """Value of a counter after counting. `shared` is True for a counter of all processes, False for one of this
    process."""

    key: str
    number: int
    shared: bool


class Rates:
    """Rate limiter on Redis. Losing Redis resets the counters."""

    def __init__(self, shared: SharedCounters, place: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._shared, self.place, self._clock = shared, place, clock
        self._here: dict[str, int] = {}
        self._leased: dict[str, Lease] = {}

    async def wait(self, what: str, allowed: Allowance, who: str, lease: int = 1) -> int:
        """Count one use, or a lease of several uses. Return 0 if the use is allowed, else the seconds until the window
        ends."""
        return (await self.take(self.place(who), what, allowed, lease)).wait

    async def take(self, place: str, what: str, allowed: Allowance, lease: int, uses: int = 1) -> Taken:
        """Count uses of a caller, whose keyed hash is `place`. Several uses may be leased at once."""
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
        if spare < 0 and uses > 1:  # a smaller use may still be allowed
            await self._shared.count(key, allowed.seconds, -taken)
            return Taken(min(used - taken, allowed.uses), ends, wait=ends)
        return Taken(min(used, allowed.uses), ends, wait=ends)

    def unused(self, taken: Taken, uses: int) -> Taken:
        """Return unneeded uses to the window that counted them."""
        if held := self._leased.get(taken.key):
            self._leased[taken.key] = held = Lease(held.left + uses, held.used)
            return Taken(held.used - held.left, taken.seconds, key=taken.key)
        if taken.key in self._here:
            self._here[taken.key] = max(0, self._here[taken.key] - uses)
            return Taken(self._here[taken.key], taken.seconds, key=taken.key)
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
        """Count uses of a caller in a window of this many seconds, without a limit; 0 uses only read the counter.

        `ahead` is the number of windows after the present one.
        """
        window = int(self._clock().timestamp()) // seconds + ahead
        key = f"casebook:rate:{what}:{self.place(who)}:{window}"
        used = await self._shared.count(key, seconds * (1 + ahead), uses)
        return Count(key, self._count_here(key, uses) if used is None else used, used is not None)

    async def note_unnamed(self) -> None:
        """Count a caller whose address could not be read, for `casebook doctor`."""
        await self._shared.count(UNNAMED, UNNAMED_SECONDS)

    async def give_back(self, count: Count, seconds: int, uses: int = 1) -> None:
        """Subtract uses from the counter that counted them."""
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
    """Return whether there is room for another counter, after dropping counters of other windows if necessary."""
    if key in counters or len(counters) < KEPT_MOST:
        return True
    window = key.rpartition(":")[2]
    for name in [name for name in counters if not name.endswith(f":{window}")]:
        del counters[name]
    return len(counters) < KEPT_MOST


OPERATIONS, COST = "operations", "cost"
WINDOW_SECONDS = 60
COST_EACH: Final = 100
"""Cost allowed in a minute, for each operation allowed in that minute."""
KNOWN_MOST = 10_000
"""Most callers whose keyed hash a process caches; it equals the number of cached tokens."""
LEASES = 100
"""Number of leases in a minute's limit. If the limit is below twice this number, each use is counted by itself."""


class CallerRates:
    def __init__(self, rates: Rates, a_minute: int) -> None:
        self._rates = rates
        self.operations = Allowance(a_minute, WINDOW_SECONDS)
        self.cost = Allowance(a_minute * COST_EACH, WINDOW_SECONDS)
        policies = {OPERATIONS: self.operations, COST: self.cost}
        self.policy = ", ".join(f'"{name}";q={of.uses};w={of.seconds}' for name, of in policies.items())
        self._place = lru_cache(maxsize=KNOWN_MOST)(lambda client, subject: rates.place(f"{client} {subject}"))

    async def count(self, viewer: Viewer) -> "Minute":
        """Count one operation. Raise RequestRefused (TOO_MANY_REQUESTS) once the minute's operations are used up."""
        return Minute(self, viewer, await self.take(viewer, OPERATIONS, self.operations, 1))

    async def take(self, viewer: Viewer, what: str, allowed: Allowance, uses: int) -> Taken:
        """Count uses of a caller. Raise RequestRefused if fewer uses are left in the minute."""
        place = self._place(viewer.caller.client, viewer.caller.subject)
        taken = await self._rates.take(place, what, allowed, max(1, allowed.uses // LEASES), uses)
        if taken.wait:
            raise RequestRefused(
                code="TOO_MANY_REQUESTS",
                status=429,
                headers={"Retry-After": str(taken.wait), "RateLimit": _limit(what, allowed, taken)},
                extra={"retryAfter": taken.wait},
            )
        return taken

    def give_back(self, taken: Taken, cost: int) -> Taken:
        """Return unspent cost to the window. Return `taken` without that cost."""
        return self._rates.unused(taken, cost)


@dataclass
class Minute:
    """Uses that the caller has left in the minute after one operation was counted, according to this process."""

    _rates: CallerRates
    _viewer: Viewer
    _operations: Taken
    _cost: Taken | None = None

    async def spend(self, cost: int) -> None:
        """Count the cost of the operation. Raise RequestRefused (TOO_MANY_REQUESTS) if less cost is left in the
        minute."""
        self._cost = await self._rates.take(self._viewer, COST, self._rates.cost, cost)

    def give_back(self, cost: int) -> None:
        """Return predicted cost that was not spent."""
        self._cost = self._rates.give_back(self._cost, cost) if self._cost else None

    def headers(self) -> Mapping[str, str]:
        """Return the fields `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11)."""
        left = _limit(OPERATIONS, self._rates.operations, self._operations)
        if self._cost:
            left += ", " + _limit(COST, self._rates.cost, self._cost)
        return {"RateLimit-Policy": self._rates.policy, "RateLimit": left}

    def told(self) -> Mapping[str, int]:
        """Return the cost spent in the minute, its limit, and the seconds until it ends."""
        spent = self._cost or Taken(0, WINDOW_SECONDS)
        return {"spent": spent.used, "limit": self._rates.cost.uses, "seconds": spent.seconds}


def _limit(name: str, allowed: Allowance, taken: Taken) -> str:
    return f'"{name}";r={allowed.uses - taken.used};t={taken.seconds}'
