from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.calendar import (
    SEARCH_DAYS,
    VIETNAM,
    CalendarFault,
    WorkingCalendar,
    ends_a_day,
    from_iso_millis,
    iso_millis,
    last_day,
    local_date,
    to_millis,
)
from tests.support.each import each

PLAIN = WorkingCalendar()
# Tết 2026 as an example of a year's table: off from Monday 16 to Friday 20 February, Saturday 28 February is
# worked instead of Monday 2 March.
TET = WorkingCalendar(
    holidays=frozenset({*(date(2026, 2, day) for day in range(14, 23)), date(2026, 3, 2)}),
    worked=frozenset({date(2026, 2, 28)}),
)

days = st.dates(date(1990, 1, 1), date(2200, 1, 1))
near = st.dates(date(2026, 1, 1), date(2026, 12, 31))
calendars = st.builds(
    WorkingCalendar, holidays=st.frozensets(near, max_size=30), worked=st.frozensets(near, max_size=10)
)
instants = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, VIETNAM, timezone(timedelta(hours=-9, minutes=-30))]),
)


class TestLocalDate:
    @pytest.mark.parametrize(
        ("instant", "day"),
        [
            (datetime(2026, 6, 14, 16, 59, 59, 999_000, tzinfo=UTC), date(2026, 6, 14)),
            (datetime(2026, 6, 14, 17, 0, tzinfo=UTC), date(2026, 6, 15)),
            (datetime(2026, 6, 14, 23, 59, 59, 999_999, tzinfo=VIETNAM), date(2026, 6, 14)),
            (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), date(2026, 1, 1)),
            (datetime(2024, 2, 28, 17, 0, tzinfo=UTC), date(2024, 2, 29)),
            (datetime(2026, 6, 14, 13, 0, tzinfo=timezone(timedelta(hours=-4))), date(2026, 6, 15)),
        ],
    )
    def test_day_turns_at_midnight_in_viet_nam(self, instant: datetime, day: date) -> None:
        assert local_date(instant) == day

    def test_needs_a_zone(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            local_date(datetime(2026, 6, 14))  # noqa: DTZ001


class TestIsWorking:
    @each(
        ("day", "working"),
        [
            (date(2026, 2, 13), True),
            (date(2026, 2, 14), False),
            (date(2026, 2, 16), False),
            (date(2026, 2, 20), False),
            (date(2026, 2, 22), False),
            (date(2026, 2, 23), True),
            (date(2026, 2, 27), True),
            (date(2026, 2, 28), True),
            (date(2026, 3, 1), False),
            (date(2026, 3, 2), False),
            (date(2026, 3, 3), True),
        ],
    )
    def test_around_tet(self, day: date, working: bool) -> None:
        assert TET.is_working(day) is working

    def test_a_day_in_both_lists_is_off(self) -> None:
        day = date(2026, 2, 28)
        assert not WorkingCalendar(holidays=frozenset({day}), worked=frozenset({day})).is_working(day)


class TestAddWorkingDays:
    @each(
        ("calendar", "day", "n", "found"),
        [
            (PLAIN, date(2026, 11, 24), 0, date(2026, 11, 24)),
            (PLAIN, date(2026, 11, 24), 1, date(2026, 11, 25)),
            (PLAIN, date(2026, 11, 27), 1, date(2026, 11, 30)),
            (PLAIN, date(2026, 11, 28), 0, date(2026, 11, 30)),
            (PLAIN, date(2026, 11, 28), 1, date(2026, 11, 30)),
            (PLAIN, date(2026, 11, 28), 2, date(2026, 12, 1)),
            (PLAIN, date(2026, 11, 24), 5, date(2026, 12, 1)),
            (PLAIN, date(2026, 11, 24), 286, date(2026, 11, 24) + timedelta(days=SEARCH_DAYS)),
            (TET, date(2026, 2, 13), 1, date(2026, 2, 23)),
            (TET, date(2026, 2, 13), 5, date(2026, 2, 27)),
            (TET, date(2026, 2, 13), 6, date(2026, 2, 28)),
            (TET, date(2026, 2, 13), 7, date(2026, 3, 3)),
            (TET, date(2026, 2, 17), 0, date(2026, 2, 23)),
            (TET, date(2026, 2, 27), 2, date(2026, 3, 3)),
        ],
    )
    def test_truth_table(self, calendar: WorkingCalendar, day: date, n: int, found: date) -> None:
        assert calendar.add_working_days(day, n) == found

    @pytest.mark.parametrize("n", [-1, 287, SEARCH_DAYS, SEARCH_DAYS + 1, 10**30])
    def test_refuses_what_is_negative_or_too_far(self, n: int) -> None:
        with pytest.raises(CalendarFault):
            PLAIN.add_working_days(date(2026, 11, 24), n)

    def test_a_table_without_working_days_ends(self) -> None:
        off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(SEARCH_DAYS + 1))
        with pytest.raises(CalendarFault):
            WorkingCalendar(holidays=off).add_working_days(date(2026, 1, 1), 0)

    def test_the_end_of_time_is_too_far(self) -> None:
        with pytest.raises(CalendarFault):
            PLAIN.add_working_days(date.max, 1)

    @given(calendars, near, st.integers(0, 40))
    def test_lands_on_a_working_day_not_before(self, calendar: WorkingCalendar, day: date, n: int) -> None:
        found = calendar.add_working_days(day, n)
        assert calendar.is_working(found)
        assert found >= day

    @given(calendars, near, st.integers(0, 40))
    def test_steps_add_up(self, calendar: WorkingCalendar, day: date, n: int) -> None:
        further = calendar.add_working_days(calendar.add_working_days(day, n), 1)
        assert further == calendar.add_working_days(day, n + 1) or (n == 0 and not calendar.is_working(day))


