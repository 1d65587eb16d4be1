"""Closing, and reopening by another person, one cycle on (Đ2.2)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.closing import CloseCase, ReopenCase
from domain.case.state.case import HIDDEN_CLOSURES, Case, CaseState, ClosureReason, ExpressionConclusion, Informed
from domain.case.state.protection import Withdrawal
from domain.kernel.event import Step
from domain.kernel.vocabulary import Post
from tests.support.facts import NOW, a_case, done, faults, person
from tests.support.handling_commands import good
from tests.support.handling_facts import as_officer, hear, left
from tests.support.handling_past import Cast, Past, a_closure, a_reopening, case_at, case_of, until
from tests.support.world import LEAD, officer

PROTECTED, NOT_PROTECTED = ExpressionConclusion.PROTECTED, ExpressionConclusion.NOT_PROTECTED

BY_CODE = Withdrawal(id="withdrawal-1", cycle=1, at=NOW)


def a_closing(**changes: Any) -> CloseCase:
    fields: dict[str, Any] = {
        "ground": ClosureReason.NO_GROUNDS,
        "reasons": "Cơ quan báo cáo đã rút lại vì nhầm.",
        "informed": Informed.BY_MESSAGE,
    }
    return CloseCase(**(fields | changes))


def closed(case: Case, **changes: Any) -> Case:
    made: Case = done(case, a_closing(**changes), person(LEAD))
    return made


def closing_of(case: Case, **changes: Any) -> list[str]:
    return faults(case, a_closing(**changes), person(LEAD))


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


SIGNATORY = person(LEAD, Post.SIGNATORY)
CAST, AGAIN = Cast(), Past(cycle=2)


def reopening(case: Any, by: str) -> str:
    return hear(case, good(ReopenCase), as_officer(by, LEAD, Post.SIGNATORY))


class TestGoesOnWhereItCan:
    """A case never screened, or never taken up, is not under check: nobody would answer for it."""

    @pytest.mark.parametrize("closed_at", [CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING])
    def test_and_keeps_the_promises_of_its_state(self, closed_at: CaseState) -> None:
        case = case_of(*until(closed_at), a_closure(CAST, Past(reason=ClosureReason.WITHDRAWN)))
        made = left(case, good(ReopenCase), SIGNATORY)
        assert (made.state, made.cycle) == (closed_at, 2)
        assert (made.category is not None) is (made.assigned is not None) is (closed_at is not CaseState.RECEIVED)
        assert (made.focal is not None) is (closed_at is CaseState.CHECKING)

    def test_one_whose_agency_was_taken_over_is_taken_up_again(self) -> None:
        case = replace(case_at(CaseState.CLOSED), focal=None)
        assert left(case, good(ReopenCase), SIGNATORY).state is CaseState.SCREENED

    def test_an_older_record_says_nothing_and_means_checking(self) -> None:
        case = case_of(*until(CaseState.RECEIVED), a_closure(CAST, Past(reason=ClosureReason.WITHDRAWN)), a_reopening())
        assert case.state is CaseState.CHECKING
