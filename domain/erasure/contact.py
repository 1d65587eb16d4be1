"""Who may see how to reach a person."""

from collections.abc import Collection

from domain.case.state.case import Case
from domain.complaint.state import ContestedDecision, Redress
from domain.erasure.state import Erasure
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.rules.facts import Facts
from domain.rules.guards import not_of


def contact_problem(state: Case | Redress | Erasure, facts: Facts) -> Problem | None:
    """Why the actor may not see how to reach the person, or None.

    A reporter is reached by who leads the case, unless the claim is about it; who complains, by the second level,
    which the complaint is not about; who asks about data, by those who answer such requests.
    """
    scopes = facts.actor.scopes
    match state:
        case Case(lead=lead, concerns=about):
            borrowed = Scope.CASE_INTAKE in facts.actor.deputy and facts.deputises(about)
            may = (Scope.CASE_INTAKE in scopes or borrowed) and _stands_for(lead, about, facts)
        case Redress(examining=examining, agency=agency):
            contested = facts.known(ContestedDecision)
            about = (agency, *(contested.case.concerns if contested else ()))
            may = Scope.REDRESS_DECIDE in scopes and _stands_for(examining, about, facts)
        case Erasure():
            may = Scope.ERASURE_APPROVE in scopes
    return None if may else unguarded(Guard.G5_TWO_PERSONS, "contact-closed")


def _stands_for(agency: str, about: Collection[str], facts: Facts) -> bool:
    """Whether the actor acts for the agency today, and is of none that it is about."""
    return facts.acts_for(agency) and not_of(about, facts) is None
