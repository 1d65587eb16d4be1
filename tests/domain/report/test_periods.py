from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.calendar import local_date, start_of
from domain.report.periods import (
    FIRST_YEAR,
    LAST_YEAR,
    Period,
    PeriodBasis,
    PeriodFault,
    PeriodKind,
    parse_period,
    period_holding,
)
from tests.support.each import each

EDGES = [
    # first and last day in Việt Nam; the cut-offs of NĐ 09/2019/NĐ-CP, Điều 12
    ("2026-M01", date(2025, 12, 15), date(2026, 1, 14)),
    ("2024-M03", date(2024, 2, 15), date(2024, 3, 14)),
    ("2026-M12", date(2026, 11, 15), date(2026, 12, 14)),
    ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
    ("2026-Q2", date(2026, 3, 15), date(2026, 6, 14)),
    ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
    ("2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
    ("2026-H2", date(2026, 6, 15), date(2026, 12, 14)),
    ("2026-Y", date(2025, 12, 15), date(2026, 12, 14)),
    # the plain calendar, with a leap year and one that is none
    ("2026-M01-CAL", date(2026, 1, 1), date(2026, 1, 31)),
    ("2024-M02-CAL", date(2024, 2, 1), date(2024, 2, 29)),
    ("2100-M02-CAL", date(2100, 2, 1), date(2100, 2, 28)),
    ("2026-M12-CAL", date(2026, 12, 1), date(2026, 12, 31)),
    ("2024-Q1-CAL", date(2024, 1, 1), date(2024, 3, 31)),
    ("2026-Q4-CAL", date(2026, 10, 1), date(2026, 12, 31)),
    ("2026-H1-CAL", date(2026, 1, 1), date(2026, 6, 30)),
    ("2026-H2-CAL", date(2026, 7, 1), date(2026, 12, 31)),
    ("2024-Y-CAL", date(2024, 1, 1), date(2024, 12, 31)),
]

MOST = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4}
instants = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2198, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
kinds, bases = st.sampled_from(PeriodKind), st.sampled_from(PeriodBasis)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(kinds)
    number = draw(st.integers(1, MOST[kind])) if kind in MOST else 0
    return Period(kind=kind, year=draw(st.integers(2001, 2198)), number=number, basis=draw(bases))


@each(("key", "first", "last"), EDGES)
def test_first_and_last_day(key: str, first: date, last: date) -> None:
    period = parse_period(key)
    assert (local_date(period.start), period.last_day) == (first, last)
    assert (period.start, period.end) == (start_of(first), start_of(last + timedelta(1)))
    assert period.key == key


@pytest.mark.parametrize(
    ("instant", "key"),
    [
        (datetime(2026, 6, 14, 16, 59, 59, 999_999, tzinfo=UTC), "2026-H1"),
        (datetime(2026, 6, 14, 17, 0, tzinfo=UTC), "2026-H2"),
        (datetime(2025, 12, 14, 16, 59, 59, tzinfo=UTC), "2025-H2"),
        (datetime(2025, 12, 14, 17, 0, tzinfo=UTC), "2026-H1"),
    ],
)
def test_a_half_ends_at_midnight_in_viet_nam(instant: datetime, key: str) -> None:
    assert period_holding(instant, PeriodKind.FIRST_HALF).key == key
    assert period_holding(instant, PeriodKind.SECOND_HALF).key == key


@given(instants, kinds, bases)
def test_every_instant_is_in_one_period_of_a_kind(instant: datetime, kind: PeriodKind, basis: PeriodBasis) -> None:
    period = period_holding(instant, kind, basis)
    assert period.interval.covers(instant)
    assert not period.previous().interval.covers(instant)
    assert not period.following().interval.covers(instant)


@given(periods())
def test_periods_follow_each_other_without_a_gap(period: Period) -> None:
    assert period.start < period.end
    assert period.previous().end == period.start
    assert period.following().start == period.end
    assert period.previous().following() == period == period.following().previous()


@given(periods())
def test_a_key_is_read_back(period: Period) -> None:
    assert parse_period(period.key) == period


@given(periods())
def test_counts_from_the_start_of_the_years_period(period: Period) -> None:
    whole = Period(kind=PeriodKind.YEAR, year=period.year, basis=period.basis)
    assert (period.cumulative().start, period.cumulative().end) == (whole.start, period.end)
    assert whole.start <= period.start < period.end <= whole.end


def test_the_year_is_its_two_halves_and_not_the_second() -> None:
    first, second, whole = (parse_period(key) for key in ("2026-H1", "2026-H2", "2026-Y"))
    assert (whole.start, whole.end) == (first.start, second.end)
    assert whole.previous().key == "2025-Y"
    assert first.previous().key == "2025-H2"


@each(
    "key",
    [
        *("", "2026", "2026-H3", "2026-h1", "2026-Q0", "2026-Q5", "2026-M00", "2026-M13", "2026-M1", " 2026-H1"),
        *("1999-H1", "2200-Y", "0000-Y", "2026-H1-cal", "2026-H1-CAL-CAL", "2026-H1\n", "2026-H1" * 50, "２０２６-H1"),
    ],
)
def test_another_text_is_no_key(key: str) -> None:
    with pytest.raises(PeriodFault):
        parse_period(key)


@each(
    ("kind", "year", "number"),
    [
        (PeriodKind.MONTH, 2026, 0),
        (PeriodKind.MONTH, 2026, 13),
        (PeriodKind.QUARTER, 2026, 5),
        (PeriodKind.QUARTER, 2026, -1),
        (PeriodKind.FIRST_HALF, 2026, 1),
        (PeriodKind.YEAR, 2026, 1),
        (PeriodKind.YEAR, FIRST_YEAR - 1, 0),
        (PeriodKind.YEAR, LAST_YEAR + 1, 0),
    ],
)
def test_no_such_period(kind: PeriodKind, year: int, number: int) -> None:
    with pytest.raises(PeriodFault):
        Period(kind=kind, year=year, number=number)


def test_the_years_end_somewhere() -> None:
    with pytest.raises(PeriodFault):
        Period(kind=PeriodKind.YEAR, year=FIRST_YEAR).previous()
    with pytest.raises(PeriodFault):
        Period(kind=PeriodKind.YEAR, year=LAST_YEAR).following()
    assert Period(kind=PeriodKind.YEAR, year=LAST_YEAR, basis=PeriodBasis.CALENDAR).end.year == LAST_YEAR


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        period_holding(datetime(2026, 6, 14), PeriodKind.YEAR)  # noqa: DTZ001
