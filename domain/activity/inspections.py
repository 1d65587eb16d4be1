"""Findings of inspections and breaches of the Regulation by agencies (Đ7.2).

The inspected agency answers a finding within a term. A finding can be a ground to reopen a case.

An inspector changes no case. A finding about a case goes to the agency that handled it. A command that reopens the case
refers to the finding, which then records that the agency followed it.

A breach is recorded only against an agency that can answer in the register, never by that agency itself.
Publications of citizens are no breach.

The Regulation has no clause on inspection. Findings are a choice of this register.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from domain.activity.recorded import ActivityCommand, ActivityRecorded, RecordCommand, is_breach, past, recording
from domain.activity.recounts import CELLS_MOST, Recount, TableOf, recounted
from domain.activity.state.activity import Activity, Breach, BreachAnswer, BreachKind
from domain.case.closing import CaseReopened
from domain.case.state.case import Case
from domain.case.state.related import CaseRef
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Job, Sealed
from domain.kernel.fields import Items, Ref, Spec, Whole, Words
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import INSPECTING, OFFICERS, Kind, Post
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, own_agency, refuse_for, room_for, room_in, still_runs
from domain.rules.linking import LinkedEvent, reacts_to

ANSWERS_MOST = 20


def recordable(agency: str, facts: Facts, field: str = "agency") -> Problem | None:
    """Return the problem if the agency is the actor's own agency or its predecessor (G5), or cannot answer in the
    register; otherwise None."""
    if facts.touches(facts.actor.own, (agency,)):
        return unguarded(Guard.G5_TWO_PERSONS, "own-breach")
    if permits(facts.registry.role_on(agency, local_date(facts.now)), Scope.ACTIVITY_WRITE) is None:
        return invalid(field, "agency-cannot-answer")
    return None


def answers_for_itself(agency: str, state: None, facts: Facts) -> None:
    """Raise Refused if the actor may not record a breach or a finding about the agency."""
    refuse_for(recordable(agency, facts))


class BreachRecorded(ActivityRecorded, type="activity.breach-recorded"):
    breach: Breach


class RecordBreach(RecordCommand, scope=Scope.BREACH_RECORD, posts={Post.SIGNATORY}):
    """Record that an agency broke the Regulation (Đ7.2). Publications of citizens are never a breach."""

    agency: Annotated[
        str,
        Ref(doc="Agency that broke the Regulation. It cannot be your own.", to=Kind.AGENCY, fits=answers_for_itself),
    ]
    kind: Annotated[BreachKind, Spec(doc="Kind of breach.")]
    noted_on: Annotated[date, Spec(doc="Date on which the breach was noticed.")]
    facts: Annotated[str, Words(doc="Act or omission of the agency.", least=20, most=5_000)]
    measure: Annotated[str, Words(doc="Measures taken about the breach.", least=5, most=2_000)]

    def decide(self, state: None, facts: Facts) -> BreachRecorded:
        refuse_for(*agency_known("agency", self.agency, facts), *past("noted_on", self.noted_on, facts))
        answers_for_itself(self.agency, state, facts)
        return BreachRecorded(by=recording(facts), breach=facts.record(Breach, self))


class BreachAnswered(Follows[Activity], type="activity.breach-answered"):
    answer: BreachAnswer

    def fold(self, activity: Activity) -> Activity:
        if activity.breach is None:
            raise TypeError(f"{self.TYPE} does not follow {activity}")
        return replace(activity, breach=replace(activity.breach, answers=(*activity.breach.answers, self.answer)))


def breach_of_own_agency(activity: Activity, facts: Facts) -> Problem | None:
    """The breach was recorded about the actor's own agency."""
    if activity.breach and not facts.acts_for(activity.breach.agency):
        return unguarded(Guard.G1_COMPETENCE, "concerned-agency-only")
    return None


def room_for_answer(activity: Activity, facts: Facts) -> Problem | None:
    """The breach has room for one more answer."""
    return room_in(activity.breach.answers, ANSWERS_MOST, "too-many-answers") if activity.breach else None


class AnswerBreach(
    ActivityCommand,
    scope=Scope.ACTIVITY_WRITE,
    posts=OFFICERS,
    additive=True,
    requires=(is_breach, breach_of_own_agency, room_for_answer),
    writes=BreachAnswered,
):
    """Answer a breach that was recorded about your agency (Đ7.2)."""

    text: Annotated[str, Words(doc="The answer.", least=10, most=5_000)]


