"""Recusal: an officer who cannot be impartial stays out of a case, by own word or the lead's (Đ2.2, G5)."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.command import NOT_CLOSED, CaseCommand, CaseEvent
from domain.case.state.case import Case
from domain.kernel.actor import ActorKind
from domain.kernel.event import Sealed
from domain.kernel.fields import Ref, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import OFFICERS
from domain.rules.facts import Facts
from domain.rules.guards import persons, same_person


class OfficerRecused(CaseEvent, type="case.officer-recused"):
    """An officer no longer acts in the case."""

    officer: str
    by: str
    at: datetime
    reasons: Sealed

    def fold(self, case: Case) -> Case:
        return replace(case, recused=(*case.recused, self.officer))


class RecuseOfficer(
    CaseCommand,
    scope=Scope.CASE_READ_OWN,
    posts=OFFICERS,
    states=NOT_CLOSED,
    additive=True,
    by={ActorKind.PERSON},
):
    """Recuse an officer from a case: yourself, or as its lead agency any other officer (G5)."""

    officer: Annotated[str, Ref(doc="Officer to recuse.")]
    reasons: Annotated[str, Words(doc="Why impartiality is in doubt.", least=10, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> OfficerRecused:
        """Keep the person behind the appointment out; nobody comes back in."""
        if self.officer not in facts.registry.officers:
            raise Refused(invalid("officer", "officer-not-appointed"))
        person = facts.registry.person(self.officer)
        if person in persons(case.recused, facts):
            raise Refused(RuleNotMet(code="recused-already"))
        if not same_person(person, facts.actor.subject, facts) and not facts.acts_for(case.lead):
            raise Refused(unguarded(Guard.G1_COMPETENCE, "recuse-oneself-only"))
        return facts.record(OfficerRecused, self, officer=person)
