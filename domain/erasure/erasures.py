"""Erasing: proposed by one officer, approved by two others, carried out by a process that alone may destroy keys.

What the law of retention orders needs no approval: whether a case is protected or groundless was decided by persons,
and the time is a setting. Nothing is erased while the matter or a complaint about it runs.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.erasure.data_requests import erasable, evolve_request, refuse_running, word
from domain.erasure.state import Destruction, Erasable, Erasure, ErasureGround, ErasureState, Word
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among

APPROVALS = 2


class ErasureProposed(Event, type="erasure.proposed"):
    """An officer proposed to destroy the texts of a stream."""

    code: str
    target: str
    at: datetime
    ground: ErasureGround
    proposal: Word


class ErasureApproved(Event, type="erasure.approved"):
    """One of two persons approved."""

    approval: Word


class ErasureRefused(Event, type="erasure.refused"):
    """A person who should approve refused."""

    refusal: Word


class RetentionEnded(Event, type="erasure.retention-ended"):
    """The time for which texts may be kept is over."""

    code: str
    target: str
    at: datetime
    kept_days: int


class TextsDestroyed(Event, type="erasure.done"):
    """The record of destruction: the keys of these groups are gone."""

    destruction: Destruction


@dataclass(frozen=True, kw_only=True)
class ProposeErasure:
    """Propose to destroy the sealed texts of a case, a complaint or a notice taken back that should not be held."""

    target: Annotated[str, Ref(doc="The case, complaint, notice or request.")]
    reasons: Annotated[str, Words(doc="Why they may not be held.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class ApproveErasure:
    """Approve an erasure, as one of two persons who had no word in it before. It cannot be undone."""

    reasons: Annotated[str, Words(doc="Why.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class RefuseErasure:
    """Refuse an erasure that was proposed."""

    reasons: Annotated[str, Words(doc="Why.", least=20, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class EndRetention:
    """Order the erasure of texts whose time is over (an act of the register itself)."""

    target: Annotated[str, Ref(doc="The case, complaint or request.")]
    kept_days: Annotated[int, Spec(doc="Days for which such texts are kept.")]


def propose(state: None, command: ProposeErasure, facts: Facts) -> tuple[Event, ...]:
    """Propose an erasure."""
    refuse_running(erasable(facts, "target"))
    made = ErasureProposed(
        code=facts.code,
        target=command.target,
        at=facts.now,
        ground=ErasureGround.UNLAWFUL,
        proposal=word(facts),
    )
    return (made,)


def may_approve(state: Erasure, facts: Facts) -> Problem | None:
    """Two persons, neither of whom proposed it, answered the request or approved, under any appointment (G5)."""
    if actor_among(state.spoken, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


def approve(state: Erasure, command: ApproveErasure, facts: Facts) -> tuple[Event, ...]:
    """Approve; what began to run again meanwhile is not erased."""
    refuse_running(erasable(facts, "erasure_id"))
    return (ErasureApproved(approval=word(facts)),)


def refuse(state: Erasure, command: RefuseErasure, facts: Facts) -> tuple[Event, ...]:
    """Refuse it."""
    return (ErasureRefused(refusal=word(facts)),)


def end_retention(state: None, command: EndRetention, facts: Facts) -> tuple[Event, ...]:
    """Order it. Raises Refused before the time is over."""
    it = erasable(facts, "target")
    refuse_running(it)
    if it.ended_at is None or (facts.now - it.ended_at).days < command.kept_days:
        raise Refused(invalid("target", "retention-runs"))
    return (RetentionEnded(code=facts.code, target=command.target, at=facts.now, kept_days=command.kept_days),)


def evolve_erasure(state: Erasure | None, event: Event, id: str) -> Erasure:
    """Fold one event of an erasure. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, ErasureProposed() as it:
            return Erasure(
                id=id,
                code=it.code,
                state=ErasureState.PROPOSED,
                at=it.at,
                target=it.target,
                ground=it.ground,
                proposal=it.proposal,
            )
        case None, RetentionEnded() as it:
            return Erasure(
                id=id,
                code=it.code,
                state=ErasureState.ORDERED,
                at=it.at,
                target=it.target,
                ground=ErasureGround.RETENTION,
            )
        case Erasure(), ErasureApproved(approval=given):
            approvals = (*state.approvals, given)
            after = ErasureState.ORDERED if len(approvals) >= APPROVALS else ErasureState.APPROVED_ONCE
            return replace(state, state=after, approvals=approvals)
        case Erasure(), ErasureRefused(refusal=given):
            return replace(state, state=ErasureState.REFUSED, refusal=given)
        case Erasure(), TextsDestroyed(destruction=done):
            return replace(state, state=ErasureState.DONE, destruction=done)
    if (after_request := evolve_request(state, event, id)) is not None:
        return after_request
    raise TypeError(f"{event.TYPE} does not follow {state}")


WAITING = frozenset({ErasureState.PROPOSED, ErasureState.APPROVED_ONCE})
BOTH = frozenset({Post.HANDLER, Post.SIGNATORY})

ACTIONS = (
    Action(
        command=ProposeErasure,
        needs=(Erasable,),
        stream=Kind.ERASURE,
        creates=True,
        decide=propose,
        scope=Scope.ERASURE_APPROVE,
        posts=BOTH,
    ),
    Action(
        command=ApproveErasure,
        needs=(Erasable,),
        stream=Kind.ERASURE,
        decide=approve,
        scope=Scope.ERASURE_APPROVE,
        posts=frozenset({Post.SIGNATORY}),
        states=WAITING,
        may=may_approve,
    ),
    Action(
        command=RefuseErasure,
        stream=Kind.ERASURE,
        decide=refuse,
        scope=Scope.ERASURE_APPROVE,
        posts=frozenset({Post.SIGNATORY}),
        states=WAITING,
        may=may_approve,
    ),
    Action(
        command=EndRetention,
        needs=(Erasable,),
        stream=Kind.ERASURE,
        creates=True,
        decide=end_retention,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
