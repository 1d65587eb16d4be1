"""Findings of an inspecting body on the handling of cases by an agency, and the agency's answers. Records, no rules.

The Regulation has no clause on inspection; that inspectors record what they find is a choice of this register.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.event import Sealed


class InspectionState(StrEnum):
    """State of a finding. A withdrawn one no longer counts, and stays in the history."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    WITHDRAWN = "WITHDRAWN"


class InspectionKind(StrEnum):
    """What an inspection found about an agency. It never judges what citizens publish."""

    NOT_HEARD = "NOT_HEARD"
    """The person concerned was not heard, not told, or not restored."""
    NO_GROUND = "NO_GROUND"
    DISPROPORTIONATE = "DISPROPORTIONATE"
    BEYOND_COMPETENCE = "BEYOND_COMPETENCE"
    TERM_MISSED = "TERM_MISSED"
    RECORDS = "RECORDS"
    NO_FAULT = "NO_FAULT"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True)
class InspectionAnswer:
    agency: str
    officer: str
    at: datetime
    accepted: bool
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class InspectionFollowed:
    at: datetime
    cycle: int


@dataclass(frozen=True, kw_only=True)
class InspectionWithdrawal:
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class InspectionFinding:
    """A finding of the inspecting body `agency`, addressed to `inspected`, with the time in which that one answers."""

    id: str
    state: InspectionState
    agency: str
    officer: str
    at: datetime
    inspected: str
    kind: InspectionKind
    document_number: Sealed
    finding: Sealed
    recommendation: Sealed
    answer_by: datetime
    case: str | None = None
    reopen: bool = False
    """True if the inspection concluded that the case is to be opened again."""
    answers: tuple[InspectionAnswer, ...] = ()
    overdue_at: datetime | None = None
    followed: InspectionFollowed | None = None
    withdrawal: InspectionWithdrawal | None = None
    examined: Sealed | None = None
    """Subject of the examination, for the minutes; None in records without it."""
    held_on: date | None = None
    """The day on which it was looked at; None where that was not said."""

    @property
    def stands(self) -> bool:
        return self.state is not InspectionState.WITHDRAWN

    @property
    def readers(self) -> tuple[str, ...]:
        return (self.agency, self.inspected)
