"""State of the lead agency's consolidated report to the People's Committee (Đ6.3). This module contains no rules."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.event import Sealed, Step
from domain.report.figures import Spans
from domain.report.periods import parse_period
from domain.report.state.report import ReportType
from domain.report.statistics import Filter


class ConsolidatedState(StrEnum):
    """State of a consolidated report. SUPERSEDED means that a later edition replaces the report; its numbers stay
    unchanged."""

    SCHEDULED = "SCHEDULED"
    FROZEN_DATA = "FROZEN_DATA"
    DRAFT = "DRAFT"
    REVIEWED = "REVIEWED"
    SIGNED = "SIGNED"
    SENT = "SENT"
    SUPERSEDED = "SUPERSEDED"


class CompileStage(StrEnum):
    """Stage of a compilation."""

    WAITING = "WAITING"
    COUNTING = "COUNTING"
    FREEZING = "FREEZING"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


class ReportPart(StrEnum):
    """The seven parts of the report, in their order (I to VII)."""

    DIRECTION = "DIRECTION"
    RESULTS = "RESULTS"
    ASSESSMENT = "ASSESSMENT"
    MERITS_AND_BREACHES = "MERITS_AND_BREACHES"
    BUDGET = "BUDGET"
    DIFFICULTIES = "DIFFICULTIES"
    PROPOSALS = "PROPOSALS"


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Hashes of the frozen data. `manifest` covers the versions of all counted streams, `data` the numbers.

    `run` is the number of the compilation. The record contains the hashed bytes, apart from the revisions.
    """

    run: int
    at: datetime
    chunks: int
    streams: int
    manifest: str
    data: str
    public: str
    changed_streams: int = 0
    changed_numbers: int = 0


@dataclass(frozen=True, kw_only=True)
class CompileFailure:
    """Reason why a compilation ended without a result. `code` is the code of the refusal or error."""

    run: int
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class PartText:
    part: ReportPart
    officer: str
    at: datetime
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Signature on paper: number and day of the document, and the signatory, as an officer entered them."""

    agency: str
    officer: str
    at: datetime
    number: Sealed
    signed_on: date
    signatory: Sealed


@dataclass(frozen=True, kw_only=True)
class Sending:
    recipient: str
    step: Step


@dataclass(frozen=True, kw_only=True)
class Submissions:
    """Agencies grouped by their report at an instant: submitted in time, submitted late, or missing."""

    at: datetime
    in_time: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Consolidated:
    """Consolidated report. It counts the versions at the time `as_of`, and is compared with the earlier report
    `before`.

    `run` numbers the compilations. A restarted compilation has the next number.
    """

    id: str
    state: ConsolidatedState
    type: ReportType
    agency: str
    at: datetime
    start: datetime
    end: datetime
    as_of: datetime
    period: str | None = None
    filter: Filter | None = None
    edition: int = 1
    supersedes: str | None = None
    before: str | None = None
    run: int = 1
    cancelled: Step | None = None
    failure: CompileFailure | None = None
    frozen: Frozen | None = None
    texts: tuple[PartText, ...] = ()
    submissions: Submissions | None = None
    reviewed: Step | None = None
    returns: tuple[Step, ...] = ()
    signature: Signature | None = None
    sending: Sending | None = None
    superseded: Step | None = None

    @property
    def spans(self) -> Spans:
        return Spans.of(parse_period(self.period)) if self.period else Spans.between(self.start, self.end)

    @property
    def compiling(self) -> bool:
        return self.state is ConsolidatedState.SCHEDULED and self.cancelled is None and self.failure is None

    @property
    def drafters(self) -> frozenset[str]:
        return frozenset(text.officer for text in self.texts)
