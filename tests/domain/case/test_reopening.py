"""Reopening: by another person, one cycle on; what was found before stays written and counts no more (Đ2.2)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase
from domain.case.closing import ReopenCase
from domain.case.decisions import DecideCase
from domain.case.rounds import RoundOpened
from domain.case.state.case import CaseState, ClosureReason
from domain.kernel.vocabulary import Post
from tests.support.facts import person
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    APPRAISER,
    CLOSER,
    DRAFTER,
    LATER,
    REVIEWER,
    SIGNER,
    as_officer,
    attempt,
    knowing,
    said,
)
from tests.support.handling_past import (
    Cast,
    Past,
    a_closure,
    a_conclusion,
    a_proposal,
    a_reopening,
    a_review,
    a_round,
    a_verification,
    an_appraisal,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD, officer

REOPENABLE = {
    CaseState.DECIDED,
    CaseState.EXECUTING,
    CaseState.RESULT_REPORTED,
    CaseState.TRANSFERRED,
    CaseState.CLOSED,
}
SIGNATORY = person(LEAD, Post.SIGNATORY)
CAST, AGAIN = Cast(), Past(cycle=2)


def reopening(case: Any, by: str) -> str:
    command = good(ReopenCase)
    return said(case, command, knowing(as_officer(by, LEAD, Post.SIGNATORY), command))


class TestSecondPerson:
    """Nobody reopens what they themselves closed, decided or transferred."""

    @pytest.mark.parametrize("state", sorted(REOPENABLE))
    def test_whoever_made_it_so_does_not_reopen_it(self, state: CaseState) -> None:
        made_it_so = {SIGNER} if state is not CaseState.CLOSED else {SIGNER, CLOSER}
        case = case_at(state)
        for item in (APPRAISER, CLOSER, DRAFTER, REVIEWER, SIGNER, officer(LEAD, Post.SIGNATORY)):
            expected = "G5 second-person-needed" if item in made_it_so else "ok"
            assert reopening(case, item) == expected

    def test_who_decided_in_an_earlier_cycle_may(self) -> None:
        case = case_of(*until(CaseState.DECIDED), a_reopening(), *until(CaseState.CLOSED, CAST, AGAIN)[2:])
        early = replace(case, decisions=(replace(case.decisions[0], signatory="officer-early"), *case.decisions[1:]))
        assert reopening(early, "officer-early") == "ok"
        assert reopening(early, SIGNER) == "G5 second-person-needed"


NEW = (
    a_verification(CAST, AGAIN),
    a_review(CAST, AGAIN),
    RoundOpened(round=a_round(CAST, AGAIN)),
    a_conclusion(CAST, AGAIN),
)


class TestGoesOnWhereItCan:
    """A case never screened, or never taken up, is not under check: nobody would answer for it."""

    @pytest.mark.parametrize("closed_at", [CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING])
    def test_and_keeps_the_promises_of_its_state(self, closed_at: CaseState) -> None:
        case = case_of(*until(closed_at), a_closure(CAST, Past(reason=ClosureReason.WITHDRAWN)))
        command = good(ReopenCase)
        made = attempt(case, command, knowing(SIGNATORY, command))
        assert (made.state, made.cycle) == (closed_at, 2)
        assert (made.category is not None) is (made.assigned is not None) is (closed_at is not CaseState.RECEIVED)
        assert (made.focal is not None) is (closed_at is CaseState.CHECKING)

    def test_one_whose_agency_was_taken_over_is_taken_up_again(self) -> None:
        case = replace(case_at(CaseState.CLOSED), focal=None)
        command = good(ReopenCase)
        assert attempt(case, command, knowing(SIGNATORY, command)).state is CaseState.SCREENED

    def test_an_older_record_says_nothing_and_means_checking(self) -> None:
        case = case_of(*until(CaseState.RECEIVED), a_closure(CAST, Past(reason=ClosureReason.WITHDRAWN)), a_reopening())
        assert case.state is CaseState.CHECKING


class TestNothingOfBeforeCounts:
    """Each step of the second cycle needs its own verification, review, round, appraisal, proposal and execution."""

    BEFORE = (*until(CaseState.RESULT_REPORTED), a_reopening())

    def led(self, command: Any, *then: Any, actor: Any = None) -> str:
        return said(case_of(*self.BEFORE, *then), command, knowing(actor or person(LEAD), command, now=LATER))

    def test_verification_and_review(self) -> None:
        command = good(AppraiseCase)
        assert self.led(command) == "G2 independent-source-needed"
        assert self.led(command, NEW[1]) == "G2 independent-source-needed"
        assert self.led(command, NEW[0]) == "G3 expression-review-needed"
        assert self.led(command, *NEW[:2]) == "ok"

    def test_the_reviewer_of_before_is_not_the_third_person(self) -> None:
        one = "officer-one"
        mine = (
            NEW[0],
            a_review(CAST, AGAIN, officer=one),
            an_appraisal(CAST, AGAIN, officer=one),
            a_proposal(AGAIN, drafted_by=one),
        )
        assert self.led(good(DecideCase), *mine, actor=SIGNATORY) == "G5 three-persons-needed"
