"""Which periodic reports agencies owe: rows that the operator enters, as the lead agency says (Đ6.2, Đ6.3, Đ8.1).

Nothing is owed for a period that ended before a row begins: a register that is taken into use asks for no report of
the years before it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.administration.enrolment import operators_row
from domain.case.dates import REGULATION_SINCE
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Items, Spec, Whole
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Refused, invalid
from domain.kernel.roles import AgencyKind, role_of
from domain.kernel.span import Span, span_of
from domain.registry.texts import SOURCE
from domain.report.deadlines import DAYS_MOST, ReportLevel, days_unless_said
from domain.report.periods import PeriodBasis, PeriodKind
from domain.report.schedule import Schedule
from domain.rules.facts import Facts

DAYS = "Days from the last day of the period to the last day on which the report is in time, "


class ReportsScheduled(Event, type="schedule.set"):
    """Reports of this kind are owed for periods that end in these days."""

    period: PeriodKind
    basis: PeriodBasis
    span: Span
    source: str
    kinds: tuple[AgencyKind, ...] = ()
    agency_days: int | None = None
    committee_days: int | None = None


class ScheduleEnded(Event, type="schedule.ended"):
    """They are owed for no period that ends on this day or later."""

    until: date
    source: str


@dataclass(frozen=True, kw_only=True)
class ScheduleReports:
    """Say which periodic reports agencies owe (Đ6.2, Đ6.3)."""

    period: Annotated[PeriodKind, Spec(doc="The periods they are about.")]
    since: Annotated[date, Spec(doc="They are owed for periods whose last day is this one or a later one.")]
    source: Annotated[str, SOURCE]
    basis: Annotated[PeriodBasis, Spec(doc="The calendar of the periods.")] = PeriodBasis.CUT_OFF
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    kinds: Annotated[tuple[AgencyKind, ...], Items(doc="Kinds of agency; all that submit when empty.", most=12)] = ()
    agency_days: Annotated[int | None, Whole(doc=f"{DAYS}for agencies.", least=1, most=DAYS_MOST)] = None
    committee_days: Annotated[int | None, Whole(doc=f"{DAYS}for the lead agency.", least=1, most=DAYS_MOST)] = None


@dataclass(frozen=True, kw_only=True)
class EndSchedule:
    """Say that reports are no longer owed; those that are due already stay so."""

    until: Annotated[date, Spec(doc="Day after the last.")]
    source: Annotated[str, SOURCE]


def submits(kind: AgencyKind) -> bool:
    """Whether agencies of a kind submit reports (Đ6.2); the lead agency compiles them instead (Đ6.3)."""
    return permits(role_of(kind, is_lead=False), Scope.REPORT_SUBMIT) is not None


def schedule(state: None, command: ScheduleReports, facts: Facts) -> tuple[Event, ...]:
    """Enter a row, from the Regulation on, for agencies that submit reports."""
    earliest = local_date(REGULATION_SINCE)
    if command.since < earliest:
        raise Refused(invalid("since", "date-too-early", earliest=earliest.isoformat()))
    if not all(submits(each) for each in command.kinds):
        raise Refused(invalid("kinds", "agency-submits-nothing"))
    agencies = command.agency_days or days_unless_said(ReportLevel.AGENCY_TO_LEAD)
    lead = command.committee_days or days_unless_said(ReportLevel.LEAD_TO_COMMITTEE)
    if lead < agencies:
        raise Refused(invalid("committee_days", "lead-before-agencies", agencies=agencies, lead=lead))
    return (
        ReportsScheduled(
            period=command.period,
            basis=command.basis,
            span=span_of(command.since, command.until),
            source=command.source,
            kinds=command.kinds,
            agency_days=command.agency_days,
            committee_days=command.committee_days,
        ),
    )


def end(state: Schedule, command: EndSchedule, facts: Facts) -> tuple[Event, ...]:
    """End a row."""
    span_of(state.span.since, command.until)
    return (ScheduleEnded(until=command.until, source=command.source),)


def evolve_schedule(state: Schedule | None, event: Event, id: str) -> Schedule:
    """Fold one schedule event. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, ReportsScheduled() as it:
            return Schedule(
                id=id,
                period=it.period,
                basis=it.basis,
                span=it.span,
                source=it.source,
                kinds=it.kinds,
                agency_days=it.agency_days,
                committee_days=it.committee_days,
            )
        case Schedule(), ScheduleEnded(until=until, source=source):
            return replace(state, span=replace(state.span, until=until), source=source)
    raise TypeError(f"{event.TYPE} does not follow {state}")


ACTIONS = (
    operators_row(ScheduleReports, Kind.SCHEDULE, schedule, creates=True),
    operators_row(EndSchedule, Kind.SCHEDULE, end),
)
