"""The reporting months: where one begins, and which of them a span lies in."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.report.periods import Interval, Month, Period, PeriodBasis, PeriodKind, month_of, months_of, parse_period
from tests.support.each import each

MIDNIGHT = datetime(2026, 3, 14, 17, tzinfo=UTC)
"""In Việt Nam the 15th of March begins."""
INSTANT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (MIDNIGHT - INSTANT, "M03"),
        (MIDNIGHT, "M04"),
        (datetime(2026, 12, 14, 17, tzinfo=UTC) - INSTANT, "M12"),
        (datetime(2026, 12, 14, 17, tzinfo=UTC), "M01"),
        (datetime(1900, 1, 1, tzinfo=UTC), "M01"),
    ],
)
def test_a_month_begins_with_the_fifteenth_in_viet_nam(at: datetime, month: str) -> None:
    assert month_of(at) == month


@each("number", range(1, 13))
def test_a_month_is_the_period_of_that_number(number: int) -> None:
    period = Period(kind=PeriodKind.MONTH, year=2026, number=number)
    assert period.key == f"2026-{month_of(period.start)}" == f"2026-{month_of(period.end - INSTANT)}"
    assert months_of(period.interval) == (Month(f"M{number:02}"),)


@pytest.mark.parametrize(
    ("key", "first", "last", "count"),
    [("2026-H1", 1, 6, 6), ("2026-H2", 7, 12, 6), ("2026-Y", 1, 12, 12), ("2026-H1-CAL", 1, 7, 7)],
)
def test_the_months_of_a_period(key: str, first: int, last: int, count: int) -> None:
    found = months_of(parse_period(key).interval)
    assert (found[0], found[-1], len(found)) == (f"M{first:02}", f"M{last:02}", count)


def test_months_of_any_span_stand_in_the_order_of_time_and_each_once() -> None:
    start = datetime(2026, 10, 20, tzinfo=UTC)
    found = months_of(Interval(start=start, end=start + timedelta(days=80)))
    assert found == ("M11", "M12", "M01")
    whole = months_of(Interval(start=start, end=start + timedelta(days=900)))
    assert (whole[0], whole[-1], len(set(whole)), len(whole)) == ("M11", "M10", 12, 12)


def test_a_calendar_year_ends_in_the_first_month_of_the_next() -> None:
    plain = Period(kind=PeriodKind.YEAR, year=2026, basis=PeriodBasis.CALENDAR)
    assert month_of(plain.end - INSTANT) == "M01"
    assert months_of(plain.interval) == tuple(Month)
