"""Findings of inspections: addressed to an agency, answered within a term, a ground for opening a case again (Đ2.2).

An inspector changes no case. What an inspection found about one is said to the agency that handled it; whoever may
reopen the case names the finding, and the finding then says that it was followed.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from domain.activity.breaches import recordable
from domain.activity.command import past
from domain.activity.state.inspection import (
    InspectionAnswer,
    InspectionFinding,
    InspectionFollowed,
    InspectionKind,
    InspectionState,
    InspectionWithdrawal,
)
from domain.case.reopening import CaseReopened
from domain.case.state.case import Case
from domain.case.state.related import CaseRef
from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows, Sealed
from domain.kernel.fields import Ref, Spec, Whole, Words
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import INSPECTING, OFFICERS
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, own_agency, still_runs
from domain.rules.linking import LinkedEvent, reacts_to
from domain.rules.requirement import room_for

ANSWERS_MOST = 20
ANSWER_DAYS_LEAST, ANSWER_DAYS_MOST = 3, 60
"""Working days to answer: a choice of this register, which no clause sets."""
INSPECTION_OVERDUE = "inspection-overdue"
"""The job that notes that an agency had not answered in time."""
STANDING = frozenset({InspectionState.OPEN, InspectionState.ANSWERED})
"""States of a finding that counts."""


class InspectionEvent(Follows[InspectionFinding]):
    """Something that happened to a finding."""


class InspectionRecorded(Begins[InspectionFinding], type="inspection.recorded", state=InspectionState.OPEN):
    agency: str
    officer: str
    at: datetime
    inspected: str
    kind: InspectionKind
    document_number: Sealed
    finding: Sealed
    recommendation: Sealed
    answer_by: datetime
    case: str | None = None
    reopen: bool = False
    examined: Sealed | None = None
    held_on: date | None = None

    def jobs(self, finding: InspectionFinding) -> Iterator[Job]:
        yield Job(job=INSPECTION_OVERDUE, data={}, due=self.answer_by)


class RecordInspection(
    OpeningCommand, kind=Kind.INSPECTION, scope=Scope.INSPECTION_RECORD, posts=INSPECTING, signed=True
):
    """Record what an inspection found about how an agency handles cases, and ask it to answer (Đ2.2)."""

    inspected: Annotated[
        str, Ref(doc="Agency that the finding is about, and that answers. It cannot be your own.", to=Kind.AGENCY)
    ]
    kind: Annotated[InspectionKind, Spec(doc="What was found.")]
    document_number: Annotated[str, Words(doc="Number of the conclusion.", most=60)]
    finding: Annotated[str, Words(doc="What was found, and from what. Name nobody.", least=20, most=10_000)]
    recommendation: Annotated[str, Words(doc="What the agency is asked to do.", least=5, most=5_000)]
    answer_days: Annotated[
        int, Whole(doc="Working days to answer.", least=ANSWER_DAYS_LEAST, most=ANSWER_DAYS_MOST)
    ] = 10
    case: Annotated[str | None, CaseRef(doc="Case that it is about; none for a finding about several.")] = None
    reopen: Annotated[
        bool, Spec(doc="Whether the conclusion is that the case has to be reopened. Then the case is needed.")
    ] = False
    examined: Annotated[
        str | None,
        Words(
            doc="What was looked at, and how: files, periods, terms. Minutes can be made only with it. Name nobody.",
            least=10,
            most=10_000,
        ),
    ] = None
    held_on: Annotated[
        date | None, Spec(doc="Date of the inspection, or its last date; null for the day of recording.")
    ] = None

    def decide(self, state: None, facts: Facts) -> InspectionRecorded:
        held = past("held_on", self.held_on, facts) if self.held_on else []
        if faults := [*agency_known("inspected", self.inspected, facts), *held]:
            raise Refused(*faults)
        if problem := recordable(self.inspected, facts, "inspected"):
            raise Refused(problem)
        if self.reopen and self.case is None:
            raise Refused(invalid("case", "case-needed"))
        return facts.record(
            InspectionRecorded, self, answer_by=facts.registry.calendar.due(facts.now, self.answer_days)
        )


class InspectionCommand(CommandOn[InspectionFinding], kind=Kind.INSPECTION, states=STANDING):
    """Act on a finding that counts."""


class InspectionAnswered(
    InspectionEvent, type="inspection.answered", state=InspectionState.ANSWERED, appends="answers"
):
    answer: InspectionAnswer


def about_own_agency(finding: InspectionFinding, facts: Facts) -> Problem | None:
    """The finding is about the actor's agency."""
    return None if facts.acts_for(finding.inspected) else unguarded(Guard.G1_COMPETENCE, "inspected-agency-only")


class AnswerInspection(
    InspectionCommand,
    scope=Scope.ACTIVITY_WRITE,
    posts=OFFICERS,
    additive=True,
    requires=(about_own_agency, room_for("answers", ANSWERS_MOST, "too-many-inspection-answers")),
):
    """Answer what an inspection found about your agency, also late."""

    accepted: Annotated[bool, Spec(doc="Whether the agency accepts the finding.")]
    text: Annotated[
        str, Words(doc="What the agency did or will do; or why it does not accept it.", least=20, most=5_000)
    ]

    def decide(self, finding: InspectionFinding, facts: Facts) -> InspectionAnswered:
        return InspectionAnswered(answer=facts.record(InspectionAnswer, self))


class InspectionWithdrawn(InspectionEvent, type="inspection.withdrawn", state=InspectionState.WITHDRAWN):
    withdrawal: InspectionWithdrawal


class WithdrawInspection(InspectionCommand, scope=Scope.INSPECTION_RECORD, posts=INSPECTING, requires=(own_agency,)):
    """Withdraw a finding of your own body. The history stays, and so does what was done because of it."""

    reasons: Annotated[str, Words(doc="What was wrong with the finding.", least=10, most=2_000)]

    def decide(self, finding: InspectionFinding, facts: Facts) -> InspectionWithdrawn:
        return InspectionWithdrawn(withdrawal=facts.record(InspectionWithdrawal, self))


class InspectionOverdue(InspectionEvent, type="inspection.overdue", bookkeeping=True, sets={"overdue_at": "at"}):
    at: datetime


class NoteInspectionOverdue(InspectionCommand, states={InspectionState.OPEN}, additive=True, by={ActorKind.SYSTEM}):
    """Note that an agency had not answered a finding in time (an act of the register itself)."""

    def decide(self, finding: InspectionFinding, facts: Facts) -> InspectionOverdue:
        if finding.overdue_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        if problem := still_runs(finding.answer_by, facts, finding.at):
            raise Refused(problem)
        return facts.record(InspectionOverdue, self)


class InspectionHeeded(InspectionEvent, type="inspection.followed"):
    followed: InspectionFollowed


@reacts_to(CaseReopened)
def followed(case: Case, event: CaseReopened, facts: Facts) -> Iterator[LinkedEvent[InspectionHeeded]]:
    """A finding on which a case is opened again says so."""
    if event.reopening.inspection is not None:
        heeded = InspectionFollowed(at=event.reopening.at, cycle=case.cycle)
        yield LinkedEvent(stream=event.reopening.inspection, event=InspectionHeeded(followed=heeded))
