"""Base classes of the events and commands of a complaint, and the jobs that its terms order."""

from collections.abc import Iterator

from domain.complaint.impartiality import IMPARTIAL
from domain.complaint.state import ContestedDecision, Redress
from domain.complaint.terms import Deadline
from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.roles import OFFICERS
from domain.rules.command import CommandOn

REDRESS_OVERDUE, REDRESS_END = "redress-overdue", "redress-end"


def overdue_after(due: Deadline) -> Iterator[Job]:
    """Noting that an agency let a term pass."""
    yield Job(job=REDRESS_OVERDUE, data={}, due=due.due_at)


def final_after(due: Deadline | None) -> Iterator[Job]:
    """Noting that an answer became final; there is no term after the second level."""
    if due is not None:
        yield Job(job=REDRESS_END, data={}, due=due.due_at)


class RedressEvent(Follows[Redress]):
    """Something that happened to a complaint."""


class RedressCommand(CommandOn[Redress], kind=Kind.REDRESS):
    """Something that somebody wants done to a complaint."""


class ComplainantCommand(RedressCommand, additive=True, by={ActorKind.PUBLIC}):
    """Act on a complaint by its code, as the complainant."""


class ExaminerCommand(
    RedressCommand, scope=Scope.REDRESS_DECIDE, posts=OFFICERS, needs=(ContestedDecision,), requires=IMPARTIAL
):
    """A step of the agency that examines the complaint, by somebody who had no part in the case (G5)."""


class RegisterCommand(RedressCommand, additive=True, by={ActorKind.SYSTEM}):
    """An act of the register itself, when a term has run out."""
