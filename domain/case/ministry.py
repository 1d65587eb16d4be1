"""Course of a proposal of removal once the ministry was asked: answer or silence, outcome, review (Đ5.1.g).

People look whether an item is gone and enter what they saw; the register looks at nothing. A removal is reviewed
after a time, because what was necessary once need not stay so.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from domain.case.addresses import about_no_other_place
from domain.case.command import CaseEvent, RegisterCommand
from domain.case.guards import led_by_actor
from domain.case.notification import ToldToLead
from domain.case.state.case import Case
from domain.case.state.pathways import OUTCOMES, MinistryAnswer, Takedown, TakedownOutcome, TakedownStatus
from domain.case.state.related import CaseAddresses
from domain.case.takedowns import (
    AFTERWARDS,
    TakedownCommand,
    some_takedown,
    take,
    takedown_at,
    takedowns_in,
    with_takedown,
)
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.job import Job
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.step import Step
from domain.kernel.term import TermSource
from domain.kernel.topic import Topic
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, not_yet_due, still_runs
from domain.rules.requirement import some_of
from domain.rules.term import Term

REVIEW_TERM = Term(TermSource.INTERNAL, days=60)
"""Working days from a removal to its review: a term of this register, which no law sets."""
REVIEW_DUE = "takedown-review-due"
WAITING = (TakedownStatus.SENT_MINISTRY, TakedownStatus.NO_REPLY)
HEARD = (TakedownStatus.MINISTRY_ACCEPTED, TakedownStatus.MINISTRY_REFUSED, TakedownStatus.NO_REPLY)
REMOVED = frozenset({TakedownOutcome.REMOVED, TakedownOutcome.PARTLY})
LABELLED = frozenset({TakedownOutcome.LABELLED, TakedownOutcome.PARTLY_LABELLED})
DONE = REMOVED | LABELLED
"""Outcomes that changed something, so that it is reviewed, and put back once the proposal is taken back."""
ANSWERED = {
    MinistryAnswer.ACCEPTED: TakedownStatus.MINISTRY_ACCEPTED,
    MinistryAnswer.REFUSED: TakedownStatus.MINISTRY_REFUSED,
}


class AfterSending(TakedownCommand, states=AFTERWARDS):
    """Record something once the ministry was asked, as the lead agency."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.", to="takedowns")]


class NotedAfterSending(RegisterCommand, states=AFTERWARDS):
    """Note something once the ministry was asked, as the register."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.", to="takedowns")]


class MinistryReplied(CaseEvent, type="case.ministry-replied"):
    takedown: str
    answer: MinistryAnswer
    step: Step
    kept: bool = False
    """True if the proposal keeps the answer when it goes on; False in older records."""

    def fold(self, case: Case) -> Case:
        reply = self.answer if self.kept else None
        return with_takedown(case, self.takedown, status=ANSWERED[self.answer], replied=self.step, reply=reply)


class RecordMinistryReply(AfterSending, requires=(some_takedown(*WAITING), led_by_actor)):
    """Record the ministry's reply, in time or late (Đ5.1.g)."""

    answer: Annotated[MinistryAnswer, Spec(doc="The answer.")]
    document_number: Annotated[str, Words(doc="Number of the ministry's document.", most=60)]

    def decide(self, case: Case, facts: Facts) -> MinistryReplied:
        """An answer that comes after silence was noted counts as well."""
        takedown_at(case, self.takedown, *WAITING)
        return facts.record(MinistryReplied, self, kept=True)


class MinistrySilent(ToldToLead, type="case.ministry-silent", topic=Topic.CASE_DEADLINE):
    """The time to answer ran out; silence is no consent."""

    takedown: str
    at: datetime

    def fold(self, case: Case) -> Case:
        return with_takedown(case, self.takedown, status=TakedownStatus.NO_REPLY, no_reply_at=self.at)


