"""Until when one can complain against a decision: the one rule that pages, answers, notices and filing share."""

from datetime import date, timedelta

from domain.case.state.case import Case
from domain.case.state.measures import Decision
from domain.complaint.terms import Deadline, Stage, deadline
from domain.kernel.calendar import local_date
from domain.registry.registry import Registry


def told_on(case: Case, decision: Decision) -> date | None:
    """The day the person concerned was last told of the decision; None while nobody told."""
    return max(
        (execution.served.on for execution in case.executions if execution.cycle == decision.cycle), default=None
    )


def file_term(case: Case, decision: Decision, registry: Registry) -> Deadline:
    """Counted from the day the person was told, else from the decision (Luật Khiếu nại, Điều 9)."""
    since = max(decision.decided_on, told_on(case, decision) or decision.decided_on)
    return deadline(Stage.FILE, since, registry.calendar, remote=registry.remote(case.areas))


def last_day(due: Deadline) -> date:
    """The last day on which it can still be done."""
    return local_date(due.due_at) - timedelta(days=1)
