"""Duties in agencies' reports and consolidated reports (Đ6.2, Đ6.3)."""

from collections.abc import Iterator
from datetime import datetime

from domain.kernel.vocabulary import Kind, Role
from domain.report.state.consolidated import Consolidated, ConsolidatedState, ReportPart
from domain.report.state.report import OWED, Report, ReportState
from domain.rules.duty import Duty, DutyKind, owes


@owes(Kind.REPORT)
def of_report(report: Report) -> Iterator[Duty]:
    """Yield the agency's duty to submit its report; after the submission, the duty of the present lead agency."""
    if report.state in OWED:
        yield Duty(
            kind=DutyKind.SUBMIT_REPORT,
            agency=report.agency,
            about=report.id,
            due_at=report.term.due_at,
            since=report.counted_from,
            source=report.term.source,
            lapsed=report.overdue_at is not None,
        )
    elif report.state is ReportState.SUBMITTED:
        yield Duty(kind=DutyKind.ACCEPT_REPORT, agency=Role.LEAD, about=report.id, due_at=report.term.final_at)


@owes(Kind.CONSOLIDATED, Role.LEAD)
def of_consolidated(report: Consolidated) -> Iterator[Duty]:
    """Yield the lead agency's duties from the freeze of a report until it is sent. Numbers of a freely chosen span give
    no duty."""
    if report.period is None:
        return
    match report.state:
        case ConsolidatedState.FROZEN_DATA | ConsolidatedState.DRAFT if _unwritten(report):
            yield _of(report, DutyKind.DRAFT_CONSOLIDATED, report.frozen.at if report.frozen else None)
        case ConsolidatedState.DRAFT:
            yield _of(report, DutyKind.REVIEW_CONSOLIDATED, max(text.at for text in report.texts), second=True)
        case ConsolidatedState.REVIEWED:
            yield _of(report, DutyKind.SIGN_CONSOLIDATED, report.reviewed.at if report.reviewed else None)
        case ConsolidatedState.SIGNED:
            yield _of(report, DutyKind.SEND_CONSOLIDATED, report.signature.at if report.signature else None)


def _unwritten(report: Consolidated) -> bool:
    return {text.part for text in report.texts} < set(ReportPart)


def _of(report: Consolidated, kind: DutyKind, since: datetime | None, *, second: bool = False) -> Duty:
    barred = tuple(sorted(report.drafters)) if second else ()
    return Duty(kind=kind, agency=Role.LEAD, about=report.id, since=since, barred=barred)
