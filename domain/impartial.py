"""Who may touch a complaint: an officer of the agency that has it, with no event in the case it is about (G5)."""

from domain.facts import Facts
from domain.redress import Redress
from domain.refusals import Guard, Problem, unguarded


def may_examine(state: Redress, facts: Facts) -> Problem | None:
    """The examining agency, by somebody who had no part in the case; nobody examines a claim about their own agency."""
    if facts.actor.agency != state.examining:
        return unguarded(Guard.G1_COMPETENCE, "examining-agency-only")
    if facts.contested is None:
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case-unknown")
    if facts.actor.subject in facts.contested.touched:
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case")
    if facts.actor.agency in facts.contested.case.concerns:
        return unguarded(Guard.G5_TWO_PERSONS, "agency-concerned")
    return None
