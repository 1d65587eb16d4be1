"""A destruction is announced a day before it happens, and stops when somebody contests it.

Keys that are destroyed never come back. So the eraser announces each ordered erasure in the record, and waits. An
inspector, or an agency that had no word in it, may object meanwhile; a complaint stops it as well. What was objected
to goes back to two officers, who approve it again or refuse it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Final

from domain.erasure.command import ErasureEvent, word
from domain.erasure.state import Erasure, ErasureState, Word
from domain.kernel.actor import ActorKind
from domain.kernel.fields import Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.process import Process
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.kernel.roles import OFFICERS, Post
from domain.rules.command import CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import actor_among
from domain.rules.requirement import room_for

ANNOUNCED_FOR: Final = timedelta(days=1)
"""Time between the announcement of a destruction and the destruction of the keys."""
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
    """Somebody objected to an ordered erasure: two officers have to approve it again."""

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


def no_word_of_the_actor(erasure: Erasure, facts: Facts) -> Problem | None:
    """The actor had no word in it (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if actor_among(erasure.spoken, facts) else None


def no_word_of_the_agency(erasure: Erasure, facts: Facts) -> Problem | None:
    """The agency of the actor neither answered, proposed nor approved it (G5)."""
    if facts.actor.own in {word.agency for word in erasure.words}:
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return None


class ObjectionCommand(
    CommandOn[Erasure],
    kind=Kind.ERASURE,
    states={ErasureState.ORDERED},
    requires=(no_word_of_the_actor, room_for("objections", OBJECTIONS_MOST, "too-many-objections")),
):
    """Objecting to an ordered erasure."""

    reasons: Annotated[str, Words(doc="Why the texts must not be destroyed now.", least=20, most=5_000)]


class ObjectToErasure(ObjectionCommand, scope=Scope.INSPECTION_RECORD, posts={Post.INSPECTOR}):
    """Object to an ordered erasure, as an inspector, before the keys are destroyed. Two officers then approve it again
    or refuse it."""

    def decide(self, erasure: Erasure, facts: Facts) -> ErasureContested:
        return ErasureContested(objection=word(facts))


class ContestErasure(ObjectionCommand, scope=Scope.ERASURE_APPROVE, posts=OFFICERS, requires=(no_word_of_the_agency,)):
    """Object to an ordered erasure, as an agency that had no word in it, before the keys are destroyed. Two officers
    then approve it again or refuse it."""

    def decide(self, erasure: Erasure, facts: Facts) -> ErasureContested:
        return ErasureContested(objection=word(facts))
