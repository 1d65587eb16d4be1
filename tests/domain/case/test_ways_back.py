"""Ways back: an appraisal and a proposal are withdrawn, a round is held on what was appraised (Đ2.2, Đ3.2)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase, WithdrawAppraisal
from domain.case.decisions import DecideCase, ProposeHandling, WithdrawProposal
from domain.case.rounds import ConcludeRound, OpenRound
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Finding
from domain.case.state.round import RoundMethod, RoundOutcome
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Post
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, attempt, knowing, said
from tests.support.handling_past import (
    Cast,
    Past,
    a_review,
    a_round,
    a_verification,
    an_appraisal,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD

HANDLER, SIGNATORY = person(LEAD), person(LEAD, Post.SIGNATORY)
FOUND = case_of(*until(CaseState.CHECKING), an_appraisal(Cast()))
"""Appraised before anybody was asked."""


def after(case: Case, command: Any, actor: Actor = HANDLER, **changes: Any) -> Case:
    made: Case = attempt(case, command, knowing(actor, command, **({"now": LATER} | changes)))
    return made


def heard(case: Case, command: Any, actor: Actor = HANDLER, **changes: Any) -> str:
    return said(case, command, knowing(actor, command, **({"now": LATER} | changes)))


class TestAnAppraisal:
    def test_is_withdrawn_and_the_case_is_checked_again(self) -> None:
        again = after(FOUND, good(WithdrawAppraisal))
        assert (again.state, again.appraisal, again.cycle) == (CaseState.CHECKING, None, 1)
        assert (again.verifications, again.expression_reviews) == (FOUND.verifications, FOUND.expression_reviews)

    def test_that_nobody_checks_any_more_goes_back_to_who_takes_it_up(self) -> None:
        again = after(replace(FOUND, focal=None), good(WithdrawAppraisal))
        assert again.state is CaseState.SCREENED

    @pytest.mark.parametrize("finding", Finding)
    def test_of_any_finding_can_be_withdrawn(self, finding: Finding) -> None:
        case = case_of(*until(CaseState.CHECKING), an_appraisal(Cast(), finding=finding))
        assert heard(case, good(WithdrawAppraisal)) == "ok"


class TestAProposal:
    PROPOSED = case_at(CaseState.PROPOSED)

    def test_is_withdrawn_by_one_person_and_nobody_decides_it(self) -> None:
        again = after(self.PROPOSED, good(WithdrawProposal))
        assert (again.state, again.proposal, again.appraisal) == (
            CaseState.APPRAISED,
            None,
            self.PROPOSED.appraisal,
        )
        assert heard(again, good(DecideCase), SIGNATORY).startswith("TransitionNotAllowed from APPRAISED")


class TestARound:
    ASKED = after(FOUND, good(OpenRound, invited=(HEALTH, LAND)))

    def test_on_what_was_appraised_leaves_the_appraisal(self) -> None:
        assert (self.ASKED.state, self.ASKED.appraisal) == (CaseState.COORDINATING, FOUND.appraisal)

    @pytest.mark.parametrize(
        ("outcome", "state"),
        [(RoundOutcome.NOT_AGREED, CaseState.APPRAISED), (RoundOutcome.MORE_EVIDENCE, CaseState.CHECKING)],
    )
    def test_leads_back_to_it_unless_more_evidence_is_needed(self, outcome: RoundOutcome, state: CaseState) -> None:
        case = case_of(*until(CaseState.CHECKING), an_appraisal(Cast()))
        case = replace(case, state=CaseState.COORDINATING, rounds=(a_round(Cast()),))
        ended = after(case, good(ConcludeRound, outcome=outcome))
        assert ended.state is state
        assert ended.appraisal == (FOUND.appraisal if state is CaseState.APPRAISED else None)

    def test_that_brought_something_new_does_not_carry_the_old_appraisal(self) -> None:
        later = a_verification(Cast(), at=LATER)
        case = case_of(*until(CaseState.CHECKING), an_appraisal(Cast()), later)
        case = replace(case, rounds=(a_round(Cast(), concluded_at=LATER, outcome=RoundOutcome.AGREED),))
        assert heard(case, good(ProposeHandling), now=LATER) == "G3 expression-review-stale"
        again = a_review(Cast(), at=LATER).fold(after(case, good(WithdrawAppraisal)))
        assert heard(again, good(AppraiseCase)) == "ok"


class TestAMeetingThatNobodyHeld:
    OPEN = case_at(CaseState.COORDINATING, Cast(), Past(method=RoundMethod.MEETING))

    def test_is_no_round_in_which_anybody_was_heard(self) -> None:
        ended = after(self.OPEN, good(ConcludeRound, outcome=RoundOutcome.NOT_AGREED))
        appraised = replace(ended, state=CaseState.APPRAISED, appraisal=FOUND.appraisal)
        assert heard(appraised, good(ProposeHandling)) == "RuleNotMet round-needed"
