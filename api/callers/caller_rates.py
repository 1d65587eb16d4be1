"""Limit of operations by one caller in a minute: over HTTP, event streams, sockets and for files, together.

A caller is a person by a program. All processes count together, in Redis; while it is away each counts by itself. A
process counts LEASE operations at once, where a minute has a hundred times as many, so that it asks Redis seldom.
"""

from functools import lru_cache

from api.callers.rates import Allowance, Rates
from api.errors.masking import RequestRefused
from auth.viewer import Viewer

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
