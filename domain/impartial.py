"""Who may touch a complaint: an officer of the agency that has it, with no event in the case it is about (G5)."""

from domain.case import Case
from domain.erasure import Erasure
from domain.facts import Actor, Contested, Facts
from domain.guards import not_concerned, persons
from domain.policy import Scope
from domain.redress import Redress
from domain.refusals import Guard, Problem, unguarded


def may_examine(state: Redress, facts: Facts) -> Problem | None:
    """The examining agency, by somebody who had no part in the case; nobody examines a claim about their own agency."""
    if not facts.acts_for(state.examining):
        return unguarded(Guard.G1_COMPETENCE, "examining-agency-only")
    if facts.contested is None:
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case-unknown")
    if facts.registry.person(facts.actor.subject) in persons(facts.contested.touched, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case")
    return not_concerned(facts.contested.case, facts)


def contact_problem(state: Case | Redress | Erasure, actor: Actor, contested: Contested | None) -> Problem | None:
    """Why the actor may not see how to reach the person, or None.

    A reporter is reached by the lead agency, unless the claim is about it; who complains, by the second level, which
    the complaint is not about; who asks about data, by those who answer such requests.
    """
    match state:
        case Case():
            may = Scope.CASE_INTAKE in actor.scopes and actor.agency == state.lead not in state.concerns
        case Redress():
            about = {state.agency, *(contested.case.concerns if contested else ())}
            may = Scope.REDRESS_DECIDE in actor.scopes and actor.agency == state.examining not in about
        case Erasure():
            may = Scope.ERASURE_APPROVE in actor.scopes
    return None if may else unguarded(Guard.G5_TWO_PERSONS, "contact-closed")
