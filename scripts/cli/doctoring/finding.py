"""Findings, each with its remedy: the words are in `findings.toml`."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

WORDS: Final = tomllib.loads(Path(__file__).with_name("findings.toml").read_text("utf-8"))


class Level(StrEnum):
    """A FAULT keeps something from working; a NOTE leaves something open; what is DUE a person does now and then."""

    FAULT = "fault"
    NOTE = "note"
    DUE = "due"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is not as it should be. `code` stays the same, for who reads it by a program."""

    code: str
    what: str
    cure: str
    level: Level

    def line(self) -> str:
        """Return a line for a person."""
        return f"{self.level}: {self.code}: {self.what}\n    {self.cure}"


def finding(code: str, level: Level | None = None, **words: object) -> Finding:
    """The finding of a code with its words filled in."""
    row = WORDS[code]
    usual = Level(row.get("level", Level.FAULT))
    return Finding(code=code, what=row["what"].format(**words), cure=row["cure"].format(**words), level=level or usual)
