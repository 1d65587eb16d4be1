"""Deadlines of reports at each level, and their schedules: dated rows that two administrators enter and confirm.

NĐ 09/2019/NĐ-CP, Điều 8.5 leaves an agency at least one working day after the figures are closed, and requires a
deadline for each level. The province sets the days (QĐ 46/2019/QĐ-UBND); the text of that decision was not available.
The rows below are defaults until a person confirms the days, and each deadline from a default is marked as such. A
wrong row is replaced by a correct one; the rules do not change.

Of two rows for the same report of an agency, the newest counts, so other days need another row. No report is owed for a
period that ended before a row began or was confirmed. So a new register requires no report of earlier years. No report
is late on the day on which it is requested.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from domain.administration import dated_rows
from domain.administration.dated_rows import (
    entry_by,
    not_later,
    only_shortened,
    settled_by_another,
    settler,
    unconfirmed,
    unrefused,
)
from domain.kernel.calendar import TermSource, WorkingCalendar, local_date, start_of
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Items, Spec, Whole
from domain.kernel.policy import Scope, permits
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Kind, role_of
from domain.registry.entry import Certainty, Entry
from domain.registry.regulation import in_force_since
from domain.report.periods import Period, PeriodBasis, PeriodKind
from domain.report.state.schedule import Schedule, ScheduleEnding
from domain.rules.facts import Facts
from domain.rules.guards import unmet

DAYS_MOST: Final = 60
"""Most days of a row. The limit ensures that a report is due before the next period ends."""
WORKING_DAYS_LEAST: Final = 1
"""Least working days after the figures are closed (NĐ 09/2019/NĐ-CP, Điều 8.5)."""


class ReportLevel(StrEnum):
    """Level of a report, from its sender to its recipient (Đ6.2, Đ6.3)."""

    AGENCY_TO_LEAD = "AGENCY_TO_LEAD"
    LEAD_TO_COMMITTEE = "LEAD_TO_COMMITTEE"


@dataclass(frozen=True, kw_only=True)
class DeadlineRow:
    """Days from the last day of a period to the deadline of a level's reports, for periods that end within `span`."""

    level: ReportLevel
    days: int
    span: Span
    source: TermSource
    basis: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class ReportDue:
    """First instant at which a report is late, with the row that sets this deadline."""

    due_at: datetime
    days: int
    source: TermSource
    basis: str
    certainty: Certainty


_SINCE: Final = Span(since=date(2021, 7, 4))
"""First day of the Regulation (QĐ-Đ2)."""
_BASIS: Final = "Mức nội bộ tạm áp dụng, chờ đối chiếu Quyết định 46/2019/QĐ-UBND"

DEADLINES: Final = tuple(
    DeadlineRow(
        level=level,
        days=days,
        span=_SINCE,
        source=TermSource.INTERNAL,
        basis=_BASIS,
        certainty=Certainty.UNCONFIRMED,
    )
    for level, days in ((ReportLevel.AGENCY_TO_LEAD, 2), (ReportLevel.LEAD_TO_COMMITTEE, 6))
)
"""Default days: figures closed on the 14th are due from agencies by the 16th and from the lead agency by the 20th. A
day off moves the deadline to the next working day."""


def days_unless_said(level: ReportLevel) -> int:
    """Return the default days of a level, for a province that entered no days."""
    return next(row.days for row in DEADLINES if row.level is level)


class NoDeadline(LookupError):
    """No row is valid for the level and the period. The period ended before the Regulation was in force."""


def deadline_row(level: ReportLevel, period: Period) -> DeadlineRow:
    """Return the default row with the level's deadline for a period. Raises NoDeadline."""
    for row in DEADLINES:
        if row.level is level and row.span.covers(period.last_day):
            return row
    raise NoDeadline(f"{level} for {period.key}")


def row_of(level: ReportLevel, period: Period, schedule: Schedule | None = None) -> DeadlineRow:
    """Return the row with the level's deadline: the province's own days if entered, otherwise the defaults.

    Raises NoDeadline.
    """
    own = {
        ReportLevel.AGENCY_TO_LEAD: schedule.agency_days if schedule else None,
        ReportLevel.LEAD_TO_COMMITTEE: schedule.committee_days if schedule else None,
    }
    days = own[level]
    if schedule is None or days is None:
        return deadline_row(level, period)
    return DeadlineRow(
        level=level,
        days=days,
        span=schedule.span,
        source=TermSource.INTERNAL,
        basis=schedule.source,
        certainty=Certainty.CONFIRMED,
    )


