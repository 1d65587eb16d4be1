"""Duties in a notice to the press (Đ4.5, Đ5.7.c)."""

from collections.abc import Iterator
from datetime import datetime

from domain.case.state.pathways import PublicationState
from domain.kernel.vocabulary import Kind
from domain.publication.state import Publication
from domain.rules.duty import Duty, DutyKind, owes


@owes(Kind.PUBLICATION)
def duties(notice: Publication) -> Iterator[Duty]:
    """Yield the agency's duty to take the next step for the notice. There is no duty before the release time, or while
    the notice is public unchanged."""
    match notice.state:
        case PublicationState.DRAFT:
            yield _of(notice, DutyKind.CHECK_NOTICE, notice.wording.at)
        case PublicationState.CHECKED:
            yield _of(notice, DutyKind.APPROVE_NOTICE, notice.checked.at if notice.checked else None, second=True)
        case PublicationState.APPROVED:
            yield _of(notice, DutyKind.ISSUE_NOTICE, notice.approved.at if notice.approved else None)
        case PublicationState.EMBARGOED if notice.release_change:
            asked, barred = notice.release_change.step, (notice.release_change.step.officer,)
            kind, agency = DutyKind.CONFIRM_RELEASE, notice.agency
            yield Duty(kind=kind, agency=agency, about=notice.id, since=asked.at, barred=barred)
        case PublicationState.ISSUED | PublicationState.CORRECTED if notice.correction:
            yield _of(notice, DutyKind.ISSUE_CORRECTION, notice.correction.wording.at, second=True)
        case PublicationState.ISSUED | PublicationState.CORRECTED if notice.review_since:
            yield _of(notice, DutyKind.REVIEW_NOTICE, notice.review_since)


def _of(notice: Publication, kind: DutyKind, since: datetime | None, *, second: bool = False) -> Duty:
    barred = tuple(sorted(notice.authors)) if second else ()
    return Duty(kind=kind, agency=notice.agency, about=notice.id, since=since, barred=barred)
