"""Duties in a complaint, inspections of suspensions, and records of expired terms."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from domain.complaint.command import RedressCommand, RedressEvent, RegisterCommand, answered_below
from domain.complaint.state import ANSWERED, NEW, UNANSWERED, Redress, RedressState
from domain.kernel.event import Step
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, unguarded
from domain.kernel.vocabulary import INSPECTING, Kind, Role
from domain.rules.duty import Duty, DutyKind, owes
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, refuse_for, required, still_runs


def unseen_since(redress: Redress) -> datetime | None:
    """Return the time of the first suspension or reported threat that no inspector has examined; None without one."""
    seen = [step.at for step in redress.inspections[-1:]]
    happened = [*(row.at for row in redress.suspensions), *(row.at for row in redress.coercions)]
    return min((at for at in happened if not seen or at > seen[0]), default=None)


def something_to_inspect(redress: Redress, facts: Facts) -> Problem | None:
    """The complaint has a suspension, or a reported threat, that no inspector has examined."""
    return None if unseen_since(redress) else RuleNotMet(code="nothing-to-inspect")


def suspended_by_another(redress: Redress, facts: Facts) -> Problem | None:
    """The actor has not suspended any examination of the complaint (G5)."""
    own = actor_among((row.officer for row in redress.suspensions), facts)
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if own else None


class RedressInspected(RedressEvent, type="redress.inspected", appends="inspections"):
    """An inspector examined the reason of a suspension, or a report of a threat."""

    step: Step


class InspectRedress(
    RedressCommand,
    scope=Scope.INSPECTION_RECORD,
    posts=INSPECTING,
    additive=True,
    requires=(something_to_inspect, suspended_by_another),
    writes=RedressInspected,
):
    """Record, as an inspector, your findings about a suspended examination, or about a complaint withdrawn under
    threat."""

    reasons: Annotated[str, Words(doc="The material that you examined, and your findings.", least=20, most=5_000)]


def owed(redress: Redress) -> Iterator[Duty]:
    """Yield the inspectors' duty to inspect the complaint."""
    if since := unseen_since(redress):
        barred = tuple(sorted({row.officer for row in redress.suspensions}))
        yield Duty(kind=DutyKind.INSPECT_COMPLAINT, agency=Role.INSPECTOR, about=redress.id, since=since, barred=barred)


@owes(Kind.REDRESS)
def duties(redress: Redress) -> Iterator[Duty]:
    """Yield the duties of inspectors and of the examining agency. The agency has no duty while the person must act
    next, or after the end."""
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


class RedressOverdue(RedressEvent, type="redress.overdue", bookkeeping=True, appends="overdue"):
    due_at: datetime


class NoteRedressOverdue(RegisterCommand, states=UNANSWERED):
    """Record that a term passed without an answer (an act of the register itself)."""

    def decide(self, redress: Redress, facts: Facts) -> RedressOverdue:
        being_decided = redress.state in (RedressState.ACCEPTED, RedressState.EXAMINING)
        term = required(redress.decide_by if being_decided else redress.accept_by)
        if term.due_at in redress.overdue:
            raise Refused(RuleNotMet(code="overdue-noted"))
        refuse_for(still_runs(term.due_at, facts))
        return RedressOverdue(due_at=term.due_at)


class RedressEnded(RedressEvent, type="redress.ended", state=RedressState.FINAL, sets={"ended_at": "at"}):
    """The term for an appeal to the second level expired without an appeal, so the answer is final."""

    at: datetime


class EndRedress(RegisterCommand, states=ANSWERED):
    """Record that no appeal was filed in time (an act of the register itself)."""

    def decide(self, redress: Redress, facts: Facts) -> RedressEnded:
        refuse_for(still_runs(redress.appeal_by.due_at if redress.appeal_by else None, facts))
        return facts.record(RedressEnded, self)