def report_due(
    level: ReportLevel, period: Period, calendar: WorkingCalendar, schedule: Schedule | None = None
) -> ReportDue:
    """Return the deadline of the level's report about a period.

    The deadline is the day of the row or the next working day, and at least `WORKING_DAYS_LEAST` working days after the
    period. Raises NoDeadline, and CalendarFault for a year of holidays.
    """
    row = row_of(level, period, schedule)
    named = calendar.add_working_days(period.last_day + timedelta(row.days), 0)
    least = calendar.add_working_days(period.last_day, WORKING_DAYS_LEAST)
    return ReportDue(
        due_at=start_of(max(named, least) + timedelta(1)),
        days=row.days,
        source=row.source,
        basis=row.basis,
        certainty=row.certainty,
    )


DAYS = "Days from the last day of the period to the last day on which the report is in time, "


def submits(kind: AgencyKind) -> bool:
    """Return whether agencies of a kind submit reports (Đ6.2). The lead agency compiles reports instead (Đ6.3)."""
    return permits(role_of(kind, is_lead=False), Scope.REPORT_SUBMIT) is not None


class ReportsScheduled(Begins[Schedule], type="schedule.set"):
    """Reports of this kind are due for periods that end in these days."""

    period: PeriodKind
    basis: PeriodBasis
    span: Span
    source: str
    kinds: tuple[AgencyKind, ...] = ()
    agency_days: int | None = None
    committee_days: int | None = None
    certainty: Certainty = Certainty.CONFIRMED
    entry: Entry | None = None


class ScheduleReports(dated_rows.EnteringCommand, kind=Kind.SCHEDULE):
    """Enter the periodic reports that agencies must submit, and their deadlines (Đ6.2, Đ6.3). A second administrator
    must confirm the schedule."""

    period: Annotated[PeriodKind, Spec(doc="Kind of the periods that the reports cover.")]
    since: Annotated[date, Spec(doc="Reports are owed for periods that end on or after this day.")]
    source: dated_rows.Source
    basis: Annotated[PeriodBasis, Spec(doc="Calendar that sets the first and last day of each period.")] = (
        PeriodBasis.CUT_OFF
    )
    until: dated_rows.Until = None
    kinds: Annotated[
        tuple[AgencyKind, ...],
        Items(
            doc="Kinds of agency that owe the reports. An empty list means every kind that submits reports.", most=12
        ),
    ] = ()
    agency_days: Annotated[int | None, Whole(doc=f"{DAYS}for agencies.", least=1, most=DAYS_MOST)] = None
    committee_days: Annotated[int | None, Whole(doc=f"{DAYS}for the lead agency.", least=1, most=DAYS_MOST)] = None
    certainty: dated_rows.Sure = None

    def decide(self, state: None, facts: Facts) -> ReportsScheduled:
        """Schedule the reports.

        Raises Refused in three cases: the days lie before the Regulation, the agencies submit no reports, or their
        deadline is later than the lead agency's.
        """
        earliest = in_force_since(facts.registry)
        if self.since < earliest:
            raise Refused(invalid("since", "date-too-early", earliest=earliest.isoformat()))
        if not all(submits(kind) for kind in self.kinds):
            raise Refused(invalid("kinds", "agency-submits-nothing"))
        agencies = self.agency_days or days_unless_said(ReportLevel.AGENCY_TO_LEAD)
        lead = self.committee_days or days_unless_said(ReportLevel.LEAD_TO_COMMITTEE)
        if lead < agencies:
            raise Refused(invalid("committee_days", "lead-before-agencies", agencies=agencies, lead=lead))
        return facts.record(ReportsScheduled, self, **dated_rows.entered(self.since, self.until, self.certainty, facts))


class ScheduleEnded(Follows[Schedule], type="schedule.ended"):
    """The schedule requires no report for periods that end on this day or later."""

    until: date
    source: str
    by: str | None = None
    at: datetime | None = None

    def fold(self, schedule: Schedule) -> Schedule:
        span = replace(schedule.span, until=self.until)
        return replace(schedule, span=span, source=self.source, ending=None)


