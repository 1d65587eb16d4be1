"""Question of the press and the agency's answer (Đ5.7.đ). Records, no rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.calendar import TermSource
from domain.kernel.event import Sealed, Step


class ExchangeState(StrEnum):
    """State of a question of the press."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"


class QuestionKind(StrEnum):
    """Kind of question. Each kind has its own time limit."""

    EVENT = "EVENT"
    QUESTION = "QUESTION"
    ACCESS_ELECTRONIC = "ACCESS_ELECTRONIC"
    ACCESS_POST = "ACCESS_POST"
    PETITION = "PETITION"


class RefusalGround(StrEnum):
    """Legal ground to refuse an answer to the press (Luật Báo chí; Luật Tiếp cận thông tin, Điều 6)."""

    STATE_SECRET = "STATE_SECRET"
    PRIVATE_LIFE = "PRIVATE_LIFE"
    UNDER_INVESTIGATION = "UNDER_INVESTIGATION"
    UNDER_INSPECTION = "UNDER_INSPECTION"
    COMPLAINT_PENDING = "COMPLAINT_PENDING"
    NOT_HELD = "NOT_HELD"


@dataclass(frozen=True, kw_only=True)
class Extension:
    """Extension of the term: the new end, and the reason, which the journalist reads."""

    step: Step
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Refusal to answer: the ground and its reasons, always in writing."""

    ground: RefusalGround
    step: Step


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """Question of the press and its answer. `late` is when the register noted the missed term; `case` is the case that
    the question is about, if any."""

    id: str
    state: ExchangeState
    agency: str
    officer: str
    at: datetime
    kind: QuestionKind
    asked_at: datetime
    outlet: Sealed
    question: Sealed
    due_at: datetime
    source: TermSource
    extensions: tuple[Extension, ...] = ()
    answer: Step | None = None
    refusal: Refusal | None = None
    late: datetime | None = None
    case: str | None = None