class InspectionState(StrEnum):
    """State of a finding. A withdrawn finding no longer counts and remains in the history."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    WITHDRAWN = "WITHDRAWN"


class InspectionKind(StrEnum):
    """Kind of finding about an agency. No kind judges publications of citizens."""

    NOT_HEARD = "NOT_HEARD"
    """The agency did not hear the person concerned, did not inform the person, or did not restore the content."""
    NO_GROUND = "NO_GROUND"
    DISPROPORTIONATE = "DISPROPORTIONATE"
    BEYOND_COMPETENCE = "BEYOND_COMPETENCE"
    TERM_MISSED = "TERM_MISSED"
    RECORDS = "RECORDS"
    NO_FAULT = "NO_FAULT"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True)
class InspectionAnswer:
    agency: str
    officer: str
    at: datetime
    accepted: bool
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class InspectionFollowed:
    at: datetime
    cycle: int


@dataclass(frozen=True, kw_only=True)
class InspectionWithdrawal:
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class InspectionFinding:
    """Finding of the inspecting body `agency` about the agency `inspected`, with the term for its answer."""

    id: str
    state: InspectionState
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
    """True if the inspection concluded that the case should be reopened."""
    answers: tuple[InspectionAnswer, ...] = ()
    overdue_at: datetime | None = None
    followed: InspectionFollowed | None = None
    withdrawal: InspectionWithdrawal | None = None
    examined: Sealed | None = None
    """Subject of the examination, for the minutes; None in a record without a subject."""
    held_on: date | None = None
    """Day of the examination; None if not given."""
    figures: str | None = None
    """Id of the line in the public register whose table the inspector counted again."""
    recount: Recount | None = None
    cells: tuple[str, ...] = ()
    """Cells of the table that differ, as `<row>.<column>`."""

    @property
    def stands(self) -> bool:
        return self.state is not InspectionState.WITHDRAWN

    @property
    def readers(self) -> tuple[str, ...]:
        return (self.agency, self.inspected)


ANSWER_DAYS_LEAST, ANSWER_DAYS_MOST = 3, 60
"""Bounds of the answering term in working days. They are a choice of this register; no clause sets them."""
INSPECTION_OVERDUE = "inspection-overdue"
"""Job that records that an agency did not answer a finding in time."""
STANDING = frozenset({InspectionState.OPEN, InspectionState.ANSWERED})
"""States in which a finding is still valid."""


class InspectionEvent(Follows[InspectionFinding]):
    """Event that follows in the stream of a finding."""


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
    figures: str | None = None
    recount: Recount | None = None
    cells: tuple[str, ...] = ()

    def jobs(self, finding: InspectionFinding) -> Iterator[Job]:
        yield Job(job=INSPECTION_OVERDUE, data={}, due=self.answer_by)


class RecordInspection(
    OpeningCommand,
    kind=Kind.INSPECTION,
    scope=Scope.INSPECTION_RECORD,
    posts=INSPECTING,
    signed=True,
    needs=(TableOf,),
):
    """Record the finding of an inspection about how an agency handles cases, and request the agency's answer (Đ2.2)."""

    inspected: Annotated[
        str,
        Ref(
            doc="Agency that the finding is about. This agency answers, and it cannot be your own.",
            to=Kind.AGENCY,
            fits=answers_for_itself,
        ),
    ]
    kind: Annotated[InspectionKind, Spec(doc="Kind of finding.")]
    document_number: Annotated[str, Words(doc="Number of the conclusion.", most=60)]
    finding: Annotated[
        str, Words(doc="The finding, and the evidence for it. Do not name persons.", least=20, most=10_000)
    ]
    recommendation: Annotated[str, Words(doc="Action requested from the agency.", least=5, most=5_000)]
    answer_days: Annotated[
        int, Whole(doc="Working days until the agency must answer.", least=ANSWER_DAYS_LEAST, most=ANSWER_DAYS_MOST)
    ] = 10
    case: Annotated[
        str | None,
        CaseRef(
            doc="Case that the finding is about. Leave it out for a finding about several cases.",
            needed_with=(("reopen", True),),
        ),
    ] = None
    reopen: Annotated[
        bool, Spec(doc="True if the conclusion is that the case has to be reopened. If so, the case is required.")
    ] = False
    examined: Annotated[
        str | None,
        Words(
            doc="Subjects and methods of the examination: files, periods, terms. Required for minutes. "
            "Do not name persons.",
            least=10,
            most=10_000,
        ),
    ] = None
    held_on: Annotated[
        date | None, Spec(doc="Date of the inspection, or its last date; null for the day of recording.")
    ] = None
    figures: Annotated[
        str | None,
        Ref(
            doc="Line of the public register with the public statistics that were counted again, such as "
            "`statement-figures-2026:13`. Then the result is published."
        ),
    ] = None
    cells: Annotated[
        tuple[str, ...],
        Items(
            doc="Cells of these statistics that differ, as `<row>.<column>`; empty if all cells agree. Do not enter "
            "the numbers.",
            most=CELLS_MOST,
        ),
    ] = ()

    def decide(self, state: None, facts: Facts) -> InspectionRecorded:
        held = past("held_on", self.held_on, facts) if self.held_on else []
        refuse_for(*agency_known("inspected", self.inspected, facts), *held)
        refuse_for(recordable(self.inspected, facts, "inspected"))
        if self.reopen and self.case is None:
            raise Refused(invalid("case", "case-needed"))
        faultless = self.kind is InspectionKind.NO_FAULT
        return facts.record(
            InspectionRecorded,
            self,
            answer_by=facts.registry.calendar.due(facts.now, self.answer_days),
            recount=recounted(self.figures, self.cells, faultless=faultless, facts=facts),
        )


