"""State of a complaint against an act (khiếu nại). This module contains records, no rules.

The complainant is not recorded. The person has a code, and the register has the keyed hash of the code. A contact, if
given, is in a separate store.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.case.state.case import Case
from domain.case.state.evidence import Attachment
from domain.case.state.measures import Decision, OwnMeasure
from domain.case.state.pathways import PoliceTransfer
from domain.complaint.terms import Deadline
from domain.kernel.event import Sealed, Step
from domain.rules.facts import Need

FIRST, SECOND = 1, 2


class RedressState(StrEnum):
    """State of a complaint."""

    FILED = "FILED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    EXAMINING = "EXAMINING"
    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    DISMISSED = "DISMISSED"
    SECOND_LEVEL = "SECOND_LEVEL"
    FINAL = "FINAL"
    WITHDRAWN = "WITHDRAWN"


NEW = frozenset({RedressState.FILED, RedressState.SECOND_LEVEL})
"""States before the complaint is accepted or rejected."""
UNANSWERED = NEW | {RedressState.ACCEPTED, RedressState.EXAMINING}
"""States in which a term of the examining agency runs."""
ANSWERED = frozenset({RedressState.REJECTED, RedressState.UPHELD, RedressState.PARTLY, RedressState.DISMISSED})
"""States in which the person may appeal to the second level, if a second level exists."""


class RedressOutcome(StrEnum):
    """Result of the examination of a complaint."""

    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    DISMISSED = "DISMISSED"


GRANTED = frozenset({RedressOutcome.UPHELD, RedressOutcome.PARTLY})
"""Outcomes that undo the decision, either finally or until a new decision."""


class ContestedKind(StrEnum):
    """Kind of act against which a complaint is directed."""

    DECISION = "DECISION"
    OWN_MEASURE = "OWN_MEASURE"
    """A measure that an agency took on its own page."""
    TRANSFER = "TRANSFER"
    """A transfer of the file to the police."""
    NOTICE = "NOTICE"
    """The text of a notice to the press, not the decision that the notice reports."""
    REFUSED_REQUEST = "REFUSED_REQUEST"
    """The refusal to show, correct or erase personal data."""


@dataclass(frozen=True, kw_only=True)
class StreamAct:
    """Act with a stream of its own beside the case: a notice, or the refusal of a data request."""

    kind: ContestedKind
    stream: str
    public_code: str
    agency: str
    on: date
    cycle: int


ContestedAct = Decision | OwnMeasure | PoliceTransfer | StreamAct
"""Acts against which a person can complain. Each act has a public code."""


class RejectionGround(StrEnum):
    """Ground for rejecting a complaint (Luật Khiếu nại, Điều 11)."""

    NOT_AFFECTED = "NOT_AFFECTED"
    OUT_OF_TIME = "OUT_OF_TIME"
    DECIDED_BEFORE = "DECIDED_BEFORE"
    IN_COURT = "IN_COURT"
    NO_COMPLAINT = "NO_COMPLAINT"


class SuspensionGround(StrEnum):
    """Ground for suspending the examination of a complaint (Luật Khiếu nại, Điều 11a)."""

    FORCE_MAJEURE = "FORCE_MAJEURE"
    """An obstacle beyond the person's control prevents the person from taking part."""
    RESULT_AWAITED = "RESULT_AWAITED"
    """Another body must first decide a matter on which the complaint directly depends."""


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """Suspension of the examination until a day. `ended_at` is the time of an earlier resumption."""

    level: int
    ground: SuspensionGround
    agency: str
    officer: str
    at: datetime
    until: date
    reasons: Sealed
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Coercion:
    at: datetime
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """Rejection of a complaint before its examination, with reasons that the person can read."""

    level: int
    ground: RejectionGround
    agency: str
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class Examination:
    """Start of an examination by an officer who took no part in the case."""

    level: int
    agency: str
    officer: str
    at: datetime
    plan: Sealed


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """Ruling on a complaint, with its reasons and the next remedies. The person can read both."""

    level: int
    outcome: RedressOutcome
    agency: str
    officer: str
    at: datetime
    decided_on: date
    number: Sealed
    reasons: Sealed
    way_on: Sealed
    verified: Sealed | None = None
    """Result of the verification. None in older records, and if the ruling states no result."""
    dialogue: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Appeal:
    at: datetime
    agency: str
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Message:
    """Message between the examiner and the complainant. `officer` is None for a message of the complainant."""

    at: datetime
    text: Sealed
    level: int
    officer: str | None = None
    agency: str | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, kw_only=True)
class Redress:
    """Complaint. `agency` performed the act, and `examining` handles the complaint now. `ticket` is the keyed hash of
    the complainant's code."""

    id: str
    code: str
    state: RedressState
    at: datetime
    case: str
    decision: str
    cycle: int
    agency: str
    examining: str
    ticket: str
    text: Sealed
    accept_by: Deadline
    filed_late: bool = False
    remote: bool = False
    level: int = FIRST
    contact: str | None = None
    decide_by: Deadline | None = None
    appeal_by: Deadline | None = None
    overdue: tuple[datetime, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    examinations: tuple[Examination, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    ended_at: datetime | None = None
    known_on: date | None = None
    """Day on which, according to the person, they learnt of the decision. None in older complaints."""
    file_by: Deadline | None = None
    messages: tuple[Message, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    coercions: tuple[Coercion, ...] = ()
    """Reasons for resuming a withdrawn complaint, in the person's own words."""
    inspections: tuple[Step, ...] = ()
    """Findings of inspectors about suspensions and about withdrawals under threat."""
    about: ContestedKind = ContestedKind.DECISION
    subject: str | None = None
    """Notice or data request against which the complaint is directed; None for an act in the case itself."""

    @property
    def over(self) -> bool:
        """Return whether the complaint has ended."""
        return self.ended_at is not None

    @property
    def readers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.agency, *(appeal.agency for appeal in self.appeals))))

    @property
    def outcome(self) -> RedressOutcome | None:
        return self.rulings[-1].outcome if self.rulings else None


@dataclass(frozen=True, kw_only=True)
class ContestedDecision(Need):
    """Case and contested act of a complaint, and the officers who wrote an event of the case."""

    OF_STATE: ClassVar[bool] = True

    case: Case
    decision: ContestedAct
    touched: frozenset[str]
