"""Withdrawing a report: by who reported, and by nobody else (Đ2.2).

Who holds the code withdraws by it. A paper counts once an officer of another agency than the one that recorded it has
confirmed that it is the reporter's. The lead agency may then end the case as WITHDRAWN; it need not, for what was said
may concern others.
"""

from dataclasses import replace
from typing import Annotated, Any, Final

from domain.case.codes import code_acts
from domain.case.command import CaseCommand, CaseEvent
from domain.case.concerned import member_or_watching
from domain.case.guards import member, not_concerned, this_cycle
from domain.case.notification import ToldToLead
from domain.case.state.case import Case, CaseState
from domain.case.state.withdrawal import Withdrawal
from domain.kernel.actor import ActorKind
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.kernel.roles import OFFICERS, Post
from domain.kernel.step import Step
from domain.rules.facts import Facts
from domain.rules.guards import second_person
from domain.rules.requirement import room_for

PAPERS_MOST: Final = 10
UNDECIDED: Final = frozenset(
    {
        CaseState.RECEIVED,
        CaseState.SCREENED,
        CaseState.CHECKING,
        CaseState.COORDINATING,
        CaseState.APPRAISED,
        CaseState.PROPOSED,
    }
)
"""States in which a withdrawal can still change what becomes of the report."""


def withdrawn(case: Case) -> bool:
    return any(row.counts for row in this_cycle(case.withdrawals, case))


def waiting_paper(case: Case) -> Withdrawal | None:
    return next((row for row in this_cycle(case.withdrawals, case) if row.waits), None)


def not_withdrawn(case: Case, facts: Facts) -> Problem | None:
    """The report is not withdrawn already."""
    return RuleNotMet(code="withdrawn-already") if withdrawn(case) else None


def no_paper_waits(case: Case, facts: Facts) -> Problem | None:
    """No paper waits to be confirmed."""
    return RuleNotMet(code="withdrawal-waits") if waiting_paper(case) else None


class ReportWithdrawn(ToldToLead, type="case.report-withdrawn", appends="withdrawals"):
    withdrawal: Withdrawal


class WithdrawOwnReport(
    CaseCommand, additive=True, by={ActorKind.PUBLIC}, states=UNDECIDED, requires=(code_acts, not_withdrawn)
):
    """Withdraw your own report, by its code. The agency may still go on where others are concerned."""

    def decide(self, case: Case, facts: Facts) -> ReportWithdrawn:
        return ReportWithdrawn(withdrawal=facts.record(Withdrawal, self, case))


class RecordWithdrawal(
    CaseCommand,
    scope=Scope.CASE_REPORT,
    posts={Post.HANDLER},
    states=UNDECIDED,
    by={ActorKind.PERSON},
    requires=(
        member,
        not_concerned,
        not_withdrawn,
        no_paper_waits,
        room_for("withdrawals", PAPERS_MOST, "too-many-withdrawals"),
    ),
):
    """Record a paper by which who reported withdraws the report. An officer of another agency confirms it (Đ2.2)."""

    document_number: Annotated[str, Words(doc="Number under which the paper was received.", most=60)]
    reasons: Annotated[
        str, Words(doc="How it came, and how you know that it is the reporter's. Name nobody.", least=10, most=2_000)
    ]

    def decide(self, case: Case, facts: Facts) -> ReportWithdrawn:
        paper = facts.step(note="reasons")
        return ReportWithdrawn(withdrawal=facts.record(Withdrawal, self, case, paper=paper))


def some_paper_waits(case: Case, facts: Facts) -> Problem | None:
    """A paper waits to be confirmed."""
    return None if waiting_paper(case) else RuleNotMet(code="no-withdrawal-waits")


def recorded_by_another_agency(case: Case, facts: Facts) -> Problem | None:
    """Another agency recorded the paper, and another person (G5)."""
    waiting = waiting_paper(case)
    if waiting is None or waiting.paper is None:
        return None
    if facts.touches(facts.actor.own, (waiting.paper.agency,)):
        return unguarded(Guard.G5_TWO_PERSONS, "another-agency-needed")
    return second_person(waiting.paper.officer, facts)


class OnPaper(
    CaseCommand,
    scope=Scope.CASE_READ_OWN,
    posts=OFFICERS | {Post.INSPECTOR},
    states=UNDECIDED,
    by={ActorKind.PERSON},
    requires=(some_paper_waits, member_or_watching, recorded_by_another_agency, not_concerned),
):
    """What an officer of another agency says of the paper."""

    reasons: Annotated[
        str, Words(doc="How you found out whether it is the reporter's. Name nobody.", least=10, most=2_000)
    ]


def with_waiting(case: Case, **step: Any) -> Case:
    waiting = waiting_paper(case)
    rows = (replace(row, **step) if row is waiting else row for row in case.withdrawals)
    return replace(case, withdrawals=tuple(rows))


class WithdrawalConfirmed(ToldToLead, type="case.withdrawal-confirmed"):
    step: Step

    def fold(self, case: Case) -> Case:
        return with_waiting(case, confirmed=self.step)


class ConfirmWithdrawal(OnPaper, writes=WithdrawalConfirmed):
    """Confirm, for another agency than the one that recorded it, that a paper of withdrawal is the reporter's (G5)."""


class WithdrawalRefused(CaseEvent, type="case.withdrawal-refused"):
    step: Step

    def fold(self, case: Case) -> Case:
        return with_waiting(case, refused=self.step)


class RefuseWithdrawal(OnPaper, writes=WithdrawalRefused):
    """Say, for another agency than the one that recorded it, that a paper of withdrawal is not the reporter's (G5)."""
