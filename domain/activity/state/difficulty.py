"""A difficulty in applying the Regulation, filed in writing (Đ8.2). Records, no rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed


class DifficultyState(StrEnum):
    """State of a difficulty: filed, forwarded by the lead agency, or answered by the People's Committee."""

    OPEN = "OPEN"
    FORWARDED = "FORWARDED"
    ANSWERED = "ANSWERED"
    AMENDMENT_PROPOSED = "AMENDMENT_PROPOSED"


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    opinion: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class DifficultyAnswer:
    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Difficulty:
    id: str
    state: DifficultyState
    agency: str
    officer: str
    at: datetime
    clause: str
    document_number: Sealed
    text: Sealed
    proposal: Sealed | None = None
    forwarding: Forwarding | None = None
    answer: DifficultyAnswer | None = None

    @property
    def readers(self) -> tuple[str, ...]:
        return (self.agency,)
