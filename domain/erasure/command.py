"""Base classes of the events and commands of an erasure, and the officers who answer data requests.

In an agency without a data protection officer, handlers and signatories answer. They also answer if earlier refusals
exclude every data protection officer of the agency (G5).
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
from domain.rules.guards import persons, refuse_for


class ErasureEvent(Follows[Erasure]):
    """Event that follows in the stream of an erasure or a data request."""


class ErasureCommand(CommandOn[Erasure], kind=Kind.ERASURE, scope=Scope.ERASURE_APPROVE):
    """Command of an officer on an erasure."""


def word(facts: Facts) -> Word:
    return Word(agency=facts.actor.own, officer=facts.actor.subject, at=facts.now, reasons=facts.sealed["reasons"])


def refusal_code(erasure: Erasure, facts: Facts) -> str | None:
    """Return the public code for a complaint against the refusal; None without a request.

    A request by an address gets None too: a complaint belongs to a case, so the code would reveal the case. The person
    can ask again at a desk, and complain about a refusal there.
    """
    return code_of(erasure.id, facts.new_id) if erasure.request and not erasure.by_address else None


def running(known: ErasureTarget) -> Problem | None:
    """Return a refusal while the matter of the erasure, or a complaint about the matter, is running."""
    if known.redress_runs:
        return RuleNotMet(code="redress-runs")
    return None if known.over else RuleNotMet(code="matter-runs")


def erasable(facts: Facts, field: str) -> ErasureTarget:
    """Return the target of the erasure. Raises Refused without a target, and while its matter or a complaint about it
    is running."""
    known = facts.known(ErasureTarget)
    if known is None:
        raise Refused(invalid(field, "nothing-to-erase"))
    refuse_for(running(known))
    return known


POST = Post.DATA_PROTECTION_OFFICER


def barred(erasure: Erasure) -> frozenset[str]:
    """Return the officers who refused the request before. Another person must answer the request now."""
    return frozenset(refused.officer for refused in erasure.former)


def appointed(facts: Facts, barred: Iterable[str] = ()) -> frozenset[str]:
    """Return the data protection officers who are appointed in the agency today, without the barred persons."""
    return facts.registry.holders(POST, facts.actor.own, local_date(facts.now)) - persons(barred, facts)


def left_to_appointed(facts: Facts, barred: Iterable[str] = ()) -> MissingRight | None:
    """Return the refusal for an actor who is not one of the agency's data protection officers. Return None for such an
    officer."""
    others = POST not in facts.actor.posts and appointed(facts, barred)
    return MissingRight(code="post-missing", posts=(POST,)) if others else None


def left_to_the_appointed(erasure: Erasure, facts: Facts) -> Problem | None:
    """The actor is a data protection officer, unless the agency has no such officer."""
    return left_to_appointed(facts, barred(erasure))
