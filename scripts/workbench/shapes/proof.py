"""Proof that all shapes of a run are bounded, or named as what they are."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.workbench.shapes.rules import Verdict, declared, judged, unstable
from scripts.workbench.shapes.shape import Shape
from scripts.workbench.shapes.written import described

FILE = Path(__file__).with_name("purposes.toml")


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Shapes of some places in the code, and the most that they do to a collection."""

    site: str
    collection: str
    verdict: Verdict
    bound: str
    """Bound that holds instead of a limit."""
    reason: str

    def covers(self, shape: Shape, verdict: Verdict) -> bool:
        """Return whether a shape is meant, and does no worse than it may."""
        there = fnmatchcase(shape.site, self.site) and fnmatchcase(shape.collection, self.collection)
        return there and verdict <= self.verdict


def purposes() -> Sequence[Purpose]:
    """All that are named."""
    rows = tomllib.loads(FILE.read_text())["purpose"]
    return [Purpose(**row | {"verdict": Verdict[row["verdict"]]}) for row in rows]


def faults(found: Iterable[Shape]) -> list[str]:
    """Return what reads more than it may and is not named in `scripts/workbench/shapes/purposes.toml`, one line for
    each."""
    there, named = declared(), purposes()
    lines = []
    for shape in sorted(found, key=described):
        finding = judged(shape, there.get((shape.part, shape.collection), ()))
        covered = finding.verdict.proven or any(purpose.covers(shape, finding.verdict) for purpose in named)
        if not covered:
            lines.append(f"{finding.verdict.name} {described(shape)}")
        if foreign := unstable(shape):
            lines.append(f"UNSTABLE {foreign}: {described(shape)}")
    return lines
