"""Base classes of the events and commands on a complaint: terms, jobs, and guards that exclude partial officers."""

from collections.abc import Iterator

from domain.case.guards import not_concerned
from domain.complaint.state import ContestedDecision, Examination, Redress, Rejection, Ruling
from domain.complaint.terms import Deadline
from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows, Job
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.rules.command import CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import actor_among


def examined_by_actor(redress: Redress, facts: Facts) -> Problem | None:
    """The actor's agency examines the complaint."""
    return None if facts.acts_for(redress.examining) else unguarded(Guard.G1_COMPETENCE, "examining-agency-only")


def parts_known(redress: Redress, facts: Facts) -> Problem | None:
    """The register knows which officers took part in the case (G5)."""
    return None if facts.known(ContestedDecision) else unguarded(Guard.G5_TWO_PERSONS, "part-in-case-unknown")


def no_part_in_it(redress: Redress, facts: Facts) -> Problem | None:
    """The actor took no part in the case, nor in the answer at the lower level (G5)."""
    contested = facts.known(ContestedDecision)
    if contested and actor_among(contested.touched | answered_below(redress), facts):
        return unguarded(Guard.G5_TWO_PERSONS, "part-in-case")
    return None


def of_none_concerned(redress: Redress, facts: Facts) -> Problem | None:
    """The actor has no post in an agency that the claim is about (G5)."""
    contested = facts.known(ContestedDecision)
    return not_concerned(contested.case, facts) if contested else None


def not_recused(redress: Redress, facts: Facts) -> Problem | None:
    """The actor is not recused from the case (G5)."""
    contested = facts.known(ContestedDecision)
    out = contested is not None and actor_among(contested.case.recused, facts)
    return unguarded(Guard.G5_TWO_PERSONS, "recused") if out else None


IMPARTIAL = (examined_by_actor, parts_known, no_part_in_it, not_recused, of_none_concerned)
"""Guards on the officer who examines a complaint."""


def answered_below(redress: Redress) -> frozenset[str]:
    """Return the officers who examined, decided or rejected the complaint at a lower level. An officer must not examine
    their own answer (G5)."""
    answers: tuple[Rejection | Examination | Ruling, ...] = (
        *redress.rejections,
        *redress.examinations,
        *redress.rulings,
    )
    return frozenset(answer.officer for answer in answers if answer.level < redress.level)


REDRESS_OVERDUE, REDRESS_END = "redress-overdue", "redress-end"


def overdue_after(due: Deadline) -> Iterator[Job]:
    """Yield the job that records that an agency missed a term."""
    yield Job(job=REDRESS_OVERDUE, data={}, due=due.due_at)


def final_after(due: Deadline | None) -> Iterator[Job]:
    """Yield the job that records that an answer became final. Yield no job after the second level."""
    if due is not None:
        yield Job(job=REDRESS_END, data={}, due=due.due_at)


class RedressEvent(Follows[Redress]):
    """Event that follows in the stream of a complaint."""


class RedressCommand(CommandOn[Redress], kind=Kind.REDRESS):
    """Command on a complaint."""


class ComplainantCommand(RedressCommand, additive=True, by={ActorKind.PUBLIC}):
    """Command of the complainant, who presents the code of the complaint."""


class ExaminerCommand(
    RedressCommand, scope=Scope.REDRESS_DECIDE, posts=OFFICERS, needs=(ContestedDecision,), requires=IMPARTIAL
):
    """Command of an officer of the examining agency who took no part in the case (G5)."""


class RegisterCommand(RedressCommand, additive=True, by={ActorKind.SYSTEM}):
    """Command of the register itself after a term has expired."""
