"""Shorter periods to choose from, where a period holds more acts than one page shows."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

PARTS_MOST: Final = 12
MONTHS_FROM: Final = 62
"""Days from which a period is parted into months; a shorter one into weeks, one of a week into days."""
WEEK: Final = 7


def shorter(since: date, until: date) -> list[tuple[date, date]]:
    """The newest parts of a period, both days included, at most PARTS_MOST; none of a single day."""
    parts: list[tuple[date, date]] = []
    for first in _firsts(since, until):
        parts.append((first, parts[-1][0] - timedelta(days=1) if parts else until))
        if len(parts) == PARTS_MOST:
            break
    return parts if len(parts) > 1 else []


def _firsts(since: date, until: date) -> Iterator[date]:
    """The first days of the parts, the newest first."""
    days = (until - since).days + 1
    step = timedelta(days=1 if days <= WEEK else WEEK)
    first = until.replace(day=1) if days > MONTHS_FROM else until - step + timedelta(days=1)
    while first > since:
        yield first
        first = (first - timedelta(days=1)).replace(day=1) if days > MONTHS_FROM else first - step
    yield since
