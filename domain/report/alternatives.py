"""Search for other values of a masked count, by a reader who knows that counts are whole and masked ones not 0.

Equations alone do not disclose five masked counts that add up to five; these two facts do: each is one. A count is
safe when other counts than the true ones, with another value in its place, give everything that is shown. Such counts
are searched for; when none are found in TRIES_MOST tries the count is treated as disclosed: more is masked, never less.
"""

import itertools
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

from domain.report.linear_system import LinearSystem, Row, parts

TRIES_MOST, STARTS_MOST = 200, 12

N = TypeVar("N", bound=Hashable)


def unambiguous(
    wanted: Collection[N],
    relations: Sequence[tuple[N, ...]],
    masked: Collection[N],
    counts: Mapping[N, int],
    least: Mapping[N, int],
    system: LinearSystem[N],
) -> list[N]:
    """Those of the wanted masked counts that have one possible value only.

    `least` is what everybody knows of a count, from below, where it is not 1; `system` are the relations, solved.
    """
    open, disclosed = {cell for cell in wanted if cell in masked}, []
    for group in parts(relations, masked):
        nodes = dict.fromkeys(cell for relation in group for cell in relation if cell in masked)
        here = [cell for cell in nodes if cell in open]
        if here and not _all_could_double(group, masked, counts):
            disclosed += _Search(nodes, counts, least, system).disclosed(here)
    return disclosed


def _all_could_double(group: Sequence[tuple[N, ...]], masked: Collection[N], counts: Mapping[N, int]) -> bool:
    """Nothing but zeros is shown beside them: twice of everything would be shown as the same."""
    return all((cell in masked and counts[cell] >= 0) or not counts[cell] for relation in group for cell in relation)


class _Search(Generic[N]):
    """The search for other counts, among connected masked ones."""

    def __init__(
        self, nodes: Collection[N], counts: Mapping[N, int], least: Mapping[N, int], system: LinearSystem[N]
    ) -> None:
        self._rows, self._changes = system.rows, system.changes(nodes)
        self._room = {cell: counts[cell] - least.get(cell, 1) for cell in nodes}

    def disclosed(self, wanted: Sequence[N]) -> list[N]:
        """Those of the counts for which no other value was found."""
        doubted: set[N] = set()
        for change in self._changes.values():
            for moved in (change, _times(change, -1)):
                if not self._lacking(moved):
                    doubted.update(moved)
        for cell in wanted:
            if cell not in doubted:
                doubted.update(self._other(cell))
        return [cell for cell in wanted if cell not in doubted]

    def _other(self, count: N) -> Row[N]:
        """A change that moves a count and keeps all in bounds; empty when none was found. The most promising is mended
        first: others are added until no count is below what everybody knows."""
        order = itertools.count()  # those that are as promising stay in the order they were found in
        open = [(self._lacking(start), next(order), start) for start in self._starts(count)]
        heapify(open)
        seen = {frozenset(cell.items()) for _, _, cell in open}
        for _ in range(TRIES_MOST):
            if not open or not open[0][0]:
                break
            change = heappop(open)[2]
            least = next(cell for cell in change if change[cell] + self._room[cell] < 0)
            for made in self._raised(change, least):
                if made.get(count) and (key := frozenset(made.items())) not in seen:
                    seen.add(key)
                    heappush(open, (self._lacking(made), next(order), made))
        return open[0][2] if open and not open[0][0] else {}

    def _starts(self, count: N) -> Iterator[Row[N]]:
        for free in self._moving(count)[:STARTS_MOST]:
            yield self._changes[free]
            yield _times(self._changes[free], -1)

    def _moving(self, count: N) -> list[N]:
        """Return the counts that have to move so that one does."""
        return [cell for cell in self._rows.get(count, (count,)) if cell in self._changes]

    def _raised(self, change: Row[N], count: N) -> Iterator[Row[N]]:
        for free in self._moving(count):
            more = self._changes[free]
            if moved := more.get(count):
                yield _plus(change, more, 1 if moved > 0 else -1)

    def _lacking(self, change: Row[N]) -> int:
        """By how much counts would be below what everybody knows."""
        return sum(max(0, -(moved + self._room[cell])) for cell, moved in change.items())


def _times(change: Row[N], times: int) -> Row[N]:
    return {cell: moved * times for cell, moved in change.items()}


def _plus(change: Row[N], other: Row[N], times: int) -> Row[N]:
    made = dict(change)
    for cell, moved in other.items():
        made[cell] = made.get(cell, 0) + times * moved
    return {cell: moved for cell, moved in made.items() if moved}