class NoteNoReply(NotedAfterSending):
    """Note that the ministry did not answer in time (an act of the register itself)."""

    def decide(self, case: Case, facts: Facts) -> MinistrySilent:
        takedown = takedown_at(case, self.takedown, TakedownStatus.SENT_MINISTRY)
        if problem := still_runs(takedown.reply_due_at, facts, takedown.sent.at if takedown.sent else None):
            raise Refused(problem)
        return facts.record(MinistrySilent, self)


class TakedownOutcomeRecorded(CaseEvent, type="case.takedown-outcome-recorded"):
    """A person saw what became of the items; a removal has a day on which it is reviewed."""

    takedown: str
    outcome: TakedownOutcome
    step: Step
    review_due_at: datetime | None

    def fold(self, case: Case) -> Case:
        return with_takedown(
            case,
            self.takedown,
            status=TakedownStatus.OUTCOME_RECORDED,
            outcome=self.outcome,
            found=self.step,
            review_due_at=self.review_due_at,
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        if self.review_due_at is not None:
            yield Job(job=REVIEW_DUE, data={"takedown": self.takedown}, due=self.review_due_at)


class RecordTakedownOutcome(AfterSending, requires=(some_takedown(*HEARD), led_by_actor)):
    """Record what happened to the items, as a person saw it (Đ5.1.g)."""

    outcome: Annotated[
        TakedownOutcome,
        Spec(doc="What happened to the items, by what was asked. A removal or a label is reviewed later."),
    ]
    note: Annotated[str, Words(doc="What was seen, and when.", least=10, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> TakedownOutcomeRecorded:
        takedown = takedown_at(case, self.takedown, *HEARD)
        if self.outcome not in (*OUTCOMES[takedown.asks], TakedownOutcome.UNKNOWN):
            raise Refused(invalid("outcome", "outcome-of-another-ask"))
        due = REVIEW_TERM.due(facts.now, facts) if self.outcome in DONE else None
        return facts.record(TakedownOutcomeRecorded, self, step=facts.step(note="note"), review_due_at=due)


class TakedownReviewDue(ToldToLead, type="case.takedown-review-due", topic=Topic.CASE_DEADLINE, bookkeeping=True):
    takedown: str
    at: datetime

    def fold(self, case: Case) -> Case:
        return with_takedown(case, self.takedown, review_noted_at=self.at)


class NoteReviewDue(NotedAfterSending):
    """Note that a removal is due for review (an act of the register itself)."""

    def decide(self, case: Case, facts: Facts) -> TakedownReviewDue:
        """Once, unless it was reviewed or the proposal withdrawn."""
        takedown = takedown_at(case, self.takedown, TakedownStatus.OUTCOME_RECORDED)
        if problem := not_yet_due(None if takedown.review_noted_at else takedown.review_due_at, facts):
            raise Refused(problem)
        return facts.record(TakedownReviewDue, self)


class TakedownReviewed(CaseEvent, type="case.takedown-reviewed"):
    """A second person looked again."""

    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_takedown(case, self.takedown, status=TakedownStatus.REVIEWED, reviewed=self.step)


def by_a_second_person(takedown: Takedown, case: Case, facts: Facts) -> Problem | None:
    """Other persons drafted it (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if actor_among(takedown.drafters, facts) else None


class ReviewTakedown(
    AfterSending,
    needs=(CaseAddresses,),
    requires=(
        some_takedown(TakedownStatus.OUTCOME_RECORDED),
        led_by_actor,
        some_of(takedowns_in(TakedownStatus.OUTCOME_RECORDED), by_a_second_person),
    ),
):
    """Confirm as a second person that the removal is still justified; otherwise withdraw the proposal (Đ2.2)."""

    reasons: Annotated[str, Words(doc="Why it is still necessary and proportionate.", least=20, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> TakedownReviewed:
        about_no_other_place(self, facts, "reasons")
        take(case, self.takedown, (by_a_second_person,), facts, TakedownStatus.OUTCOME_RECORDED)
        return facts.record(TakedownReviewed, self)
