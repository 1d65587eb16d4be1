"""Rounds of coordination: meetings and written opinions (Đ3.2). Records, no rules."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.event import Sealed


class RoundMethod(StrEnum):
    """Method by which the agencies are asked (Đ3.2.a, Đ3.2.b)."""

    MEETING = "MEETING"
    WRITTEN_OPINION = "WRITTEN_OPINION"


class Position(StrEnum):
    """Position of an agency. The register records silence as NO_REPLY, never as consent."""

    AGREE = "AGREE"
    DISAGREE = "DISAGREE"
    NO_COMPETENCE = "NO_COMPETENCE"
    NO_REPLY = "NO_REPLY"


class RoundOutcome(StrEnum):
    """Result of a round."""

    AGREED = "AGREED"
    NOT_AGREED = "NOT_AGREED"
    MORE_EVIDENCE = "MORE_EVIDENCE"


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """Position of one agency in a round. A later opinion of the same agency replaces an earlier one."""

    agency: str
    position: Position
    at: datetime
    officer: str | None = None
    text: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    held_on: date
    attended: tuple[str, ...]
    minutes: Sealed


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round, from the invitation to its end."""

    id: str
    cycle: int
    method: RoundMethod
    method_reason: Sealed
    question: Sealed
    invited: tuple[str, ...]
    opened_at: datetime
    opened_by: str
    due_at: datetime
    opinions: tuple[Opinion, ...] = ()
    meeting: Meeting | None = None
    lapsed_at: datetime | None = None
    concluded_at: datetime | None = None
    outcome: RoundOutcome | None = None
    agreed_option: Sealed | None = None
    dissent: Sealed | None = None

    @property
    def open(self) -> bool:
        return self.concluded_at is None

    @property
    def unheld(self) -> bool:
        """Return whether the round is a meeting without minutes."""
        return self.method is RoundMethod.MEETING and self.meeting is None

    @property
    def silent(self) -> tuple[str, ...]:
        heard = {opinion.agency for opinion in self.opinions}
        return tuple(agency for agency in self.invited if agency not in heard)
