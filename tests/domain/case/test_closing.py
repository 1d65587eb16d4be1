from dataclasses import replace
from typing import Any

import pytest

from domain.case.closing import CloseCase
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
