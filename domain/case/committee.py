"""The People's Committee and a proposal of removal: it signs or refuses, and asks the ministry (Đ5.1.g).

Nothing is sent to a ministry without this signature.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent
from domain.case.grounds import grounds_in_force
from domain.case.guards import not_concerned
from domain.case.notification import ToldToLead
from domain.case.state.case import Case
from domain.case.state.pathways import Takedown, TakedownStatus
from domain.case.takedowns import IN_FORCE, SERVED, takedown_at, with_takedown
from domain.kernel.fields import Ref, Whole, Words
from domain.kernel.job import Job
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, unguarded
from domain.kernel.roles import OFFICERS, AgencyKind, Post
from domain.kernel.step import Step
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, agency_of_kind

REPLY_DAYS_MOST = 60
NO_REPLY = "ministry-silent"


def submitted_to_actor(*takedowns: Takedown, facts: Facts) -> Problem | None:
    """The People's Committee that one of the proposals was submitted to."""
    if not facts.acts_for(*(takedown.committee for takedown in takedowns)):
        return unguarded(Guard.G1_COMPETENCE, "submitted-to-another")
    return None


def submitted_with(status: TakedownStatus) -> Callable[[Case, Facts], Problem | None]:
    """The guard of a step that the People's Committee takes on a proposal submitted to it."""

    def may(case: Case, facts: Facts) -> Problem | None:
        there = [takedown for takedown in case.takedowns if takedown.status is status]
        return submitted_to_actor(*there, facts=facts) if there else RuleNotMet(code="no-takedown-there")

    return may


class CommitteeCommand(CaseCommand, scope=Scope.TAKEDOWN_SIGN, posts={Post.SIGNATORY}, states=IN_FORCE):
    """A step of the People's Committee in a proposal of removal."""

    takedown: Annotated[str, Ref(doc="The proposal.")]

    def submitted(self, case: Case, status: TakedownStatus, facts: Facts) -> Takedown:
        """The proposal. Raises Refused unless it has the status and was submitted to the actor."""
        takedown = takedown_at(case, self.takedown, status)
        if problem := submitted_to_actor(takedown, facts=facts):
            raise Refused(problem)
        return takedown


class TakedownSigned(ToldToLead, type="case.takedown-signed"):
    """The People's Committee signed it."""

    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_takedown(case, self.takedown, status=TakedownStatus.PPC_SIGNED, answered=self.step)


class SignTakedown(CommitteeCommand, states=SERVED):
    """Sign a proposal of removal for the People's Committee (Đ5.1.g)."""

    document_number: Annotated[str, Words(doc="Number of the document signed.", most=60)]

    @staticmethod
    def may(case: Case, facts: Facts) -> Problem | None:
        """The People's Committee it was submitted to, unless the claim is about itself (G5)."""
        return submitted_with(TakedownStatus.SUBMITTED_PPC)(case, facts) or not_concerned(case, facts)

    def decide(self, case: Case, facts: Facts) -> TakedownSigned:
        """By a person who neither drafted nor approved it for the lead agency: a person may serve two agencies (G5).

        On grounds still valid for the day of the act (G4).
        """
        takedown = self.submitted(case, TakedownStatus.SUBMITTED_PPC, facts)
        approved = {takedown.approved.officer} if takedown.approved else set()
        if actor_among(takedown.drafters | approved, facts):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign"))
        grounds_in_force(case, takedown.provisions, facts)
        return TakedownSigned(takedown=takedown.id, step=facts.step())


class TakedownRefused(ToldToLead, type="case.takedown-refused"):
    """The People's Committee refused it."""

    takedown: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_takedown(case, self.takedown, status=TakedownStatus.PPC_REFUSED, answered=self.step)


class RefuseTakedown(CommitteeCommand):
    """Refuse to sign a proposal of removal (Đ5.1.g)."""

    reasons: Annotated[str, Words(doc="Why.", least=10, most=5_000)]

    may = staticmethod(submitted_with(TakedownStatus.SUBMITTED_PPC))

    def decide(self, case: Case, facts: Facts) -> TakedownRefused:
        """An end that needs nothing but reasons."""
        takedown = self.submitted(case, TakedownStatus.SUBMITTED_PPC, facts)
        return TakedownRefused(takedown=takedown.id, step=facts.step(note="reasons"))


class TakedownSent(CaseEvent, type="case.takedown-sent"):
    """The ministry was asked; the time in which it may answer begins to run."""

    takedown: str
    ministry: str
    reply_due_at: datetime
    step: Step

    def fold(self, case: Case) -> Case:
        return with_takedown(
            case,
            self.takedown,
            status=TakedownStatus.SENT_MINISTRY,
            ministry=self.ministry,
            reply_due_at=self.reply_due_at,
            sent=self.step,
        )

    def jobs(self, case: Case) -> Iterator[Job]:
        yield Job(job=NO_REPLY, data={"takedown": self.takedown}, due=self.reply_due_at)


class SendTakedown(CommitteeCommand, posts=OFFICERS, states=SERVED):
    """Record that the signed proposal was sent to the ministry (Đ5.1.g)."""

    ministry: Annotated[str, Ref(doc="Ministry that is asked.")]
    document_number: Annotated[str, Words(doc="Number of the letter.", most=60)]
    due_days: Annotated[
        int,
        Whole(
            doc="Working days until the register records that the ministry did not reply.",
            least=1,
            most=REPLY_DAYS_MOST,
        ),
    ]

    may = staticmethod(submitted_with(TakedownStatus.PPC_SIGNED))

    def decide(self, case: Case, facts: Facts) -> TakedownSent:
        """On grounds that still hold (G4)."""
        takedown = self.submitted(case, TakedownStatus.PPC_SIGNED, facts)
        grounds_in_force(case, takedown.provisions, facts)
        agency_of_kind("ministry", self.ministry, AgencyKind.MINISTRY, facts)
        due = facts.registry.calendar.due(facts.now, self.due_days)
        return TakedownSent(takedown=takedown.id, ministry=self.ministry, reply_due_at=due, step=facts.step())
