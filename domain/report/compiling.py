"""Commands that schedule a consolidated report, and that cancel, restart, fail or freeze its compilation (J3, J4).

The job counts the versions of the time `as_of` in batches and returns hashes of the results. The event records the
hashes. So a later change of a number, or of the list of counted versions, is detected. A crash freezes nothing; the
next worker continues with the stored batches.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated

from domain.case.state.case import Category, Channel
from domain.case.state.measures import Finding
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Job, Step
from domain.kernel.fields import Ref, Spec, Whole
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.report.command import CompilerCommand, ConsolidatedCommand, submissions_again
from domain.report.periods import parse_period
from domain.report.state.consolidated import CompileFailure, Consolidated, ConsolidatedState, Frozen
from domain.report.state.report import ReportType
from domain.report.statistics import Filter
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

SETTLING = timedelta(minutes=2)
"""Time between the cut-off and the counting. After it no write from before the cut-off is pending."""
EDITIONS_MOST = 100
SPAN_MOST = timedelta(days=10 * 366)
NUMBERS_A_DAY = 50
"""Most reports on freely chosen spans of time that one officer may order in a day."""
COMPILE_REPORT = "compile-report"


def consolidated_id(period: str, edition: int) -> str:
    """Return the id of a period's report in one edition. The id is fixed, so an edition cannot be scheduled twice."""
    return f"{Kind.CONSOLIDATED}-{sha256(f'{period}/{edition}'.encode()).hexdigest()[:32]}"


class ConsolidatedScheduled(Begins[Consolidated], type="consolidated.scheduled", state=ConsolidatedState.SCHEDULED):
    type: ReportType
    agency: str
    at: datetime
    start: datetime
    end: datetime
    as_of: datetime
    period: str | None = None
    filter: Filter | None = None
    edition: int = 1
    supersedes: str | None = None
    before: str | None = None

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        settling = SETTLING if self.type is ReportType.PERIODIC else timedelta()
        yield Job(job=COMPILE_REPORT, data={"run": "1"}, due=self.as_of + settling)


class ScheduleConsolidated(OpeningCommand, kind=Kind.CONSOLIDATED, by={ActorKind.SYSTEM}):
    """Schedule the consolidated report of a period, or a new edition of the report (an act of the register itself)."""

    period: Annotated[str, Spec(doc="Key of the period.")]
    edition: Annotated[int, Whole(doc="Number of the edition.", least=1, most=EDITIONS_MOST)] = 1
    as_of: Annotated[datetime | None, Spec(doc="Time whose versions count. A first edition uses the cut-off.")] = None
    supersedes: Annotated[str | None, Ref(doc="The previous edition.", to=Kind.CONSOLIDATED)] = None
    before: Annotated[
        str | None, Ref(doc="The earlier report with which this report is compared.", to=Kind.CONSOLIDATED)
    ] = None

    def decide(self, state: None, facts: Facts) -> ConsolidatedScheduled:
        """Schedule the lead agency's report of a past period. Raises Refused before the cut-off, and PeriodFault for a
        malformed key of a period."""
        period = parse_period(self.period)
        as_of = self.as_of or period.end
        lead = facts.registry.lead_on(local_date(facts.now))
        if as_of < period.end or facts.now < as_of:
            raise Refused(RuleNotMet(code="cut-off-not-reached"))
        if lead is None:
            raise Refused(RuleNotMet(code="lead-missing"))
        return facts.record(
            ConsolidatedScheduled,
            self,
            type=ReportType.PERIODIC,
            agency=lead,
            start=period.start,
            end=period.end,
            as_of=as_of,
        )


class CompileNumbers(
    OpeningCommand, kind=Kind.CONSOLIDATED, scope=Scope.REPORT_COMPILE, posts=OFFICERS, daily=NUMBERS_A_DAY
):
    """Order a count of the cases in any past period that meet the conditions (Đ6.2, Đ6.3)."""

    since: Annotated[datetime, Spec(doc="First moment of the period.")]
    until: Annotated[datetime, Spec(doc="First moment after the period, not in the future.")]
    category: Annotated[Category | None, Spec(doc="Count only cases of this field.")] = None
    area: Annotated[str | None, Ref(doc="Count only cases of this area and of no other area.", to=Kind.AREA)] = None
    channel: Annotated[Channel | None, Spec(doc="Count only cases that were reported through this channel.")] = None
    finding: Annotated[Finding | None, Spec(doc="Count only cases with this finding.")] = None
    agency: Annotated[
        str | None, Ref(doc="Count only cases that this agency reported, leads, checks or decided.", to=Kind.AGENCY)
    ] = None

    def decide(self, state: None, facts: Facts) -> ConsolidatedScheduled:
        """Order the numbers from current versions. Raises Refused for a span that has not ended. An agency or area that
        has ended is accepted."""
        if fault := self._span_fault(facts.now):
            raise Refused(fault)
        if self.agency and self.agency not in facts.registry.agencies:
            raise Refused(*agency_known("agency", self.agency, facts))
        if self.area and self.area not in facts.registry.areas:
            raise Refused(invalid("area", "area-unknown"))
        return ConsolidatedScheduled(
            type=ReportType.AD_HOC,
            agency=facts.actor.own,
            at=facts.now,
            start=self.since,
            end=self.until,
            as_of=facts.now,
            filter=self._filter(),
        )

    def _span_fault(self, now: datetime) -> InvalidInput | None:
        if not self.since < self.until:
            return invalid("until", "span-empty")
        if self.until > now:
            return invalid("until", "in-the-future")
        return invalid("since", "span-too-long") if self.until - self.since > SPAN_MOST else None

    def _filter(self) -> Filter | None:
        """Return the requested filter; None if no condition is set."""
        made = Filter(
            category=self.category,
            area=self.area,
            channel=self.channel,
            finding=self.finding,
            agency=self.agency,
        )
        return None if made.open else made


