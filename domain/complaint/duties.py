"""Duties in a complaint: to take it up, and to answer it (Luật Khiếu nại, Điều 27, 28, 37)."""

from collections.abc import Iterator

from domain.complaint.impartiality import answered_below
from domain.complaint.inspecting import owed
from domain.complaint.state import NEW, Redress, RedressState
from domain.kernel.kind import Kind
from domain.rules.duty import Duty, DutyKind, owes


@owes(Kind.REDRESS)
def duties(redress: Redress) -> Iterator[Duty]:
    """The examining agency's; none while the person has the next step, or once it is over. And a look of inspectors."""
    yield from owed(redress)
    barred = tuple(sorted(answered_below(redress)))
    if redress.state in NEW:
        due_at = redress.accept_by.due_at
        yield Duty(
            kind=DutyKind.ACCEPT_COMPLAINT,
            agency=redress.examining,
            about=redress.id,
            due_at=due_at,
            lapsed=due_at in redress.overdue,
            barred=barred,
        )
    elif redress.state in (RedressState.ACCEPTED, RedressState.EXAMINING) and redress.decide_by:
        due_at = redress.decide_by.due_at
        yield Duty(
            kind=DutyKind.DECIDE_COMPLAINT,
            agency=redress.examining,
            about=redress.id,
            due_at=due_at,
            lapsed=due_at in redress.overdue,
            barred=barred,
        )
