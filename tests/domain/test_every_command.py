"""Rules that hold for every command on a case: silence, recusal, one case at a time."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from domain.book import ACTIONS, BY_COMMAND
from domain.case.closing import CloseCase
from domain.case.recusal import OfficerRecused
from domain.case.rounds import ConcludeRound, LapseRound
from domain.case.state.case import CaseState
from domain.case.state.round import Position
from domain.kernel.actor import SYSTEM, Actor, ActorKind
from domain.kernel.fields import Items, fields_of
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, Post
from domain.rules.command import Action
from tests.domain.scenes import ASKED, CHECKED, HANDLER
from tests.support.facts import NOW, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, attempt, knowing, said
from tests.support.handling_past import PLAIN, Cast, case_at

ME = HANDLER.subject


class TestSilence:
    """Silence is written as NO_REPLY by the register, at the lapse and at the end. It is nobody's consent."""

    ENDS = ((good(LapseRound), SYSTEM), (good(ConcludeRound), HANDLER))

    def positions(self, command: Any, actor: Actor) -> set[Position]:
        case = attempt(ASKED, command, knowing(actor, command, now=LATER))
        return {opinion.position for opinion in case.rounds[0].opinions}

    @pytest.mark.parametrize(("command", "actor"), ENDS, ids=["lapse", "end"])
    def test_is_noted(self, command: Any, actor: Actor) -> None:
        assert self.positions(command, actor) == {Position.NO_REPLY}


FOR_PERSONS = [row for row in ACTIONS if row.stream is Kind.CASE and ActorKind.PERSON in row.by and not row.creates]


class TestRecused:
    """Whatever a person may do in a case, a recused officer is refused."""

    OUT = OfficerRecused(officer=ME, by=ME, at=NOW, reasons=sealed(LONG))

    def heard(self, row: Action, state: CaseState) -> str:
        able = replace(HANDLER, scopes=frozenset(Scope), posts=frozenset(Post))
        return said(case_at(state, Cast(), PLAIN, self.OUT), object(), knowing(able, None), row)

    def test_from_every_action(self) -> None:
        cells = list(product(FOR_PERSONS, CaseState))
        heard = [(row.name, state, self.heard(row, state)) for row, state in cells]
        assert [cell for cell in heard if cell[-1] != "G5 recused"] == []


LISTS = {
    ("ScreenCase", "areas"),
    ("ScreenCase", "concerns"),
    ("RescreenCase", "areas"),
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


class TestNoBulk:
    """G8: a command is about one case, and a rule changes the one state it is given."""

    def test_no_command_on_a_case_holds_several(self) -> None:
        found = {item for row in ACTIONS if row.stream is Kind.CASE and not row.creates for item in lists(row.command)}
        assert found == LISTS

    def test_a_rule_is_given_one_state_and_no_way_to_another(self) -> None:
        given: list[Any] = []

        def noting(*arguments: Any) -> tuple[()]:
            given.extend(arguments)
            return ()

        command = good(CloseCase)
        known = knowing(HANDLER, command)
        attempt(CHECKED, command, known, replace(BY_COMMAND[CloseCase], decide=noting))
        assert given == [CHECKED, command, known]
