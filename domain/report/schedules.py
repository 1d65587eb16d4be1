"""Which periodic reports agencies owe: rows that the operator enters, as the lead agency says (Đ6.2, Đ6.3, Đ8.1).

Nothing is owed for a period that ended before a row begins: a register that is taken into use asks for no report of
the years before it.
"""

from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Items, Spec, Whole
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Refused, invalid
from domain.kernel.roles import AgencyKind, role_of
from domain.kernel.span import Span, span_of
from domain.registry.regulation import in_force_since
from domain.registry.texts import SOURCE
from domain.report.deadlines import DAYS_MOST, ReportLevel, days_unless_said
from domain.report.periods import PeriodBasis, PeriodKind
from domain.report.state.schedule import Schedule
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

DAYS = "Days from the last day of the period to the last day on which the report is in time, "


def submits(kind: AgencyKind) -> bool:
    """Whether agencies of a kind submit reports (Đ6.2); the lead agency compiles them instead (Đ6.3)."""
    return permits(role_of(kind, is_lead=False), Scope.REPORT_SUBMIT) is not None


class ReportsScheduled(Begins[Schedule], type="schedule.set"):
    """Reports of this kind are owed for periods that end in these days."""

    period: PeriodKind
    basis: PeriodBasis
    span: Span
    source: str
    kinds: tuple[AgencyKind, ...] = ()
    agency_days: int | None = None
    committee_days: int | None = None


class ScheduleReports(OpeningCommand, kind=Kind.SCHEDULE, by={ActorKind.OPERATOR}):
    """Say which periodic reports agencies owe (Đ6.2, Đ6.3)."""

    period: Annotated[PeriodKind, Spec(doc="The periods they are about.")]
    since: Annotated[date, Spec(doc="They are owed for periods whose last day is this one or a later one.")]
    source: Annotated[str, SOURCE]
    basis: Annotated[PeriodBasis, Spec(doc="The calendar of the periods.")] = PeriodBasis.CUT_OFF
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    kinds: Annotated[tuple[AgencyKind, ...], Items(doc="Kinds of agency; all that submit when empty.", most=12)] = ()
    agency_days: Annotated[int | None, Whole(doc=f"{DAYS}for agencies.", least=1, most=DAYS_MOST)] = None
    committee_days: Annotated[int | None, Whole(doc=f"{DAYS}for the lead agency.", least=1, most=DAYS_MOST)] = None

    def decide(self, state: None, facts: Facts) -> ReportsScheduled:
        """From the Regulation on, for agencies that submit reports, and no later for them than for the lead."""
        earliest = in_force_since(facts.registry)
        if self.since < earliest:
            raise Refused(invalid("since", "date-too-early", earliest=earliest.isoformat()))
        if not all(submits(kind) for kind in self.kinds):
            raise Refused(invalid("kinds", "agency-submits-nothing"))
        agencies = self.agency_days or days_unless_said(ReportLevel.AGENCY_TO_LEAD)
        lead = self.committee_days or days_unless_said(ReportLevel.LEAD_TO_COMMITTEE)
        if lead < agencies:
            raise Refused(invalid("committee_days", "lead-before-agencies", agencies=agencies, lead=lead))
        return facts.record(ReportsScheduled, self, span=span_of(self.since, self.until))


class ScheduleEnded(Follows[Schedule], type="schedule.ended"):
    """They are owed for no period that ends on this day or later."""

    until: date
    source: str

    def fold(self, schedule: Schedule) -> Schedule:
        return replace(schedule, span=replace(schedule.span, until=self.until), source=self.source)


class EndSchedule(CommandOn[Schedule], kind=Kind.SCHEDULE, by={ActorKind.OPERATOR}):
    """Say that reports are no longer owed; those that are due already stay so."""

    until: Annotated[date, Spec(doc="First day on which it is no longer valid.")]
    source: Annotated[str, SOURCE]

    def decide(self, schedule: Schedule, facts: Facts) -> ScheduleEnded:
        span_of(schedule.span.since, self.until)
        return facts.record(ScheduleEnded, self)
