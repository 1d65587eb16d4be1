"""Compiling a consolidated report: scheduled by the calendar or by the lead agency, frozen, stopped (J3, J4).

The job counts the versions of `as_of` in chunks and hands back hashes; the event holds them, so that whoever changes
a frozen number or the list of versions behind it is found out. What happens on a crash: nothing was frozen; the next
worker goes on with the chunks that are there.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated

from domain.case.state.case import Category, Channel
from domain.case.state.findings import Finding
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref, Spec, Whole
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post, Role
from domain.kernel.step import Step
from domain.report.consolidated import (
    CompileFailure,
    Consolidated,
    ConsolidatedState,
    ConsolidatedType,
    Frozen,
    Submissions,
)
from domain.report.periods import parse_period
from domain.report.statistics import Filter
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

SETTLING = timedelta(minutes=2)
"""How long after the cut-off counting begins: what was being written then has been written, or was given up."""
EDITIONS_MOST, RUNS_MOST = 100, 100
AGENCIES_MOST = 5_000
SPAN_MOST = timedelta(days=10 * 366)
_CODE_MOST = 80


class ConsolidatedScheduled(Event, type="consolidated.scheduled"):
    """A report is to be compiled."""

    type: ConsolidatedType
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


class CompileCancelled(Event, type="consolidated.cancelled"):
    """The lead agency stopped the compile."""

    step: Step


class CompileRestarted(Event, type="consolidated.restarted"):
    """The lead agency had it begun again."""

    run: int
    step: Step


class CompileFailed(Event, type="consolidated.failed"):
    """The compile ended without a result."""

    failure: CompileFailure


class ConsolidatedFrozen(Event, type="consolidated.frozen"):
    """The numbers are frozen, with the versions behind them."""

    frozen: Frozen


class SubmissionsNoted(Event, type="consolidated.submissions-noted"):
    """Which agencies have reported."""

    submissions: Submissions


@dataclass(frozen=True, kw_only=True)
class ScheduleConsolidated:
    """Schedule the report of a period, or a new edition of it (an act of the register itself)."""

    period: Annotated[str, Spec(doc="Key of the period.")]
    edition: Annotated[int, Whole(doc="Which edition.", least=1, most=EDITIONS_MOST)] = 1
    as_of: Annotated[datetime | None, Spec(doc="Moment whose versions count; the cut-off for a first edition.")] = None
    supersedes: Annotated[str | None, Ref(doc="The edition before.")] = None
    before: Annotated[str | None, Ref(doc="The report it is compared with.")] = None


@dataclass(frozen=True, kw_only=True)
class CompileNumbers:
    """Compile numbers of any span, over cases that a filter keeps, as a job (Đ6.2, Đ6.3)."""

    since: Annotated[datetime, Spec(doc="From this moment.")]
    until: Annotated[datetime, Spec(doc="To this moment, exclusive; not in the future.")]
    category: Annotated[Category | None, Spec(doc="Only cases of this field.")] = None
    area: Annotated[str | None, Ref(doc="Only cases of this area alone.")] = None
    channel: Annotated[Channel | None, Spec(doc="Only cases that came in this way.")] = None
    finding: Annotated[Finding | None, Spec(doc="Only cases with this finding.")] = None
    agency: Annotated[str | None, Ref(doc="Only cases that this agency reported, leads, checks or decided.")] = None


@dataclass(frozen=True, kw_only=True)
class CancelCompile:
    """Stop a compile; nothing is frozen."""


@dataclass(frozen=True, kw_only=True)
class RestartCompile:
    """Begin a compile again that failed or was stopped."""


@dataclass(frozen=True, kw_only=True)
class NoteCompileFailed:
    """Note why a compile ended without a result (an act of the register itself)."""

    run: Annotated[int, Whole(doc="The compile.", least=1, most=RUNS_MOST)]
    reason: Annotated[str, Spec(doc="Code of the refusal or of the error.")]


@dataclass(frozen=True, kw_only=True)
class FreezeConsolidated:
    """Freeze the numbers (an act of the register itself)."""

    frozen: Annotated[Frozen, Spec(doc="What was frozen.")]


@dataclass(frozen=True, kw_only=True)
class NoteSubmissions:
    """Note which agencies have reported (an act of the register itself)."""

    in_time: Annotated[tuple[str, ...], Items(doc="Reported in time.", most=AGENCIES_MOST)]
    late: Annotated[tuple[str, ...], Items(doc="Reported late.", most=AGENCIES_MOST)]
    missing: Annotated[tuple[str, ...], Items(doc="Did not report.", most=AGENCIES_MOST)]


def consolidated_id(period: str, edition: int) -> str:
    """The id of the report of a period, in an edition: it cannot be scheduled twice."""
    return f"{Kind.CONSOLIDATED}-{sha256(f'{period}/{edition}'.encode()).hexdigest()[:32]}"


def schedule(state: None, command: ScheduleConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Schedule the lead agency's report of a period that is over. Raises PeriodFault for no period's key."""
    period = parse_period(command.period)
    as_of = command.as_of or period.end
    lead = facts.registry.lead_on(local_date(facts.now))
    if as_of < period.end or facts.now < as_of:
        raise Refused(RuleNotMet(code="cut-off-not-reached"))
    if lead is None:
        raise Refused(RuleNotMet(code="lead-missing"))
    return (
        ConsolidatedScheduled(
            type=ConsolidatedType.PERIODIC,
            agency=lead,
            at=facts.now,
            start=period.start,
            end=period.end,
            as_of=as_of,
            period=command.period,
            edition=command.edition,
            supersedes=command.supersedes,
            before=command.before,
        ),
    )


