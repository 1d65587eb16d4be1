"""Compiling a consolidated report: stopped, begun again, failed or frozen (J3, J4).

The job counts the versions of `as_of` in batches and hands back hashes; the event holds them, so that a changed
number, or a changed list of versions behind it, is found out. What happens on a crash: nothing was frozen; the next
worker goes on with the batches that are there.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows, Job, Step
from domain.kernel.fields import Spec, Whole
from domain.kernel.refusals import Problem, Refused, RuleNotMet
from domain.report.command import CompilerCommand, ConsolidatedCommand, submissions_again
from domain.report.ordering import COMPILE_REPORT
from domain.report.state.consolidated import CompileFailure, Consolidated, ConsolidatedState, Frozen
from domain.rules.facts import Facts

RUNS_MOST = 100
_CODE_MOST = 80
SCHEDULED = frozenset({ConsolidatedState.SCHEDULED})


class CompileCancelled(Follows[Consolidated], type="consolidated.cancelled", sets={"cancelled": "step"}):
    step: Step


def compiling(report: Consolidated, facts: Facts) -> Problem | None:
    """A compilation runs, or is to run."""
    return None if report.compiling else RuleNotMet(code="compile-not-running")


class CancelCompile(CompilerCommand, states=SCHEDULED, requires=(compiling,)):
    """Cancel a compilation. Nothing is frozen."""

    def decide(self, report: Consolidated, facts: Facts) -> CompileCancelled:
        """The worker looks before each batch, and a result that comes later is refused."""
        return facts.record(CompileCancelled, self)


class CompileRestarted(Follows[Consolidated], type="consolidated.restarted"):
    run: int
    step: Step

    def fold(self, report: Consolidated) -> Consolidated:
        return replace(report, run=self.run, cancelled=None, failure=None)

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        yield Job(job=COMPILE_REPORT, data={"run": str(self.run)})


def compile_over(report: Consolidated, facts: Facts) -> Problem | None:
    """The compilation ended without a result."""
    return RuleNotMet(code="compile-running") if report.compiling else None


def runs_left(report: Consolidated, facts: Facts) -> Problem | None:
    """It was compiled fewer times than it may be."""
    return RuleNotMet(code="compile-too-often") if report.run >= RUNS_MOST else None


class RestartCompile(CompilerCommand, states=SCHEDULED, requires=(compile_over, runs_left)):
    """Restart a compilation that failed or was cancelled."""

    def decide(self, report: Consolidated, facts: Facts) -> CompileRestarted:
        """From nothing, under the next number."""
        return CompileRestarted(run=report.run + 1, step=facts.step())


class RunCommand(ConsolidatedCommand, states=SCHEDULED, additive=True, by={ActorKind.SYSTEM}):
    """End a compile; a run that was stopped, or is not the newest, has no result."""


def newest_run(report: Consolidated, run: int) -> None:
    """Raises Refused unless this is the run that is under way."""
    if not report.compiling or run != report.run:
        raise Refused(RuleNotMet(code="compile-not-running"))


class CompileFailed(Follows[Consolidated], type="consolidated.failed"):
    failure: CompileFailure


class NoteCompileFailed(RunCommand):
    """Note why a compile ended without a result (an act of the register itself)."""

    run: Annotated[int, Whole(doc="The compile.", least=1, most=RUNS_MOST)]
    reason: Annotated[str, Spec(doc="Code of the refusal or of the error.")]

    def decide(self, report: Consolidated, facts: Facts) -> CompileFailed:
        newest_run(report, self.run)
        return CompileFailed(failure=facts.record(CompileFailure, self, reason=self.reason[:_CODE_MOST]))


class ConsolidatedFrozen(Follows[Consolidated], type="consolidated.frozen", state=ConsolidatedState.FROZEN_DATA):
    """The numbers are frozen, with the versions behind them."""

    frozen: Frozen

    def jobs(self, report: Consolidated) -> Iterator[Job]:
        return submissions_again(report)


class FreezeConsolidated(RunCommand):
    """Freeze the numbers (an act of the register itself)."""

    frozen: Annotated[Frozen, Spec(doc="What was frozen.")]

    def decide(self, report: Consolidated, facts: Facts) -> ConsolidatedFrozen:
        newest_run(report, self.frozen.run)
        return ConsolidatedFrozen(frozen=replace(self.frozen, at=facts.now))
