"""Findings, each with its remedy; the texts are in `findings.toml`."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

WORDS: Final = tomllib.loads(Path(__file__).with_name("findings.toml").read_text("utf-8"))


class Level(StrEnum):
    """Level of a finding. FAULT means that something is broken. NOTE means that something is left open. DUE is a
    person's regular task."""

    FAULT = "fault"
    NOTE = "note"
    DUE = "due"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding. `code` is stable, for programs."""

    code: str
    what: str
    cure: str
    level: Level

    def line(self) -> str:
        return f"{self.level}: {self.code}: {self.what}\n    {self.cure}"


def finding(code: str, level: Level | None = None, **words: object) -> Finding:
    """Return the finding of a code with `words` filled into its text."""
    row = WORDS[code]
    usual = Level(row.get("level", Level.FAULT))
    return Finding(code=code, what=row["what"].format(**words), cure=row["cure"].format(**words), level=level or usual)
