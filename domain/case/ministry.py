"""What becomes of a proposal of removal once the ministry was asked: answer or silence, outcome, review (Đ5.1.g).

People look whether an item is gone and enter what they saw; the register looks at nothing. A removal is reviewed
after a time, because what was necessary once need not stay so.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from domain.case.state.case import Case
from domain.case.state.pathways import MinistryAnswer, TakedownOutcome, TakedownStatus
from domain.case.takedowns import AFTERWARDS, any_at, lead_row, takedown_at, with_takedown
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.refusals import Guard, Refused, RuleNotMet, unguarded
from domain.kernel.step import Step
from domain.kernel.term import TermSource
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among
from domain.rules.term import Term

REVIEW_TERM = Term(TermSource.INTERNAL, days=60)
"""When a removal is looked at again: the house's own choice, no law sets it."""
"""Working days from a removal to its review; a term of this register, not of a law."""
WAITING = (TakedownStatus.SENT_MINISTRY, TakedownStatus.NO_REPLY)
HEARD = (TakedownStatus.MINISTRY_ACCEPTED, TakedownStatus.MINISTRY_REFUSED, TakedownStatus.NO_REPLY)
GONE = frozenset({TakedownOutcome.REMOVED, TakedownOutcome.PARTLY})
ANSWERED = {
    MinistryAnswer.ACCEPTED: TakedownStatus.MINISTRY_ACCEPTED,
    MinistryAnswer.REFUSED: TakedownStatus.MINISTRY_REFUSED,
}


class MinistryReplied(Event, type="case.ministry-replied"):
    """The ministry answered."""

    takedown: str
    answer: MinistryAnswer
    step: Step
    kept: bool = False
    """Whether the proposal remembers the answer when it goes on; not so in records of before it did."""


class MinistrySilent(Event, type="case.ministry-silent"):
    """The time to answer ran out; silence is no consent."""

    takedown: str
    at: datetime


class TakedownOutcomeRecorded(Event, type="case.takedown-outcome-recorded"):
    """A person saw what became of the items."""

    takedown: str
    outcome: TakedownOutcome
    step: Step
    review_due_at: datetime | None


class TakedownReviewDue(Event, type="case.takedown-review-due"):
    """It is time to look again whether the removal is still necessary."""

    takedown: str
    at: datetime


class TakedownReviewed(Event, type="case.takedown-reviewed"):
    """A second person looked again."""

    takedown: str
    step: Step


@dataclass(frozen=True, kw_only=True)
class RecordMinistryReply:
    """Record what the ministry answered, late or in time (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    answer: Annotated[MinistryAnswer, Spec(doc="The answer.")]
    document_number: Annotated[str, Words(doc="Number of the ministry's document.", most=60)]


@dataclass(frozen=True, kw_only=True)
class NoteNoReply:
    """Note that the ministry did not answer in time (an act of the register itself)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]


@dataclass(frozen=True, kw_only=True)
class RecordTakedownOutcome:
    """Record what became of the items, as a person saw it (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    outcome: Annotated[TakedownOutcome, Spec(doc="What became of them; a removal is reviewed later.")]
    note: Annotated[str, Words(doc="What was seen, and when.", least=10, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class NoteReviewDue:
    """Note that a removal is due for review (an act of the register itself)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]


@dataclass(frozen=True, kw_only=True)
class ReviewTakedown:
    """Say, as a second person, that the proposal still stands; otherwise withdraw it (Đ2.2)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    reasons: Annotated[str, Words(doc="Why it is still necessary and proportionate.", least=20, most=5_000)]


def reply(case: Case, command: RecordMinistryReply, facts: Facts) -> tuple[Event, ...]:
    """Record the answer; one that comes after silence was noted counts as well."""
    current = takedown_at(case, command.takedown, *WAITING)
    return (MinistryReplied(takedown=current.id, answer=command.answer, step=facts.step(), kept=True),)


def note_silence(case: Case, command: NoteNoReply, facts: Facts) -> tuple[Event, ...]:
    """Note silence, when the time has run out and nothing came."""
    current = takedown_at(case, command.takedown, TakedownStatus.SENT_MINISTRY)
    if current.reply_due_at is None or facts.now < current.reply_due_at:
        raise Refused(RuleNotMet(code="not-yet-due"))
    return (MinistrySilent(takedown=current.id, at=facts.now),)


def record_outcome(case: Case, command: RecordTakedownOutcome, facts: Facts) -> tuple[Event, ...]:
    """Record the outcome; a removal sets the day of its review."""
    current = takedown_at(case, command.takedown, *HEARD)
    due = REVIEW_TERM.due(facts.now, facts) if command.outcome in GONE else None
    recorded = TakedownOutcomeRecorded(
        takedown=current.id, outcome=command.outcome, step=facts.step(note="note"), review_due_at=due
    )
    return (recorded,)


def note_review(case: Case, command: NoteReviewDue, facts: Facts) -> tuple[Event, ...]:
    """Note that the review is due, unless it was made or the proposal withdrawn."""
    current = takedown_at(case, command.takedown, TakedownStatus.OUTCOME_RECORDED)
    if current.review_due_at is None or current.review_noted_at is not None or facts.now < current.review_due_at:
        raise Refused(RuleNotMet(code="not-yet-due"))
    return (TakedownReviewDue(takedown=current.id, at=facts.now),)


def review(case: Case, command: ReviewTakedown, facts: Facts) -> tuple[Event, ...]:
    """Review, by a person who had no part in the draft (G5)."""
    current = takedown_at(case, command.takedown, TakedownStatus.OUTCOME_RECORDED)
    if actor_among(current.drafters, facts):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
    return (TakedownReviewed(takedown=current.id, step=facts.step(note="reasons")),)


def evolve_ministry(case: Case, event: Event) -> Case | None:
    """Fold one event of what followed; None for any other."""
    match event:
        case MinistryReplied(takedown=id, answer=answer, step=step, kept=kept):
            reply = answer if kept else None
            return with_takedown(case, id, status=ANSWERED[answer], replied=step, reply=reply)
        case MinistrySilent(takedown=id, at=at):
            return with_takedown(case, id, status=TakedownStatus.NO_REPLY, no_reply_at=at)
        case TakedownOutcomeRecorded(takedown=id, outcome=outcome, step=step, review_due_at=due):
            status = TakedownStatus.OUTCOME_RECORDED
            return with_takedown(case, id, status=status, outcome=outcome, found=step, review_due_at=due)
        case TakedownReviewDue(takedown=id, at=at):
            return with_takedown(case, id, review_noted_at=at)
        case TakedownReviewed(takedown=id, step=step):
            return with_takedown(case, id, status=TakedownStatus.REVIEWED, reviewed=step)
    return None


_row = partial(lead_row, states=AFTERWARDS)
_clock = partial(Action, stream=Kind.CASE, states=AFTERWARDS, additive=True, by=frozenset({ActorKind.SYSTEM}))

ACTIONS = (
    _row(command=RecordMinistryReply, decide=reply, may=any_at(*WAITING)),
    _clock(command=NoteNoReply, decide=note_silence),
    _row(command=RecordTakedownOutcome, decide=record_outcome, may=any_at(*HEARD)),
    _clock(command=NoteReviewDue, decide=note_review),
    _row(command=ReviewTakedown, decide=review, may=any_at(TakedownStatus.OUTCOME_RECORDED)),
)
