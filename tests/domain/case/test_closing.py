"""Closing, and reopening by another person, one cycle on (Đ2.2)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase
from domain.case.closing import CloseCase, ReopenCase
from domain.case.decisions import DecideCase
from domain.case.rounds import RoundOpened
from domain.case.state.case import (
    HIDDEN_CLOSURES,
    Case,
    CaseState,
    ClosureReason,
    ExpressionConclusion,
    ExpressionReview,
    Informed,
)
from domain.case.state.case import ExpressionKind as Kind
from domain.case.state.protection import Withdrawal
from domain.kernel.event import Step
from domain.kernel.vocabulary import Post, Role
from tests.support.facts import HEALTH, NOW, a_case, attempt, codes, facts, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import APPRAISER, CLOSER, DRAFTER, LATER, REVIEWER, SIGNER, as_officer, knowing, said
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

PROTECTED, NOT_PROTECTED = ExpressionConclusion.PROTECTED, ExpressionConclusion.NOT_PROTECTED
DUPLICATE = ClosureReason.DUPLICATE
WAYS = {ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED, ClosureReason.WITHDRAWN, DUPLICATE}
EARLIER = "case-0"

BY_CODE = Withdrawal(id="withdrawal-1", cycle=1, at=NOW)


def a_closing(**changes: Any) -> CloseCase:
    fields: dict[str, Any] = {
        "ground": ClosureReason.NO_GROUNDS,
        "reasons": "Cơ quan báo cáo đã rút lại vì nhầm.",
        "informed": Informed.BY_MESSAGE,
    }
    return CloseCase(**(fields | changes))


def closed(case: Case, **changes: Any) -> Case:
    command = a_closing(**changes)
    made: Case = attempt(case, command, facts(person(LEAD), command))
    return made


def closing_of(case: Case, **changes: Any) -> list[str]:
    command = a_closing(**changes)
    return codes(case, command, facts(person(LEAD), command))


def reviewed(*conclusions: ExpressionConclusion, cycle: int = 1, now: int = 1) -> Case:
    reviews = tuple(
        ExpressionReview(
            id=str(index),
            agency=HEALTH,
            role=Role.DEPT,
            officer=officer(HEALTH, Post.HANDLER),
            at=NOW,
            cycle=cycle,
            expression=Kind.CRITICISM,
            conclusion=conclusion,
            reasons=sealed("reasons"),
        )
        for index, conclusion in enumerate(conclusions)
    )
    return a_case(expression_reviews=reviews, cycle=now, duplicate_of=EARLIER, withdrawals=(BY_CODE,))


class TestFoundProtected:
    """G3: what was found protected cannot be filed away under another name."""

    @pytest.mark.parametrize("reason", sorted(WAYS - {ClosureReason.PROTECTED}))
    def test_closes_as_protected_only(self, reason: ClosureReason) -> None:
        assert closing_of(reviewed(PROTECTED), ground=reason) == ["found-protected"]
        assert closing_of(reviewed(PROTECTED), ground=ClosureReason.PROTECTED) == []

    @pytest.mark.parametrize(
        ("case", "bound"),
        [
            (reviewed(), False),
            (reviewed(NOT_PROTECTED, PROTECTED), True),
            (reviewed(PROTECTED, NOT_PROTECTED), False),
            (reviewed(PROTECTED, cycle=1, now=2), False),
        ],
    )
    def test_the_newest_review_of_the_cycle_counts(self, case: Case, bound: bool) -> None:
        assert bool(closing_of(case, ground=ClosureReason.NO_GROUNDS)) is bound


class TestWithdrawn:
    """Nobody withdraws a report in the reporter's place."""

    PAPER = replace(BY_CODE, paper=Step(agency=LEAD, officer=officer(LEAD, Post.HANDLER), at=NOW))

    @pytest.mark.parametrize(
        ("rows", "cycle", "heard"),
        [
            ((), 1, ["input.ground closure-needs-withdrawal"]),
            ((PAPER,), 1, ["input.ground closure-needs-withdrawal"]),
            ((replace(PAPER, refused=PAPER.paper),), 1, ["input.ground closure-needs-withdrawal"]),
            ((replace(PAPER, confirmed=PAPER.paper),), 1, []),
            ((BY_CODE,), 1, []),
            ((BY_CODE,), 2, ["input.ground closure-needs-withdrawal"]),
        ],
    )
    def test_ends_only_what_who_reported_withdrew(self, rows: Any, cycle: int, heard: list[str]) -> None:
        case = a_case(withdrawals=rows, cycle=cycle)
        assert closing_of(case, ground=ClosureReason.WITHDRAWN) == heard


class TestHidden:
    @pytest.mark.parametrize("reason", ClosureReason)
    def test_no_grounds_and_protected_leave_search(self, reason: ClosureReason) -> None:
        closure = closed(a_case()).closure
        assert closure is not None
        case = a_case(CaseState.CLOSED, closure=replace(closure, reason=reason))
        assert case.hidden is (reason in {ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED})
        assert case.hidden is (reason in HIDDEN_CLOSURES)


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
