"""Impartiality in complaints: only an officer of the agency that has it, with no event in the case it is about (G5)."""

from domain.case.guards import not_concerned
from domain.complaint.state import ContestedDecision, Examination, Redress, Rejection, Ruling
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.rules.facts import Facts
from domain.rules.guards import actor_among


def examined_by_actor(redress: Redress, facts: Facts) -> Problem | None:
    """The actor's agency examines the complaint."""
    return None if facts.acts_for(redress.examining) else unguarded(Guard.G1_COMPETENCE, "examining-agency-only")


def parts_known(redress: Redress, facts: Facts) -> Problem | None:
    """It is known who had a part in the case (G5)."""
    return None if facts.known(ContestedDecision) else unguarded(Guard.G5_TWO_PERSONS, "part-in-case-unknown")


def no_part_in_it(redress: Redress, facts: Facts) -> Problem | None:
    """The actor had no part in the case, nor in the answer below (G5)."""
    contested = facts.known(ContestedDecision)
    if contested and actor_among(contested.touched | answered_below(redress), facts):
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case")
    return None


def of_none_concerned(redress: Redress, facts: Facts) -> Problem | None:
    """The actor is of no agency that the claim is about (G5)."""
    contested = facts.known(ContestedDecision)
    return not_concerned(contested.case, facts) if contested else None


def not_recused(redress: Redress, facts: Facts) -> Problem | None:
    """The actor is not recused from the case (G5)."""
    contested = facts.known(ContestedDecision)
    out = contested is not None and actor_among(contested.case.recused, facts)
    return unguarded(Guard.G5_TWO_PERSONS, "recused") if out else None


IMPARTIAL = (examined_by_actor, parts_known, no_part_in_it, not_recused, of_none_concerned)
"""Guards on whoever examines a complaint."""


def answered_below(redress: Redress) -> frozenset[str]:
    """The officers who examined, ruled on or rejected it at the level below: nobody examines their own answer (G5)."""
    answers: tuple[Rejection | Examination | Ruling, ...] = (
        *redress.rejections,
        *redress.examinations,
        *redress.rulings,
    )
    return frozenset(answer.officer for answer in answers if answer.level < redress.level)
