"""Telling those outside: when a delivery that failed is tried again, and when a person has to look.

The waits are those of Standard Webhooks (standardwebhooks.com, "Deliverability and reliability"); each is lengthened
by chance, so that what failed together does not come back together.
"""

from datetime import datetime, timedelta
from typing import Final

WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first failure, the second, …; after one more there is no further try."""
JITTER: Final = 0.2
"""The most by which a wait is lengthened, as a part of it."""
ASKED_MOST: Final = timedelta(hours=24)
"""The longest wait that a receiver may ask for with `Retry-After` (RFC 9110 section 10.2.3)."""


def next_try(failures: int, now: datetime, chance: float, asked: timedelta | None = None) -> datetime | None:
    """Return when to try again after so many failures; None when a person has to look.

    `chance` is from 0 to 1. What the receiver asked for is waited for, if it is longer.
    """
    if failures > len(WAITS):
        return None
    wait = WAITS[failures - 1] * (1 + JITTER * chance)
    return now + max(wait, min(asked or timedelta(), ASKED_MOST))
