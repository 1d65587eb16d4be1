"""Who may touch a complaint: an officer of the agency that has it, with no event in the case it is about (G5)."""

from collections.abc import Collection

from domain.case import Case
from domain.erasure import Erasure
from domain.facts import Facts
from domain.guards import actor_among, not_concerned, not_of
from domain.policy import Scope
from domain.redress.complaint import Examination, Redress, Rejection, Ruling
from domain.refusals import Guard, Problem, unguarded


def may_examine(state: Redress, facts: Facts) -> Problem | None:
    """The examining agency, by somebody without a part in the case or the answer below, of no agency it is about."""
    if not facts.acts_for(state.examining):
        return unguarded(Guard.G1_COMPETENCE, "examining-agency-only")
    if facts.contested is None:
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case-unknown")
    if actor_among(facts.contested.touched | answered_below(state), facts):
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case")
    return not_concerned(facts.contested.case, facts)


def answered_below(state: Redress) -> frozenset[str]:
    """The officers who examined, ruled on or rejected it at the level below: nobody examines their own answer (G5)."""
    parts: tuple[Rejection | Examination | Ruling, ...] = (*state.rejections, *state.examinations, *state.rulings)
    return frozenset(each.officer for each in parts if each.level < state.level)


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
            about = (agency, *(facts.contested.case.concerns if facts.contested else ()))
            may = Scope.REDRESS_DECIDE in scopes and _stands_for(examining, about, facts)
        case Erasure():
            may = Scope.ERASURE_APPROVE in scopes
    return None if may else unguarded(Guard.G5_TWO_PERSONS, "contact-closed")


def _stands_for(agency: str, about: Collection[str], facts: Facts) -> bool:
    """Whether the actor acts for the agency today, and is of none that it is about."""
    return facts.acts_for(agency) and not_of(about, facts) is None