def compile_numbers(state: None, command: CompileNumbers, facts: Facts) -> tuple[Event, ...]:
    """Order numbers of a span that is over, by what stands now."""
    if not command.since < command.until:
        raise Refused(invalid("until", "span-empty"))
    if command.until > facts.now:
        raise Refused(invalid("until", "in-the-future"))
    if command.until - command.since > SPAN_MOST:
        raise Refused(invalid("since", "span-too-long"))
    if command.agency and command.agency not in facts.registry.agencies:
        raise Refused(*agency_known("agency", command.agency, facts))
    if command.area and command.area not in facts.registry.areas:
        raise Refused(invalid("area", "area-unknown"))
    return (
        ConsolidatedScheduled(
            type=ConsolidatedType.AD_HOC,
            agency=facts.actor.own,
            at=facts.now,
            start=command.since,
            end=command.until,
            as_of=facts.now,
            filter=filter_of(command),
        ),
    )


def filter_of(command: CompileNumbers) -> Filter | None:
    """The filter that was asked for; None when everything counts."""
    made = Filter(
        category=command.category,
        area=command.area,
        channel=command.channel,
        finding=command.finding,
        agency=command.agency,
    )
    return None if made.open else made


def own(state: Consolidated, facts: Facts) -> Problem | None:
    """The lead agency of today, also for what the one before it began."""
    return None if facts.actor.role is Role.LEAD else unguarded(Guard.G1_COMPETENCE, "lead-of-today-only")


def may_cancel(state: Consolidated, facts: Facts) -> Problem | None:
    """A compile that is to run, or runs."""
    return own(state, facts) or (None if state.compiling else RuleNotMet(code="compile-not-running"))


def may_restart(state: Consolidated, facts: Facts) -> Problem | None:
    """A compile that ended without a result."""
    return own(state, facts) or (RuleNotMet(code="compile-running") if state.compiling else None)


def cancel(state: Consolidated, command: CancelCompile, facts: Facts) -> tuple[Event, ...]:
    """Stop it; the worker looks before each chunk, and a result that comes later is refused."""
    return (CompileCancelled(step=facts.step()),)


def restart(state: Consolidated, command: RestartCompile, facts: Facts) -> tuple[Event, ...]:
    """Begin again from nothing, under the next number."""
    if state.run >= RUNS_MOST:
        raise Refused(RuleNotMet(code="compile-too-often"))
    return (CompileRestarted(run=state.run + 1, step=facts.step()),)


def note_failed(state: Consolidated, command: NoteCompileFailed, facts: Facts) -> tuple[Event, ...]:
    """Note the reason, unless it was stopped or begun again meanwhile."""
    if not state.compiling or command.run != state.run:
        raise Refused(RuleNotMet(code="compile-not-running"))
    failure = CompileFailure(run=command.run, at=facts.now, reason=command.reason[:_CODE_MOST])
    return (CompileFailed(failure=failure),)


