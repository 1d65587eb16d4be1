"""Working days of the registry, by the confirmed row of each year, otherwise by the general rule.

A term through a year without a confirmed row is provisional. In such a year, all days off that the Labour Code allows
count (Bộ luật Lao động 45/2019/QH14, Điều 111.3, 112). No weekend is then a working day. So a term may end too late,
but never on a day on which agencies are closed. After the row is confirmed, each earlier term is computed again. A term
never becomes shorter than the notified one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from domain.kernel.calendar import WorkingCalendar, ends_a_day, last_day, local_date, start_of
from domain.registry.entry import Certainty, Entry, GivesNothing


@dataclass(frozen=True, kw_only=True)
class DaysCounted:
    """Days off of a year that applied from the instant `since`; None means from the beginning.

    In a doubted year these days apply together with the register's own days off, and no weekend is a working day.
    """

    days: tuple[date, ...]
    worked: tuple[date, ...] = ()
    since: datetime | None = None
    doubted: bool = False


@dataclass(frozen=True, kw_only=True)
class HolidaysCorrection:
    """Corrected days off of a year, as one person entered them."""

    days: tuple[date, ...]
    source: str
    on: date
    entry: Entry
    worked: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Holidays(GivesNothing):
    """Days off of a year, and weekend days on which agencies work instead."""

    id: str
    year: int
    days: tuple[date, ...]
    source: str
    worked: tuple[date, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED
    entry: Entry | None = None
    correction: HolidaysCorrection | None = None
    """Corrected days off. They take effect after a second person confirms them."""
    counted: tuple[DaysCounted, ...] = ()
    """Lists of days off that applied, each from an instant on, newest last. Empty for a year recorded before this field
    existed."""
    read_in: str | None = None
    """Place and day of the second person's reading of the text; None in older rows."""
    read_on: date | None = None

    @property
    def changing(self) -> Entry | None:
        """Return the author of a pending correction; None without a correction."""
        return self.correction.entry if self.correction else None

    def counting(self, since: datetime | None) -> tuple[DaysCounted, ...]:
        """Return the earlier lists of days off and the list that applies from an instant on. An older event changes
        nothing."""
        if since is None:
            return self.counted
        return (*self.counted, DaysCounted(days=self.days, worked=self.worked, since=since))

    def counted_before(self, since: datetime | None) -> tuple[DaysCounted, ...]:
        """Return the days off that applied before they were replaced. `since` is None if no beginning was recorded."""
        if since is None or self.counted or self.certainty is Certainty.UNCONFIRMED:
            return self.counted
        return (DaysCounted(days=self.days, worked=self.worked),)


MONTH_ASKED: Final = 10
"""Month from which the register requests the days off of the next year."""


def _days(year: int, *days: tuple[int, int]) -> frozenset[date]:
    return frozenset(date(year, month, day) for month, day in days)


OWN_DAYS_OFF: Final = {
    # The press of 25/12/2025 names letter 12729/VPCP-KGVX, which swaps 2 January for 10 January; Tết is 14 to 22
    # February. The act on the National Day was not seen: the press names 31 August to 2 September.
    2026: _days(
        2026,
        *((1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1)),
        *((8, 31), (9, 1), (9, 2)),
    ),
    # No act seen. The first day of Tết is Saturday 6 February; the five days may begin on 3, 4 or 5 February, with two
    # days more for the weekend. 10 tháng 3 is 16 April. The second National Day is 1 or 3 September.
    2027: _days(
        2027,
        *((1, 1), (2, 3), (2, 4), (2, 5), (2, 8), (2, 9), (2, 10), (2, 11), (4, 16), (4, 30), (5, 3)),
        *((9, 1), (9, 2), (9, 3)),
    ),
}
"""Days off on weekdays in years whose legal acts were not all available. A confirmed row of the year replaces them."""


class WorkingDays:
    """Working days of the registry, as recorded now and as recorded at earlier instants."""

    def __init__(self, rows: Iterable[Holidays]) -> None:
        self._rows = tuple(row for row in rows if row.certainty is Certainty.CONFIRMED or row.counted)
        self._at: dict[int, WorkingCalendar] = {}

    @cached_property
    def _changes(self) -> list[datetime]:
        return sorted({kept.since for row in self._rows for kept in row.counted if kept.since})

    @cached_property
    def known(self) -> WorkingCalendar:
        return self._known_after(len(self._changes))

    @cached_property
    def years(self) -> frozenset[int]:
        """Return the years with confirmed days off."""
        return frozenset(row.year for row in self._rows if row.certainty is Certainty.CONFIRMED)

    def at(self, moment: datetime) -> WorkingCalendar:
        """Return the working days that applied in the register at an instant."""
        return self._known_after(bisect_right(self._changes, moment))

    def _known_after(self, changes: int) -> WorkingCalendar:
        if changes not in self._at:
            latest = self._changes[changes - 1] if changes else None
            counting = [(row.year, kept) for row in self._rows if (kept := _kept(row, latest))]
            sure = {year: kept for year, kept in counting if not kept.doubted}
            counted = [*sure.values(), *(kept for year, kept in counting if year not in sure)]
            own = (days for year, days in OWN_DAYS_OFF.items() if year not in sure)
            self._at[changes] = WorkingCalendar(
                holidays=frozenset().union(*own, *(kept.days for kept in counted)),
                worked=frozenset().union(*(kept.worked for kept in counted)),
            )
        return self._at[changes]

    def provisional(self, begun: datetime | None, due: datetime) -> bool:
        """Return whether a term in working days runs through a year without a confirmed row.

        For a term in calendar days (`begun` is None) only the last year matters, because only the term's end can move.
        """
        if not ends_a_day(due):
            return False
        end = last_day(due)
        first = end if begun is None else min(local_date(begun), end)
        return not self.years.issuperset(range(first.year, end.year + 1))

    def end_of(self, due: datetime, begun: datetime | None) -> datetime:
        """Return the recomputed end of a term: in working days if `begun` is given, otherwise in calendar days."""
        return self.recounted(begun, due) if begun else self.rolled(due)

    def rolled(self, due: datetime) -> datetime:
        """Return the end of a term in calendar days. If the last day is a day off, the term ends on the next working
        day (BLDS Đ148.5)."""
        return _end(self.known.add_working_days(last_day(due), 0)) if ends_a_day(due) else due

    def recounted(self, begun: datetime, due: datetime) -> datetime:
        """Return the recomputed end of a term in working days that began at an instant. It is never before the notified
        end."""
        if not ends_a_day(due) or due <= begun:
            return due
        before, day = self.at(begun), local_date(begun)
        if before == self.known:
            return due
        days = before.working_days_between(day, last_day(due))
        return max(self.rolled(due), _end(self.known.add_working_days(day, days)))


def _kept(row: Holidays, latest: datetime | None) -> DaysCounted | None:
    """Return the days off of a year that applied at an instant; None if no list applied yet."""
    kept = row.counted or (DaysCounted(days=row.days, worked=row.worked),)
    counting = (each for each in reversed(kept) if each.since is None or (latest and each.since <= latest))
    return next(counting, None)


def _end(last: date) -> datetime:
    return start_of(last + timedelta(1))


def years_asked_for(rows: Iterable[Holidays], today: date) -> Iterator[int]:
    """Yield the years whose days off are unconfirmed: this year, and from October on the next year."""
    years = WorkingDays(rows).years
    asked = (today.year, today.year + 1) if today.month >= MONTH_ASKED else (today.year,)
    return (year for year in asked if year not in years)