class TestDue:
    @pytest.mark.parametrize(
        ("instant", "n", "over"),
        [
            # Tuesday 23:59:59.999 in Việt Nam, then a millisecond later, which is Wednesday there.
            ("2026-11-24T16:59:59.999Z", 1, "2026-11-25T17:00:00.000Z"),
            ("2026-11-24T17:00:00.000Z", 1, "2026-11-26T17:00:00.000Z"),
            ("2026-11-24T03:00:00.000Z", 0, "2026-11-24T17:00:00.000Z"),
            ("2026-11-27T09:00:00.000Z", 1, "2026-11-30T17:00:00.000Z"),
            ("2026-11-27T18:00:00.000Z", 0, "2026-11-30T17:00:00.000Z"),
            ("2026-02-13T02:00:00.000Z", 1, "2026-02-23T17:00:00.000Z"),
            ("2026-02-13T02:00:00.000Z", 6, "2026-02-28T17:00:00.000Z"),
        ],
    )
    def test_first_instant_after_the_last_day(self, instant: str, n: int, over: str) -> None:
        due = TET.due(from_iso_millis(instant), n)
        assert iso_millis(due) == over
        assert due.tzinfo is UTC

    @given(calendars, instants, st.integers(0, 40))
    def test_the_last_day_is_whole(self, calendar: WorkingCalendar, instant: datetime, n: int) -> None:
        due = calendar.due(instant, n)
        last = last_day(due)
        assert ends_a_day(due)
        assert last == calendar.add_working_days(local_date(instant), n)
        assert local_date(due) == last + timedelta(days=1)

    def test_a_term_that_ends_within_a_day_ends_on_that_day(self) -> None:
        hour = from_iso_millis("2026-11-30T17:00:00.001Z")
        assert (last_day(hour), ends_a_day(hour)) == (date(2026, 12, 1), False)


