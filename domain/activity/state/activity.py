"""Activities of agencies under the Regulation that are not cases (Đ5.1.a, Đ5.1.e, Đ5.5.a, Đ5.7, Đ7, Đ8.2).

Each type of activity has a record of its own. Records contain counts and references only: no list of attendees, no name
of a commended person, no free form (X2, X3).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.event import Sealed
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind


class ActivityType(StrEnum):
    """Type of an activity. Each type has its own fields."""

    TRAINING = "TRAINING"
    AWARENESS = "AWARENESS"
    DISCIPLINE = "DISCIPLINE"
    COMMENDATION = "COMMENDATION"
    BREACH = "BREACH"
    BUDGET = "BUDGET"
    TASK_FORCE = "TASK_FORCE"
    GUIDANCE = "GUIDANCE"


SIGNED = frozenset({ActivityType.DISCIPLINE, ActivityType.BREACH, ActivityType.TASK_FORCE, ActivityType.GUIDANCE})
"""Types of activity that a head signs. Only a signatory withdraws such an activity."""


class ActivityState(StrEnum):
    """State of an activity. A withdrawn activity no longer counts and remains in the history."""

    RECORDED = "RECORDED"
    WITHDRAWN = "WITHDRAWN"


class Audience(StrEnum):
    """Category of people that a training is for."""

    LEADERS = "LEADERS"
    OFFICIALS = "OFFICIALS"
    FOCAL_OFFICERS = "FOCAL_OFFICERS"
    SPOKESPERSONS = "SPOKESPERSONS"
    PUPILS_STUDENTS = "PUPILS_STUDENTS"
    PUBLIC = "PUBLIC"
    MIXED = "MIXED"


class Commended(StrEnum):
    """Kind of person or organisation that is commended (Đ7.1)."""

    ORGANISATION = "ORGANISATION"
    INDIVIDUAL = "INDIVIDUAL"


class Merit(StrEnum):
    """Reason of a commendation (Đ7.1). No value rewards the amount of removed content or the number of reports."""

    CAREFUL_VERIFICATION = "CAREFUL_VERIFICATION"
    PROBLEM_REMEDIED = "PROBLEM_REMEDIED"
    TIMELY_INFORMATION = "TIMELY_INFORMATION"
    COORDINATION = "COORDINATION"
    LEGAL_EDUCATION = "LEGAL_EDUCATION"
    PROTECTION_OF_RIGHTS = "PROTECTION_OF_RIGHTS"


class BreachKind(StrEnum):
    """Kind of breach of the Regulation by an agency (Đ7.2). Publications of citizens are never a breach."""

    LATE_REPORT = "LATE_REPORT"
    NO_REASONS = "NO_REASONS"
    LEAK = "LEAK"
    BEYOND_COMPETENCE = "BEYOND_COMPETENCE"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True)
class Recording:
    agency: str
    officer: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Training:
    topic: Sealed
    held_on: date
    audience: Audience
    headcount: int
    co_organiser: str | None = None
    materials: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Awareness:
    """Effort to make a law, a code or a rule known (Đ5.5.a, Đ5.6, Đ5.7.a)."""

    subject: Sealed
    held_on: date
    branches: int
    headcount: int


@dataclass(frozen=True, kw_only=True)
class Discipline:
    """Number of disciplinary measures that an agency took by law on its staff (Đ5.7.a). The record identifies no
    person."""

    number: int
    taken_on: date
    document_number: Sealed


@dataclass(frozen=True, kw_only=True)
class Commendation:
    """Proposal to commend (Đ7.1). Only the document contains an individual's name."""

    commended: Commended
    merit: Merit
    document_number: Sealed
    organisation: str | None = None


@dataclass(frozen=True, kw_only=True)
class BreachAnswer:
    officer: str
    at: datetime
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Breach of the Regulation by an agency, and the measures taken about the breach (Đ7.2)."""

    agency: str
    kind: BreachKind
    noted_on: date
    facts: Sealed
    measure: Sealed
    answers: tuple[BreachAnswer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BudgetLine:
    """Planned and spent sums of an agency in a year, in thousand đồng (Đ8.2)."""

    year: int
    purpose: Sealed
    planned: int
    spent: int = 0


@dataclass(frozen=True, kw_only=True)
class TaskForce:
    """Task force that the People's Committee set up for a period (Đ5.1.a)."""

    document_number: Sealed
    head: str
    members: tuple[str, ...]
    span: Span


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """Guidance of the lead agency to kinds of agencies (Đ5.1.e)."""

    title: Sealed
    text: Sealed
    document_number: Sealed
    addressees: tuple[AgencyKind, ...]


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class Activity:
    id: str
    type: ActivityType
    agency: str
    officer: str
    at: datetime
    state: ActivityState = ActivityState.RECORDED
    training: Training | None = None
    awareness: Awareness | None = None
    commendation: Commendation | None = None
    breach: Breach | None = None
    budget: BudgetLine | None = None
    task_force: TaskForce | None = None
    guidance: Guidance | None = None
    withdrawal: Withdrawal | None = None
    discipline: Discipline | None = None

    @property
    def readers(self) -> tuple[str, ...]:
        found: list[str | None] = [self.agency]
        if self.training:
            found.append(self.training.co_organiser)
        if self.breach:
            found.append(self.breach.agency)
        if self.task_force:
            found += [self.task_force.head, *self.task_force.members]
        return tuple(dict.fromkeys(agency for agency in found if agency))

    @property
    def reader_kinds(self) -> tuple[AgencyKind, ...]:
        return self.guidance.addressees if self.guidance else ()
