from dataclasses import replace
from datetime import date
from typing import Any

from domain.administration.agencies import ConfirmAgency, GrantCompetence, NameAgency, RegisterAgency, SucceedAgency
from domain.kernel.actor import OPERATOR
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind
from domain.registry.agency import Agency, Task
from domain.registry.entry import Certainty
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, PROVINCE, agency, attempt, codes, facts
from tests.support.world import KINDS

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
    return codes(state, command, facts(OPERATOR, command))


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
