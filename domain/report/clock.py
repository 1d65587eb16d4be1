"""Acts of the register itself on reports as time passes: it counts, reminds, notes, freezes (Đ6.2, Đ6.3).

Each is a command of the system, ordered by a job of the day and refused once it has no ground any more; so a
worker that was away for a year catches up without reminding anybody of what is past or noting anything twice.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows
from domain.kernel.fields import Items
from domain.kernel.refusals import Problem, Refused, RuleNotMet
from domain.report.command import ReportCommand
from domain.report.opening import REMIND_BEFORE
from domain.report.state.report import OWED, Counting, Report, ReportCount, ReportFigure, ReportState
from domain.rules.facts import Facts
from domain.rules.guards import not_yet_due


class ClockCommand(ReportCommand, states=OWED, additive=True, by={ActorKind.SYSTEM}):
    """A step of the register itself, while the report is owed."""


class ReportCounted(Follows[Report], type="report.counted"):
    counting: Counting


class CountReport(ClockCommand):
    """Enter what the register counted for a report (an act of the register itself)."""

    counts: Annotated[tuple[ReportCount, ...], Items(doc="The numbers.", most=len(ReportFigure))]

    def decide(self, report: Report, facts: Facts) -> ReportCounted:
        if report.counting is not None and report.counting.final:
            raise Refused(RuleNotMet(code="figures-final"))
        final = facts.now >= report.end
        return ReportCounted(counting=facts.record(Counting, self, final=final))


class ReportReminded(Follows[Report], type="report.reminded", bookkeeping=True):
    at: datetime

    def fold(self, report: Report) -> Report:
        return replace(report, reminded_at=(*report.reminded_at, self.at))


class RemindReport(ClockCommand):
    """Remind an agency of a report that is due soon (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> ReportReminded:
        """Unless it is late already or the agency was reminded within the day."""
        if facts.now >= report.term.due_at:
            raise Refused(RuleNotMet(code="report-late"))
        if report.reminded_at and facts.now - report.reminded_at[-1] < REMIND_BEFORE[-1]:
            raise Refused(RuleNotMet(code="reminded-already"))
        return facts.record(ReportReminded, self)


def not_to_note(noted_at: datetime | None, due_at: datetime, facts: Facts) -> Problem | None:
    """A delay is noted once, and not before its time."""
    return RuleNotMet(code="overdue-noted") if noted_at is not None else not_yet_due(due_at, facts)


class ReportOverdue(Follows[Report], type="report.overdue", bookkeeping=True, sets={"overdue_at": "at"}):
    """It was due and had not been submitted: the lead agency knows."""

    at: datetime


class NoteReportOverdue(ClockCommand):
    """Note that a report is late (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> ReportOverdue:
        if problem := not_to_note(report.overdue_at, report.term.due_at, facts):
            raise Refused(problem)
        return facts.record(ReportOverdue, self)


class OverduePassedOn(Follows[Report], type="report.overdue-passed-on", bookkeeping=True, sets={"passed_on_at": "at"}):
    """It was still missing when the lead agency's own report was due: the Committee's office knows."""

    at: datetime


class PassOnOverdueReport(ClockCommand):
    """Note that a report is missing in the consolidated one (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> OverduePassedOn:
        if problem := not_to_note(report.passed_on_at, report.term.final_at, facts):
            raise Refused(problem)
        return facts.record(OverduePassedOn, self)


class ReportFrozen(Follows[Report], type="report.frozen", state=ReportState.FROZEN, sets={"frozen_at": "at"}):
    """It never changes again."""

    at: datetime


class FreezeReport(ClockCommand, states={ReportState.SUBMITTED, ReportState.ACCEPTED}):
    """Freeze a report as it was submitted (an act of the register itself)."""

    def decide(self, report: Report, facts: Facts) -> ReportFrozen:
        """Freeze what was accepted or submitted in time; a later report waits for the lead agency."""
        if problem := not_yet_due(report.term.final_at, facts):
            raise Refused(problem)
        if report.state is ReportState.SUBMITTED and report.submissions[-1].at >= report.term.final_at:
            raise Refused(RuleNotMet(code="report-late"))
        return facts.record(ReportFrozen, self)
