"""Shapes as lines for people, and as JSON for the next process."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from scripts.workbench.shapes.shape import Clause, Compared, Shape


def described(shape: Shape) -> str:
    """Return a shape in one line."""
    order = ", ".join(f"{field} {way:+}" for field, way in shape.sort)
    parts = (f"{{{', '.join(map(str, shape.clauses))}}}", order and f"by {order}", "limited" if shape.limited else "")
    what = " ".join(filter(None, parts))
    return f"{shape.command} {shape.collection} {what} from {shape.site}"


def dumped(found: Iterable[Shape]) -> str:
    return json.dumps([vars(shape) | {"clauses": _plain(shape.clauses)} for shape in sorted(found, key=described)])


def _plain(clauses: Sequence[Clause]) -> list[Any]:
    return [[clause.field, clause.how, [_plain(branch) for branch in clause.branches]] for clause in clauses]


def loaded(text: str) -> list[Shape]:
    return [
        Shape(
            **row
            | {"clauses": _clauses(row["clauses"]), "stages": tuple(row["stages"])}
            | {"sort": tuple((field, way) for field, way in row["sort"])}
        )
        for row in json.loads(text)
    ]


def _clauses(rows: Sequence[Any]) -> tuple[Clause, ...]:
    return tuple(Clause(field, Compared(how), tuple(map(_clauses, branches))) for field, how, branches in rows)
