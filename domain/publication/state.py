"""Notice to the press about the result of a case, and every public version of it (Đ4.5).

Records, no rules. A notice does not name the author of the claim or the place of its publication (X2).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.case.state.measures import Finding, Measure
from domain.case.state.pathways import PublicationState, ReopeningGround
from domain.complaint.state import RedressOutcome
from domain.kernel.event import Sealed, Step
from domain.kernel.masking import Personal
from domain.kernel.wording import Harmless


class NoticeForm(StrEnum):
    """Form in which the press is informed: the six forms of NĐ 09/2017/NĐ-CP, Điều 4."""

    PRESS_CONFERENCE = "PRESS_CONFERENCE"
    PORTAL = "PORTAL"
    STATEMENT = "STATEMENT"
    WRITTEN_RELEASE = "WRITTEN_RELEASE"
    BRIEFING = "BRIEFING"
    CORRECTION_REQUEST = "CORRECTION_REQUEST"


class RetractionGround(StrEnum):
    """Reason to retract a notice."""

    WRONG = "WRONG"
    CASE_CHANGED = "CASE_CHANGED"
    REDRESS = "REDRESS"
    PERSONAL_DATA = "PERSONAL_DATA"


class PublicChange(StrEnum):
    """Public change of a notice."""

    ISSUED = "ISSUED"
    CORRECTED = "CORRECTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    CONFIRMED = "CONFIRMED"
    RETRACTED = "RETRACTED"


@dataclass(frozen=True, kw_only=True)
class TextFinding:
    """Finding of the masking check in a text. `harmless` is the reason why the finding may stay, after an officer
    confirmed it."""

    key: str
    field: str
    kind: Personal
    start: int
    end: int
    harmless: Harmless | None = None
    officer: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Words of a notice, their author, and the findings of the masking check."""

    title: Sealed
    claim: Sealed
    text: Sealed
    officer: str
    at: datetime
    findings: tuple[TextFinding, ...] = ()

    @property
    def masked(self) -> bool:
        """Return whether every finding is confirmed."""
        return all(finding.harmless for finding in self.findings)


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """Result of the case at the time when the notice was written. The result is a copy and is never edited.

    For a ruling on a complaint, finding, measure and code are those of the contested decision.
    """

    cycle: int
    finding: Finding
    agency: str
    on: date
    measure: Measure | None = None
    public_code: str | None = None
    complain_by: date | None = None
    redress: str | None = None
    """Complaint whose ruling the notice reports; None for the case's own result."""
    outcome: RedressOutcome | None = None
    level: int | None = None

    def same(self, other: "CaseResult | None") -> bool:
        """Return whether two results are the same. The last day to complain may differ, because it moves when the
        person is informed."""
        return other is not None and replace(self, complain_by=other.complain_by) == other


@dataclass(frozen=True, kw_only=True)
class PublicVersion:
    """Text that is public from `at` on, with the reason for the change. `ground` is the ground of a reopening."""

    change: PublicChange
    at: datetime
    title: Sealed
    claim: Sealed
    text: Sealed
    result: CaseResult
    reason: Sealed | None = None
    ground: ReopeningGround | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectionDraft:
    """Correction before its approval, with its reason, which will be public."""

    wording: Wording
    reason: Sealed
    redress: str | None = None
    page: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReleaseChange:
    """Requested release time, with the reason. A release time of None ends the embargo."""

    step: Step
    release_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Retraction:
    ground: RetractionGround
    officer: str
    at: datetime
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class Publication:
    id: str
    state: PublicationState
    agency: str
    case: str
    form: NoticeForm
    redress_notice: Sealed
    wording: Wording
    result: CaseResult
    drafted_at: datetime
    checked: Step | None = None
    approved: Step | None = None
    release_at: datetime | None = None
    versions: tuple[PublicVersion, ...] = ()
    review_since: datetime | None = None
    correction: CorrectionDraft | None = None
    retraction: Retraction | None = None
    withdrawn: Step | None = None
    upheld: str | None = None
    """Upheld complaint against the words of the notice; None once they were corrected or retracted."""
    release_change: ReleaseChange | None = None
    page: str | None = None
    """Official page on which the notice appears; None in older notices, and without a page."""

    @property
    def untold(self) -> bool:
        """Return whether no text of the notice is public: withdrawn before publication, or retracted for personal
        data."""
        private = self.retraction is not None and self.retraction.ground is RetractionGround.PERSONAL_DATA
        return private or self.state is PublicationState.WITHDRAWN

    @property
    def ground(self) -> str | None:
        """Return the complaint whose ruling the correction, or else the notice, reports; None for the case's own
        result."""
        return self.correction.redress if self.correction else self.result.redress

    @property
    def grounds(self) -> tuple[str, ...]:
        """Return all complaints whose rulings the notice reports, or will report once corrected."""
        return tuple(dict.fromkeys(redress for redress in (self.result.redress, self.ground) if redress))

    @property
    def open_wording(self) -> Wording:
        """Return the text in preparation: the text of a correction, or else of the notice."""
        return self.correction.wording if self.correction else self.wording

    @property
    def authors(self) -> frozenset[str]:
        """Return the authors of the text in preparation, and the officers who confirmed findings. They may not approve
        the notice (G5)."""
        wording = self.open_wording
        return frozenset({wording.officer, *(finding.officer for finding in wording.findings if finding.officer)})

    def showing(
        self, change: PublicChange, at: datetime, reason: Sealed | None = None, ground: ReopeningGround | None = None
    ) -> "Publication":
        """Return the notice with one more version, whose text and result are public from `at` on."""
        version = PublicVersion(
            change=change,
            at=at,
            title=self.wording.title,
            claim=self.wording.claim,
            text=self.wording.text,
            result=self.result,
            reason=reason,
            ground=ground,
        )
        return replace(self, versions=(*self.versions, version))
