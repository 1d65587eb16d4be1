"""What is wrong, and what helps."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A FAULT keeps something from working; a NOTE will, or leaves something open."""

    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as it should be. `code` stays the same, for who reads it by a program."""

    code: str
    what: str
    cure: str
    level: Level = Level.FAULT

    def line(self) -> str:
        """For a person."""
        return f"{self.level}: {self.code}: {self.what}\n    {self.cure}"
