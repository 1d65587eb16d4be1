"""Acts of the People's Committee on a proposal of removal: sign, refuse, or send to the ministry (Đ5.1.g).

Nothing is sent to a ministry without the Committee's signature.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent, ToldToLead
from domain.case.guards import not_concerned
from domain.case.state.case import Case, with_row
from domain.case.state.pathways import Takedown, TakedownStatus
from domain.case.takedowns import IN_FORCE, SERVED, grounds_stand, may_order, some_takedown, take, takedowns_in
from domain.kernel.event import Job, Step
from domain.kernel.fields import Ref, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, AgencyKind, Kind, Post
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, agency_of_kind, of_kind, some_of

REPLY_DAYS_MOST = 60
NO_REPLY = "ministry-silent"


def submitted_to_actor(takedown: Takedown, case: Case, facts: Facts) -> Problem | None:
    """The proposal of removal was submitted to the actor's agency."""
    if not facts.acts_for(takedown.committee):
        return unguarded(Guard.G1_COMPETENCE, "submitted-to-another")
    return None


def others_approved(takedown: Takedown, case: Case, facts: Facts) -> Problem | None:
    """The actor neither drafted nor approved the proposal of removal, in any post (G5)."""
    approved = {takedown.approved.officer} if takedown.approved else set()
    if actor_among(takedown.drafters | approved, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign")
    return None


SIGNABLE = (submitted_to_actor, others_approved, grounds_stand)
SENDABLE = (submitted_to_actor, grounds_stand)


class CommitteeCommand(CaseCommand, scope=Scope.TAKEDOWN_SIGN, posts={Post.SIGNATORY}, states=IN_FORCE):
    """Command of the People's Committee on a proposal of removal."""

    takedown: Annotated[str, Ref(doc="Key of the proposal of removal: `Takedown.key`.", to="takedowns")]


class TakedownSigned(ToldToLead, type="case.takedown-signed"):
    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "takedowns", self.takedown, status=TakedownStatus.PPC_SIGNED, answered=self.step)


class SignTakedown(
    CommitteeCommand,
    states=SERVED,
    requires=(
        some_takedown(TakedownStatus.SUBMITTED_PPC),
        some_of(takedowns_in(TakedownStatus.SUBMITTED_PPC), *SIGNABLE),
        not_concerned,
    ),
    signed=True,
):
    """Sign a proposal of removal for the People's Committee (Đ5.1.g)."""

    document_number: Annotated[str, Words(doc="Number of the document signed.", most=60)]

    def decide(self, case: Case, facts: Facts) -> TakedownSigned:
        take(case, self.takedown, SIGNABLE, facts, TakedownStatus.SUBMITTED_PPC)
        return facts.record(TakedownSigned, self)


class TakedownRefused(ToldToLead, type="case.takedown-refused"):
    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "takedowns", self.takedown, status=TakedownStatus.PPC_REFUSED, answered=self.step)


class RefuseTakedown(
    CommitteeCommand,
    requires=(
        some_takedown(TakedownStatus.SUBMITTED_PPC),
        some_of(takedowns_in(TakedownStatus.SUBMITTED_PPC), submitted_to_actor),
    ),
    signed=True,
):
    """Refuse to sign a proposal of removal (Đ5.1.g)."""

    reasons: Annotated[str, Words(doc="Reasons of the refusal.", least=10, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> TakedownRefused:
        """Record the refusal. The reasons need no document."""
        take(case, self.takedown, (submitted_to_actor,), facts, TakedownStatus.SUBMITTED_PPC)
        return facts.record(TakedownRefused, self)


class TakedownSent(CaseEvent, type="case.takedown-sent"):
    takedown: str
    ministry: str
    reply_due_at: datetime
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(
            case,
            "takedowns",
            self.takedown,
            status=TakedownStatus.SENT_MINISTRY,
            ministry=self.ministry,
            reply_due_at=self.reply_due_at,
            sent=self.step,
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        yield Job(job=NO_REPLY, data={"takedown": self.takedown}, due=self.reply_due_at)


class SendTakedown(
    CommitteeCommand,
    posts=OFFICERS,
    states=SERVED,
    requires=(
        some_takedown(TakedownStatus.PPC_SIGNED),
        some_of(takedowns_in(TakedownStatus.PPC_SIGNED), *SENDABLE),
        not_concerned,
    ),
):
    """Record that the signed proposal was sent to the ministry (Đ5.1.g)."""

    ministry: Annotated[
        str,
        Ref(
            doc="Ministry that receives the proposal. The ministry must be competent today to order the removal.",
            to=Kind.AGENCY,
            fits=of_kind(AgencyKind.MINISTRY),
        ),
    ]
    document_number: Annotated[str, Words(doc="Number of the letter.", most=60)]
    due_days: Annotated[
        int,
        Whole(
            doc="Working days until the register records that the ministry did not reply.",
            least=1,
            most=REPLY_DAYS_MOST,
        ),
    ]

    def decide(self, case: Case, facts: Facts) -> TakedownSent:
        takedown = take(case, self.takedown, SENDABLE, facts, TakedownStatus.PPC_SIGNED)
        agency_of_kind("ministry", self.ministry, AgencyKind.MINISTRY, facts)
        if self.ministry not in may_order(case, takedown.asks, facts):
            raise Refused(invalid("ministry", "orders-no-removal"))
        due = facts.registry.calendar.due(facts.now, self.due_days)
        return facts.record(TakedownSent, self, reply_due_at=due)
