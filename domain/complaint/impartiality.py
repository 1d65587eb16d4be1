"""Who may touch a complaint: an officer of the agency that has it, with no event in the case it is about (G5)."""

from domain.case.guards import not_concerned
from domain.complaint.state import ContestedDecision, Examination, Redress, Rejection, Ruling
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.rules.facts import Facts
from domain.rules.guards import actor_among


def may_examine(redress: Redress, facts: Facts) -> Problem | None:
    """The examining agency, by somebody without a part in the case or the answer below, of no agency it is about."""
    if not facts.acts_for(redress.examining):
        return unguarded(Guard.G1_COMPETENCE, "examining-agency-only")
    contested = facts.known(ContestedDecision)
    if contested is None:
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case-unknown")
    if actor_among(contested.touched | answered_below(redress), facts):
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case")
    return not_concerned(contested.case, facts)


def answered_below(redress: Redress) -> frozenset[str]:
    """The officers who examined, ruled on or rejected it at the level below: nobody examines their own answer (G5)."""
    answers: tuple[Rejection | Examination | Ruling, ...] = (
        *redress.rejections,
        *redress.examinations,
        *redress.rulings,
    )
    return frozenset(answer.officer for answer in answers if answer.level < redress.level)
