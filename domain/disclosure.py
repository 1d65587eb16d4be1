"""Small cells: what is published must not tell anybody about one person, directly or by subtraction.

A count from 1 to 4 is masked (primary). Then more counts are masked against subtraction (secondary), until no masked
one can be worked out from what is shown: neither from one line, of which it is the only masked count or whose masked
counts add up to little, nor from any number of lines together, taken as equations. Zeros stay: that there was no such
case tells nobody's story.

What adds up is given as relations: the counts of a row to its total, of a column to its own, of periods to the span
that they make up, of one table to the same number in another.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

SMALL = 5
"""Counts below are masked, and what is hidden in one line adds up to at least this."""
PRIME = 2**61 - 1
"""Equations are solved over the numbers below a prime: exact for their small coefficients, and without fractions."""

N = TypeVar("N", bound=Hashable)
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
    counts = {(i, j): value for i, line in enumerate(full) for j, value in enumerate(line)}
    return protected(counts, list(_lines(full)))


def _lines(full: Sequence[Sequence[int]]) -> Iterator[tuple[Place, ...]]:
    height, width = len(full), len(full[0])
    for i in range(height):
        yield tuple((i, j) for j in range(width))
    for j in range(width):
        yield tuple((i, j) for i in range(height))


def protected(
    counts: Mapping[N, int],
    relations: Sequence[tuple[N, ...]],
    *,
    unseen: Collection[N] = (),
    kept: Collection[N] = (),
    spared: Collection[N] = (),
) -> frozenset[N]:
    """The counts to mask. The last of a relation is the sum of the others.

    `unseen` are counts that are never shown, but could be worked out; `kept` were masked before and stay so; `spared`
    were shown before, so that masking them would hide nothing: others are masked in their place where there are any.
    """
    never = frozenset(unseen)
    totals = {each[-1] for each in relations}
    hidden = {each for each, value in counts.items() if 0 < value < SMALL or (value and each in kept)} | never
    order = {each: (each in set(spared), each in totals, counts[each], i) for i, each in enumerate(counts)}
    holding: dict[N, list[int]] = {}
    for i, relation in enumerate(relations):
        for each in relation:
            holding.setdefault(each, []).append(i)

    def exposed(relation: tuple[N, ...]) -> bool:
        there = [each for each in relation if each in hidden]
        secret = [each for each in there if each not in never or 0 < counts[each] < SMALL]
        inner = sum(counts[each] for each in there if each != relation[-1])
        return bool(secret) and not (len(there) > 1 and (relation[-1] in hidden or inner >= SMALL))

    def add_to(relation: tuple[N, ...]) -> N | None:
        left = [each for each in relation if each not in hidden and counts[each]]
        more = min(left, key=order.__getitem__, default=None)
        if more is not None:
            hidden.add(more)
        return more

    waiting = list(range(len(relations)))
    while True:
        while waiting:
            relation = relations[waiting.pop()]
            while exposed(relation) and (more := add_to(relation)) is not None:
                waiting += holding[more]
        told = [each for each in determined(relations, hidden) if counts[each] and _secret(each, counts, never)]
        for each in told:
            for i in holding[each]:
                if (more := add_to(relations[i])) is not None:
                    waiting += holding[more]
                    break
        if not waiting:
            return frozenset(hidden - never)


def _secret(each: N, counts: Mapping[N, int], never: frozenset[N]) -> bool:
    return each not in never or 0 < counts[each] < SMALL


def determined(relations: Sequence[tuple[N, ...]], hidden: Collection[N]) -> frozenset[N]:
    """The masked counts that the relations together give away, taken as equations in them."""
    solved: dict[N, dict[N, int]] = {}
    using: dict[N, set[N]] = {}
    for relation in relations:
        row = _reduced(_equation(relation, hidden), solved)
        if not row:
            continue
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, PRIME)
        row = {each: value * inverse % PRIME for each, value in row.items()}
        for other in tuple(using.get(pivot, ())):
            _subtract(solved[other], row, solved[other][pivot])
            for each in row:
                using.setdefault(each, set())
                (using[each].add if each in solved[other] else using[each].discard)(other)
        solved[pivot] = row
        for each in row:
            using.setdefault(each, set()).add(pivot)
    return frozenset(pivot for pivot, row in solved.items() if len(row) == 1)


def _equation(relation: tuple[N, ...], hidden: Collection[N]) -> dict[N, int]:
    row = {each: 1 for each in relation[:-1] if each in hidden}
    if relation[-1] in hidden:
        row[relation[-1]] = PRIME - 1
    return row


def _reduced(row: dict[N, int], solved: Mapping[N, Mapping[N, int]]) -> dict[N, int]:
    for pivot in [each for each in row if each in solved]:
        if pivot in row:
            _subtract(row, solved[pivot], row[pivot])
    return row


def _subtract(row: dict[N, int], other: Mapping[N, int], times: int) -> None:
    """Take `other` times a number from a row."""
    for each, value in other.items():
        left = (row.get(each, 0) - times * value) % PRIME
        if left:
            row[each] = left
        else:
            row.pop(each, None)
