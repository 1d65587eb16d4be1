"""Base classes of the commands on reports."""

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, unguarded
from domain.kernel.roles import OFFICERS
from domain.report.state.consolidated import Consolidated
from domain.report.state.report import Report
from domain.rules.command import CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import led_today


class ReportCommand(CommandOn[Report], kind=Kind.REPORT):
    """Something that somebody wants done to an agency's report."""


def not_own_report(report: Report, facts: Facts) -> Problem | None:
    """The report is not of the actor's agency, which may have become the lead since (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "own-report") if facts.acts_for(report.agency) else None


class RecipientCommand(ReportCommand, scope=Scope.REPORT_COMPILE, posts=OFFICERS, requires=(not_own_report,)):
    """A step of the lead agency on a report of another agency (Đ6.3)."""


class ConsolidatedCommand(CommandOn[Consolidated], kind=Kind.CONSOLIDATED):
    """Something that somebody wants done to a consolidated report."""


class CompilerCommand(ConsolidatedCommand, scope=Scope.REPORT_COMPILE, posts=OFFICERS, requires=(led_today,)):
    """A step of the agency that leads today, also for what the one before it began (Đ6.3)."""
