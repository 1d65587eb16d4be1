"""Erasure: one officer proposes it, two others approve it, and a separate process announces it a day ahead and carries
it out.

An erasure by the law of retention needs no approval. Officers decided that the case is protected or groundless, and the
period is a setting. No text is erased while the matter or a complaint about it is running.

A destroyed key cannot be restored, so the eraser announces each ordered erasure in the record, and waits. Meanwhile an
inspector, or an agency that took no part in the erasure, may object. A complaint stops the erasure too. After an
objection two officers must approve the erasure again, or refuse it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Final

from domain.case.reports import ContactForgotten
from domain.erasure.command import ErasureCommand, ErasureEvent, erasable, refusal_code, running, word
from domain.erasure.retention import Kept, retention_on
from domain.erasure.state import Destruction, Erasure, ErasureGround, ErasureState, ErasureTarget, Word
from domain.kernel.actor import ActorKind, Process
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, OwnAct, filled
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind, Post
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, room_for

APPROVALS = 2
WAITING = frozenset({ErasureState.PROPOSED, ErasureState.APPROVED_ONCE})


class ErasureProposed(Begins[Erasure], type="erasure.proposed", state=ErasureState.PROPOSED):
    code: str
    target: str
    at: datetime
    ground: ErasureGround
    proposal: Word


class ProposeErasure(
    OpeningCommand, kind=Kind.ERASURE, scope=Scope.ERASURE_APPROVE, posts=OFFICERS, needs=(ErasureTarget,)
):
    """Propose to erase the encrypted texts of a case, a complaint or a retracted notice that must no longer be kept."""

    target: Annotated[str, Ref(doc="The case, complaint, notice or request.")]
    reasons: Annotated[str, Words(doc="Reasons why the texts must not be kept.", least=20, most=5_000)]

    def decide(self, state: None, facts: Facts) -> ErasureProposed:
        erasable(facts, "target")
        return facts.record(ErasureProposed, self, ground=ErasureGround.UNLAWFUL, proposal=word(facts))


def no_word_of_the_actor(erasure: Erasure, facts: Facts) -> Problem | None:
    """The actor took no part in the erasure, under any appointment (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if actor_among(erasure.spoken, facts) else None


class ApproverCommand(ErasureCommand, posts={Post.SIGNATORY}, states=WAITING, requires=(no_word_of_the_actor,)):
    """Command of an officer who did not propose the erasure."""


class ErasureApproved(ErasureEvent, type="erasure.approved"):
    approval: Word

    def fold(self, erasure: Erasure) -> Erasure:
        approvals = (*erasure.approvals, self.approval)
        state = ErasureState.ORDERED if len(approvals) >= APPROVALS else ErasureState.APPROVED_ONCE
        return replace(erasure, state=state, approvals=approvals)


def there_to_erase(erasure: Erasure, facts: Facts) -> Problem | None:
    """The data that the erasure is about still exist."""
    return None if facts.known(ErasureTarget) else invalid("erasure_id", "nothing-to-erase")


def not_running(erasure: Erasure, facts: Facts) -> Problem | None:
    """Neither the matter nor a complaint about it is running again."""
    known = facts.known(ErasureTarget)
    return running(known) if known else None


class ApproveErasure(
    ApproverCommand, needs=(ErasureTarget,), requires=(there_to_erase, not_running), signed=True, writes=ErasureApproved
):
    """Approve an erasure, as one of two persons who neither proposed nor answered it. An erasure cannot be undone."""

    reasons: Annotated[str, Words(doc="Reasons for the approval.", least=20, most=5_000)]


class ErasureRefused(ErasureEvent, type="erasure.refused", state=ErasureState.REFUSED):
    refusal: Word
    public_code: str | None = None


class RefuseErasure(ApproverCommand, signed=True):
    """Refuse a proposed erasure."""

    reasons: Annotated[str, Words(doc="Reasons for the refusal.", least=20, most=5_000)]

    def decide(self, erasure: Erasure, facts: Facts) -> ErasureRefused:
        return ErasureRefused(refusal=word(facts), public_code=refusal_code(erasure, facts))


class RetentionEnded(Begins[Erasure], type="erasure.retention-ended"):
    code: str
    target: str
    at: datetime
    kept_days: int
    contact_only: bool = False

    def begin(self, id: str) -> Erasure:
        return filled(Erasure, self, id=id, state=ErasureState.ORDERED, ground=ErasureGround.RETENTION)


class EndRetention(
    OpeningCommand, kind=Kind.ERASURE, by={ActorKind.SYSTEM}, process=Process.ERASER, needs=(ErasureTarget,)
):
    """Order the erasure of texts after their retention period (an act of the register itself)."""

    target: Annotated[str, Ref(doc="The case, complaint or request.")]
    kept_days: Annotated[int, Spec(doc="Retention period of these texts in days.")]
    contact_only: Annotated[bool, Spec(doc="True if only the reporter's contact is erased.")] = False

    def decide(self, state: None, facts: Facts) -> RetentionEnded:
        """Order the erasure. Raises Refused before the end of the retention period, whatever period the job states."""
        known = erasable(facts, "target")
        ended_at, kept = known.ended_at, Kept.CONTACT if self.contact_only else known.kept
        if ended_at is None:
            raise Refused(invalid("target", "retention-runs"))
        least = retention_on(kept, local_date(ended_at), facts.registry).days if kept else 0
        if (facts.now - ended_at).days < max(self.kept_days, least):
            raise Refused(invalid("target", "retention-runs"))
        return facts.record(RetentionEnded, self)


class TextsDestroyed(ErasureEvent, type="erasure.done", state=ErasureState.DONE):
    """The keys of these groups of texts were destroyed."""

    destruction: Destruction


DESTROY_TEXTS: Final = "destroyTexts"
"""Action by which the eraser destroys keys, or deletes the contact of a case's reporter."""
OwnAct(action=DESTROY_TEXTS, writes=(TextsDestroyed, ContactForgotten), by=frozenset({Process.ERASER}))


ANNOUNCED_FOR: Final = timedelta(days=1)
"""Time between the announcement and the destruction of the keys."""
OBJECTIONS_MOST: Final = 20


class ErasureAnnounced(ErasureEvent, type="erasure.announced", bookkeeping=True):
    announced_at: datetime
    destroys_at: datetime


class AnnounceErasure(
    CommandOn[Erasure],
    kind=Kind.ERASURE,
    by={ActorKind.SYSTEM},
    process=Process.ERASER,
    states={ErasureState.ORDERED},
):
    """Announce the destruction of the texts (an act of the register itself)."""

    def decide(self, erasure: Erasure, facts: Facts) -> ErasureAnnounced:
        return ErasureAnnounced(announced_at=facts.now, destroys_at=facts.now + ANNOUNCED_FOR)


class ErasureContested(ErasureEvent, type="erasure.contested"):
    """A person objected to an ordered erasure. Two officers must approve it again."""

    objection: Word

    def fold(self, erasure: Erasure) -> Erasure:
        return replace(
            erasure,
            state=ErasureState.PROPOSED,
            objections=(*erasure.objections, self.objection),
            approvals=(),
            announced_at=None,
            destroys_at=None,
        )


def no_word_of_the_agency(erasure: Erasure, facts: Facts) -> Problem | None:
    """The actor's agency neither answered, proposed nor approved the erasure (G5)."""
    if facts.actor.own in {word.agency for word in erasure.words}:
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


class ObjectionCommand(
    CommandOn[Erasure],
    kind=Kind.ERASURE,
    states={ErasureState.ORDERED},
    requires=(no_word_of_the_actor, room_for("objections", OBJECTIONS_MOST, "too-many-objections")),
):
    """Command that objects to an ordered erasure."""

    reasons: Annotated[str, Words(doc="Reasons why the texts must not be destroyed now.", least=20, most=5_000)]


class ObjectToErasure(ObjectionCommand, scope=Scope.INSPECTION_RECORD, posts={Post.INSPECTOR}, writes=ErasureContested):
    """Object to an ordered erasure, as an inspector, before the keys are destroyed. Two officers then approve it again
    or refuse it."""


class ContestErasure(
    ObjectionCommand,
    scope=Scope.ERASURE_APPROVE,
    posts=OFFICERS,
    requires=(no_word_of_the_agency,),
    writes=ErasureContested,
):
    """Object to an ordered erasure, as an agency that took no part in it, before the keys are destroyed. Two officers
    then approve it again or refuse it."""
