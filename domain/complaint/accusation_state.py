"""Accusations against the agency that handled a case, made after its closing. Records, no rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.case.state.case import Case
from domain.kernel.event import Sealed
from domain.kernel.step import Step
from domain.rules.need import Need


class AccusationState(StrEnum):
    """State of an accusation."""

    OPEN = "OPEN"
    REOPENED = "REOPENED"
    DECLINED = "DECLINED"


@dataclass(frozen=True, kw_only=True)
class Accusation:
    """An accusation in a closed case. `examining` is the agency that answers it: never one of those accused.

    `agency` and `officer` are who filed it; None for the reporter, by the code.
    """

    id: str
    state: AccusationState
    case: str
    accused: tuple[str, ...]
    corruption: bool
    reasons: Sealed
    examining: str
    at: datetime
    decide_by: datetime
    agency: str | None = None
    officer: str | None = None
    decided: Step | None = None


@dataclass(frozen=True, kw_only=True)
class AccusedCase(Need):
    """The case of an accusation, and how many the actor's agency, or the reporter, filed in it and has waiting."""

    OF_STATE: ClassVar[bool] = True

    case: Case
    waiting: int = 0
    filed: int = 0
