"""Periods of reports, as half-open intervals between days in Việt Nam.

The kind of report sets the first and last day. Reports to state agencies close their figures in the middle of a month
(NĐ 09/2019/NĐ-CP, Điều 12). Other reports follow the plain calendar. The first instant after a period belongs to the
next period. So every event is in exactly one period of a kind.

Months in tables always follow NĐ 09/2019/NĐ-CP, Điều 12, even in a report about a span of the plain calendar.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.kernel.calendar import local_date, start_of

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199
"""Last year of a period. A year outside the bounds is treated as a misprint, because the Regulation dates from 2021."""
_MONTHS: Final = 12
_CUT_OFF: Final = 15
"""Day of the month with which the next period begins (NĐ 09/2019/NĐ-CP, Điều 12)."""


class PeriodKind(StrEnum):
    """Length of a period, and for a half-year which half."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    FIRST_HALF = "FIRST_HALF"
    SECOND_HALF = "SECOND_HALF"
    YEAR = "YEAR"


class PeriodBasis(StrEnum):
    """Calendar that sets the beginning and end of a period.

    CUT_OFF: from the 15th of the month before to the 14th of the last month (NĐ 09/2019/NĐ-CP, Điều 12).

    CALENDAR: whole months of the calendar.
    """

    CUT_OFF = "CUT_OFF"
    CALENDAR = "CALENDAR"


class PeriodFault(ValueError):
    """The year or the number is out of range, or the text is not the key of a period."""


