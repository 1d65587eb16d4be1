"""Masked counts as whole unknowns: which of them could be otherwise, by integer programming."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

DRAWN = 4
"""Far solutions in directions by chance, besides the two in which all counts are as small or as large as can be."""
N = TypeVar("N", bound=Hashable)


class Programme(Generic[N]):
    """The masked counts of a group as whole unknowns with the sums that are shown."""

    def __init__(
        self, relations: Sequence[tuple[N, ...]], unknown: list[N], counts: Mapping[N, int], least: Mapping[N, int]
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

    def perhaps_sure(self, asked: set[N]) -> set[N]:
        """Those that are the same in some solutions far away: any other count is doubtful already."""
        high, left = np.array([self._counts[item] + 50.0 for item in self._unknown]), set(asked)
        ones, chance = np.ones(len(high)), np.random.default_rng(0)
        for goal in (ones, -ones, *(chance.choice((-1.0, 1.0), len(high)) for _ in range(DRAWN))):
            left -= self._otherwise(goal, self._low, high) if left else set()
        return left

    def sure(self, asked: set[N]) -> set[N]:
        """Those with one value only."""
        return {item for item in asked if not self._could_be_otherwise(item)}

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
