"""A directive of the People's Committee to agencies, and what they reported on it (Đ5.1.h). Records, no rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed


class DirectiveState(StrEnum):
    """State of a directive. It is OPEN until every agency reports, or the Committee closes it."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, kw_only=True)
class DirectiveResult:
    """Report of one addressed agency, or of its heir for all of `addressees` that had not answered."""

    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    text: Sealed
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DirectiveClosing:
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class Directive:
    """A directive as its events leave it. `overdue` are the agencies that had not answered when it was due."""

    id: str
    state: DirectiveState
    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    content: Sealed
    addressees: tuple[str, ...]
    due_at: datetime
    results: tuple[DirectiveResult, ...] = ()
    overdue_at: datetime | None = None
    overdue: tuple[str, ...] = ()
    closing: DirectiveClosing | None = None

    @property
    def unanswered(self) -> tuple[str, ...]:
        heard = {agency for result in self.results for agency in (result.agency, *result.addressees)}
        return tuple(agency for agency in self.addressees if agency not in heard)

    @property
    def readers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.agency, *self.addressees)))
