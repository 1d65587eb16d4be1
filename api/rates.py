"""How often something may be done by somebody: counted in Redis, and in this process while Redis is away.

What is counted is a keyed hash of who it is, which expires with its window: no name and no address is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.counters import SharedCounters

KEPT_MOST = 10_000
"""Counters that one process keeps while Redis is away; beyond that everybody waits."""


@dataclass(frozen=True)
class Allowance:
    """So many uses in so many seconds."""

    uses: int
    seconds: int


class Rates:
    """Counts uses; a crash or a flush of Redis forgives what was used."""

    def __init__(self, shared: SharedCounters, place: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._shared, self._place, self._clock = shared, place, clock
        self._here: dict[str, int] = {}

    async def wait(self, what: str, allowed: Allowance, who: str) -> int:
        """Count one use; 0 when it is allowed, else the seconds until the window ends."""
        now = int(self._clock().timestamp())
        window, passed = divmod(now, allowed.seconds)
        key = f"casebook:rate:{what}:{self._place(who)}:{window}"
        used = await self._shared.count(key, allowed.seconds)
        if used is None:
            used = self._count_here(key)
        return 0 if used <= allowed.uses else allowed.seconds - passed

    def _count_here(self, key: str) -> int:
        if key not in self._here and len(self._here) >= KEPT_MOST:
            window = key.rpartition(":")[2]
            self._here = {name: used for name, used in self._here.items() if name.endswith(f":{window}")}
            if len(self._here) >= KEPT_MOST:
                return KEPT_MOST
        self._here[key] = self._here.get(key, 0) + 1
        return self._here[key]
