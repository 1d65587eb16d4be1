"""What each agency owes: who existed in the period, who took over, who leads; when it can be begun."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.kernel.calendar import start_of
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind
from domain.registry.agency import Succession
from domain.registry.entry import Certainty
from domain.registry.registry import Registry
from domain.report.opening import obligation, obligations, opens_at, owing, periods_of, upcoming
from domain.report.periods import PeriodBasis, PeriodKind, parse_period
from tests.support.facts import ALWAYS, HEALTH, LAND, PROVINCE, with_agency
from tests.support.reporting import DAY, H1, HALF, ids, scheduled
from tests.support.world import LEAD

ALL = {"health", "land", "police", "party", "internal", "journalists", "paper", "district", "commune"}
FIRST, LAST = date(2025, 12, 15), date(2026, 6, 14)


def taken_over(on: date, successor: str = LAND, *, whole: bool = True, sure: bool = True) -> Registry:
    """The province in which somebody took the health department over."""
    certainty = Certainty.CONFIRMED if sure else Certainty.UNCONFIRMED
    row = Succession(successor=successor, on=on, whole=whole, source="test", certainty=certainty)
    return with_agency(HEALTH, successions=(row,))


def test_everybody_owes_but_those_who_compile_receive_and_inspect() -> None:
    assert ids(owing(PROVINCE, HALF, H1)) == ALL


SPANS: list[tuple[str, dict[str, Any], bool]] = [
    ("there all the time", {}, True),
    ("began on the last day", {"span": Span(since=LAST)}, True),
    ("began after it", {"span": Span(since=LAST + DAY)}, False),
    ("ended before it", {"span": Span(since=ALWAYS.since, until=FIRST)}, False),
    ("ended within it, and nobody is there to ask", {"span": Span(since=ALWAYS.since, until=date(2026, 3, 1))}, False),
    ("ends after it", {"span": Span(since=ALWAYS.since, until=LAST + DAY)}, True),
    ("never confirmed", {"certainty": Certainty.UNCONFIRMED}, False),
]


@pytest.mark.parametrize(("changes", "owes"), [row[1:] for row in SPANS], ids=[row[0] for row in SPANS])
def test_an_agency_owes_while_it_is_there(changes: dict[str, Any], owes: bool) -> None:
    assert (HEALTH in owing(with_agency(HEALTH, **changes), HALF, H1)) is owes


SUCCESSIONS = [
    ("within the period: for the part of it", taken_over(date(2026, 3, 1)), True),
    ("on the second day", taken_over(FIRST + DAY), True),
    ("on the first day: it was not there", taken_over(FIRST), False),
    ("on the last day", taken_over(LAST), True),
    ("afterwards", taken_over(LAST + DAY), True),
    ("in part only: it goes on", taken_over(date(2026, 3, 1), whole=False), True),
    ("not confirmed: it goes on", taken_over(date(2026, 3, 1), sure=False), True),
    ("by the lead agency, in whose own it is", taken_over(date(2026, 3, 1), LEAD), False),
    ("by a body that submits nothing", taken_over(date(2026, 3, 1), "agency-ppc"), False),
]


@pytest.mark.parametrize(("registry", "owes"), [row[1:] for row in SUCCESSIONS], ids=[row[0] for row in SUCCESSIONS])
def test_what_was_taken_over_is_owed_by_the_heir(registry: Registry, owes: bool) -> None:
    found = owing(registry, HALF, H1)
    assert (HEALTH in found) is owes
    assert LAND in found


def test_a_row_may_name_kinds() -> None:
    assert ids(owing(PROVINCE, replace(HALF, kinds=(AgencyKind.COMMUNE, AgencyKind.PRESS)), H1)) == {"commune", "paper"}


class TestPeriods:
    def test_begin_with_the_row_and_open_before_they_end(self) -> None:
        until = opens_at(parse_period("2028-H1"))
        assert [period.key for period in periods_of(HALF, until)] == ["2026-H1", "2027-H1", "2028-H1"]
        assert [period.key for period in periods_of(HALF, until - timedelta(milliseconds=1))] == ["2026-H1", "2027-H1"]

    def test_each_row_has_its_own_calendar(self) -> None:
        months = replace(HALF, period=PeriodKind.MONTH, basis=PeriodBasis.CALENDAR)
        found = [period.key for period in periods_of(months, datetime(2026, 2, 15, tzinfo=UTC))]
        assert found == ["2026-M01-CAL", "2026-M02-CAL"]

    def test_a_clock_that_is_far_ahead_comes_to_an_end(self) -> None:
        assert len(list(periods_of(HALF, datetime(9000, 1, 1, tzinfo=UTC)))) == 174


class TestObligations:
    def test_two_rows_that_ask_for_the_same_ask_once(self) -> None:
        other = replace(HALF, id="schedule-other", agency_days=9)
        found = list(obligations(scheduled(HALF, other), H1.end))
        assert len(found) == len({item.key for item in found}) == len(ALL)
        assert {item.due.days for item in found} == {2}

    def test_of_two_rows_that_ask_for_the_same_the_one_that_began_last_counts(self) -> None:
        newer = replace(HALF, id="schedule-newer", agency_days=9, span=Span(since=H1.last_day))
        found = list(obligations(scheduled(HALF, newer), start_of(date(2027, 7, 1))))
        half_years = [item for item in found if item.period.kind is HALF.period]
        assert [item.due.days for item in half_years] == [9] * len(half_years)
        assert {item.schedule for item in half_years} == {"schedule-newer"}

    def test_what_nobody_confirmed_asks_for_nothing(self) -> None:
        assert not list(obligations(scheduled(replace(HALF, certainty=Certainty.UNCONFIRMED)), H1.end))

    def test_are_told_apart_by_period_and_agency_alone(self) -> None:
        [one] = [item for item in obligations(scheduled(), H1.end) if item.agency == HEALTH]
        assert one.key == "2026-H1/agency-health"
        later = scheduled(replace(HALF, agency_days=5), registry=taken_over(LAST + DAY))
        assert one.key in {item.key for item in obligations(later, H1.end)}

    def test_one_is_what_the_list_has(self) -> None:
        registry, now = scheduled(registry=taken_over(date(2026, 3, 1))), start_of(date(2026, 12, 1))
        for item in obligations(registry, now):
            assert obligation(registry, item.agency, item.period, now) == item

    @pytest.mark.parametrize(
        ("agency", "key", "now"),
        [
            (HEALTH, "2026-H1", opens_at(H1) - timedelta(milliseconds=1)),
            (HEALTH, "2026-H1-CAL", H1.end + 30 * DAY),
            (HEALTH, "2026-M06", H1.end),
            (HEALTH, "2025-H1", H1.end),
            (LEAD, "2026-H1", H1.end),
            ("agency-ppc", "2026-H1", H1.end),
            ("agency-nowhere", "2026-H1", H1.end),
        ],
    )
    def test_nothing_is_owed(self, agency: str, key: str, now: datetime) -> None:
        assert obligation(scheduled(), agency, parse_period(key), now) is None


class TestUpcoming:
    def test_is_what_cannot_be_begun_yet(self) -> None:
        now = opens_at(H1) - DAY
        assert {item.period.key for item in upcoming(scheduled(), now)} == {"2026-H1", "2026-Y"}
        assert {item.period.key for item in upcoming(scheduled(), now + DAY)} == {"2027-H1", "2026-Y"}

    def test_and_what_can_be_are_never_the_same(self) -> None:
        for month in range(1, 13):
            now = start_of(date(2026, month, 15))
            begun = {item.key for item in obligations(scheduled(), now)}
            assert begun.isdisjoint(item.key for item in upcoming(scheduled(), now))