class TestWorkingDaysBetween:
    @each(
        ("calendar", "start", "end", "count"),
        [
            (PLAIN, date(2026, 11, 24), date(2026, 11, 24), 0),
            (PLAIN, date(2026, 11, 24), date(2026, 11, 25), 1),
            (PLAIN, date(2026, 11, 27), date(2026, 11, 29), 0),
            (PLAIN, date(2026, 11, 27), date(2026, 11, 30), 1),
            (PLAIN, date(2026, 11, 30), date(2026, 11, 27), -1),
            (PLAIN, date(2021, 7, 4), date(2026, 7, 4), 1305),
            (TET, date(2026, 2, 13), date(2026, 2, 22), 0),
            (TET, date(2026, 2, 13), date(2026, 3, 2), 6),
            (TET, date(2026, 2, 13), date(2026, 3, 3), 7),
        ],
    )
    def test_truth_table(self, calendar: WorkingCalendar, start: date, end: date, count: int) -> None:
        assert calendar.working_days_between(start, end) == count

    @given(calendars, near, near)
    def test_counts_like_counting(self, calendar: WorkingCalendar, one: date, other: date) -> None:
        start, end = sorted((one, other))
        each = (start + timedelta(days=n + 1) for n in range((end - start).days))
        assert calendar.working_days_between(start, end) == sum(map(calendar.is_working, each))

    @given(calendars, near, st.integers(1, 40))
    def test_inverse_of_adding(self, calendar: WorkingCalendar, day: date, n: int) -> None:
        assert calendar.working_days_between(day, calendar.add_working_days(day, n)) == n

    @given(calendars, days, days, days)
    def test_spans_add_up(self, calendar: WorkingCalendar, one: date, two: date, three: date) -> None:
        between = calendar.working_days_between
        assert between(one, two) + between(two, three) == between(one, three)


class TestIsoMillis:
    @pytest.mark.parametrize(
        ("instant", "text"),
        [
            (datetime(2026, 11, 24, 23, 35, 19, 123_000, tzinfo=UTC), "2026-11-24T23:35:19.123Z"),
            (datetime(2026, 11, 24, 23, 35, 19, 123_999, tzinfo=UTC), "2026-11-24T23:35:19.123Z"),
            (datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "2026-12-31T23:59:59.999Z"),
            (datetime(2026, 11, 25, 6, 35, 19, tzinfo=VIETNAM), "2026-11-24T23:35:19.000Z"),
            (datetime(987, 1, 2, tzinfo=UTC), "0987-01-02T00:00:00.000Z"),
        ],
    )
    def test_spelling(self, instant: datetime, text: str) -> None:
        assert iso_millis(instant) == text

    @pytest.mark.parametrize("convert", [iso_millis, to_millis])
    def test_needs_a_zone(self, convert: object) -> None:
        assert callable(convert)
        with pytest.raises(ValueError, match="zone"):
            convert(datetime(2026, 11, 24))  # noqa: DTZ001

    @each(
        "text",
        [
            "",
            "2026-11-24",
            "2026-11-24T23:35:19Z",
            "2026-11-24T23:35:19.12Z",
            "2026-11-24T23:35:19.123456Z",
            "2026-11-24T23:35:19.123",
            "2026-11-24T23:35:19.123z",
            "2026-11-24t23:35:19.123Z",
            "2026-11-24 23:35:19.123Z",
            "2026-11-24T23:35:19,123Z",
            "2026-11-24T23:35:19.123+00:00",
            "2026-11-24T23:35:19.123Z\n",
            " 2026-11-24T23:35:19.123Z",
            "2026-13-24T23:35:19.123Z",
            "2026-02-29T23:35:19.123Z",
            "2026-11-24T24:00:00.000Z",
            "2026-11-24T23:35:60.000Z",
            "0000-11-24T23:35:19.123Z",
            "２０２６-11-24T23:35:19.123Z",
        ],
    )
    def test_refuses_any_other_spelling(self, text: str) -> None:
        with pytest.raises(ValueError):
            from_iso_millis(text)

    @given(instants)
    def test_round_trip(self, instant: datetime) -> None:
        text = iso_millis(instant)
        assert from_iso_millis(text) == to_millis(instant)
        assert iso_millis(from_iso_millis(text)) == text

    @given(instants)
    def test_cuts_less_than_a_millisecond(self, instant: datetime) -> None:
        assert timedelta(0) <= instant - to_millis(instant) < timedelta(milliseconds=1)

    @given(instants, instants)
    def test_spellings_sort_like_instants(self, one: datetime, other: datetime) -> None:
        assert (to_millis(one) < to_millis(other)) is (iso_millis(one) < iso_millis(other))