class InspectionCommand(CommandOn[InspectionFinding], kind=Kind.INSPECTION, states=STANDING):
    """Command on a finding that is still valid."""


class InspectionAnswered(
    InspectionEvent, type="inspection.answered", state=InspectionState.ANSWERED, appends="answers"
):
    answer: InspectionAnswer


def about_own_agency(finding: InspectionFinding, facts: Facts) -> Problem | None:
    """The finding is about the actor's own agency."""
    return None if facts.acts_for(finding.inspected) else unguarded(Guard.G1_COMPETENCE, "inspected-agency-only")


class AnswerInspection(
    InspectionCommand,
    scope=Scope.ACTIVITY_WRITE,
    posts=OFFICERS,
    additive=True,
    requires=(about_own_agency, room_for("answers", ANSWERS_MOST, "too-many-inspection-answers")),
    writes=InspectionAnswered,
):
    """Answer the finding of an inspection about your agency. A late answer is accepted."""

    accepted: Annotated[bool, Spec(doc="True if the agency accepts the finding.")]
    text: Annotated[
        str,
        Words(
            doc="Measures that the agency took or will take, or its reasons for not accepting the finding.",
            least=20,
            most=5_000,
        ),
    ]


class InspectionWithdrawn(InspectionEvent, type="inspection.withdrawn", state=InspectionState.WITHDRAWN):
    withdrawal: InspectionWithdrawal


class WithdrawInspection(
    InspectionCommand,
    scope=Scope.INSPECTION_RECORD,
    posts=INSPECTING,
    requires=(own_agency,),
    writes=InspectionWithdrawn,
):
    """Withdraw a finding of your own inspecting body. The history and the acts that followed from it remain."""

    reasons: Annotated[str, Words(doc="Mistake in the finding.", least=10, most=2_000)]


class InspectionOverdue(InspectionEvent, type="inspection.overdue", bookkeeping=True, sets={"overdue_at": "at"}):
    at: datetime


class NoteInspectionOverdue(InspectionCommand, states={InspectionState.OPEN}, additive=True, by={ActorKind.SYSTEM}):
    """Record that an agency did not answer a finding in time (an act of the register itself)."""

    def decide(self, finding: InspectionFinding, facts: Facts) -> InspectionOverdue:
        if finding.overdue_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        refuse_for(still_runs(finding.answer_by, facts, finding.at))
        return facts.record(InspectionOverdue, self)


class InspectionHeeded(InspectionEvent, type="inspection.followed"):
    followed: InspectionFollowed


@reacts_to(CaseReopened)
def followed(case: Case, event: CaseReopened, facts: Facts) -> Iterator[LinkedEvent[InspectionHeeded]]:
    """Yield the event that marks a finding as followed when a case is reopened because of the finding."""
    if event.reopening.inspection is not None:
        heeded = InspectionFollowed(at=event.reopening.at, cycle=case.cycle)
        yield LinkedEvent(stream=event.reopening.inspection, event=InspectionHeeded(followed=heeded))
