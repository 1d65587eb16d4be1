"""Officers who answer an agency's data requests: those appointed for that, else those who work on cases.

An agency that appointed nobody goes on by its handlers and signatories. What none of its data protection officers may
answer, because they refused it before (G5), is left to the others again.
"""

from collections.abc import Iterable

from domain.erasure.state import Erasure
from domain.kernel.calendar import local_date
from domain.kernel.refusals import MissingRight, Problem
from domain.kernel.roles import Post
from domain.rules.facts import Facts
from domain.rules.guards import persons

POST = Post.DATA_PROTECTION_OFFICER


def barred(erasure: Erasure) -> frozenset[str]:
    """The officers who refused it before: another person answers it again."""
    return frozenset(refused.officer for refused in erasure.former)


def appointed(facts: Facts, barred: Iterable[str] = ()) -> frozenset[str]:
    """The data protection officers of the actor's agency today, without the persons who are barred."""
    return facts.registry.holders(POST, facts.actor.own, local_date(facts.now)) - persons(barred, facts)


def left_to_appointed(facts: Facts, barred: Iterable[str] = ()) -> MissingRight | None:
    """Nobody else answers where somebody is appointed for it."""
    others = POST not in facts.actor.posts and appointed(facts, barred)
    return MissingRight(code="post-missing", posts=(POST,)) if others else None


def left_to_the_appointed(erasure: Erasure, facts: Facts) -> Problem | None:
    """Nobody else answers where somebody is appointed for it."""
    return left_to_appointed(facts, barred(erasure))
