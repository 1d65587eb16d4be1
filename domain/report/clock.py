"""What the register itself does with reports as time passes: opens, counts, reminds, notes, freezes (Đ6.2, Đ6.3).

Each is a command of the system, ordered by a job of the day and refused once it has no ground any more; so a
worker that was away for a year catches up without reminding anybody of what is past or noting anything twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref, Spec
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet
from domain.report.events import (
    OverduePassedOn,
    ReportAccepted,
    ReportCounted,
    ReportDrafted,
    ReportFrozen,
    ReportOpened,
    ReportOverdue,
    ReportReminded,
)
from domain.report.obligations import obligation
from domain.report.periods import parse_period
from domain.report.state import OWED, Counting, Report, ReportCount, ReportFigure, ReportState, ReportTerm, ReportType
from domain.rules.action import Action
from domain.rules.facts import Facts

COUNT, REMIND, LATE = "report-count", "report-remind", "report-overdue"
PASS_ON, FREEZE = "report-overdue-pass-on", "report-freeze"
REMIND_BEFORE: Final = (timedelta(days=7), timedelta(days=1))
"""How long before a report is due its agency is reminded (INTERNAL)."""


@dataclass(frozen=True, kw_only=True)
class OpenReport:
    """Open an agency's report about a period (an act of the register itself)."""

    agency: Annotated[str, Ref(doc="The agency.")]
    period: Annotated[str, Spec(doc="Key of the period.")]


@dataclass(frozen=True, kw_only=True)
class CountReport:
    """Enter what the register counted for a report (an act of the register itself)."""

    counts: Annotated[tuple[ReportCount, ...], Items(doc="The numbers.", most=len(ReportFigure))]


@dataclass(frozen=True, kw_only=True)
class RemindReport:
    """Remind an agency of a report that is due soon (an act of the register itself)."""


@dataclass(frozen=True, kw_only=True)
class NoteReportOverdue:
    """Note that a report is late (an act of the register itself)."""


@dataclass(frozen=True, kw_only=True)
class PassOnOverdueReport:
    """Note that a report is missing in the consolidated one (an act of the register itself)."""


@dataclass(frozen=True, kw_only=True)
class FreezeReport:
    """Freeze a report as it was submitted (an act of the register itself)."""


def open_report(state: None, command: OpenReport, facts: Facts) -> tuple[Event, ...]:
    """Open it. Raises Refused for what the agency does not owe, or not yet; PeriodFault for no period's key."""
    found = obligation(facts.registry, command.agency, parse_period(command.period), facts.now)
    if found is None:
        raise Refused(RuleNotMet(code="nothing-owed"))
    term = ReportTerm(
        due_at=found.due.due_at,
        days=found.due.days,
        source=found.due.source,
        basis=found.due.basis,
        certainty=found.due.certainty,
        final_at=found.committee.due_at,
    )
    return (
        ReportOpened(
            agency=command.agency,
            type=ReportType.PERIODIC,
            at=facts.now,
            start=found.period.start,
            end=found.period.end,
            term=term,
            period=found.period.key,
        ),
    )


def count(state: Report, command: CountReport, facts: Facts) -> tuple[Event, ...]:
    """Enter the numbers. Raises Refused once they are final: a later event belongs to the next period."""
    if state.counting is not None and state.counting.final:
        raise Refused(RuleNotMet(code="figures-final"))
    final = facts.now >= state.end
    return (ReportCounted(counting=Counting(at=facts.now, final=final, counts=command.counts)),)


def remind(state: Report, command: RemindReport, facts: Facts) -> tuple[Event, ...]:
    """Remind, unless it is late already or the agency was reminded within the day."""
    if facts.now >= state.term.due_at:
        raise Refused(RuleNotMet(code="report-late"))
    if state.reminded_at and facts.now - state.reminded_at[-1] < REMIND_BEFORE[-1]:
        raise Refused(RuleNotMet(code="reminded-already"))
    return (ReportReminded(at=facts.now),)


def note_overdue(state: Report, command: NoteReportOverdue, facts: Facts) -> tuple[Event, ...]:
    """Note it, once and not before its time."""
    if state.overdue_at is not None:
        raise Refused(RuleNotMet(code="overdue-noted"))
    if facts.now < state.term.due_at:
        raise Refused(RuleNotMet(code="answers-due"))
    return (ReportOverdue(at=facts.now),)


def pass_on(state: Report, command: PassOnOverdueReport, facts: Facts) -> tuple[Event, ...]:
    """Note it, once and not before its time."""
    if state.passed_on_at is not None:
        raise Refused(RuleNotMet(code="overdue-noted"))
    if facts.now < state.term.final_at:
        raise Refused(RuleNotMet(code="answers-due"))
    return (OverduePassedOn(at=facts.now),)


def freeze(state: Report, command: FreezeReport, facts: Facts) -> tuple[Event, ...]:
    """Freeze what was accepted, or had been submitted by the time; what came later waits for the lead agency."""
    if facts.now < state.term.final_at:
        raise Refused(RuleNotMet(code="answers-due"))
    if state.state is ReportState.SUBMITTED and state.submissions[-1].at >= state.term.final_at:
        raise Refused(RuleNotMet(code="report-late"))
    return (ReportFrozen(at=facts.now),)


def clocks(state: Report, event: Event) -> Iterator[tuple[str, datetime | None]]:
    """The jobs that an event orders, each with its moment; None is at once. `state` is the one it left."""
    term = state.term
    if isinstance(event, ReportOpened):
        yield from ((REMIND, term.due_at - each) for each in REMIND_BEFORE)
        yield from ((COUNT, state.end), (LATE, term.due_at), (PASS_ON, term.final_at), (FREEZE, term.final_at))
    elif isinstance(event, ReportDrafted) and event.words[0].at < state.end:
        yield COUNT, None
    elif isinstance(event, ReportAccepted) and event.step.at >= term.final_at:
        yield FREEZE, None


def _by_itself(
    command: type, decide: Callable[[Any, Any, Facts], tuple[Event, ...]], states: frozenset[ReportState]
) -> Action:
    by = frozenset({ActorKind.SYSTEM})
    return Action(command=command, stream=Kind.REPORT, decide=decide, states=states, additive=True, by=by)


ACTIONS = (
    Action(
        command=OpenReport,
        stream=Kind.REPORT,
        creates=True,
        decide=open_report,
        by=frozenset({ActorKind.SYSTEM}),
    ),
    _by_itself(CountReport, count, OWED),
    _by_itself(RemindReport, remind, OWED),
    _by_itself(NoteReportOverdue, note_overdue, OWED),
    _by_itself(PassOnOverdueReport, pass_on, OWED),
    _by_itself(FreezeReport, freeze, frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})),
)