_LAST: Final = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4}
"""Highest number of each kind of period that has numbers. The number of any other kind is 0."""
_LENGTH: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.FIRST_HALF: 6, PeriodKind.SECOND_HALF: 6}
_CODE: Final = {PeriodKind.FIRST_HALF: "H1", PeriodKind.SECOND_HALF: "H2", PeriodKind.YEAR: "Y"}
_KIND: Final = {code: kind for kind, code in _CODE.items()}
_PLAIN: Final = "-CAL"
_KEY: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?:M(?P<month>[0-9]{2})|Q(?P<quarter>[0-9])|(?P<code>H1|H2|Y))(?P<plain>-CAL)?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    start: datetime
    end: datetime

    def covers(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Period of a year. `number` counts months from 1 to 12 and quarters from 1 to 4, and is 0 for other kinds.

    Raises PeriodFault for a year outside `FIRST_YEAR` to `LAST_YEAR`, and for a number that the kind does not have.
    """

    kind: PeriodKind
    year: int
    number: int = 0
    basis: PeriodBasis = PeriodBasis.CUT_OFF

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise PeriodFault(f"the year {self.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        most = _LAST.get(self.kind, 0)
        if not min(most, 1) <= self.number <= most:
            raise PeriodFault(f"{self.kind} has no number {self.number}")

    @property
    def start(self) -> datetime:
        return _end_of_month(self.year, self._first_month - 1, self.basis)

    @property
    def end(self) -> datetime:
        """Return the first instant after the period, in UTC."""
        return _end_of_month(self.year, self._first_month - 1 + self._months, self.basis)

    @property
    def last_day(self) -> date:
        """Return the last day of the period in Việt Nam, after which the figures are closed."""
        return local_date(self.end) - timedelta(1)

    @property
    def interval(self) -> Interval:
        return Interval(start=self.start, end=self.end)

    def cumulative(self) -> Interval:
        """Return the span from the start of the period's year to the end of the period (luỹ kế)."""
        whole = replace(self, kind=PeriodKind.YEAR, number=0)
        return Interval(start=whole.start, end=self.end)

    def previous(self) -> "Period":
        """Return the preceding period (kỳ trước), of the same length. Raises PeriodFault before `FIRST_YEAR`."""
        return _holding(self, self.start - timedelta(1))

    def following(self) -> "Period":
        """Return the period after this one, of the same length. Raises PeriodFault after `LAST_YEAR`."""
        return _holding(self, self.end)

    @property
    def key(self) -> str:
        """Return the period's name in the record and in addresses, such as `2026-H1`, `2026-Y`, `2026-Q3`, `2026-M07`
        or `2026-H1-CAL`."""
        code = _CODE.get(self.kind) or (f"M{self.number:02}" if self.kind is PeriodKind.MONTH else f"Q{self.number}")
        return f"{self.year:04}-{code}{_PLAIN if self.basis is PeriodBasis.CALENDAR else ''}"

    @property
    def _months(self) -> int:
        return _LENGTH.get(self.kind, _MONTHS)

    @property
    def _first_month(self) -> int:
        if self.kind is PeriodKind.SECOND_HALF:
            return _LENGTH[PeriodKind.FIRST_HALF] + 1
        return max(self.number - 1, 0) * self._months + 1


def parse_period(key: str) -> Period:
    """Return the period of a key. Raises PeriodFault for a text that is no key."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise PeriodFault(f"not the key of a period: {key[:40]!r}")
    basis = PeriodBasis.CALENDAR if found["plain"] else PeriodBasis.CUT_OFF
    if code := found["code"]:
        return Period(kind=_KIND[code], year=int(found["year"]), basis=basis)
    kind = PeriodKind.MONTH if found["month"] else PeriodKind.QUARTER
    return Period(kind=kind, year=int(found["year"]), number=int(found["month"] or found["quarter"]), basis=basis)


def period_holding(instant: datetime, kind: PeriodKind, basis: PeriodBasis = PeriodBasis.CUT_OFF) -> Period:
    """Return the period of a kind that contains an instant. For a half-year, return the half that contains the instant.

    Raises PeriodFault for an instant outside the years, and ValueError for an instant without a time zone.
    """
    year, month = month_holding(instant, basis)
    if kind in (PeriodKind.FIRST_HALF, PeriodKind.SECOND_HALF):
        kind = PeriodKind.FIRST_HALF if month <= _LENGTH[kind] else PeriodKind.SECOND_HALF
    number = (month - 1) // _LENGTH[kind] + 1 if kind in _LAST else 0
    return Period(kind=kind, year=year, number=number, basis=basis)


def month_holding(instant: datetime, basis: PeriodBasis = PeriodBasis.CUT_OFF) -> tuple[int, int]:
    """Return the year and month that contain an instant. Raises ValueError for an instant without a time zone."""
    day = local_date(instant)
    if basis is PeriodBasis.CUT_OFF and day.day >= _CUT_OFF:
        return (day.year, day.month + 1) if day.month < _MONTHS else (day.year + 1, 1)
    return day.year, day.month


def _holding(period: Period, instant: datetime) -> Period:
    return period_holding(instant, period.kind, period.basis)


def _end_of_month(year: int, month: int, basis: PeriodBasis) -> datetime:
    """Return the instant at which the figures of a month are closed. Month 0 is December of the previous year."""
    if basis is PeriodBasis.CUT_OFF:
        return start_of(date(year, month, _CUT_OFF) if month else date(year - 1, _MONTHS, _CUT_OFF))
    return start_of(date(year, month + 1, 1) if month < _MONTHS else date(year + 1, 1, 1))


_LAST_INSTANT: Final = timedelta(milliseconds=1)
"""Time from the last instant of a span to its exclusive end: one millisecond, the unit of all instants."""


class Month(StrEnum):
    """Month of any year. `number` is the month's number in the key of a period."""

    M01 = "M01"
    M02 = "M02"
    M03 = "M03"
    M04 = "M04"
    M05 = "M05"
    M06 = "M06"
    M07 = "M07"
    M08 = "M08"
    M09 = "M09"
    M10 = "M10"
    M11 = "M11"
    M12 = "M12"


_ALL: Final = tuple(Month)


def month_of(instant: datetime) -> Month:
    """Return the month of an event, from the instant at which the register received it."""
    return _ALL[month_holding(instant)[1] - 1]


def months_of(span: Interval) -> tuple[Month, ...]:
    """Return the months of a span in chronological order, each month once."""
    first, last = (
        year * _MONTHS + month - 1 for year, month in map(month_holding, (span.start, span.end - _LAST_INSTANT))
    )
    return tuple(_ALL[month % _MONTHS] for month in range(first, min(last, first + _MONTHS - 1) + 1))
