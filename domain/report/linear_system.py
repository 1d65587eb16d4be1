"""Systems of equations over masked counts: find disclosed counts, and how the other counts can change together."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

PRIME = 2**61 - 1
"""Prime modulus of the arithmetic. With it the equations' small coefficients stay exact, without fractions."""
COEFFICIENT_MOST = 1_000
"""Largest coefficient of a change that counts as a whole number. A larger one is a fraction modulo the prime; its
change is left out."""

N = TypeVar("N", bound=Hashable)
Row = dict[N, int]


class LinearSystem(Generic[N]):
    """Equations between counts, solved for the masked ones (Gauss-Jordan elimination).

    The last count of a relation is the sum of the others. Each pivot has a row of counts with coefficients. The
    products of a row add up to a known number.
    """

    def __init__(self, relations: Sequence[tuple[N, ...]], masked: Collection[N]) -> None:
        self.rows: dict[N, Row[N]] = {}
        self._using: dict[N, set[N]] = {}
        for relation in relations:
            if row := self._reduced(_equation(relation, masked)):
                self._add(row)

    @property
    def determined(self) -> frozenset[N]:
        return frozenset(pivot for pivot, row in self.rows.items() if len(row) == 1)

    def changes(self, among: Collection[N]) -> dict[N, Row[N]]:
        """Return, for each free count, how the pivots change when the count grows by one and all sums stay the same.

        Each change includes every count that must change with the free count. The order follows the relations, so every
        process returns the same order.
        """
        found: dict[N, Row[N]] = {}
        broken = set()
        for pivot in [pivot for pivot in self.rows if pivot in among]:
            for cell, value in self.rows[pivot].items():
                if cell == pivot:
                    continue
                moved = -value if value <= PRIME // 2 else PRIME - value
                found.setdefault(cell, {cell: 1})[pivot] = moved
                if abs(moved) > COEFFICIENT_MOST:
                    broken.add(cell)
        return {cell: change for cell, change in found.items() if cell not in broken}

    def _add(self, row: Row[N]) -> None:
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, PRIME)
        row = {cell: value * inverse % PRIME for cell, value in row.items()}
        for other in tuple(self._using.get(pivot, ())):
            _subtract(self.rows[other], row, self.rows[other][pivot])
            for cell in row:
                users = self._using.setdefault(cell, set())
                (users.add if cell in self.rows[other] else users.discard)(other)
        self.rows[pivot] = row
        for cell in row:
            self._using.setdefault(cell, set()).add(pivot)

    def _reduced(self, row: Row[N]) -> Row[N]:
        for pivot in [cell for cell in row if cell in self.rows]:
            if pivot in row:
                _subtract(row, self.rows[pivot], row[pivot])
        return row


def _equation(relation: tuple[N, ...], masked: Collection[N]) -> Row[N]:
    row = dict.fromkeys((cell for cell in relation[:-1] if cell in masked), 1)
    if relation[-1] in masked:
        row[relation[-1]] = PRIME - 1
    return row


def _subtract(row: Row[N], other: Mapping[N, int], times: int) -> None:
    """Subtract a multiple of the row `other` from a row of the system."""
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def parts(relations: Sequence[tuple[N, ...]], masked: Collection[N]) -> Iterator[list[tuple[N, ...]]]:
    """Yield groups of relations; two groups share no masked count. Relations without a masked count are left out."""
    holding: dict[N, list[int]] = {}
    for i, relation in enumerate(relations):
        for cell in relation:
            if cell in masked:
                holding.setdefault(cell, []).append(i)
    seen: set[int] = set()
    for begin in sorted({i for found in holding.values() for i in found}):
        group, waiting = [], [begin]
        while waiting:
            i = waiting.pop()
            if i in seen:
                continue
            seen.add(i)
            group.append(i)
            waiting += [j for cell in relations[i] for j in holding.get(cell, ())]
        if group:
            yield [relations[i] for i in sorted(group)]
