"""Whether all shapes of a run are proven, or named as what they are."""

from collections.abc import Iterable

from scripts.workbench.shapes.purposes import purposes
from scripts.workbench.shapes.rules import declared, judged, unstable
from scripts.workbench.shapes.shape import Shape
from scripts.workbench.shapes.written import described


def faults(found: Iterable[Shape]) -> list[str]:
    """What reads more than it may and is not named in `scripts/workbench/shapes/purposes.toml`, one line for each."""
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
