"""A notice to the press about the result of a case, and every version of it that the public saw (Đ4.5).

Records, no rules. Nothing here says who wrote the claim or where it was published (X2).
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
    """Ground to retract a notice."""

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
    """Finding of the masking check in a text, with the reason why it may stay, once somebody gave one."""

    key: str
    field: str
    kind: Personal
    start: int
    end: int
    harmless: Harmless | None = None
    officer: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of a notice, who wrote them, and what the masking check found in them."""

    title: Sealed
    claim: Sealed
    text: Sealed
    officer: str
    at: datetime
    findings: tuple[TextFinding, ...] = ()

    @property
    def masked(self) -> bool:
        """Return whether somebody has answered for every finding."""
        return all(finding.harmless for finding in self.findings)


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """Result of the case when the notice was written: taken over, never edited.

    Told by a ruling on a complaint, finding, measure and code are those of the decision complained against.
    """

    cycle: int
    finding: Finding
    agency: str
    on: date
    measure: Measure | None = None
    public_code: str | None = None
    complain_by: date | None = None
    redress: str | None = None
    """The complaint whose ruling the notice tells; None for the case's own result."""
    outcome: RedressOutcome | None = None
    level: int | None = None

    def same(self, other: "CaseResult | None") -> bool:
        """Return whether another is this very result; the last day to complain moves when the person hears of it."""
        return other is not None and replace(self, complain_by=other.complain_by) == other


@dataclass(frozen=True, kw_only=True)
class PublicVersion:
    """Text that the public could read from `at` on, and why it changed; `ground` is why the case was opened again."""

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
    """A correction before its approval, with its reason, which the public will read."""

    wording: Wording
    reason: Sealed
    redress: str | None = None
    page: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReleaseChange:
    """Another release time that somebody asked for, with the reason; without a time the embargo is to be lifted."""

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
    """The complaint against its own words that was upheld; None once they were corrected or taken back."""
    release_change: ReleaseChange | None = None
    page: str | None = None
    """The official page on which it appears; None in notices of before, and where it appears on no page."""

    @property
    def untold(self) -> bool:
        """Return whether the public may read no word of it: given up unseen, or taken back for personal data."""
        private = self.retraction is not None and self.retraction.ground is RetractionGround.PERSONAL_DATA
        return private or self.state is PublicationState.WITHDRAWN

    @property
    def ground(self) -> str | None:
        """Return the complaint whose ruling the correction, or else the notice, tells; None: the case's own result."""
        return self.correction.redress if self.correction else self.result.redress

    @property
    def grounds(self) -> tuple[str, ...]:
        """All complaints whose rulings it tells, or will tell once corrected."""
        return tuple(dict.fromkeys(redress for redress in (self.result.redress, self.ground) if redress))

    @property
    def open_wording(self) -> Wording:
        """The words being worked on: a correction's, else the notice's own."""
        return self.correction.wording if self.correction else self.wording

    @property
    def authors(self) -> frozenset[str]:
        """Return who wrote the words being worked on, or answered for a finding in them: none of them approves (G5)."""
        wording = self.open_wording
        return frozenset({wording.officer, *(finding.officer for finding in wording.findings if finding.officer)})

    def showing(
        self, change: PublicChange, at: datetime, reason: Sealed | None = None, ground: ReopeningGround | None = None
    ) -> "Publication":
        """The notice with one version more: its words and result, as the public reads them from `at` on."""
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
