"""Small cells: a published table must not tell anybody about one person, directly or by subtraction.

A count from 1 to 4 is masked (primary). Then every line that still gives a masked count away, because it is the only
one in the line or the masked ones of the line add up to little, has another one masked (against subtraction), until
no line does. Zeros stay: that there was no such case tells nobody's story.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SMALL = 5
"""Counts below are masked, and what is hidden in one line adds up to at least this."""

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Counts by row and column with their totals; None stands for a masked count."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def disclosed(rows: Sequence[str], columns: Sequence[str], counts: Mapping[tuple[str, str], int]) -> Table:
    """The table of the counts, as it may be published."""
    cells = [[counts.get((row, column), 0) for column in columns] for row in rows]
    full = [[*each, sum(each)] for each in cells]
    full.append([sum(column) for column in zip(*full, strict=True)] if full else [0] * (len(columns) + 1))
    hidden = masked(full)
    shown = [tuple(None if (i, j) in hidden else value for j, value in enumerate(line)) for i, line in enumerate(full)]
    return Table(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(line[:-1] for line in shown[:-1]),
        row_totals=tuple(line[-1] for line in shown[:-1]),
        column_totals=shown[-1][:-1],
        total=shown[-1][-1],
    )


def masked(full: Sequence[Sequence[int]]) -> frozenset[Place]:
    """The places to mask in a table whose last row and column are totals."""
    hidden = {(i, j) for i, line in enumerate(full) for j, value in enumerate(line) if 0 < value < SMALL}
    lines = list(_lines(full))
    while more := next((place for line in lines if (place := _to_add(line, hidden, full)) is not None), None):
        hidden.add(more)
    return frozenset(hidden)


def _lines(full: Sequence[Sequence[int]]) -> Iterator[list[Place]]:
    height, width = len(full), len(full[0])
    for i in range(height):
        yield [(i, j) for j in range(width)]
    for j in range(width):
        yield [(i, j) for i in range(height)]


def _to_add(line: list[Place], hidden: set[Place], full: Sequence[Sequence[int]]) -> Place | None:
    """One more place of the line to mask: the smallest count that is not masked, a total last; None when it is safe."""
    there = [place for place in line if place in hidden]
    inner = [place for place in there if place != line[-1]]
    if not there or (len(there) > 1 and (line[-1] in hidden or sum(full[i][j] for i, j in inner) >= SMALL)):
        return None
    left = [place for place in line if place not in hidden and full[place[0]][place[1]]]
    return min(left, key=lambda place: (place == line[-1], full[place[0]][place[1]]), default=None)
