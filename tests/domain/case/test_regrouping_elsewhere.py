"""Succession where only one side of a comparison is asked of the former agency in the tables beside (Đ5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.case.requests import RequestCoordination, RerouteAllegation
from domain.case.rounds import GiveOpinion, LapseRound, OpenRound
from domain.case.state.case import CaseState
from domain.case.state.pathways import AllegationRoute
from domain.case.state.round import Position
from domain.kernel.actor import SYSTEM, Actor
from domain.notification.digests import case_warnings
from domain.registry.registry import Registry
from tests.domain.heirs import HEIR, heir_of, taken_over
from tests.support.activities import TRAINING
from tests.support.facts import HEALTH, LAND, NOW, person
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, LATER, attempt, knowing, said
from tests.support.handling_past import Cast, case_at
from tests.support.world import LEAD

SOON = NOW + timedelta(days=1)
CHECKING, COORDINATING = CaseState.CHECKING, CaseState.COORDINATING


class TestEveryOtherUse:
    """The places where only one side of a comparison was asked of the former agency so far."""

    def said(self, case: Any, command: Any, actor: Actor, registry: Registry, **given: Any) -> str:
        return said(case, command, knowing(actor, command, registry=registry, **{"now": LATER, **given}))

    def test_an_allegation_is_passed_on_once_for_both(self) -> None:
        first = RerouteAllegation(agency="agency-internal", route=AllegationRoute.PETITION, document_number="1/CV")
        case = attempt(case_at(CHECKING), first, knowing(person(LEAD), first))
        again = replace(first, agency=HEIR)
        says = "RuleNotMet rerouted-already"
        assert self.said(case, again, person(LEAD), taken_over("agency-internal")) == says
        back = replace(case, reroutings=tuple(replace(rerouting, agency=HEIR) for rerouting in case.reroutings))
        assert self.said(back, first, person(LEAD), taken_over("agency-internal")) == says

    def test_who_took_the_lead_over_does_not_ask_itself(self) -> None:
        command = RequestCoordination(agency=HEIR, content="Kiểm tra giúp nội dung.", due_days=3)
        says = "input.agency agency-cannot-be-asked"
        assert self.said(case_at(CHECKING), command, heir_of(LEAD), taken_over(LEAD)) == says

    def test_the_former_may_still_be_named_in_an_invitation(self) -> None:
        case, command = case_at(CHECKING, Cast(concerns=(HEALTH,))), good(OpenRound, invited=(HEALTH, COMMUNE))
        assert self.said(case, command, person(LEAD), taken_over(HEALTH)) == "ok"

    def test_one_word_of_either_is_the_word_of_their_heir(self) -> None:
        answer = good(GiveOpinion)
        case = attempt(case_at(COORDINATING), answer, knowing(person(HEALTH), answer, now=NOW))
        for registry, silent in ((taken_over(HEALTH, LAND), []), (taken_over(HEALTH), [LAND])):
            [current] = attempt(case, good(LapseRound), knowing(SYSTEM, None, registry=registry, now=LATER)).rounds
            assert [opinion.agency for opinion in current.opinions if opinion.position is Position.NO_REPLY] == silent
        assert not list(case_warnings(case, HEIR, taken_over(HEALTH), SOON))

    def test_nobody_organises_with_who_it_took_over(self) -> None:
        command = replace(TRAINING, co_organiser=HEALTH)
        assert self.said(None, command, heir_of(HEALTH), taken_over(HEALTH)) == "input.coOrganiser own-agency-named"
