"""Base classes of the events and commands of an erasure, and the officers who answer data requests.

An agency that appointed nobody goes on by its handlers and signatories. What none of its data protection officers may
answer, because they refused it before (G5), is left to the others again.
"""

from collections.abc import Iterable

from domain.case.codes import code_of
from domain.erasure.state import Erasure, ErasureTarget, Word
from domain.kernel.calendar import local_date
from domain.kernel.event import Follows
from domain.kernel.policy import Scope
from domain.kernel.refusals import MissingRight, Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Kind, Post
from domain.rules.command import CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import persons


class ErasureEvent(Follows[Erasure]):
    """Something that happened to an erasure, or to a request about personal data."""


class ErasureCommand(CommandOn[Erasure], kind=Kind.ERASURE, scope=Scope.ERASURE_APPROVE):
    """A step of an officer in an erasure."""


def word(facts: Facts) -> Word:
    return Word(agency=facts.actor.own, officer=facts.actor.subject, at=facts.now, reasons=facts.sealed["reasons"])


def refusal_code(erasure: Erasure, facts: Facts) -> str | None:
    """A public code with which the person complains against the refusal; None where nobody asked.

    Nor where somebody asked by an address: a complaint belongs to a case, so a code would tell that there is one. They
    ask again at a desk, and complain against what is refused there.
    """
    return code_of(erasure.id, facts.new_id) if erasure.request and not erasure.by_address else None


def running(known: ErasureTarget) -> Problem | None:
    """Neither what the erasure is about nor a complaint about it runs."""
    if known.redress_runs:
        return RuleNotMet(code="redress-runs")
    return None if known.over else RuleNotMet(code="matter-runs")


def erasable(facts: Facts, field: str) -> ErasureTarget:
    """Return the target of the erasure. Raises Refused without one, or while it or a complaint about it runs."""
    known = facts.known(ErasureTarget)
    if known is None:
        raise Refused(invalid(field, "nothing-to-erase"))
    if problem := running(known):
        raise Refused(problem)
    return known


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
