"""Recusal: by one's own word or the lead's, for good, and then nothing more in the case (Đ2.2, G5)."""

from dataclasses import replace
from typing import Any

from domain.book import ACTIONS, allowed_actions
from domain.case.recusal import OfficerRecused, RecuseOfficer
from domain.case.state.case import CaseState
from domain.kernel.actor import ActorKind
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, SafeguardNotMet
from domain.kernel.roles import Post
from domain.rules.action import standing
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, machine, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import BOTH, COMMUNE, LONG, attempt, knowing, said
from tests.support.handling_past import Cast, Past, case_at
from tests.support.table import Table, relations
from tests.support.world import KINDS, LEAD, officer

TABLE = Table(
    action=RecuseOfficer,
    scope=Scope.CASE_READ_OWN,
    holders=set(KINDS) - {"agency-paper", "agency-ministry"},
    posts=BOTH,
    states=set(CaseState) - {CaseState.CLOSED},
    said=relations("G1 recuse-oneself-only", lead="ok", lead_concerned="ok"),
    machines="NotAllowed actor-not-admitted CLIENT",
)
ME = officer(HEALTH, Post.HANDLER)
FOR_PERSONS = [
    action for action in ACTIONS if action.stream is Kind.CASE and ActorKind.PERSON in action.by and not action.creates
]


def test_who_keeps_another_officer_out_in_which_state() -> None:
    assert TABLE.mismatches() == []


class TestWho:
    CASE = case_at(CaseState.CHECKING)

    def recusing(self, actor: Any, officer: str) -> str:
        command = good(RecuseOfficer, officer=officer)
        return said(self.CASE, command, knowing(actor, command))

    @each("agency", sorted(TABLE.holders))
    @each("post", BOTH)
    def test_oneself_everywhere_and_others_as_the_lead(self, agency: str, post: Post) -> None:
        me = person(agency, post)
        assert self.recusing(me, me.subject) == "ok"
        expected = "ok" if agency == LEAD else "G1 recuse-oneself-only"
        for other in (officer(LEAD, Post.ADMIN), officer(COMMUNE, Post.AUDITOR)):
            assert self.recusing(me, other) == expected

    def test_a_machine_keeps_nobody_out(self) -> None:
        """Whether somebody is impartial is for a person to say, also at the lead agency."""
        assert self.recusing(machine(LEAD), ME) == "NotAllowed actor-not-admitted CLIENT"

    def test_only_an_officer_who_is_known(self) -> None:
        assert self.recusing(person(LEAD), "officer-nobody") == "input.officer officer-not-appointed"


class TestWhatItLeaves:
    def test_the_officer_stays_out_for_good(self) -> None:
        command = good(RecuseOfficer, officer=ME)
        known = knowing(person(LEAD), command)
        made = attempt(case_at(CaseState.CHECKING), command, known)
        assert made.recused == (ME,)
        assert said(made, command, known) == "RuleNotMet recused-already"
        again = good(RecuseOfficer, officer=ME)
        assert said(made, again, knowing(person(HEALTH), again)) == "G5 recused"


def a_recusal(officer: str) -> OfficerRecused:
    return OfficerRecused(officer=officer, by=officer, at=NOW, reasons=sealed(LONG))


class TestNothingMore:
    """Of all that a person may do in a case, a recused officer may do nothing."""

    RECUSED = SafeguardNotMet(guard=Guard.G5_TWO_PERSONS, code="recused")

    def test_there_are_many_such_actions(self) -> None:
        assert len(FOR_PERSONS) > 40

    @each("state", CaseState)
    def test_whatever_it_is_and_wherever_the_case_is(self, state: CaseState) -> None:
        case = case_at(state, Cast(lead=HEALTH, assigned=HEALTH, invited=(HEALTH, LAND)))
        actor = replace(person(HEALTH), scopes=frozenset(Scope), posts=frozenset(Post))
        known = knowing(actor, None)
        out = replace(case, recused=("officer-other", actor.subject))
        assert [row.name for row in FOR_PERSONS if standing(row, case, known) == self.RECUSED] == []
        assert [row.name for row in FOR_PERSONS if standing(row, out, known) != self.RECUSED] == []
        assert [row.name for row in FOR_PERSONS if said(out, object(), known, row) != "G5 recused"] == []

    @each("state", CaseState)
    def test_and_is_told_so_beforehand(self, state: CaseState) -> None:
        case = case_at(state, Cast(), Past(), a_recusal(ME))
        answers = list(allowed_actions(case, Kind.CASE, knowing(person(HEALTH), None)))
        assert [answer for answer in answers if answer.allowed] == []

    def test_a_colleague_goes_on(self) -> None:
        case = case_at(CaseState.CHECKING, Cast(), Past(), a_recusal(ME))
        answers = allowed_actions(case, Kind.CASE, knowing(person(HEALTH, Post.SIGNATORY), None))
        assert [answer.action for answer in answers if answer.allowed] != []
