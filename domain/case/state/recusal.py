"""Motions to recuse an officer, and their outcomes. Records, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.kernel.event import Step


class RecusalGround(StrEnum):
    """Legal ground on which another officer can be recused: a closed list."""

    BENEFIT = "BENEFIT"
    """Took money, property or another benefit from somebody with an interest in the case."""
    RELATIVE = "RELATIVE"
    """Spouse, parent, child or sibling of somebody with a direct interest in the case."""
    INTERFERENCE = "INTERFERENCE"
    """Interfered with the work of competent officers for a personal interest."""
    OWN_MATTER = "OWN_MATTER"
    """Wrote or reported the content, or took the actions that the claim is about."""


ARTICLES: Final[Mapping[RecusalGround, str]] = MappingProxyType(
    {
        RecusalGround.BENEFIT: "Nghị định 59/2019/NĐ-CP, Điều 29 khoản 1",
        RecusalGround.RELATIVE: "Nghị định 59/2019/NĐ-CP, Điều 29 khoản 8",
        RecusalGround.INTERFERENCE: "Nghị định 59/2019/NĐ-CP, Điều 29 khoản 9",
        RecusalGround.OWN_MATTER: "Quyết định 14/2021/QĐ-UBND, Điều 2 khoản 2",
    }
)


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """Motion to recuse an officer of an agency; `officer` is the person behind the appointment.

    `granted` is the decision of the People's Committee. `undone` is the time when the Committee undid the recusal.
    """

    id: str
    officer: str
    agency: str
    ground: RecusalGround
    moved: Step
    answer_by: datetime
    decide_by: datetime
    answered: Step | None = None
    decided: Step | None = None
    granted: bool = False
    undone: Step | None = None

    @property
    def pending(self) -> bool:
        return self.decided is None and self.undone is None
