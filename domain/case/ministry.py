"""Proposal of removal after it was sent to the ministry: answer or missing answer, outcome, and restoration.

Officers check whether an item is gone and record the outcome; the register opens no address. A removal is reviewed
after a term, because it may no longer be necessary.

A complaint, a court or a reopening can undo a decision. Content that was removed on the decision returns only after a
request for restoration. The lead agency asks the ministry, and records its answer and an officer's check. A restoration
needs no second person, and the register contacts nobody (X6).
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Annotated

from domain.case.command import CaseEvent, LeadCommand, RegisterCommand, ToldToLead
from domain.case.guards import about_no_other_place, led_by_actor
from domain.case.state.case import Case, with_row
from domain.case.state.pathways import (
    OUTCOMES,
    MinistryAnswer,
    Restoration,
    RestorationOutcome,
    RestorationStatus,
    Takedown,
    TakedownOutcome,
    TakedownStatus,
)
from domain.case.state.related import CaseAddresses
from domain.case.takedowns import AFTERWARDS, TakedownCommand, some_takedown, take, takedown_at, takedowns_in
from domain.kernel.calendar import TermSource
from domain.kernel.event import Job, Step, Topic
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.rules.facts import Facts, Term
from domain.rules.guards import Requirement, actor_among, not_yet_due, refuse_for, some_of, still_runs

REVIEW_TERM = Term(TermSource.INTERNAL, days=60)
"""Working days from a removal to its review. The term is a choice of this register; no law sets it."""
REVIEW_DUE = "takedown-review-due"
HEARD = (TakedownStatus.MINISTRY_ACCEPTED, TakedownStatus.MINISTRY_REFUSED, TakedownStatus.NO_REPLY)
UNFOUND = (TakedownStatus.SENT_MINISTRY, *HEARD)
UNREVIEWED = (*HEARD, TakedownStatus.OUTCOME_RECORDED)
REMOVED = frozenset({TakedownOutcome.REMOVED, TakedownOutcome.PARTLY})
LABELLED = frozenset({TakedownOutcome.LABELLED, TakedownOutcome.PARTLY_LABELLED})
DONE = REMOVED | LABELLED
"""Outcomes that changed an item. They are reviewed, and the item is restored if the proposal is withdrawn."""
ANSWERED = {
    MinistryAnswer.ACCEPTED: TakedownStatus.MINISTRY_ACCEPTED,
    MinistryAnswer.REFUSED: TakedownStatus.MINISTRY_REFUSED,
}


class AfterSending(TakedownCommand, states=AFTERWARDS):
    """Command of the lead agency on a proposal of removal that was sent to the ministry."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.", to="takedowns")]


class NotedAfterSending(RegisterCommand, states=AFTERWARDS):
    """Note of the register on a proposal of removal that was sent to the ministry."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.", to="takedowns")]


class MinistryReplied(CaseEvent, type="case.ministry-replied"):
    takedown: str
    answer: MinistryAnswer
    step: Step
    kept: bool = False
    """True if the proposal keeps this answer in its later states; False in older records."""

    def fold(self, case: Case) -> Case:
        reply = self.answer if self.kept else None
        return with_row(case, "takedowns", self.takedown, status=ANSWERED[self.answer], replied=self.step, reply=reply)


class RecordMinistryReply(AfterSending, requires=(some_takedown(*UNFOUND), led_by_actor)):
    """Record the ministry's reply, in time or late (Đ5.1.g). Until the outcome is recorded, the newest reply counts."""

    answer: Annotated[MinistryAnswer, Spec(doc="The answer.")]
    document_number: Annotated[str, Words(doc="Number of the ministry's document.", most=60)]

    def decide(self, case: Case, facts: Facts) -> MinistryReplied:
        """Record the reply, even if the register already noted that no reply had arrived."""
        takedown_at(case, self.takedown, *UNFOUND)
        return facts.record(MinistryReplied, self, kept=True)


class MinistrySilent(ToldToLead, type="case.ministry-silent", topic=Topic.CASE_DEADLINE):
    """The ministry did not answer in time. Silence is no consent."""

    takedown: str
    at: datetime

    def fold(self, case: Case) -> Case:
        return with_row(case, "takedowns", self.takedown, status=TakedownStatus.NO_REPLY, no_reply_at=self.at)


