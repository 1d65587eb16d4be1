"""Digests: once a working day, in the morning, what waits for an agency; nothing when nothing waits (Đ3.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.kernel.calendar import WorkingCalendar, local_date, start_of
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.due import NO_DEADLINE, Due
from domain.notification.warnings import WarningKind, report_warnings
from domain.registry.registry import Registry
from domain.report.state.report import Report
from domain.rules.duty import DutyKind

DIGEST: Final = "digest"
"""The job that looks whether a digest is due, and orders the next look."""
MORNING: Final = timedelta(hours=7)
SOON: Final = timedelta(days=2)
OF_REPORTS: Final = frozenset({DutyKind.SUBMIT_REPORT, DutyKind.ACCEPT_REPORT})
"""Duties that a digest names as the warnings about reports do."""
ITEMS_MOST: Final = 50
"""Duties that a digest names; of the rest it tells the number."""


@dataclass(frozen=True, kw_only=True)
class DigestItem:
    """Duty in a digest: its deadline, with the id, kind and number of its stream, or its report."""

    kind: DutyKind | WarningKind
    due_at: datetime | None
    overdue: bool
    soon: bool
    provisional: bool = False
    stream: str = ""
    of: Kind | None = None
    code: str = ""
    report: Report | None = None


def next_digest(now: datetime, calendar: WorkingCalendar) -> datetime:
    return start_of(calendar.add_working_days(local_date(now), 1)) + MORNING


def of_duties(found: Iterable[Due]) -> list[DigestItem]:
    """Return the due items of an agency, apart from its reports."""
    return [_of_duty(due) for due in found if due.kind not in OF_REPORTS]


def of_reports(reports: Iterable[Report], agency: str, registry: Registry, now: datetime) -> list[DigestItem]:
    """The reports that an agency is warned of (Đ6.2), or that wait for it as the lead agency (Đ6.3)."""
    return [
        _of_report(report, warned.kind, now)
        for report in reports
        for warned in report_warnings(report, agency, registry, now)
    ]


def first_due_first(items: Iterable[DigestItem]) -> list[DigestItem]:
    return sorted(items, key=lambda item: (item.due_at or NO_DEADLINE, item.code))


def _of_report(report: Report, kind: WarningKind, now: datetime) -> DigestItem:
    due = report.term.final_at if kind is WarningKind.REPORT_SUBMITTED else report.term.due_at
    soon = kind is not WarningKind.REPORT_DUE and now < due <= now + SOON  # the kind itself says that it is due soon
    return DigestItem(report=report, kind=kind, due_at=due, overdue=due <= now, soon=soon)


def _of_duty(due: Due) -> DigestItem:
    stream = due.stream or ""
    return DigestItem(
        stream=stream,
        of=kind_of(stream),
        code=due.code or "",
        kind=due.kind,
        due_at=due.due_at,
        overdue=due.overdue,
        soon=due.soon,
        provisional=due.provisional,
    )
