"""Withdrawal of a report, or of a request for protection: by its author alone (Đ2.2).

The holder of the code withdraws with the code. A paper takes effect after an officer confirms its author, for an agency
other than the recording one. After that the lead agency may end the case as WITHDRAWN; it may also continue, because
the report may concern others. A request for protection ends when its withdrawal is confirmed.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from domain.case.at_once import ProtectionLapsed, lapsed
from domain.case.codes import code_acts
from domain.case.command import NOT_CLOSED, CaseCommand, CaseEvent, ToldToLead
from domain.case.concerned import member_or_watching
from domain.case.guards import asked_to_protect, led_by_actor, member, not_concerned, this_cycle
from domain.case.state.case import Case, CaseState, with_row
from domain.case.state.protection import Withdrawal
from domain.kernel.actor import ActorKind
from domain.kernel.event import Sealed, Step
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.kernel.vocabulary import OFFICERS, Post
from domain.rules.facts import Facts
from domain.rules.guards import not_of, required, room_for, second_person

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
"""States in which a withdrawal can still affect the report."""
PAPERS: Final = room_for("withdrawals", PAPERS_MOST, "too-many-withdrawals")


def withdrawn(case: Case) -> bool:
    """Return whether the reporter withdrew the report in this cycle."""
    return any(row.counts and row.request is None for row in this_cycle(case.withdrawals, case))


def waiting_paper(case: Case) -> Withdrawal | None:
    return next((row for row in this_cycle(case.withdrawals, case) if row.waits), None)


def not_withdrawn(case: Case, facts: Facts) -> Problem | None:
    """The report is not withdrawn already."""
    return RuleNotMet(code="withdrawn-already") if withdrawn(case) else None


def no_paper_waits(case: Case, facts: Facts) -> Problem | None:
    """No paper of withdrawal waits to be confirmed."""
    return RuleNotMet(code="withdrawal-waits") if waiting_paper(case) else None


class ReportWithdrawn(ToldToLead, type="case.report-withdrawn", appends="withdrawals"):
    withdrawal: Withdrawal


class WithdrawOwnReport(
    CaseCommand,
    additive=True,
    by={ActorKind.PUBLIC},
    states=UNDECIDED,
    requires=(code_acts, not_withdrawn),
    writes=ReportWithdrawn,
):
    """Withdraw your own report, with its code. The agency may continue if other people are concerned."""


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
        PAPERS,
    ),
):
    """Record a paper in which the reporter withdraws the report. An officer of another agency confirms the paper
    (Đ2.2)."""

    document_number: Annotated[str, Words(doc="Number under which the paper was received.", most=60)]
    reasons: Annotated[
        str,
        Words(
            doc=("How the paper arrived, and how you know that the reporter wrote it. Do not name persons."),
            least=10,
            most=2_000,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> ReportWithdrawn:
        paper = facts.step(note="reasons")
        return ReportWithdrawn(withdrawal=facts.record(Withdrawal, self, case, paper=paper))


class ProtectionWithdrawn(ToldToLead, type="case.protection-withdrawn"):
    """The person withdrew their request for protection, which ends all work on it."""

    at: datetime
    reasons: Sealed | None = None

    def fold(self, case: Case) -> Case:
        return with_row(case, "protections", case.protections[-1].id, withdrawn_at=self.at, withdrawal=self.reasons)


def asked_at_public_door(case: Case, facts: Facts) -> Problem | None:
    """An open request for protection arrived through the public form, so the holder of its code made it."""
    asked = asked_to_protect(case)
    return None if asked and asked.agency is None else RuleNotMet(code="no-protection-request")


class WithdrawProtection(
    CaseCommand, additive=True, by={ActorKind.PUBLIC}, states=NOT_CLOSED, requires=(code_acts, asked_at_public_door)
):
    """Withdraw your own request for protection, with its code. The agencies then stop all work on the request."""

    def decide(self, case: Case, facts: Facts) -> tuple[ProtectionWithdrawn | ProtectionLapsed, ...]:
        """End the request, and the immediate step that rests on it."""
        return (ProtectionWithdrawn(at=facts.now), *lapsed(case, facts))


def some_protection_asked(case: Case, facts: Facts) -> Problem | None:
    """A request for protection is open."""
    return None if asked_to_protect(case) else RuleNotMet(code="no-protection-request")


def led_or_recorded_by_actor(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency leads the case, or recorded the request."""
    asked = asked_to_protect(case)
    return None if asked and asked.agency and facts.acts_for(asked.agency) else led_by_actor(case, facts)


