"""Every shape that an index bounds, for `scripts/cli/conforming/shapes.jsonl`: one query a line, with no real value.

`casebook conform` has a server explain them. Queries that differ only in command or place in the code share a line.
Left out is what reads a whole collection on purpose, and what is found by its id or another unique key.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from scripts.workbench.shapes.rules import Verdict, declared, judged
from scripts.workbench.shapes.shape import Clause, Compared, Shape

VALUES: Final[Mapping[Compared, Any]] = {
    Compared.EQUAL: "a",
    Compared.ONE_OF: {"$in": ["a", "b"]},
    Compared.RANGE: {"$gte": "a"},
    Compared.BETWEEN: {"$gte": "a", "$lt": "b"},
    Compared.OTHER: {"$ne": "a"},
}


def lines(found: Iterable[Shape]) -> list[str]:
    """The lines of some shapes, in order."""
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
