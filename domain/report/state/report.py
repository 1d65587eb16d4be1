"""State of an agency's periodic or requested report on its work under the Regulation (Đ6.2). This module contains no
rules."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.calendar import TermSource
from domain.kernel.event import Sealed, Step
from domain.registry.entry import Certainty


class ReportState(StrEnum):
    """State of an agency's report."""

    DUE = "DUE"
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    FROZEN = "FROZEN"
    WITHDRAWN = "WITHDRAWN"


OWED = frozenset({ReportState.DUE, ReportState.DRAFT, ReportState.RETURNED})
"""States in which the agency still owes the report."""
ENDED = frozenset({ReportState.FROZEN, ReportState.WITHDRAWN})
"""Final states."""


class ReportType(StrEnum):
    """Type of a report: periodic, or requested outside the regular periods (đột xuất)."""

    PERIODIC = "PERIODIC"
    AD_HOC = "AD_HOC"


class ReportSection(StrEnum):
    """Sections of a report, in their order."""

    DIRECTION = "DIRECTION"
    FOCAL_OFFICERS = "FOCAL_OFFICERS"
    CASES = "CASES"
    TRUE_ISSUES = "TRUE_ISSUES"
    PRESS = "PRESS"
    TRAINING = "TRAINING"
    REDRESS = "REDRESS"
    BUDGET = "BUDGET"
    MERITS_AND_BREACHES = "MERITS_AND_BREACHES"
    DIFFICULTIES = "DIFFICULTIES"
    SOLUTIONS = "SOLUTIONS"


class ReportFigure(StrEnum):
    """Figure that the register counts for an agency. No figure counts by person, or counts removals."""

    DIRECTIVES_RECEIVED = "DIRECTIVES_RECEIVED"
    DIRECTIVES_ANSWERED = "DIRECTIVES_ANSWERED"
    FOCAL_OFFICERS = "FOCAL_OFFICERS"
    CASES_REPORTED = "CASES_REPORTED"
    OPINIONS_GIVEN = "OPINIONS_GIVEN"
    VERIFICATIONS_RECORDED = "VERIFICATIONS_RECORDED"
    RESULTS_REPORTED = "RESULTS_REPORTED"
    TRUE_ISSUES_TAKEN_UP = "TRUE_ISSUES_TAKEN_UP"
    NOTICES_ISSUED = "NOTICES_ISSUED"
    QUESTIONS_RECEIVED = "QUESTIONS_RECEIVED"
    QUESTIONS_ANSWERED = "QUESTIONS_ANSWERED"
    TRAININGS_HELD = "TRAININGS_HELD"
    TRAINING_HEADCOUNT = "TRAINING_HEADCOUNT"
    AWARENESS_HELD = "AWARENESS_HELD"
    COMPLAINTS_FILED = "COMPLAINTS_FILED"
    COMPLAINTS_UPHELD = "COMPLAINTS_UPHELD"
    NOTICES_TAKEN_BACK = "NOTICES_TAKEN_BACK"
    BUDGET_PLANNED = "BUDGET_PLANNED"
    BUDGET_SPENT = "BUDGET_SPENT"
    COMMENDATIONS_PROPOSED = "COMMENDATIONS_PROPOSED"
    BREACHES_RECORDED = "BREACHES_RECORDED"
    DISCIPLINE_TAKEN = "DISCIPLINE_TAKEN"
    DIFFICULTIES_FILED = "DIFFICULTIES_FILED"


@dataclass(frozen=True, kw_only=True)
class ReportCount:
    """Count by the register: in the period, in the period before (kỳ trước), and since the year began (luỹ kế)."""

    figure: ReportFigure
    this: int
    previous: int
    cumulative: int


@dataclass(frozen=True, kw_only=True)
class Counting:
    at: datetime
    final: bool
    counts: tuple[ReportCount, ...]


@dataclass(frozen=True, kw_only=True)
class SectionWords:
    """The agency's own text of a section, with its last author."""

    section: ReportSection
    officer: str
    at: datetime
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Submission:
    """Submission to the lead agency of a report signed outside the register. Number and day are those of the paper."""

    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    signed_on: date
    late: bool


@dataclass(frozen=True, kw_only=True)
class ReportTerm:
    """Deadline of a report and its source. `final_at` is the deadline of the lead agency's own report; this report is
    final then."""

    due_at: datetime
    days: int
    source: TermSource
    basis: str
    certainty: Certainty
    final_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """Request of the lead agency for a report outside the regular periods (đột xuất)."""

    agency: str
    officer: str
    subject: Sealed


@dataclass(frozen=True, kw_only=True)
class Report:
    """Report of an agency. `period` is the key of its period; None for a requested report.

    `start` and `end` bound the report's span. The lead agency was notified of the delay at `overdue_at`, and the office
    of the People's Committee at `passed_on_at`.
    """

    id: str
    state: ReportState
    type: ReportType
    agency: str
    at: datetime
    start: datetime
    end: datetime
    term: ReportTerm
    period: str | None = None
    request: ReportRequest | None = None
    words: tuple[SectionWords, ...] = ()
    counting: Counting | None = None
    submissions: tuple[Submission, ...] = ()
    returns: tuple[Step, ...] = ()
    accepted: Step | None = None
    reminded_at: tuple[datetime, ...] = ()
    overdue_at: datetime | None = None
    passed_on_at: datetime | None = None
    frozen_at: datetime | None = None
    withdrawn: Step | None = None

    @property
    def counted_from(self) -> datetime | None:
        """Return the time from which working days count. None for a periodic report, whose term is in calendar days."""
        return self.at if self.type is ReportType.AD_HOC else None

    @property
    def written(self) -> frozenset[ReportSection]:
        """Return the sections that have a text."""
        return frozenset(words.section for words in self.words)
