"""Every guard holds something: what it forbids is tried and refused, and passes once nothing but the guard is gone."""

from dataclasses import dataclass, replace
from itertools import product
from types import ModuleType
from typing import Annotated, Any

import pytest

from domain.administration import agencies, agency_parts, confirming, holidays, leads, provisions, regulations
from domain.book import ACTIONS, BY_COMMAND
from domain.case import (
    appraisal,
    closing,
    concerned,
    decisions,
    evidence,
    execution,
    expression,
    harm,
    limitation,
    own_measures,
    protection,
    recusal,
    reopening,
    round_ends,
    rounds,
    secrecy,
)
from domain.case import guards as case_guards
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase
from domain.case.own_measures import TakeOwnMeasure
from domain.case.recusal import OfficerRecused
from domain.case.round_ends import ConcludeRound, LapseRound
from domain.case.state.case import CaseState
from domain.case.state.round import Position
from domain.kernel.actor import SYSTEM, Actor, ActorKind
from domain.kernel.fields import Items, Ref, fields_of
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard
from domain.kernel.roles import Post
from domain.rules import action, guards
from domain.rules.action import Action
from tests.domain.plants.all_plants import PLANTS
from tests.domain.plants.plant import ASKED, CHECKED, HANDLER, ME, answered
from tests.support.cuts import sites, without
from tests.support.each import each
from tests.support.facts import NOW, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, attempt, knowing, said
from tests.support.handling_past import PLAIN, Cast, case_at

NAMES = [item.name for item in PLANTS]
BY_OFFICERS = [item for item in PLANTS if item.row.stream is Kind.CASE and item.actor is not SYSTEM]
PLANTED = {(rule.__qualname__, code) for plant in PLANTS for rule, codes in plant.cuts.items() for code in codes}


class TestPlants:
    def test_are_refused(self) -> None:
        assert [(plant.name, plant.says, heard) for plant in PLANTS if (heard := plant.heard()) != plant.says] == []
        assert [plant.name for plant in PLANTS if plant.says in ("ok", plant.then)] == []

    def test_pass_without_the_guard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert [plant.name for plant in PLANTS if not (plant.cuts or plant.unchecked)] == []
        wrong = []
        for plant in PLANTS:
            with monkeypatch.context() as patch:
                if (heard := plant.heard_without(patch)) != plant.then:
                    wrong.append((plant.name, plant.then, heard))
        assert wrong == []


MODULES = (
    agencies,
    agency_parts,
    appraisal,
    closing,
    concerned,
    confirming,
    decisions,
    evidence,
    execution,
    expression,
    holidays,
    leads,
    harm,
    limitation,
    own_measures,
    protection,
    provisions,
    recusal,
    regulations,
    reopening,
    round_ends,
    rounds,
    secrecy,
)
SHARED = (
    guards.competent,
    case_guards.led_by_actor,
    case_guards.led_or_assigned,
    guards.not_of,
    guards.second_person,
    case_guards.not_the_appraiser,
    case_guards.unprotected,
    case_guards.shown_false,
    case_guards.passed_on,
    case_guards.not_of_office_or_press,
    case_guards.protection_asked,
    case_guards.found_to_harm,
    case_guards.not_of_the_police,
    case_guards.not_of_a_partial_body,
    case_guards.not_the_reviewer,
    case_guards.no_round_open,
    case_guards.round_is_open,
    guards.agency_known,
    guards.not_yet_due,
)


class TestEveryGuard:
    @each("module", MODULES)
    def test_of_the_module_has_a_plant(self, module: ModuleType) -> None:
        assert set(sites(module)) - PLANTED == set()

    def test_that_they_share_has_a_plant(self) -> None:
        shared = {item.__name__ for item in SHARED}
        assert {item for item in (*sites(guards), *sites(case_guards)) if item[0] in shared} - PLANTED == set()

    def test_a_module_without_refusals_would_be_noticed(self) -> None:
        assert [module.__name__ for module in MODULES if not list(sites(module))] == []
        assert ("answers_in", "answers-due") in set(sites(round_ends))

    def test_is_planted_by_a_name_of_its_own(self) -> None:
        assert len(set(NAMES)) == len(NAMES)

    @pytest.mark.parametrize("guard", [item for item in Guard if item not in (Guard.G7_AUDIT, Guard.G8_NO_BULK)])
    def test_of_the_rule_of_law_refuses_something(self, guard: Guard) -> None:
        """G7 is the record's own, and G8 is about what commands look like; see below."""
        assert [plant for plant in PLANTS if plant.says.startswith(f"{guard.value[:2]} ")] != []

    def test_that_is_not_there_cannot_be_cut(self) -> None:
        with pytest.raises(AssertionError, match=r"three_persons_act gives"):
            without(BY_COMMAND[DecideCase], {decisions.three_persons_act: ("no-such-code",)}, pytest.MonkeyPatch())
        with pytest.raises(AssertionError, match=r"TakeOwnMeasure requires nothing"):
            without(BY_COMMAND[TakeOwnMeasure], {TakeOwnMeasure: ("no-such-code",)}, pytest.MonkeyPatch())


