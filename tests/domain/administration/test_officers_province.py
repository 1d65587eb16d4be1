from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.administration.holidays import SetHolidays
from domain.administration.officers import AppointOfficer, DismissOfficer
from domain.administration.province import AssignLead
from domain.kernel.actor import OPERATOR
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.agency import Lead
from domain.registry.entry import Certainty
from domain.registry.working_days import DaysCounted, Holidays
from tests.support.facts import HEALTH, attempt, codes, facts
from tests.support.world import LEAD

DAY = date(2025, 7, 1)
APPOINT = AppointOfficer(
    subject="nguoi-1@example.invalid",
    agency=HEALTH,
    posts=(Post.HANDLER, Post.AUDITOR),
    since=DAY,
    appointment="QĐ 7",
)
ASSIGN = AssignLead(agency=LEAD, since=DAY, source="QĐ 1")
HOLIDAYS = SetHolidays(year=2026, days=(date(2026, 1, 1), date(2027, 1, 1)), source="TB 1")


def done(state: Any, command: Any) -> Any:
    return attempt(state, command, facts(OPERATOR, command))


def found(command: Any, state: Any = None) -> list[str]:
    return codes(state, command, facts(OPERATOR, command))


class TestOfficer:
    def test_needs_an_agency(self) -> None:
        assert found(replace(APPOINT, agency="agency-nobody")) == ["input.agency agency-unknown"]

    @pytest.mark.parametrize("on", [DAY, DAY - timedelta(1)])
    def test_is_not_dismissed_before_the_first_day(self, on: date) -> None:
        assert found(DismissOfficer(on=on), done(None, APPOINT)) == ["input.until ends-before-it-begins"]


class TestLead:
    def test_is_assigned_by_a_decision(self) -> None:
        state = done(None, replace(ASSIGN, certainty=Certainty.UNCONFIRMED))
        assert state == Lead(
            id="lead-1", agency=LEAD, span=Span(since=DAY), source="QĐ 1", certainty=Certainty.UNCONFIRMED
        )


class TestHolidays:
    def test_are_those_of_a_year(self) -> None:
        state = done(None, replace(HOLIDAYS, worked=(date(2026, 2, 14),)))
        worked = (date(2026, 2, 14),)
        assert state == Holidays(
            id="holidays-1",
            year=2026,
            days=HOLIDAYS.days,
            source="TB 1",
            worked=worked,
            counted=(DaysCounted(days=HOLIDAYS.days, worked=worked, since=state.counted[0].since),),
        )

    @pytest.mark.parametrize(
        ("changes", "good"),
        [
            ({"days": (date(2025, 12, 31),)}, False),
            ({"days": (date(2026, 12, 31),)}, True),
            ({"days": (date(2027, 1, 3),)}, True),
            ({"days": (date(2028, 1, 1),)}, False),
            ({"worked": (date(2025, 12, 28),)}, False),
        ],
    )
    def test_lie_in_that_year_or_the_next(self, changes: dict[str, Any], good: bool) -> None:
        expected = [] if good else [f"input.{next(iter(changes))}[0] day-of-another-year"]
        assert found(replace(HOLIDAYS, **changes)) == expected