class ScheduleEndProposed(Follows[Schedule], type="schedule.end-proposed"):
    """One person entered an end of the schedule. The end takes effect after a second person confirms it."""

    ending: ScheduleEnding


def nothing_waits(schedule: Schedule, facts: Facts) -> Problem | None:
    """Neither the schedule nor an end of it waits for a second person, unless the operator acts."""
    waiting = entry_by(facts) is not None and (schedule.ending or schedule.certainty is Certainty.UNCONFIRMED)
    return RuleNotMet(code="waits-for-second-person") if waiting else None


def not_ended(schedule: Schedule, facts: Facts) -> Problem | None:
    """The schedule has not ended yet, unless the operator acts."""
    over = entry_by(facts) is not None and (schedule.span.until or date.max) < local_date(facts.now)
    return RuleNotMet(code="ended-earlier") if over else None


class EndSchedule(dated_rows.RowCommand[Schedule], kind=Kind.SCHEDULE, requires=(unrefused, nothing_waits, not_ended)):
    """Enter the first day, today or later, on which the schedule's reports are no longer due. Reports that are due
    already remain due. A second administrator must confirm the end."""

    until: Annotated[date, Spec(doc="First day on which the schedule is no longer valid.")]
    source: dated_rows.Source

    def decide(self, schedule: Schedule, facts: Facts) -> ScheduleEnded | ScheduleEndProposed:
        only_shortened(schedule.span, self.until)
        entry = entry_by(facts)
        if entry is None:
            return facts.record(ScheduleEnded, self, by=None, at=None)
        if self.until < (today := local_date(facts.now)):
            raise Refused(invalid("until", "date-too-early", earliest=today.isoformat()))
        return ScheduleEndProposed(ending=facts.record(ScheduleEnding, self, entry=entry))


def schedule_waits(schedule: Schedule, facts: Facts) -> Problem | None:
    """The schedule, or an end of it, waits for a second person."""
    return None if schedule.ending else unmet((unconfirmed, unrefused), schedule, facts)


def entered_by_another(schedule: Schedule, facts: Facts) -> Problem | None:
    """The schedule or end that waits was entered by another person (G5)."""
    return settled_by_another((schedule.ending or schedule).entry, (), facts)


class SettlingSchedule(
    dated_rows.RowCommand[Schedule], kind=Kind.SCHEDULE, requires=(schedule_waits, entered_by_another)
):
    """Command by which the second person confirms or refuses a schedule or its end."""


class ScheduleConfirmed(dated_rows.DatedRowConfirmed[Schedule], type="schedule.confirmed"):
    """A second person compared the schedule with its source and confirmed it."""


def ends_on(ending: ScheduleEnding, span: Span, facts: Facts) -> date:
    """Return the effective end of a schedule: today or later, so that no due report is dropped."""
    return min(max(ending.until, local_date(facts.now)), span.until or date.max)


class ConfirmSchedule(SettlingSchedule):
    """Confirm, as a second person, a schedule of reports or an end of one that another person entered."""

    source: dated_rows.Source
    on: dated_rows.On

    def decide(self, schedule: Schedule, facts: Facts) -> ScheduleConfirmed | ScheduleEnded:
        not_later(self.on, facts)
        by, at = settler((schedule.ending or schedule).entry, facts)
        if schedule.ending is None:
            return facts.record(ScheduleConfirmed, self, by=by, at=at)
        return facts.record(ScheduleEnded, self, until=ends_on(schedule.ending, schedule.span, facts), by=by, at=at)


class ScheduleRefused(dated_rows.RowRefused[Schedule], type="schedule.refused"):
    """A second person refused a new schedule, or an end of a schedule."""

    def fold(self, schedule: Schedule) -> Schedule:
        """Mark the schedule as refused. If an end was refused, drop the end; the schedule continues."""
        return replace(schedule, ending=None) if schedule.ending else super().fold(schedule)


class RefuseSchedule(SettlingSchedule):
    """Refuse a schedule of reports, or an end of one, as a second person. The refused entry never takes effect."""

    reasons: dated_rows.Reasons

    def decide(self, schedule: Schedule, facts: Facts) -> ScheduleRefused:
        return facts.record(ScheduleRefused, self, reason=self.reasons)
