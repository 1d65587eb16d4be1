"""Agencies: entered, named, made competent, followed by others; their letterheads, officers, leads and holidays."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.administration.agencies import ConfirmAgency, GrantCompetence, NameAgency, RegisterAgency, SucceedAgency
from domain.administration.holidays import SetHolidays
from domain.administration.letterheads import SetLetterhead
from domain.administration.officers import AppointOfficer, DismissOfficer
from domain.administration.province import AssignLead
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import local_date
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Post
from domain.registry.agency import Agency, Lead, Task
from domain.registry.entry import Certainty
from domain.registry.working_days import DaysCounted, Holidays
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, agency, attempt, facts, faults, person
from tests.support.world import KINDS, LEAD

DAY = date(2025, 7, 1)
FIELDS: dict[str, Any] = {"since": DAY, "source": "QĐ 1"}
REGISTER = RegisterAgency(kind=AgencyKind.COMMUNE, **FIELDS)
NAME = NameAgency(name="Ủy ban nhân dân xã Một", short="UBND xã Một", **FIELDS)
GRANT = GrantCompetence(task=Task.VERIFY, **FIELDS)
SUCCEED = SucceedAgency(successor=LAND, on=DAY, whole=True, source="NQ 1")
CONFIRM = ConfirmAgency(source="QĐ 2")


def done(state: Agency | None, command: Any) -> Agency:
    made: Agency = attempt(state, command, facts(OPERATOR, command))
    return made


def found(command: Any, state: Agency | None = None) -> list[str]:
    return faults(state, command, OPERATOR)


class TestRegister:
    def test_enters_an_agency(self) -> None:
        command = replace(REGISTER, until=date(2026, 7, 1), area="area-north", certainty=Certainty.UNCONFIRMED)
        state = done(None, command)
        assert state == Agency(
            id="agency-1",
            kind=AgencyKind.COMMUNE,
            span=Span(since=DAY, until=date(2026, 7, 1)),
            source="QĐ 1",
            certainty=Certainty.UNCONFIRMED,
            area="area-north",
        )

    def test_counts_from_the_start_unless_said_otherwise(self) -> None:
        assert done(None, REGISTER).certainty is Certainty.CONFIRMED


class TestSpans:
    @each("command", [REGISTER, NAME, GRANT])
    @each(("until", "good"), [(date(2025, 6, 30), False), (DAY, False), (date(2025, 7, 2), True)])
    def test_the_end_comes_after_the_beginning(self, command: Any, until: date, good: bool) -> None:
        state = None if command is REGISTER else agency(HEALTH, KINDS[HEALTH])
        expected = [] if good else ["input.until ends-before-it-begins"]
        assert found(replace(command, until=until), state) == expected


class TestRows:
    def test_names_and_competences_add_up_in_order(self) -> None:
        state = done(done(done(None, REGISTER), NAME), GRANT)
        state = done(done(state, replace(NAME, short="Hai")), replace(GRANT, task=Task.DECIDE, categories=("LAND",)))
        assert [row.short for row in state.names] == ["UBND xã Một", "Hai"]
        assert [(row.task, row.categories) for row in state.competences] == [
            (Task.VERIFY, ()),
            (Task.DECIDE, ("LAND",)),
        ]

    def test_a_successor_has_to_be_registered(self) -> None:
        state = agency(HEALTH, KINDS[HEALTH])
        assert found(replace(SUCCEED, successor="agency-nobody"), state) == ["input.successor agency-unknown"]
        [row] = done(state, replace(SUCCEED, functions=("health",), whole=False)).successions
        assert (row.successor, row.on, row.whole, row.functions) == (LAND, DAY, False, ("health",))

    def test_a_succession_changes_nothing_else(self) -> None:
        state = agency(HEALTH, KINDS[HEALTH])
        assert replace(done(state, SUCCEED), successions=()) == state


class TestConfirm:
    def test_makes_an_uncertain_row_count(self) -> None:
        before = replace(PROVINCE.agencies[HEALTH], certainty=Certainty.UNCONFIRMED)
        after = done(before, CONFIRM)
        assert (before.active(DAY), after.active(DAY)) == (False, True)
        assert after.source == "QĐ 2"


AGENCY = agency("agency-new", AgencyKind.DEPARTMENT)


def setting(**changes: Any) -> SetLetterhead:
    fields: dict[str, Any] = {"symbol": "SYT", "since": DAY, "source": "QĐ 1"}
    return SetLetterhead(**(fields | changes))


def lettered(state: Agency, command: SetLetterhead) -> Agency:
    made: Agency = attempt(state, command, facts(OPERATOR, command))
    return made


@each(
    ("changes", "found"),
    [
        ({}, []),
        ({"symbol": "UBND-VX"}, []),
        ({"symbol": "SVHTTDL"}, []),
        ({"symbol": "Đ-ƯĐ"}, []),
        ({"symbol": "S YT"}, ["input.symbol symbol-malformed"]),
        ({"symbol": "SYT-"}, ["input.symbol symbol-malformed"]),
        ({"symbol": "SYT/2"}, ["input.symbol symbol-malformed"]),
        ({"unit": "VX"}, []),
        ({"unit": "V X"}, ["input.unit symbol-malformed"]),
        ({"code": "H14"}, []),
        ({"code": "H14.05"}, []),
        ({"code": "H14.05.001"}, []),
        ({"code": "h14"}, ["input.code office-code-malformed"]),
        ({"code": "H14-05"}, ["input.code office-code-malformed"]),
        ({"until": DAY}, ["input.until ends-before-it-begins"]),
    ],
)
def test_symbols_and_codes_have_a_form(changes: dict[str, Any], found: list[str]) -> None:
    assert faults(AGENCY, setting(**changes), OPERATOR) == found


def test_of_several_the_one_that_began_last_holds() -> None:
    first = lettered(AGENCY, setting(symbol="SYT"))
    both = lettered(first, setting(symbol="SYTE", since=DAY + timedelta(9), until=DAY + timedelta(20)))
    shown = {days: both.letterhead_on(DAY + timedelta(days)) for days in (-1, 0, 9, 19, 20)}
    assert {days: row and row.symbol for days, row in shown.items()} == {
        -1: None,
        0: "SYT",
        9: "SYTE",
        19: "SYTE",
        20: "SYT",
    }


def test_an_administrator_alone_changes_nothing() -> None:
    command = setting()
    made: Agency = attempt(AGENCY, command, facts(person(LEAD, Post.ADMIN), command))
    assert made.letterhead_on(DAY) is None
    assert [part.letterhead and part.letterhead.symbol for part in made.proposed] == ["SYT"]


APPOINT = AppointOfficer(
    subject="nguoi-1@example.invalid", agency=HEALTH, posts=(Post.HANDLER, Post.AUDITOR), since=DAY, appointment="QĐ 7"
)
ASSIGN = AssignLead(agency=LEAD, since=DAY, source="QĐ 1")
HOLIDAYS = SetHolidays(year=2026, days=(date(2026, 1, 1), date(2027, 1, 1)), source="TB 1")


def after_it(state: Any, command: Any) -> Any:
    return attempt(state, command, facts(OPERATOR, command))


def refused(command: Any, state: Any = None) -> list[str]:
    return faults(state, command, OPERATOR)


class TestOfficer:
    def test_needs_an_agency(self) -> None:
        assert refused(replace(APPOINT, agency="agency-nobody")) == ["input.agency agency-unknown"]

    @pytest.mark.parametrize("on", [DAY, DAY - timedelta(1)])
    def test_is_not_dismissed_before_the_first_day(self, on: date) -> None:
        assert refused(DismissOfficer(on=on), after_it(None, APPOINT)) == ["input.until ends-before-it-begins"]

    @pytest.mark.parametrize(("days", "found"), [(-1, ["input.on date-too-early"]), (0, []), (1, [])])
    def test_served_on_each_past_day(self, days: int, found: list[str]) -> None:
        appointed = after_it(None, replace(APPOINT, since=DAY - timedelta(30)))
        assert refused(DismissOfficer(on=local_date(NOW) + timedelta(days)), appointed) == found


class TestLead:
    def test_is_assigned_by_a_decision(self) -> None:
        state = after_it(None, replace(ASSIGN, certainty=Certainty.UNCONFIRMED))
        assert state == Lead(
            id="lead-1", agency=LEAD, span=Span(since=DAY), source="QĐ 1", certainty=Certainty.UNCONFIRMED
        )


class TestHolidays:
    def test_are_those_of_a_year(self) -> None:
        state = after_it(None, replace(HOLIDAYS, worked=(date(2026, 2, 14),)))
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
        assert refused(replace(HOLIDAYS, **changes)) == expected
