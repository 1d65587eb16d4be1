"""Acceptance, rejection, examination and ruling of a complaint. An upheld complaint reopens the case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from domain.case.closing import REOPENABLE, CaseReopened, reopening_of
from domain.case.own_measures import OwnMeasureEnded
from domain.case.state.case import Case
from domain.case.state.measures import OwnMeasure
from domain.case.state.pathways import Reopening, ReopeningGround
from domain.complaint.acts import ACTS, Undone, file_term
from domain.complaint.appeal import appeal_term
from domain.complaint.command import ExaminerCommand, RedressEvent, final_after, overdue_after
from domain.complaint.state import (
    FIRST,
    GRANTED,
    NEW,
    SECOND,
    ContestedDecision,
    Examination,
    Redress,
    RedressOutcome,
    RedressState,
    Rejection,
    RejectionGround,
    Ruling,
)
from domain.complaint.terms import Deadline, Stage, deadline_from
from domain.kernel.calendar import local_date
from domain.kernel.event import Job
from domain.kernel.fields import Spec, Words
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind, Post
from domain.kernel.wording import Exempt
from domain.rules.facts import Facts
from domain.rules.linking import LinkedEvent, links_streams, reacts_to


class ExaminationBegun(
    RedressEvent, type="redress.examination-begun", state=RedressState.EXAMINING, appends="examinations"
):
    """An officer who took no part in the case began to examine the complaint."""

    examination: Examination


class BeginExamination(ExaminerCommand, states={RedressState.ACCEPTED}):
    """Begin to examine a complaint, as an officer who took no part in the case."""

    plan: Annotated[str, Words(doc="Subject of the examination, and how the person is heard.", least=20, most=5_000)]

    def decide(self, redress: Redress, facts: Facts) -> ExaminationBegun:
        return ExaminationBegun(examination=facts.record(Examination, self, level=redress.level))


class RedressDecided(RedressEvent, type="redress.decided"):
    ruling: Ruling
    appeal_by: Deadline | None = None

    def fold(self, redress: Redress) -> Redress:
        """Apply the ruling to the complaint. A ruling at the second level is final."""
        last = self.ruling.level == SECOND
        return replace(
            redress,
            state=RedressState.FINAL if last else RedressState(self.ruling.outcome.value),
            rulings=(*redress.rulings, self.ruling),
            appeal_by=self.appeal_by,
            ended_at=self.ruling.at if last else None,
        )

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return final_after(self.appeal_by)


class DecideRedress(ExaminerCommand, posts={Post.SIGNATORY}, states={RedressState.EXAMINING}, signed=True):
    """Rule on a complaint. If the complaint is upheld, even in part, the act is undone at once. The case reopens, the
    own measure ends, the notice comes under review, or the data request must be answered again."""

    outcome: Annotated[RedressOutcome, Spec(doc="Result of the examination.")]
    number: Annotated[str, Words(doc="Number that the registry office gave the ruling.", most=60)]
    decided_on: Annotated[date, Spec(doc="Date of the ruling.")]
    reasons: Annotated[str, Words(doc="Reasons for the person to read.", least=20, most=10_000)]
    way_on: Annotated[
        str,
        Words(
            doc="Next remedies of the person, with their time limits: second level, court.",
            least=20,
            most=2_000,
            exempt=Exempt.REDRESS,
        ),
    ]
    verified: Annotated[
        str | None,
        Words(
            doc="Result of the verification, as the ruling states it (Luật Khiếu nại, Điều 31).", least=20, most=10_000
        ),
    ] = None
    dialogue: Annotated[
        str | None,
        Words(doc="When and how the person was heard, with the result; null without a meeting.", least=20, most=5_000),
    ] = None

    def decide(self, redress: Redress, facts: Facts) -> RedressDecided:
        first = local_date(redress.appeals[-1].at if redress.appeals else redress.at)
        if self.decided_on < first:
            raise Refused(invalid("decided_on", "date-too-early", earliest=first.isoformat()))
        if self.decided_on > local_date(facts.now):
            raise Refused(invalid("decided_on", "in-the-future"))
        ruling = facts.record(Ruling, self, level=redress.level)
        return RedressDecided(ruling=ruling, appeal_by=appeal_term(redress, facts))


def reopening_by(redress: Redress, ruling: Ruling, case: Case) -> Reopening | None:
    """Return the reopening that an upheld complaint causes. It stops execution and withdraws removals.

    None for a complaint that is not upheld, and for an act whose undoing reopens no case (`ACTS`). None also for an act
    that is already undone: the case was reopened or decided again, or the police returned the file.
    """
    if (
        ACTS[redress.about].undone is not Undone.CASE_REOPENED
        or ruling.outcome not in GRANTED
        or case.cycle != redress.cycle
        or case.state not in REOPENABLE
        or any(transfer.returned and transfer.public_code == redress.decision for transfer in case.transfers)
    ):
        return None
    return replace(
        reopening_of(case, ReopeningGround.REDRESS, officer=ruling.officer, at=ruling.at), redress=redress.id
    )


@links_streams(Kind.REDRESS)
def subject_of(redress: Redress | None, command: Any) -> Iterator[str]:
    """Yield the notice or data request against which a complaint is directed. An upheld complaint is recorded there
    too."""
    if redress and redress.subject:
        yield redress.subject


@reacts_to(RedressDecided)
def undoing(
    redress: Redress, event: RedressDecided, facts: Facts
) -> Iterator[LinkedEvent[CaseReopened | OwnMeasureEnded]]:
    """Yield the event that undoes the act after an upheld complaint: a reopening of the case, or the end of an own
    measure."""
    contested = facts.known(ContestedDecision)
    if contested and event.ruling.outcome in GRANTED:
        yield from _ended(redress, event.ruling, contested)
    reopening = reopening_by(redress, event.ruling, contested.case) if contested else None
    if contested and reopening:
        yield LinkedEvent(stream=contested.case.id, event=CaseReopened(reopening=reopening))


def _ended(redress: Redress, ruling: Ruling, contested: ContestedDecision) -> Iterator[LinkedEvent[OwnMeasureEnded]]:
    """Yield the end of the contested own measure, unless the measure has already ended."""
    measure = contested.decision
    if isinstance(measure, OwnMeasure) and measure.ended_at is None:
        ended = OwnMeasureEnded(measure=measure.id, at=ruling.at, lapsed=False, redress=redress.id)
        yield LinkedEvent(stream=contested.case.id, event=ended)


class RedressAccepted(RedressEvent, type="redress.accepted"):
    officer: str
    at: datetime
    decide_by: Deadline

    def fold(self, redress: Redress) -> Redress:
        return replace(redress, state=RedressState.ACCEPTED, decide_by=self.decide_by)

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return overdue_after(self.decide_by)


class AcceptRedress(ExaminerCommand, states=NEW):
    """Accept a complaint. The time limit for the ruling begins (Luật Khiếu nại, Điều 27)."""

    complex: Annotated[bool, Spec(doc="True if the complaint is complex, so that the longer time limit applies.")] = (
        False
    )

    def decide(self, redress: Redress, facts: Facts) -> RedressAccepted:
        """Accept the complaint, with the term of its present level."""
        first = (Stage.DECIDE, Stage.DECIDE_COMPLEX)
        stages = first if redress.level == FIRST else (Stage.DECIDE_SECOND, Stage.DECIDE_SECOND_COMPLEX)
        due = deadline_from(stages[self.complex], facts.now, facts.registry, remote=redress.remote)
        return facts.record(RedressAccepted, self, decide_by=due)


class RedressRejected(RedressEvent, type="redress.rejected"):
    rejection: Rejection
    appeal_by: Deadline | None = None

    def fold(self, redress: Redress) -> Redress:
        last = self.rejection.level == SECOND
        return replace(
            redress,
            state=RedressState.REJECTED,
            rejections=(*redress.rejections, self.rejection),
            appeal_by=self.appeal_by,
            ended_at=self.rejection.at if last else None,
        )

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return final_after(self.appeal_by)


def _late(redress: Redress, facts: Facts) -> bool:
    """Return whether the complaint was filed late. A correction of the delivery date since then is considered."""
    contested = facts.known(ContestedDecision)
    if contested is None or not redress.filed_late:
        return redress.filed_late
    known_on = redress.known_on or local_date(redress.at)
    term = file_term(contested.case, contested.decision, facts.registry, known_on)
    return redress.at >= term.due.due_at


class RejectRedress(ExaminerCommand, posts={Post.SIGNATORY}, states=NEW, signed=True):
    """Reject a complaint without examining it, with reasons that the person can read (Luật Khiếu nại, Điều 11)."""

    ground: Annotated[RejectionGround, Spec(doc="Ground of the rejection.")]
    reasons: Annotated[str, Words(doc="Reasons for the person to read.", least=20, most=5_000)]

    def decide(self, redress: Redress, facts: Facts) -> RedressRejected:
        """Reject the complaint. Raises Refused if the ground is lateness and the complaint was filed in time."""
        if self.ground is RejectionGround.OUT_OF_TIME and not _late(redress, facts):
            raise Refused(invalid("ground", "filed-in-time"))
        rejection = facts.record(Rejection, self, level=redress.level)
        return RedressRejected(rejection=rejection, appeal_by=appeal_term(redress, facts))
