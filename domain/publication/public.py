"""Public fields of a notice: the one list that schema, pages, feeds and messages share (Đ4.5).

No other field of a notice leaves the register: no case, no address of the content, no officer and no draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.case.codes import code_of
from domain.case.state.measures import Finding, Measure
from domain.case.state.pathways import PublicationState, ReopeningGround
from domain.complaint.state import GRANTED, RedressOutcome
from domain.publication.state import NoticeForm, PublicChange, RetractionGround


class PublicStatus(StrEnum):
    """Public status of a notice."""

    ISSUED = "ISSUED"
    CORRECTED = "CORRECTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    RETRACTED = "RETRACTED"


PUBLIC_STATES = frozenset({PublicationState.ISSUED, PublicationState.CORRECTED, PublicationState.RETRACTED})
PUBLIC_EVENTS = frozenset(
    {
        "publication.issued",
        "publication.corrected",
        "publication.under-review",
        "publication.confirmed",
        "publication.retracted",
    }
)
"""Events that change the public view: each adds one version."""


@dataclass(frozen=True, kw_only=True)
class PublicResult:
    """Result in a public version. If `outcome` is set, the result is a ruling at some level on a complaint against the
    result of the case."""

    finding: Finding
    agency: str
    on: date
    measure: Measure | None
    public_code: str | None
    complain_by: date | None
    outcome: RedressOutcome | None = None
    level: int | None = None

    @property
    def overturned(self) -> bool:
        """Return whether a complaint undid the finding and the measure, so that they are no longer the agencies'
        position."""
        return self.outcome in GRANTED


@dataclass(frozen=True, kw_only=True)
class PublicText:
    """One public version, numbered from 1. Its texts are null after an erasure, or if they are withheld for personal
    data."""

    number: int
    change: PublicChange
    at: datetime
    title: str | None
    claim: str | None
    text: str | None
    reason: str | None
    ground: ReopeningGround | None
    result: PublicResult


@dataclass(frozen=True, kw_only=True)
class PublicView:
    """Public view of a notice. `current` is None after a retraction."""

    id: str
    agency: str
    form: NoticeForm
    status: PublicStatus
    issued_at: datetime
    changed_at: datetime
    redress_notice: str | None
    retraction: RetractionGround | None
    page: str | None
    versions: tuple[PublicText, ...]

    @property
    def newest(self) -> PublicText:
        """Return the last version of the notice, even if it is retracted."""
        return self.versions[-1]

    @property
    def complaint_code(self) -> str:
        return complaint_code(self.id)

    @property
    def bare(self) -> bool:
        """Return whether the texts of the notice are erased. An erasure adds no version and has no public date."""
        return self.newest.title is None

    @property
    def current(self) -> PublicText | None:
        """Return the current public text of the notice; None after a retraction."""
        return None if self.status is PublicStatus.RETRACTED else self.newest


def complaint_code(id: str) -> str:
    """Return the public code for a complaint against a notice. A notice is public, so its code is no secret."""
    return code_of(id, "")


Row = Mapping[str, Any]


def public_view(head: Row) -> PublicView | None:
    """Return the public view of a stored notice; None if it was never public."""
    if head["state"] not in PUBLIC_STATES or not head["versions"]:
        return None
    ground = RetractionGround(head["retraction"]["ground"]) if head["retraction"] else None
    versions = tuple(
        _text(number, version, ground is RetractionGround.PERSONAL_DATA)
        for number, version in enumerate(head["versions"], start=1)
    )
    return PublicView(
        id=head["_id"],
        agency=head["agency"],
        form=NoticeForm(head["form"]),
        status=_status(head),
        issued_at=versions[0].at,
        changed_at=versions[-1].at,
        redress_notice=head["redress_notice"],
        retraction=ground,
        page=head["page"],
        versions=versions,
    )


def _status(head: Row) -> PublicStatus:
    if head["state"] == PublicationState.RETRACTED:
        return PublicStatus.RETRACTED
    return PublicStatus.UNDER_REVIEW if head["review_since"] else PublicStatus(head["state"])


def _text(number: int, row: Row, withheld: bool) -> PublicText:
    result = row["result"]
    return PublicText(
        number=number,
        change=PublicChange(row["change"]),
        at=row["at"],
        title=None if withheld else row["title"],
        claim=None if withheld else row["claim"],
        text=None if withheld else row["text"],
        reason=None if withheld and row["change"] != PublicChange.RETRACTED else row["reason"],
        ground=ReopeningGround(row["ground"]) if row["ground"] else None,
        result=PublicResult(
            finding=Finding(result["finding"]),
            agency=result["agency"],
            on=date.fromisoformat(result["on"]),
            measure=Measure(result["measure"]) if result["measure"] else None,
            public_code=result["public_code"],
            complain_by=_day(result["complain_by"]),
            outcome=RedressOutcome(result["outcome"]) if result["outcome"] else None,
            level=result["level"],
        ),
    )


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
