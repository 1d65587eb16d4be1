"""By when a report is due at each level, as dated data.

NĐ 09/2019/NĐ-CP, Điều 8.5 leaves an agency at least one working day after the figures are closed, and wants a
deadline for each level. The days themselves are the province's (QĐ 46/2019/QĐ-UBND), whose text was not at hand: the
rows below are what was suggested until a person confirms them, until then they apply, and everything that is due by
them says so. A row that proves wrong is corrected; no rule is rewritten.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.kernel.calendar import TermSource, WorkingCalendar, start_of
from domain.kernel.span import Span
from domain.registry.entry import Certainty
from domain.report.periods import Period
from domain.report.state.schedule import Schedule

DAYS_MOST: Final = 60
"""Days that a row may leave: a report is not due in the period after the next."""
WORKING_DAYS_LEAST: Final = 1
"""Working days that every deadline leaves after the figures are closed (NĐ 09/2019/NĐ-CP, Điều 8.5)."""


class ReportLevel(StrEnum):
    """From whom to whom a report goes (Đ6.2, Đ6.3)."""

    AGENCY_TO_LEAD = "AGENCY_TO_LEAD"
    LEAD_TO_COMMITTEE = "LEAD_TO_COMMITTEE"


@dataclass(frozen=True, kw_only=True)
class DeadlineRow:
    """Days after the last day of a period until the level's reports are due, for periods ending in `span`."""

    level: ReportLevel
    days: int
    span: Span
    source: TermSource
    basis: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class ReportDue:
    """The first instant at which a report is late, with the row that it was counted by."""

    due_at: datetime
    days: int
    source: TermSource
    basis: str
    certainty: Certainty


_SINCE: Final = Span(since=date(2021, 7, 4))
"""From the day on which the Regulation is in force (QĐ-Đ2)."""
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
"""For figures closed on the 14th: agencies by the 16th, the lead agency by the 20th, or the next working day."""


def days_unless_said(level: ReportLevel) -> int:
    """The days that a level has where the province's own are not entered."""
    return next(row.days for row in DEADLINES if row.level is level)


class NoDeadline(LookupError):
    """No row holds for the level and the period: it ended before the Regulation was in force."""


def deadline_row(level: ReportLevel, period: Period) -> DeadlineRow:
    """The row that counts the level's deadline for a period. Raises NoDeadline."""
    for row in DEADLINES:
        if row.level is level and row.span.covers(period.last_day):
            return row
    raise NoDeadline(f"{level} for {period.key}")


def row_of(level: ReportLevel, period: Period, schedule: Schedule | None = None) -> DeadlineRow:
    """The row that counts the level's deadline: the province's own days if it entered them, else those above.

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
    """Return when the level's report about a period is due. Raises NoDeadline, and CalendarFault for a year of
    holidays.

    The day that the row names, else the next working day; never less than `WORKING_DAYS_LEAST` after the period.
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
