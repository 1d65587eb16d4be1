"""Every shape that an index bounds, and the proof that all shapes of a run are bounded or named.

`python -m tests.support.shapes.listed FILE` writes the list that `casebook conform` has a server explain. FILE is what
a whole run of the tests with CASEBOOK_SHAPES=FILE wrote. Queries that differ only in command or place in the code share
a line. The list leaves out reads of a whole collection on purpose, and reads by id or another unique key.
"""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from scripts.cli.conforming.plans import FILE as LIST
from tests.support.shapes.rules import Verdict, declared, judged, unstable
from tests.support.shapes.shape import Clause, Compared, Shape, loaded

VALUES: Final[Mapping[Compared, Any]] = {
    Compared.EQUAL: "a",
    Compared.ONE_OF: {"$in": ["a", "b"]},
    Compared.RANGE: {"$gte": "a"},
    Compared.BETWEEN: {"$gte": "a", "$lt": "b"},
    Compared.OTHER: {"$ne": "a"},
}


def lines(found: Iterable[Shape]) -> list[str]:
    return sorted({json.dumps(row) for row in _rows(found)})


def _rows(found: Iterable[Shape]) -> Iterator[Mapping[str, Any]]:
    there = declared()
    for shape in found:
        finding = judged(shape, there.get((shape.part, shape.collection), ()))
        if Verdict.POINT < finding.verdict < Verdict.SCAN and shape.clauses:
            row = {"in": [shape.part, shape.collection], "by": finding.index, "filter": _filter(shape.clauses)}
            more = {"sort": shape.sort, "limited": shape.limited, "sorted": finding.verdict is Verdict.SORT}
            yield row | {name: value for name, value in more.items() if value}


def _filter(clauses: Sequence[Clause]) -> Mapping[str, Any]:
    made: dict[str, Any] = {}
    for clause in clauses:
        if clause.branches:
            made["$or"] = [_filter(branch) for branch in clause.branches]
        elif not clause.field.startswith("$"):
            made[clause.field] = VALUES[clause.how]
    return made


FILE = Path(__file__).with_name("purposes.toml")


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Shapes of some places in the code, and the worst verdict allowed for them on a collection."""

    site: str
    collection: str
    verdict: Verdict
    bound: str
    """Bound that replaces a limit."""
    reason: str

    def covers(self, shape: Shape, verdict: Verdict) -> bool:
        """Return whether a shape matches, and its verdict is within the allowed one."""
        there = fnmatchcase(shape.site, self.site) and fnmatchcase(shape.collection, self.collection)
        return there and verdict <= self.verdict


def purposes() -> Sequence[Purpose]:
    rows = tomllib.loads(FILE.read_text())["purpose"]
    return [Purpose(**row | {"verdict": Verdict[row["verdict"]]}) for row in rows]


def faults(found: Iterable[Shape]) -> list[str]:
    """Return a line for each shape that reads too much and is not named in `purposes.toml`."""
    there, named = declared(), purposes()
    lines = []
    for shape in sorted(found, key=str):
        finding = judged(shape, there.get((shape.part, shape.collection), ()))
        covered = finding.verdict.proven or any(purpose.covers(shape, finding.verdict) for purpose in named)
        if not covered:
            lines.append(f"{finding.verdict.name} {shape}")
        if foreign := unstable(shape):
            lines.append(f"UNSTABLE {foreign}: {shape}")
    return lines


def main(file: Path) -> int:
    """Write the list. Return 1, and print a line for each shape that is not proven, if there are any."""
    found = loaded(file.read_text())
    LIST.write_text("".join(f"{line}\n" for line in lines(found)))
    unproven = faults(found)
    print("\n".join(unproven) or f"{len(found)} shapes, all proven or named")
    return 1 if unproven else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