class ProtectionPaperRecorded(ToldToLead, type="case.protection-paper-recorded", appends="withdrawals"):
    """An officer recorded a paper by which a request for protection is withdrawn."""

    withdrawal: Withdrawal


class RecordProtectionWithdrawal(
    CaseCommand,
    scope=Scope.CASE_REPORT,
    posts={Post.HANDLER},
    states=NOT_CLOSED,
    by={ActorKind.PERSON},
    requires=(some_protection_asked, led_or_recorded_by_actor, no_paper_waits, PAPERS),
):
    """Record a paper in which a person withdraws their request for protection. An officer of another agency confirms
    the paper (Đ2.2)."""

    reasons: Annotated[
        str, Words(doc="How the paper arrived, and how you know that the requester wrote it.", least=10, most=2_000)
    ]

    def decide(self, case: Case, facts: Facts) -> ProtectionPaperRecorded | ProtectionWithdrawn:
        """Record the paper, which another agency must confirm. In version 0.1.0 an act of the same name ended the
        request at once."""
        asked, paper = required(asked_to_protect(case)), facts.step(note="reasons")
        return ProtectionPaperRecorded(withdrawal=facts.record(Withdrawal, self, case, paper=paper, request=asked.id))


def some_paper_waits(case: Case, facts: Facts) -> Problem | None:
    """A paper of withdrawal waits to be confirmed."""
    return None if waiting_paper(case) else RuleNotMet(code="no-withdrawal-waits")


def recorded_by_another_agency(case: Case, facts: Facts) -> Problem | None:
    """Another person recorded the paper, for an agency in which the actor holds no post (G5)."""
    waiting = waiting_paper(case)
    if waiting is None or waiting.paper is None:
        return None
    if problem := second_person(waiting.paper.officer, facts):
        return problem
    own = not_of((waiting.paper.agency,), facts)
    return unguarded(Guard.G5_TWO_PERSONS, "another-agency-needed") if own else None


class OnPaper(
    CaseCommand,
    scope=Scope.CASE_READ_OWN,
    posts=OFFICERS | {Post.INSPECTOR},
    states=NOT_CLOSED,
    by={ActorKind.PERSON},
    requires=(some_paper_waits, member_or_watching, recorded_by_another_agency, not_concerned),
):
    """Command of another agency's officer on a paper of withdrawal."""

    reasons: Annotated[
        str, Words(doc=("How you identified the author of the paper. Do not name persons."), least=10, most=2_000)
    ]


def with_waiting(case: Case, **step: Any) -> Case:
    waiting = waiting_paper(case)
    rows = (replace(row, **step) if row is waiting else row for row in case.withdrawals)
    return replace(case, withdrawals=tuple(rows))


class WithdrawalConfirmed(ToldToLead, type="case.withdrawal-confirmed"):
    """An officer of another agency confirmed the author of the paper."""

    step: Step

    def fold(self, case: Case) -> Case:
        return with_waiting(case, confirmed=self.step)


class ConfirmWithdrawal(OnPaper):
    """Confirm the author of a paper of withdrawal, as another agency than the one that recorded it (G5)."""

    def decide(
        self, case: Case, facts: Facts
    ) -> tuple[WithdrawalConfirmed | ProtectionWithdrawn | ProtectionLapsed, ...]:
        """Confirm the paper; a request for protection ends, with the immediate step that rests on it."""
        return (facts.record(WithdrawalConfirmed, self), *self._ended(case, facts))

    def _ended(self, case: Case, facts: Facts) -> Iterator[ProtectionWithdrawn | ProtectionLapsed]:
        waiting, asked = waiting_paper(case), asked_to_protect(case)
        if waiting and waiting.paper and asked and asked.id == waiting.request:
            yield ProtectionWithdrawn(at=facts.now, reasons=waiting.paper.note)
            yield from lapsed(case, facts)


class WithdrawalRefused(CaseEvent, type="case.withdrawal-refused"):
    """An officer of another agency found that the paper has another author."""

    step: Step

    def fold(self, case: Case) -> Case:
        return with_waiting(case, refused=self.step)


class RefuseWithdrawal(OnPaper, writes=WithdrawalRefused):
    """Refuse a paper of withdrawal that somebody else wrote. Your agency did not record the paper (G5)."""
