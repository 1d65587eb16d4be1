"""Base classes of the commands on reports, and the record of which agencies have submitted."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows, Job
from domain.kernel.fields import Items
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.report.state.consolidated import Consolidated, ConsolidatedState, Submissions
from domain.report.state.report import Report, ReportType
from domain.rules.command import CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import led_today


class ReportCommand(CommandOn[Report], kind=Kind.REPORT):
    """Command on an agency's report."""


def not_own_report(report: Report, facts: Facts) -> Problem | None:
    """The report is not of the actor's own agency, even if that agency has become the lead since (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "own-report") if facts.acts_for(report.agency) else None


class RecipientCommand(ReportCommand, scope=Scope.REPORT_COMPILE, posts=OFFICERS, requires=(not_own_report,)):
    """Command of the lead agency on a report of another agency (Đ6.3)."""


class ConsolidatedCommand(CommandOn[Consolidated], kind=Kind.CONSOLIDATED):
    """Command on a consolidated report."""


class CompilerCommand(ConsolidatedCommand, scope=Scope.REPORT_COMPILE, posts=OFFICERS, requires=(led_today,)):
    """Command of the present lead agency, also on a consolidated report that its predecessor began (Đ6.3)."""


AGENCIES_MOST = 5_000
SUBMISSIONS = "note-submissions"
UNSIGNED = frozenset(
    {
        ConsolidatedState.SCHEDULED,
        ConsolidatedState.FROZEN_DATA,
        ConsolidatedState.DRAFT,
        ConsolidatedState.REVIEWED,
    }
)


def submissions_again(report: Consolidated) -> Iterator[Job]:
    """Yield a job that lists again which agencies have submitted; no job for a report outside the periods."""
    if report.type is ReportType.PERIODIC:
        yield Job(job=SUBMISSIONS, data={})


class SubmissionsNoted(Follows[Consolidated], type="consolidated.submissions-noted", bookkeeping=True):
    submissions: Submissions


class NoteSubmissions(ConsolidatedCommand, states=UNSIGNED, additive=True, by={ActorKind.SYSTEM}):
    """Record which agencies have submitted their reports (an act of the register itself)."""

    in_time: Annotated[tuple[str, ...], Items(doc="Agencies that reported in time.", most=AGENCIES_MOST)]
    late: Annotated[tuple[str, ...], Items(doc="Agencies that reported late.", most=AGENCIES_MOST)]
    missing: Annotated[tuple[str, ...], Items(doc="Agencies that did not report.", most=AGENCIES_MOST)]

    def decide(self, report: Consolidated, facts: Facts) -> SubmissionsNoted:
        """Record the list of agencies. Raises Refused if the list equals the last recorded one."""
        submissions = facts.record(Submissions, self)
        if report.submissions and replace(report.submissions, at=facts.now) == submissions:
            raise Refused(RuleNotMet(code="noted-already"))
        return SubmissionsNoted(submissions=submissions)
