"""Warnings to an agency, and its digest on each working day: pending work, terms that end soon, deadlines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.case.guards import open_round
from domain.case.state.case import Case
from domain.kernel.calendar import WorkingCalendar, local_date, start_of
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.due import NO_DEADLINE, Due, registry_duties
from domain.registry.registry import Registry
from domain.report.opening import REMIND_BEFORE
from domain.report.state.report import OWED, Report, ReportState
from domain.rules.duty import DutyKind

OPINION_SOON_DAYS = 2


class WarningKind(StrEnum):
    """Kind of warning to an agency."""

    NO_OFFICER = "NO_OFFICER"
    APPOINTMENT_ENDING = "APPOINTMENT_ENDING"
    COMPETENCE_ENDING = "COMPETENCE_ENDING"
    PROVISION_ENDED = "PROVISION_ENDED"
    OPINION_DUE = "OPINION_DUE"
    OPINION_LAPSED = "OPINION_LAPSED"
    REMEDY_DUE = "REMEDY_DUE"
    REPORT_SUBMITTED = "REPORT_SUBMITTED"
    REPORT_DUE = "REPORT_DUE"
    REPORT_RETURNED = "REPORT_RETURNED"
    REPORT_OVERDUE = "REPORT_OVERDUE"
    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    DAYS_OFF_MISSING = "DAYS_OFF_MISSING"


OF_REGISTRY: Final = {
    DutyKind.NAME_OFFICER: WarningKind.NO_OFFICER,
    DutyKind.RENEW_APPOINTMENT: WarningKind.APPOINTMENT_ENDING,
    DutyKind.RENEW_COMPETENCE: WarningKind.COMPETENCE_ENDING,
    DutyKind.ENTER_DAYS_OFF: WarningKind.DAYS_OFF_MISSING,
}
"""Warnings about rows of the registry."""
NAMED: Final = frozenset(
    {*OF_REGISTRY, DutyKind.GIVE_OPINION, DutyKind.REMEDY, DutyKind.SUBMIT_REPORT, DutyKind.ACCEPT_REPORT}
)
"""Duties for which a separate kind of warning exists."""


@dataclass(frozen=True, kw_only=True)
class Warned:
    """Warning: its kind, its day and its subject, with the case and the duty that it concerns."""

    kind: WarningKind
    day: date
    about: str
    case: str | None = None
    duty: DutyKind | None = None


def registry_warnings(registry: Registry, agency: str, now: datetime) -> Iterator[Warned]:
    """Yield warnings of appointments and other rows that end within 30 days, of a missing officer, and of days off
    (Đ3.3)."""
    for duty in registry_duties(registry, agency, now):
        if duty.kind in OF_REGISTRY:
            day = local_date(duty.due_at or now)
            yield Warned(kind=OF_REGISTRY[duty.kind], day=day, about=duty.about, duty=duty.kind)


def due_warnings(found: Iterable[Due]) -> Iterator[Warned]:
    """Yield warnings of duties that are due soon or overdue. Kinds with a separate warning are left out."""
    for due in found:
        if due.due_at is None or not (due.soon or due.overdue) or due.kind in NAMED:
            continue
        kind = WarningKind.OVERDUE if due.overdue else WarningKind.DUE_SOON
        case = due.stream if due.stream and kind_of(due.stream) is Kind.CASE else None
        yield Warned(kind=kind, day=local_date(due.due_at), about=due.duty.about, case=case, duty=due.kind)


def case_warnings(case: Case, agency: str, registry: Registry, now: datetime) -> Iterator[Warned]:
    """Yield warnings of the agency's duties in a case, and of cited grounds that have ended since (Đ4.4)."""
    today = local_date(now)
    own = frozenset({agency}) | registry.taken_over(agency, today)
    current = open_round(case)
    heard = {registry.heir(opinion.agency, today) for opinion in current.opinions} if current else set()
    if current and own & set(current.invited) and agency not in heard:
        soon = registry.calendar.due(now, OPINION_SOON_DAYS)
        if current.due_at <= soon:
            yield Warned(kind=WarningKind.OPINION_DUE, day=local_date(current.due_at), about=current.id, case=case.id)
    silent = [opinion.agency for opinion in current.opinions if opinion.officer is None] if current else []
    if current and current.lapsed_at and own.intersection(silent):
        lapsed = local_date(current.lapsed_at)
        yield Warned(kind=WarningKind.OPINION_LAPSED, day=lapsed, about=current.id, case=case.id)
    for remedy in case.remedies[-1:]:
        if case.state == "EXECUTING" and remedy.agency in own:
            yield Warned(kind=WarningKind.REMEDY_DUE, day=local_date(remedy.due_at), about=agency, case=case.id)
    for cited in case.proposal.provisions if case.proposal and case.lead in own else ():
        row = registry.provisions.get(cited)
        if row and row.span.until and row.span.until <= today:
            yield Warned(kind=WarningKind.PROVISION_ENDED, day=row.span.until, about=cited, case=case.id)


def report_warnings(report: Report, agency: str, registry: Registry, now: datetime) -> Iterator[Warned]:
    """Yield warnings of reports. The lead agency is warned of reports that wait for it (Đ6.3). Other agencies are
    warned of reports that are due soon, returned or late (Đ6.2)."""
    today = local_date(now)
    own = registry.heir(report.agency, today) == agency
    if report.state is ReportState.SUBMITTED and not own and registry.lead_on(today) == agency:
        final = local_date(report.term.final_at)
        yield Warned(kind=WarningKind.REPORT_SUBMITTED, day=final, about=report.id)
    if not own or report.state not in OWED:
        return
    due = report.term.due_at
    if now >= due:
        yield Warned(kind=WarningKind.REPORT_OVERDUE, day=local_date(due), about=report.id)
    elif report.state is ReportState.RETURNED:
        yield Warned(kind=WarningKind.REPORT_RETURNED, day=local_date(due), about=report.id)
    elif now >= due - max(REMIND_BEFORE):
        yield Warned(kind=WarningKind.REPORT_DUE, day=local_date(due), about=report.id)


DIGEST: Final = "digest"
"""Job that checks whether a digest is due, and orders the next check."""
MORNING: Final = timedelta(hours=7)
SOON: Final = timedelta(days=2)
OF_REPORTS: Final = frozenset({DutyKind.SUBMIT_REPORT, DutyKind.ACCEPT_REPORT})
"""Duties that a digest shows through the warnings about reports instead."""
ITEMS_MOST: Final = 50
"""Most duties that a digest lists. Further duties are only counted."""


@dataclass(frozen=True, kw_only=True)
class DigestItem:
    """Duty in a digest: its deadline, and the id, kind and number of its stream, or its report."""

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
    """Return the items of an agency that are due, without its reports."""
    return [_of_duty(due) for due in found if due.kind not in OF_REPORTS]


def of_reports(reports: Iterable[Report], agency: str, registry: Registry, now: datetime) -> list[DigestItem]:
    """Return the reports of which an agency is warned (Đ6.2), or which wait for it as the lead agency (Đ6.3)."""
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
