"""Working out what a publication masked, by other ways than the code that masks: fractions, and whole numbers."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Generic, TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

N = TypeVar("N", bound=Hashable)


def solved_by_an_attacker(relations: Sequence[tuple[N, ...]], hidden: Collection[N]) -> set[N]:
    """The masked counts that have one value only in every solution (Gauss-Jordan).

    A row holds what is not 0 in it, for a relation names few of the counts.
    """
    rows = [_row(relation, hidden) for relation in relations]
    done = 0
    for count in hidden:
        found = next((i for i in range(done, len(rows)) if count in rows[i]), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        first = rows[done][count]
        pivot = rows[done] = {item: value / first for item, value in rows[done].items()}
        for i, row in enumerate(rows):
            if i != done and count in row:
                rows[i] = _without(row, row[count], pivot)
        done += 1
    return {next(iter(row)) for row in rows if len(row) == 1}


def _row(relation: tuple[N, ...], hidden: Collection[N]) -> dict[N, Fraction]:
    """What a relation says of the masked counts: all but the last add up to the last."""
    row: dict[N, Fraction] = {}
    for item in relation:
        if item in hidden:
            row[item] = row.get(item, Fraction(0)) + (-1 if item == relation[-1] else 1)
    return {item: value for item, value in row.items() if value}


def _without(row: Mapping[N, Fraction], times: Fraction, pivot: Mapping[N, Fraction]) -> dict[N, Fraction]:
    """The row less so many times the pivot."""
    sums = {item: row.get(item, 0) - times * pivot.get(item, 0) for item in {**row, **pivot}}
    return {item: Fraction(value) for item, value in sums.items() if value}


def sure_of(
    asked: Collection[N],
    relations: Sequence[tuple[N, ...]],
    hidden: Collection[N],
    counts: Mapping[N, int],
    least: Mapping[N, int],
) -> set[N]:
    """Those of the masked counts with one value only among all whole numbers that give what is shown, none of them
    below `least` (1 where it says nothing). By integer programming."""
    sure: set[N] = set()
    for group in _apart(relations, set(hidden)):
        unknown = [fromkey for fromkey in dict.fromkeys(node for line in group for node in line) if fromkey in hidden]
        if wanted := set(asked) & set(unknown):
            sure |= _Programme(group, unknown, counts, least).sure(wanted)
    return sure


def _apart(relations: Sequence[tuple[N, ...]], hidden: set[N]) -> list[list[tuple[N, ...]]]:
    """The relations by groups without a masked count in common."""
    groups: list[tuple[set[N], list[tuple[N, ...]]]] = []
    for relation in relations:
        nodes, lines = hidden.intersection(relation), [relation]
        apart = []
        for others, theirs in groups:
            if nodes & others:
                nodes |= others
                lines = theirs + lines
            else:
                apart.append((others, theirs))
        groups = [*apart, (nodes, lines)] if nodes else apart
    return [lines for _, lines in groups]


class _Programme(Generic[N]):
    """The masked counts of a group as whole unknowns with the sums that are shown."""

    def __init__(
        self,
        relations: Sequence[tuple[N, ...]],
        unknown: list[N],
        counts: Mapping[N, int],
        least: Mapping[N, int],
    ) -> None:
        self._unknown, self._counts = unknown, counts
        self._place = {item: i for i, item in enumerate(unknown)}
        self._low = np.array([float(least.get(item, 1)) for item in unknown])
        matrix, shown = lil_array((len(relations), len(unknown))), np.zeros(len(relations))
        for i, relation in enumerate(relations):
            for item in relation:
                sign = -1 if item == relation[-1] else 1
                if item in self._place:
                    matrix[i, self._place[item]] += sign
                else:
                    shown[i] -= sign * counts[item]
        self._sums = LinearConstraint(matrix.tocsr(), shown, shown)

    def sure(self, asked: set[N]) -> set[N]:
        """Those with one value only."""
        high, left = np.array([self._counts[item] + 50.0 for item in self._unknown]), set(asked)
        for goal in (np.ones(len(high)), -np.ones(len(high))):  # one solution far away makes many counts doubtful
            left -= self._otherwise(goal, self._low, high)
        return {item for item in left if not self._could_be_otherwise(item)}

    def _could_be_otherwise(self, count: N) -> bool:
        i, value = self._place[count], self._counts[count]
        for down, up in ((value + 1, np.inf), (self._low[i], value - 1)):
            low, high = self._low.copy(), np.full(len(self._low), np.inf)
            low[i], high[i] = down, up
            if down <= up and self._otherwise(np.zeros(len(low)), low, high):
                return True
        return False

    def _otherwise(self, goal: Any, low: Any, high: Any) -> set[N]:
        """The counts that are others in a solution; none when there is no solution."""
        whole = np.ones(len(low))
        found = milp(goal, constraints=self._sums, bounds=Bounds(low, high), integrality=whole)
        assert found.status in (0, 2), found.message  # found, or proven that there is none
        values = [] if found.status else [round(item) for item in found.x]
        return {item for item, value in zip(self._unknown, values, strict=False) if value != self._counts[item]}
