"""Recusal: an officer who cannot be impartial stays out of a case, by own word or the lead's (Đ2.2, G5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.case.state.case import Case, CaseState
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Ref, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import persons, same_person


class OfficerRecused(Event, type="case.officer-recused"):
    """An officer no longer acts in the case."""

    officer: str
    by: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class RecuseOfficer:
    """Keep an officer out of a case: oneself, or as its lead agency any other (G5)."""

    officer: Annotated[str, Ref(doc="The officer who stays out.")]
    reasons: Annotated[str, Words(doc="Why impartiality is in doubt.", least=10, most=2_000)]


def recuse(case: Case, command: RecuseOfficer, facts: Facts) -> tuple[Event, ...]:
    """Keep the officer out; nobody comes back in."""
    if command.officer not in facts.registry.officers:
        raise Refused(invalid("officer", "officer-not-appointed"))
    person = facts.registry.person(command.officer)
    if person in persons(case.recused, facts):
        raise Refused(RuleNotMet(code="recused-already"))
    if not same_person(person, facts.actor.subject, facts) and not facts.acts_for(case.lead):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "recuse-oneself-only"))
    reasons = facts.sealed["reasons"]
    return (OfficerRecused(officer=person, by=facts.actor.subject, at=facts.now, reasons=reasons),)


def recused(case: Case, event: OfficerRecused) -> Case:
    """The case without the officer."""
    return replace(case, recused=(*case.recused, event.officer))


ACTIONS = (
    Action(
        command=RecuseOfficer,
        stream=Kind.CASE,
        decide=recuse,
        scope=Scope.CASE_READ_OWN,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset(CaseState) - {CaseState.CLOSED},
        additive=True,
        by=frozenset({ActorKind.PERSON}),
    ),
)