def freeze(state: Consolidated, command: FreezeConsolidated, facts: Facts) -> tuple[Event, ...]:
    """Freeze, once: the result of a compile that was stopped, or is not the newest, is refused."""
    if not state.compiling or command.frozen.run != state.run:
        raise Refused(RuleNotMet(code="compile-not-running"))
    return (ConsolidatedFrozen(frozen=replace(command.frozen, at=facts.now)),)


def note_submissions(state: Consolidated, command: NoteSubmissions, facts: Facts) -> tuple[Event, ...]:
    """Note who has reported; once the report is signed, the list stands."""
    made = Submissions(at=facts.now, in_time=command.in_time, late=command.late, missing=command.missing)
    if state.submissions and replace(state.submissions, at=facts.now) == made:
        raise Refused(RuleNotMet(code="noted-already"))
    return (SubmissionsNoted(submissions=made),)


def scheduled(id: str, it: ConsolidatedScheduled) -> Consolidated:
    """The report as it begins."""
    return Consolidated(
        id=id,
        state=ConsolidatedState.SCHEDULED,
        type=it.type,
        agency=it.agency,
        at=it.at,
        start=it.start,
        end=it.end,
        as_of=it.as_of,
        period=it.period,
        filter=it.filter,
        edition=it.edition,
        supersedes=it.supersedes,
        before=it.before,
    )


def evolve_compiling(state: Consolidated, event: Event) -> Consolidated | None:
    """Fold one event of compiling; None for any other."""
    match event:
        case CompileCancelled(step=step):
            return replace(state, cancelled=step)
        case CompileRestarted(run=run):
            return replace(state, run=run, cancelled=None, failure=None)
        case CompileFailed(failure=failure):
            return replace(state, failure=failure)
        case ConsolidatedFrozen(frozen=frozen):
            return replace(state, state=ConsolidatedState.FROZEN_DATA, frozen=frozen)
        case SubmissionsNoted(submissions=submissions):
            return replace(state, submissions=submissions)
    return None


_SYSTEM = frozenset({ActorKind.SYSTEM})
_LEADS = frozenset({Post.HANDLER, Post.SIGNATORY})
_BEGUN = frozenset({ConsolidatedState.SCHEDULED})
UNSIGNED = frozenset(
    {
        ConsolidatedState.SCHEDULED,
        ConsolidatedState.FROZEN_DATA,
        ConsolidatedState.DRAFT,
        ConsolidatedState.REVIEWED,
    }
)

ACTIONS = (
    Action(command=ScheduleConsolidated, stream=Kind.CONSOLIDATED, creates=True, decide=schedule, by=_SYSTEM),
    Action(
        command=CompileNumbers,
        stream=Kind.CONSOLIDATED,
        creates=True,
        decide=compile_numbers,
        scope=Scope.REPORT_COMPILE,
        posts=_LEADS,
        daily=50,
    ),
    Action(
        command=CancelCompile,
        stream=Kind.CONSOLIDATED,
        decide=cancel,
        scope=Scope.REPORT_COMPILE,
        posts=_LEADS,
        states=_BEGUN,
        may=may_cancel,
    ),
    Action(
        command=RestartCompile,
        stream=Kind.CONSOLIDATED,
        decide=restart,
        scope=Scope.REPORT_COMPILE,
        posts=_LEADS,
        states=_BEGUN,
        may=may_restart,
    ),
    Action(
        command=NoteCompileFailed,
        stream=Kind.CONSOLIDATED,
        decide=note_failed,
        states=_BEGUN,
        additive=True,
        by=_SYSTEM,
    ),
    Action(
        command=FreezeConsolidated,
        stream=Kind.CONSOLIDATED,
        decide=freeze,
        states=_BEGUN,
        additive=True,
        by=_SYSTEM,
    ),
    Action(
        command=NoteSubmissions,
        stream=Kind.CONSOLIDATED,
        decide=note_submissions,
        states=UNSIGNED,
        additive=True,
        by=_SYSTEM,
    ),
)
