"""Digests: once a working day, in the morning, what waits for an agency; nothing when nothing waits (Đ3.3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.kernel.calendar import WorkingCalendar, local_date, start_of
from domain.notification.duties import DutyKind, waits_for
from domain.notification.warnings import WarningKind, report_warnings
from domain.registry.agency import Agency
from domain.registry.registry import Registry
from domain.report.state.report import Report

DIGEST: Final = "digest"
"""The job that looks whether a digest is due, and orders the next look."""
MORNING: Final = timedelta(hours=7)
SOON: Final = timedelta(days=2)
ITEMS_MOST: Final = 50
"""Duties that a digest names; of the rest it tells the number."""


@dataclass(frozen=True, kw_only=True)
class DigestItem:
    """What waits in a case, named by id and number, or about a report; what is to be done, and until when."""

    kind: DutyKind | WarningKind
    due_at: datetime | None
    overdue: bool
    soon: bool
    case: str = ""
    code: str = ""
    report: Report | None = None


def next_digest(now: datetime, calendar: WorkingCalendar) -> datetime:
    """The morning of the next working day."""
    return start_of(calendar.add_working_days(local_date(now), 1)) + MORNING


def of_cases(
    cases: Iterable[Mapping[str, Any]], agencies: frozenset[str], agency: Agency, now: datetime
) -> list[DigestItem]:
    """The duties of an agency, and of those it acts for, in cases as the store keeps them."""
    return [item for case in cases for item in _items(case, agencies, agency, now)]


def of_reports(reports: Iterable[Report], agency: str, registry: Registry, now: datetime) -> list[DigestItem]:
    """The reports that an agency is warned of (Đ6.2), or that wait for it as the lead agency (Đ6.3)."""
    return [
        _of_report(report, warned.kind, now)
        for report in reports
        for warned in report_warnings(report, agency, registry, now)
    ]


def first_due_first(items: Iterable[DigestItem]) -> list[DigestItem]:
    """In the order of a digest."""
    return sorted(items, key=lambda item: (item.due_at or datetime.max.replace(tzinfo=UTC), item.code))


def _of_report(report: Report, kind: WarningKind, now: datetime) -> DigestItem:
    due = report.term.final_at if kind is WarningKind.REPORT_SUBMITTED else report.term.due_at
    soon = kind is not WarningKind.REPORT_DUE and now < due <= now + SOON  # the kind itself says that it is due soon
    return DigestItem(report=report, kind=kind, due_at=due, overdue=due <= now, soon=soon)


def _items(case: Mapping[str, Any], agencies: frozenset[str], agency: Agency, now: datetime) -> Iterator[DigestItem]:
    for duty in case["duties"]:
        kind = DutyKind(duty["kind"])
        if duty["agency"] in agencies and waits_for(kind, agency, case["category"], case["areas"], local_date(now)):
            due = duty["due_at"].replace(tzinfo=UTC) if duty["due_at"] else None
            yield DigestItem(
                case=case["_id"],
                code=case["code"],
                kind=kind,
                due_at=due,
                overdue=due is not None and due <= now,
                soon=due is not None and now < due <= now + SOON,
            )