class TestSilence:
    """Silence is written as NO_REPLY by the register, at the lapse and at the end. It is nobody's consent."""

    ENDS = ((good(LapseRound), SYSTEM), (good(ConcludeRound), HANDLER))

    def positions(self, command: Any, actor: Actor) -> set[Position]:
        case = attempt(ASKED, command, knowing(actor, command, now=LATER))
        return {opinion.position for opinion in case.rounds[0].opinions}

    @pytest.mark.parametrize(("command", "actor"), ENDS, ids=["lapse", "end"])
    def test_is_noted(self, command: Any, actor: Actor) -> None:
        assert self.positions(command, actor) == {Position.NO_REPLY}

    @pytest.mark.parametrize(("command", "actor"), ENDS, ids=["lapse", "end"])
    def test_would_be_nothing_or_consent_without_it(
        self, command: Any, actor: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(round_ends, "silence", lambda *_: ())
        assert self.positions(command, actor) == set()
        monkeypatch.setattr(round_ends, "silence", lambda *_: answered(Position.AGREE, Position.AGREE))
        assert self.positions(command, actor) == {Position.AGREE}


FOR_PERSONS = [row for row in ACTIONS if row.stream is Kind.CASE and ActorKind.PERSON in row.by and not row.creates]
FREE = frozenset(CaseState)


class TestRecused:
    """Whatever a person may do in a case, a recused officer is refused; and is not, once the guard is gone."""

    OUT = OfficerRecused(officer=ME, by=ME, at=NOW, reasons=sealed(LONG))

    def heard(self, row: Action, state: CaseState) -> str:
        able = replace(HANDLER, scopes=frozenset(Scope), posts=frozenset(Post))
        return said(case_at(state, Cast(), PLAIN, self.OUT), object(), knowing(able, None), row)

    def test_from_every_action(self) -> None:
        cells = list(product(FOR_PERSONS, CaseState))
        heard = [(row.name, state, self.heard(row, state)) for row, state in cells]
        assert [cell for cell in heard if cell[-1] != "G5 recused"] == []

    def test_without_the_guard_the_state_is_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        without(FOR_PERSONS[0], {action.standing: ("recused",)}, monkeypatch)
        cells = [(row, state) for row in FOR_PERSONS for state in FREE - (row.states or FREE)]
        heard = [(row.name, state, self.heard(row, state)) for row, state in cells]
        assert [cell for cell in heard if not cell[-1].startswith(f"TransitionNotAllowed from {cell[1]}")] == []

    def test_no_violation_reaches_its_own_guard(self) -> None:
        out = [replace(plant, state=replace(plant.state, recused=(plant.actor.subject,))) for plant in BY_OFFICERS]
        assert [(plant.name, heard) for plant in out if (heard := plant.heard()) != "G5 recused"] == []


LISTS = {
    ("ScreenCase", "areas"),
    ("ScreenCase", "concerns"),
    ("OpenRound", "invited"),
    ("RecordMeeting", "attended"),
    ("ProposeHandling", "provisions"),
    ("ProposeHandling", "alternatives"),
    ("DraftTakedown", "provisions"),
    ("NameConcerned", "concerns"),
    ("ProposeTransfer", "provisions"),
}
"""The lists that a command on a case may hold: agencies, areas, grounds and measures, and never cases."""


def lists(command: type) -> set[tuple[str, str]]:
    """The fields of a command that hold several things."""
    return {(command.__name__, field.name) for field in fields_of(command) if isinstance(field.spec, Items)}


@dataclass(frozen=True, kw_only=True)
class CloseCases:
    """What G8 forbids."""

    cases: Annotated[tuple[str, ...], Items(doc="The cases.", most=100)]
    other: Annotated[str, Ref(doc="Something else.")] = ""


class TestNoBulk:
    """G8: a command is about one case, and a rule changes the one state it is given."""

    def test_no_command_on_a_case_holds_several(self) -> None:
        found = {item for row in ACTIONS if row.stream is Kind.CASE and not row.creates for item in lists(row.command)}
        assert found == LISTS

    def test_one_that_did_would_be_noticed(self) -> None:
        assert lists(CloseCases) == {("CloseCases", "cases")}
        assert not lists(CloseCases) <= LISTS

    def test_a_rule_is_given_one_state_and_no_way_to_another(self) -> None:
        given: list[Any] = []

        def noting(*arguments: Any) -> tuple[()]:
            given.extend(arguments)
            return ()

        command = good(CloseCase)
        known = knowing(HANDLER, command)
        attempt(CHECKED, command, known, replace(BY_COMMAND[CloseCase], decide=noting))
        assert given == [CHECKED, command, known]


CODE = decisions.three_persons_act.__code__


def test_a_guard_cut_in_one_test_is_back_in_the_next() -> None:
    assert decisions.three_persons_act.__code__ is CODE
    assert DecideCase.ACTION is BY_COMMAND[DecideCase]