class NoteNoReply(NotedAfterSending):
    """Note that the ministry did not answer in time (an act of the register itself)."""

    def decide(self, case: Case, facts: Facts) -> MinistrySilent:
        takedown = takedown_at(case, self.takedown, TakedownStatus.SENT_MINISTRY)
        refuse_for(still_runs(takedown.reply_due_at, facts, takedown.sent.at if takedown.sent else None))
        return facts.record(MinistrySilent, self)


class TakedownOutcomeRecorded(CaseEvent, type="case.takedown-outcome-recorded"):
    """An officer recorded the state of the items. A removal also gets a date for its review."""

    takedown: str
    outcome: TakedownOutcome
    step: Step
    review_due_at: datetime | None

    def fold(self, case: Case) -> Case:
        return with_row(
            case,
            "takedowns",
            self.takedown,
            status=TakedownStatus.OUTCOME_RECORDED,
            outcome=self.outcome,
            found=self.step,
            review_due_at=self.review_due_at,
            review_noted_at=None,
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        if self.review_due_at is not None:
            yield Job(job=REVIEW_DUE, data={"takedown": self.takedown}, due=self.review_due_at)


class RecordTakedownOutcome(AfterSending, requires=(some_takedown(*UNREVIEWED), led_by_actor)):
    """Record the state of the items, as a person saw it (Đ5.1.g). Until its review, the newest outcome counts."""

    outcome: Annotated[
        TakedownOutcome,
        Spec(doc="State of the items, as the check showed. A removal or a label is reviewed later."),
    ]
    note: Annotated[str, Words(doc="Observations of the officer, with their time.", least=10, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> TakedownOutcomeRecorded:
        takedown = takedown_at(case, self.takedown, *UNREVIEWED)
        if self.outcome not in (*OUTCOMES[takedown.asks], TakedownOutcome.UNKNOWN):
            raise Refused(invalid("outcome", "outcome-of-another-ask"))
        due = REVIEW_TERM.due(facts.now, facts) if self.outcome in DONE else None
        return facts.record(TakedownOutcomeRecorded, self, step=facts.step(note="note"), review_due_at=due)


class TakedownReviewDue(ToldToLead, type="case.takedown-review-due", topic=Topic.CASE_DEADLINE, bookkeeping=True):
    takedown: str
    at: datetime

    def fold(self, case: Case) -> Case:
        return with_row(case, "takedowns", self.takedown, review_noted_at=self.at)


class NoteReviewDue(NotedAfterSending):
    """Note that a removal is due for review (an act of the register itself)."""

    def decide(self, case: Case, facts: Facts) -> TakedownReviewDue:
        """Note the due review once, unless the removal was reviewed or the proposal withdrawn."""
        takedown = takedown_at(case, self.takedown, TakedownStatus.OUTCOME_RECORDED)
        refuse_for(not_yet_due(None if takedown.review_noted_at else takedown.review_due_at, facts))
        return facts.record(TakedownReviewDue, self)


class TakedownReviewed(CaseEvent, type="case.takedown-reviewed"):
    """A second person reviewed the removal."""

    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "takedowns", self.takedown, status=TakedownStatus.REVIEWED, reviewed=self.step)


def by_a_second_person(takedown: Takedown, case: Case, facts: Facts) -> Problem | None:
    """Other persons drafted the proposal of removal (G5)."""
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

    reasons: Annotated[
        str, Words(doc="Reasons why the removal is still necessary and proportionate.", least=20, most=5_000)
    ]

    def decide(self, case: Case, facts: Facts) -> TakedownReviewed:
        about_no_other_place(self, facts, "reasons")
        take(case, self.takedown, (by_a_second_person,), facts, TakedownStatus.OUTCOME_RECORDED)
        return facts.record(TakedownReviewed, self)


UNRESTORED = frozenset(RestorationStatus) - {RestorationStatus.NEEDED, RestorationStatus.RESTORED}
"""Statuses of a restoration while the items are not back online. Further checks can be recorded in these statuses."""


def to_restore(case: Case) -> tuple[Takedown, ...]:
    """Return the withdrawn proposals with a removal whose restoration nobody has requested."""
    asked = {restoration.takedown for restoration in case.restorations}
    return tuple(
        takedown
        for takedown in case.takedowns
        if takedown.withdrawn and takedown.outcome in DONE and takedown.id not in asked
    )


def restoration_status(case: Case) -> RestorationStatus | None:
    """Return the status of the newest restoration.

    The status is NEEDED before a request, and None if nothing needs to be restored.
    """
    if to_restore(case):
        return RestorationStatus.NEEDED
    return case.restorations[-1].status if case.restorations else None


def restoration_at(case: Case, id: str, statuses: frozenset[RestorationStatus]) -> Restoration:
    """Return the restoration. Raises Refused unless the restoration exists and has one of the statuses."""
    for row in case.restorations:
        if row.id == id and row.status in statuses:
            return row
    raise Refused(invalid("restoration", "restoration-unknown"))


class RestorationAsked(CaseEvent, type="case.restoration-asked", appends="restorations"):
    restoration: Restoration


class RestorationCommand(LeadCommand, scope=Scope.TAKEDOWN_DRAFT):
    """Command of the lead agency on a restoration, in any state of the case."""


def something_to_restore(case: Case, facts: Facts) -> Problem | None:
    """A proposal was withdrawn after a removal on it, and nobody has requested a restoration."""
    return None if to_restore(case) else RuleNotMet(code="nothing-to-restore")


def some_restoration(statuses: frozenset[RestorationStatus]) -> Requirement:
    """Return a guard that requires a restoration request in one of the statuses."""
    return partial(_some_restoration, statuses=statuses)


def _some_restoration(case: Case, facts: Facts, *, statuses: frozenset[RestorationStatus]) -> Problem | None:
    """A request to restore items is {statuses}.

    `{statuses}` is filled in where the rule is shown.
    """
    there = any(row.status in statuses for row in case.restorations)
    return None if there else RuleNotMet(code="no-restoration-there")


class AskRestoration(RestorationCommand, requires=(something_to_restore,)):
    """Ask the ministry to restore what was removed because of a proposal that was later withdrawn (Đ2.2)."""

    takedown: Annotated[
        str, Ref(doc="Key of the removal proposal that was withdrawn, from `takedowns` of the case.", to="takedowns")
    ]
    document_number: Annotated[str, Words(doc="Number of the letter to the ministry.", most=60)]

    def decide(self, case: Case, facts: Facts) -> RestorationAsked:
        takedown = next((row for row in to_restore(case) if row.id == self.takedown), None)
        if takedown is None:
            raise Refused(invalid("takedown", "nothing-to-restore"))
        restoration = facts.record(Restoration, self, asked=facts.step(), ministry=takedown.ministry)
        return RestorationAsked(restoration=restoration)


class RestorationReplied(CaseEvent, type="case.restoration-replied"):
    restoration: str
    answer: MinistryAnswer
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "restorations", self.restoration, reply=self.answer, replied=self.step)


class RecordRestorationReply(RestorationCommand, requires=(some_restoration(UNRESTORED),)):
    """Record the ministry's answer to a request to restore removed items. Until the items are back, the newest answer
    counts."""

    restoration: Annotated[str, Ref(doc="Key of the request to restore items: `Restoration.key`.", to="restorations")]
    answer: Annotated[MinistryAnswer, Spec(doc="The answer.")]
    document_number: Annotated[str, Words(doc="Number of the ministry's document.", most=60)]

    def decide(self, case: Case, facts: Facts) -> RestorationReplied:
        restoration_at(case, self.restoration, UNRESTORED)
        return facts.record(RestorationReplied, self)


class RestorationSeen(CaseEvent, type="case.restoration-seen"):
    restoration: str
    outcome: RestorationOutcome
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "restorations", self.restoration, outcome=self.outcome, found=self.step)


class RecordRestorationOutcome(RestorationCommand, requires=(some_restoration(UNRESTORED),)):
    """Record whether the removed items are online again, as a person saw it, even if the ministry has not answered."""

    restoration: Annotated[str, Ref(doc="Key of the request to restore items: `Restoration.key`.", to="restorations")]
    outcome: Annotated[RestorationOutcome, Spec(doc="State of the items.")]
    note: Annotated[str, Words(doc="Observations of the officer, with their time.", least=10, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> RestorationSeen:
        restoration_at(case, self.restoration, UNRESTORED)
        return facts.record(RestorationSeen, self, step=facts.step(note="note"))
