"""The People's Committee and a proposal of removal: it signs or refuses, and asks the ministry (Đ5.1.g).

Nothing is sent to a ministry but through this signature.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from domain.case.grounds import grounds_in_force
from domain.case.guards import not_concerned
from domain.case.state.case import Case
from domain.case.state.pathways import Takedown, TakedownStatus
from domain.case.takedowns import IN_FORCE, SERVED, takedown_at, with_takedown
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, unguarded
from domain.kernel.roles import AgencyKind, Post
from domain.kernel.step import Step
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, agency_of_kind

REPLY_DAYS_MOST = 60


class TakedownSigned(Event, type="case.takedown-signed"):
    """The People's Committee signed it."""

    takedown: str
    step: Step


class TakedownRefused(Event, type="case.takedown-refused"):
    """The People's Committee refused it."""

    takedown: str
    step: Step


class TakedownSent(Event, type="case.takedown-sent"):
    """The ministry was asked; the time in which it may answer begins to run."""

    takedown: str
    ministry: str
    reply_due_at: datetime
    step: Step


@dataclass(frozen=True, kw_only=True)
class SignTakedown:
    """Sign a proposal of removal for the People's Committee (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    document_number: Annotated[str, Words(doc="Number of the document signed.", most=60)]


@dataclass(frozen=True, kw_only=True)
class RefuseTakedown:
    """Refuse to sign a proposal of removal (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    reasons: Annotated[str, Words(doc="Why.", least=10, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class SendTakedown:
    """Record that the ministry was asked, by the document signed (Đ5.1.g)."""

    takedown: Annotated[str, Ref(doc="The proposal.")]
    ministry: Annotated[str, Ref(doc="The ministry asked.")]
    document_number: Annotated[str, Words(doc="Number of the letter.", most=60)]
    due_days: Annotated[
        int, Whole(doc="Working days until silence is noted; a term of this register.", least=1, most=REPLY_DAYS_MOST)
    ]


def submitted_at(status: TakedownStatus) -> Callable[[Case, Facts], Problem | None]:
    """The guard of a step that the People's Committee takes on a proposal submitted to it."""

    def may(case: Case, facts: Facts) -> Problem | None:
        there = [each for each in case.takedowns if each.status is status]
        if not there:
            return RuleNotMet(code="no-takedown-there")
        if not facts.acts_for(*(each.committee for each in there)):
            return unguarded(Guard.G1_COMPETENCE, "submitted-to-another")
        return None

    return may


def _own(case: Case, takedown: str, status: TakedownStatus, facts: Facts) -> Takedown:
    current = takedown_at(case, takedown, status)
    _submitted_to_actor(current, facts)
    return current


def _submitted_to_actor(takedown: Takedown, facts: Facts) -> None:
    if not facts.acts_for(takedown.committee):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "submitted-to-another"))


def may_sign(case: Case, facts: Facts) -> Problem | None:
    """The People's Committee it was submitted to, unless the claim is about itself (G5)."""
    return submitted_at(TakedownStatus.SUBMITTED_PPC)(case, facts) or not_concerned(case, facts)


def sign(case: Case, command: SignTakedown, facts: Facts) -> tuple[Event, ...]:
    """Sign, as a person who had no part in it (G5), on grounds still valid for the day of the act (G4)."""
    current = _own(case, command.takedown, TakedownStatus.SUBMITTED_PPC, facts)
    _no_part_in(current, facts)
    grounds_in_force(case, current.provisions, facts)
    return (TakedownSigned(takedown=current.id, step=facts.step()),)


def _no_part_in(takedown: Takedown, facts: Facts) -> None:
    """Raises Refused for a person who drafted or approved it for the lead agency: a person may serve two agencies."""
    approved = {takedown.approved.officer} if takedown.approved else set()
    if actor_among(takedown.drafters | approved, facts):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign"))


def refuse(case: Case, command: RefuseTakedown, facts: Facts) -> tuple[Event, ...]:
    """Refuse; an end that needs nothing but reasons."""
    current = _own(case, command.takedown, TakedownStatus.SUBMITTED_PPC, facts)
    return (TakedownRefused(takedown=current.id, step=facts.step(note="reasons")),)


def send(case: Case, command: SendTakedown, facts: Facts) -> tuple[Event, ...]:
    """Record the letter to the ministry, on grounds that still hold (G4)."""
    current = _own(case, command.takedown, TakedownStatus.PPC_SIGNED, facts)
    grounds_in_force(case, current.provisions, facts)
    agency_of_kind("ministry", command.ministry, AgencyKind.MINISTRY, facts)
    due = facts.registry.calendar.due(facts.now, command.due_days)
    sent = TakedownSent(takedown=current.id, ministry=command.ministry, reply_due_at=due, step=facts.step())
    return (sent,)


def evolve_committee(case: Case, event: Event) -> Case | None:
    """Fold one event of the People's Committee; None for any other."""
    match event:
        case TakedownSigned(takedown=id, step=step):
            return with_takedown(case, id, status=TakedownStatus.PPC_SIGNED, answered=step)
        case TakedownRefused(takedown=id, step=step):
            return with_takedown(case, id, status=TakedownStatus.PPC_REFUSED, answered=step)
        case TakedownSent(takedown=id, ministry=ministry, reply_due_at=due, step=step):
            status = TakedownStatus.SENT_MINISTRY
            return with_takedown(case, id, status=status, ministry=ministry, reply_due_at=due, sent=step)
    return None


_row = partial(Action, stream=Kind.CASE, scope=Scope.TAKEDOWN_SIGN, posts=frozenset({Post.SIGNATORY}), states=IN_FORCE)

ACTIONS = (
    _row(command=SignTakedown, decide=sign, states=SERVED, may=may_sign),
    _row(command=RefuseTakedown, decide=refuse, may=submitted_at(TakedownStatus.SUBMITTED_PPC)),
    _row(
        command=SendTakedown,
        decide=send,
        states=SERVED,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        may=submitted_at(TakedownStatus.PPC_SIGNED),
    ),
)
