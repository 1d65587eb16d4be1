"""Arithmetic of days, working days and instants in the province.

Deadlines run in working days. The data of each year list its days off (Tết) and swapped days. An instant is in UTC; a
day is a day in Việt Nam.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

# Việt Nam has kept UTC+7 without daylight saving since 1975, before anything in this register; a fixed
# offset also gives the same answer on a machine without a time zone database.
VIETNAM: Final = timezone(timedelta(hours=7), "+07")

SEARCH_DAYS: Final = 400
"""Longest search for a working day, more than a year. The limit prevents an endless loop over a wrong calendar."""

DAYS_KEPT: Final = 1_024
"""Size of the cache of the days of instants. Rules request the same few days repeatedly."""

TERMS_KEPT: Final = 1_024
"""Size of the cache of ends of terms. The duties of an inbox began on only a few different days."""

_DAY: Final = timedelta(days=1)
_SHORTEST: Final = timedelta(milliseconds=1)
_SATURDAY: Final = 5
_ISO_MILLIS: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def start_of(day: date) -> datetime:
    """Return the first instant of a day in Vietnam, in UTC."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """Return the same day of the month some months later. In a shorter month, return its last day (BLDS Đ148.3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class CalendarFault(ValueError):
    """The number of working days is negative, or reaches too far into the future."""


@lru_cache(maxsize=DAYS_KEPT)
def local_date(instant: datetime) -> date:
    return _aware(instant).astimezone(VIETNAM).date()


def last_day(end: datetime) -> date:
    """Return the last day of a term in Việt Nam; `end` is the term's exclusive end."""
    return local_date(end - _SHORTEST)


def ends_a_day(instant: datetime) -> bool:
    """Return whether an instant is the end of a day in Việt Nam. A term of whole days ends at such an instant."""
    return _aware(instant).astimezone(VIETNAM).time() == time()


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Calendar of working days: Monday to Friday without the days off, plus extra days of work.

    A day in both lists is a day off.
    """

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day not in self.holidays and (day.weekday() < _SATURDAY or day in self.worked)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`. For 0 return the first working day on or after `day`.

        Raises CalendarFault if n is negative or the day lies more than `SEARCH_DAYS` ahead.
        """
        if not 0 <= n <= SEARCH_DAYS:
            raise CalendarFault(f"{n} working days")
        ahead = (_days_after(day, distance) for distance in range(min(n, 1), SEARCH_DAYS + 1))
        found = next(islice(filter(self.is_working, ahead), max(n - 1, 0), None), None)
        if found is None:
            raise CalendarFault(f"{n} working days lead more than {SEARCH_DAYS} days ahead")
        return found

    def due(self, instant: datetime, working_days: int) -> datetime:
        """Return the first instant after the last day of a term that began at `instant`, in UTC."""
        return _end_of(self, local_date(instant), working_days)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start`, including `end`. The count is negative if `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        off = sum(start < day <= end and day.weekday() < _SATURDAY for day in self.holidays)
        extra = sum(start < day <= end and day.weekday() >= _SATURDAY for day in self.worked - self.holidays)
        return _weekdays_until(end) - _weekdays_until(start) - off + extra


@lru_cache(maxsize=TERMS_KEPT)
def _end_of(calendar: WorkingCalendar, day: date, working_days: int) -> datetime:
    """Return the end of a term that began on a day, in UTC."""
    return start_of(_days_after(calendar.add_working_days(day, working_days), 1))


def _days_after(day: date, n: int) -> date:
    try:
        return day + n * _DAY
    except OverflowError:
        raise CalendarFault(f"{day} plus {n} days") from None


def _weekdays_until(day: date) -> int:
    """Count Mondays to Fridays from the first day of year 1, a Monday, until `day`, including `day`."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * _SATURDAY + min(rest, _SATURDAY)


def in_utc(moment: datetime) -> datetime:
    """Return a time from a stored document with the UTC time zone, which the database drops."""
    return moment.replace(tzinfo=UTC)


def to_millis(instant: datetime) -> datetime:
    """Return the instant in UTC, truncated to the millisecond, the precision of the database.

    Raises ValueError for an instant without a time zone.
    """
    utc = instant if instant.tzinfo is UTC else _aware(instant).astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def iso_millis(instant: datetime) -> str:
    """Return the canonical form of an instant: `2026-11-24T23:35:19.123Z`, truncated to the millisecond.

    Raises ValueError for an instant without a time zone.
    """
    return to_millis(instant).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def from_iso_millis(text: str) -> datetime:
    """Parse the form that `iso_millis` returns. Raises ValueError for any other form."""
    if not _ISO_MILLIS.fullmatch(text):
        raise ValueError(f"not an instant in milliseconds: {text[:40]!r}")
    return datetime.fromisoformat(text)


class TermSource(StrEnum):
    """Source of a deadline: a law, or a choice of the province."""

    LAW = "LAW"
    INTERNAL = "INTERNAL"
