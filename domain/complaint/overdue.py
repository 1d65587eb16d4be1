"""Notes by the register itself that a term of a complaint has run out."""

from datetime import datetime

from domain.complaint.command import RedressEvent, RegisterCommand
from domain.complaint.state import ANSWERED, UNANSWERED, Redress, RedressState
from domain.kernel.refusals import Refused, RuleNotMet
from domain.rules.facts import Facts
from domain.rules.guards import still_runs


class RedressOverdue(RedressEvent, type="redress.overdue", bookkeeping=True, appends="overdue"):
    due_at: datetime


class NoteRedressOverdue(RegisterCommand, states=UNANSWERED):
    """Note that a term passed without an answer (an act of the register itself)."""

    def decide(self, redress: Redress, facts: Facts) -> RedressOverdue:
        being_decided = redress.state in (RedressState.ACCEPTED, RedressState.EXAMINING)
        term = redress.decide_by if being_decided else redress.accept_by
        assert term is not None  # it began to run when the complaint was accepted
        if term.due_at in redress.overdue:
            raise Refused(RuleNotMet(code="overdue-noted"))
        if problem := still_runs(term.due_at, facts):
            raise Refused(problem)
        return RedressOverdue(due_at=term.due_at)


class RedressEnded(RedressEvent, type="redress.ended", state=RedressState.FINAL, sets={"ended_at": "at"}):
    """The time for the second level passed unused: the answer is final."""

    at: datetime


class EndRedress(RegisterCommand, states=ANSWERED):
    """Note that nobody went to the second level in time (an act of the register itself)."""

    def decide(self, redress: Redress, facts: Facts) -> RedressEnded:
        if problem := still_runs(redress.appeal_by.due_at if redress.appeal_by else None, facts):
            raise Refused(problem)
        return facts.record(RedressEnded, self)
