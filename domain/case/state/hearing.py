"""Hearing the person concerned before a measure is proposed. Records, no rules. Who answers is not kept (X2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case.state.attachment import Attachment
from domain.kernel.event import Sealed
from domain.kernel.step import Step


class HearingWay(StrEnum):
    """How the person concerned was asked."""

    ADDRESS = "ADDRESS"
    """Shown at the public door to whoever looks up the exact address of the content."""
    AT_CONTENT = "AT_CONTENT"
    """A message at the content's place, by the platform's own means and in the agency's name."""
    LETTER = "LETTER"
    """A letter to an address that the person published."""
    NOT_POSSIBLE = "NOT_POSSIBLE"
    """Nobody could be asked; the note says why."""


@dataclass(frozen=True, kw_only=True)
class HearingAnswer:
    """What somebody with the hearing's code said."""

    at: datetime
    text: Sealed
    attachment: Attachment | None = None


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """A question to the person concerned. `code` is given to them; None where nobody could be asked."""

    id: str
    cycle: int
    way: HearingWay
    asked: Step
    question: Sealed
    code: str | None = None
    answer_by: datetime | None = None
    answers: tuple[HearingAnswer, ...] = ()

    def runs(self, now: datetime) -> bool:
        """Whether an answer is still waited for."""
        return not self.answers and self.answer_by is not None and now < self.answer_by
