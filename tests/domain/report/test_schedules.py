from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import start_of
from domain.kernel.fields import check
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind
from domain.registry.entry import Certainty, Entry
from domain.report.deadlines import ConfirmSchedule, EndSchedule, ScheduleReports, submits
from domain.report.periods import PeriodBasis, PeriodKind
from domain.report.state.schedule import Schedule, ScheduleEnding
from tests.domain.registry_rows import ENTRY, FIRST, SECOND
from tests.support.facts import NOW, attempt, codes, facts

GIVEN = ScheduleReports(period=PeriodKind.FIRST_HALF, since=date(2026, 1, 1), source="Đ6.2 Quy chế")


def entered(**changes: Any) -> Schedule:
    command = replace(GIVEN, **changes)
    made: Schedule = attempt(None, command, facts(OPERATOR, command))
    return made


def test_says_what_is_owed_from_a_day_on() -> None:
    row = entered(kinds=(AgencyKind.PRESS,), agency_days=3, committee_days=3, basis=PeriodBasis.CALENDAR)
    assert row == Schedule(
        id="schedule-1",
        period=PeriodKind.FIRST_HALF,
        basis=PeriodBasis.CALENDAR,
        span=Span(since=date(2026, 1, 1)),
        source="Đ6.2 Quy chế",
        kinds=(AgencyKind.PRESS,),
        agency_days=3,
        committee_days=3,
    )


def test_ends_on_a_day() -> None:
    command = EndSchedule(until=date(2027, 1, 1), source="QĐ 2")
    ended = attempt(entered(), command, facts(OPERATOR, command))
    assert (ended.span, ended.source) == (Span(since=date(2026, 1, 1), until=date(2027, 1, 1)), "QĐ 2")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"since": date(2021, 7, 3)}, "input.since date-too-early"),
        ({"until": date(2026, 1, 1)}, "input.until ends-before-it-begins"),
        ({"kinds": (AgencyKind.PRESS, AgencyKind.PPC)}, "input.kinds agency-submits-nothing"),
        ({"kinds": (AgencyKind.MINISTRY,)}, "input.kinds agency-submits-nothing"),
        ({"agency_days": 4, "committee_days": 3}, "input.committeeDays lead-before-agencies"),
        ({"agency_days": 7}, "input.committeeDays lead-before-agencies"),
        ({"committee_days": 1}, "input.committeeDays lead-before-agencies"),
    ],
)
def test_is_refused(changes: dict[str, Any], said: str) -> None:
    command = replace(GIVEN, **changes)
    assert codes(None, command, facts(OPERATOR, command)) == [said]


@pytest.mark.parametrize(("agencies", "lead"), [(6, None), (None, 2), (3, 3)])
def test_the_lead_has_as_long_as_the_agencies(agencies: int | None, lead: int | None) -> None:
    row = entered(agency_days=agencies, committee_days=lead)
    assert (row.agency_days, row.committee_days) == (agencies, lead)


def test_cannot_end_before_it_began() -> None:
    command = EndSchedule(until=date(2026, 1, 1), source="QĐ 2")
    assert codes(entered(), command, facts(OPERATOR, command)) == ["input.until ends-before-it-begins"]


@pytest.mark.parametrize("days", [0, 61])
def test_days_have_a_limit(days: int) -> None:
    given = check(replace(GIVEN, agency_days=days, committee_days=days))
    assert [item.code for item in given] == ["number-out-of-range"] * 2


def test_asks_for_no_report_about_a_period_that_was_over_when_it_was_confirmed() -> None:
    entry = Entry(by="officer-a", at=NOW, settled_by="officer-b", settled_at=start_of(date(2026, 12, 15)))
    sure, unsure = (replace(entered(), entry=entry, certainty=certainty) for certainty in Certainty)
    days = [date(2026, 12, 14), date(2026, 12, 15)]
    assert [[row.covers(day) for day in days] for row in (sure, unsure)] == [[False, True], [False, False]]


def test_an_end_takes_away_no_report_that_is_due() -> None:
    """Else two administrators of the agency that is late could end what it owes."""
    early = EndSchedule(until=date(2026, 6, 30), source="QĐ 2")
    assert codes(entered(), early, facts(FIRST, early)) == ["input.until date-too-early"]
    for first, last, until in ((30, None, 30), (9, None, 15), (9, 12, 12)):
        span = Span(since=date(2026, 1, 1), until=date(2026, 7, last) if last else None)
        ending = ScheduleEnding(until=date(2026, 7, first), source="QĐ 2", entry=ENTRY)
        confirm = ConfirmSchedule(source="QĐ 2", on=date(2026, 7, 1))
        later = facts(SECOND, confirm, now=start_of(date(2026, 7, 15)))
        ended = attempt(replace(entered(), span=span, ending=ending), confirm, later)
        assert ended.span.until == date(2026, 7, until)


def test_the_lead_agency_submits_what_its_kind_does() -> None:
    assert submits(AgencyKind.DEPARTMENT)
    assert not submits(AgencyKind.PPC_OFFICE)
