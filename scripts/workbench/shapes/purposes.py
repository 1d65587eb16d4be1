"""What reads more than it answers on purpose: `purposes.toml`, and whether a shape is named there."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.workbench.shapes.rules import Verdict
from scripts.workbench.shapes.shape import Shape

FILE = Path(__file__).with_name("purposes.toml")


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Shapes of some places in the code, and the most that they do to a collection."""

    site: str
    collection: str
    verdict: Verdict
    bound: str
    """What holds instead of a limit."""
    reason: str

    def covers(self, shape: Shape, verdict: Verdict) -> bool:
        """Whether a shape is meant, and does no worse than it may."""
        there = fnmatchcase(shape.site, self.site) and fnmatchcase(shape.collection, self.collection)
        return there and verdict <= self.verdict


def purposes() -> Sequence[Purpose]:
    """All that are named."""
    rows = tomllib.loads(FILE.read_text())["purpose"]
    return [Purpose(**row | {"verdict": Verdict[row["verdict"]]}) for row in rows]