RUNS_MOST = 100
_CODE_MOST = 80
SCHEDULED = frozenset({ConsolidatedState.SCHEDULED})


class CompileCancelled(Follows[Consolidated], type="consolidated.cancelled", sets={"cancelled": "step"}):
    """The worker checks for the cancellation before each batch, and a result that comes later is refused."""

    step: Step


def compiling(report: Consolidated, facts: Facts) -> Problem | None:
    """A compilation of the report is running or scheduled."""
    return None if report.compiling else RuleNotMet(code="compile-not-running")


class CancelCompile(CompilerCommand, states=SCHEDULED, requires=(compiling,), writes=CompileCancelled):
    """Cancel the compilation of a report. No numbers are frozen."""


class CompileRestarted(Follows[Consolidated], type="consolidated.restarted"):
    run: int
    step: Step

    def fold(self, report: Consolidated) -> Consolidated:
        return replace(report, run=self.run, cancelled=None, failure=None)

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        yield Job(job=COMPILE_REPORT, data={"run": str(self.run)})


def compile_over(report: Consolidated, facts: Facts) -> Problem | None:
    """The last compilation of the report failed or was cancelled."""
    return RuleNotMet(code="compile-running") if report.compiling else None


def runs_left(report: Consolidated, facts: Facts) -> Problem | None:
    """The report was compiled fewer times than the limit allows."""
    return RuleNotMet(code="compile-too-often") if report.run >= RUNS_MOST else None


class RestartCompile(CompilerCommand, states=SCHEDULED, requires=(compile_over, runs_left)):
    """Restart a compilation that failed or was cancelled."""

    def decide(self, report: Consolidated, facts: Facts) -> CompileRestarted:
        """Restart the compilation under the next run number."""
        return CompileRestarted(run=report.run + 1, step=facts.step())


class RunCommand(ConsolidatedCommand, states=SCHEDULED, additive=True, by={ActorKind.SYSTEM}):
    """Command that ends a compilation. The result of a cancelled, failed or older compilation is refused."""


def newest_run(report: Consolidated, run: int) -> None:
    """Raise Refused unless `run` is the number of the report's current compilation."""
    if not report.compiling or run != report.run:
        raise Refused(RuleNotMet(code="compile-not-running"))


class CompileFailed(Follows[Consolidated], type="consolidated.failed"):
    failure: CompileFailure


class NoteCompileFailed(RunCommand):
    """Record why a compilation ended without a result (an act of the register itself)."""

    run: Annotated[int, Whole(doc="Number of the compilation.", least=1, most=RUNS_MOST)]
    reason: Annotated[str, Spec(doc="Code of the refusal or error that ended the compilation.")]

    def decide(self, report: Consolidated, facts: Facts) -> CompileFailed:
        newest_run(report, self.run)
        return CompileFailed(failure=facts.record(CompileFailure, self, reason=self.reason[:_CODE_MOST]))


class ConsolidatedFrozen(Follows[Consolidated], type="consolidated.frozen", state=ConsolidatedState.FROZEN_DATA):
    """The numbers of the report are frozen, with the list of the counted versions."""

    frozen: Frozen

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        return submissions_again(report)


class FreezeConsolidated(RunCommand):
    """Freeze the numbers of a report (an act of the register itself)."""

    frozen: Annotated[Frozen, Spec(doc="Hashes of the frozen numbers and of the counted versions.")]

    def decide(self, report: Consolidated, facts: Facts) -> ConsolidatedFrozen:
        newest_run(report, self.frozen.run)
        return ConsolidatedFrozen(frozen=replace(self.frozen, at=facts.now))
