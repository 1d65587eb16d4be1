"""How often something may be done by somebody: counted in Redis, and in this process while Redis is away.

What is counted is a keyed hash of who it is, which expires with its window: no name and no address is kept.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis.asyncio
from redis.exceptions import RedisError

log = logging.getLogger("casebook.rates")

KEPT_MOST = 10_000
"""Counters that one process keeps while Redis is away; beyond that everybody waits."""
ANSWER_SECONDS = 1.0
"""How long Redis may take before this process counts by itself."""


@dataclass(frozen=True)
class Allowance:
    """So many uses in so many seconds."""

    uses: int
    seconds: int


class Rates:
    """Counts uses; a crash or a flush of Redis forgives what was used."""

    def __init__(self, url: str, place: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._redis: Any = redis.asyncio.from_url(  # type: ignore[no-untyped-call]
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        self._place, self._clock = place, clock
        self._here: dict[str, int] = {}

    async def wait(self, what: str, allowed: Allowance, who: str) -> int:
        """Count one use; 0 when it is allowed, else the seconds until the window ends."""
        now = int(self._clock().timestamp())
        window, passed = divmod(now, allowed.seconds)
        key = f"casebook:rate:{what}:{self._place(who)}:{window}"
        used = await self._count(key, allowed.seconds)
        return 0 if used <= allowed.uses else allowed.seconds - passed

    async def _count(self, key: str, seconds: int) -> int:
        try:
            async with self._redis.pipeline(transaction=True) as both:
                used, _ = await both.incr(key).expire(key, seconds).execute()
            return int(used)
        except (RedisError, OSError) as error:
            log.warning("counting here, queue away: %s", type(error).__name__)
            return self._count_here(key)

    def _count_here(self, key: str) -> int:
        if key not in self._here and len(self._here) >= KEPT_MOST:
            window = key.rpartition(":")[2]
            self._here = {name: used for name, used in self._here.items() if name.endswith(f":{window}")}
            if len(self._here) >= KEPT_MOST:
                return KEPT_MOST
        self._here[key] = self._here.get(key, 0) + 1
        return self._here[key]

    async def close(self) -> None:
        """Let go of Redis."""
        await self._redis.aclose()
