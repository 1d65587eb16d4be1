"""Masking of small counts: a publication must not disclose anything about one person, directly or by subtraction.

Counts from 1 to 4 are masked first. Then more counts are masked until no masked count can be derived in one of three
ways. First, one line may disclose a count: the line has a single masked count, or masked counts with a small sum.
Second, several lines may disclose a count as a system of equations (`linear_system.py`). Third, the fact that counts
are whole, and that no masked count is 0, may disclose a count. Zeros stay, because they concern no person. If zeros and
earlier publications together disclose a count, a whole table is withheld, including its zeros.

Sums are given as relations. The counts of a row add up to the row's total, and the counts of a column to the column's
total. Periods add up to their span. Counts of one table may equal a number in another table.

For example, five masked counts that add up to five are all 1, although the equations alone do not imply this. A count
is safe if different counts, with another value for it, give the same publication. The search for such counts stops
after TRIES_MOST tries. Then the count is treated as disclosed, so that more is masked, never less.
"""

import itertools
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    """Return the masked counts among `wanted` that have only one possible value.

    `least` maps a count to its publicly known lower bound; the default is 1. `system` contains the relations in solved
    form.
    """
    open, disclosed = {cell for cell in wanted if cell in masked}, []
    for group in parts(relations, masked):
        nodes = dict.fromkeys(cell for relation in group for cell in relation if cell in masked)
        here = [cell for cell in nodes if cell in open]
        if here and not _all_could_double(group, masked, counts):
            disclosed += _Search(nodes, counts, least, system).disclosed(here)
    return disclosed


def _all_could_double(group: Sequence[tuple[N, ...]], masked: Collection[N], counts: Mapping[N, int]) -> bool:
    """Return True if every shown number is 0. Then all masked counts could be doubled without a visible difference."""
    return all((cell in masked and counts[cell] >= 0) or not counts[cell] for relation in group for cell in relation)


class _Search(Generic[N]):
    """Search for other possible values of masked counts that relations connect."""

    def __init__(
        self, nodes: Collection[N], counts: Mapping[N, int], least: Mapping[N, int], system: LinearSystem[N]
    ) -> None:
        self._rows, self._changes = system.rows, system.changes(nodes)
        self._room = {cell: counts[cell] - least.get(cell, 1) for cell in nodes}

    def disclosed(self, wanted: Sequence[N]) -> list[N]:
        """Return the counts for which the search found no other value."""
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
        """Return a change that moves `count` and leaves every count within its bounds; empty if none was found.

        The most promising change is tried first. Other changes are added to it until no count is below its known bound.
        """
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
        """Return the free counts of which at least one must change when `count` changes."""
        return [cell for cell in self._rows.get(count, (count,)) if cell in self._changes]

    def _raised(self, change: Row[N], count: N) -> Iterator[Row[N]]:
        for free in self._moving(count):
            more = self._changes[free]
            if moved := more.get(count):
                yield _plus(change, more, 1 if moved > 0 else -1)

    def _lacking(self, change: Row[N]) -> int:
        """Return the sum of the amounts by which counts fall below their known bounds after a change."""
        return sum(max(0, -(moved + self._room[cell])) for cell, moved in change.items())


def _times(change: Row[N], times: int) -> Row[N]:
    return {cell: moved * times for cell, moved in change.items()}


def _plus(change: Row[N], other: Row[N], times: int) -> Row[N]:
    made = dict(change)
    for cell, moved in other.items():
        made[cell] = made.get(cell, 0) + times * moved
    return {cell: moved for cell, moved in made.items() if moved}


SMALL = 5
"""Lowest count that is not masked. The masked counts of one line must also add up to at least this number."""

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Counts by row and column with their totals. None marks a masked count."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def disclosed(
    rows: Sequence[str], columns: Sequence[str], counts: Mapping[tuple[str, str], int], *, hide: bool = True
) -> Table:
    """Return the publishable table of the counts. With `hide`, small counts are masked."""
    cells = [[counts.get((row, column), 0) for column in columns] for row in rows]
    full = [[*row, sum(row)] for row in cells]
    full.append([sum(column) for column in zip(*full, strict=True)] if full else [0] * (len(columns) + 1))
    hidden = masked(full) if hide else frozenset()
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
    """Return the positions to mask in a table. Its last row and last column contain the totals."""
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
    known: Collection[N] = (),
    table: Callable[[N], Hashable] | None = None,
) -> frozenset[N]:
    """Return the counts to mask. The last count of a relation is the sum of the others.

    `unseen` counts are never shown, but could be derived. `kept` counts were masked before and stay masked. `known`
    counts were shown before, so others are masked instead of them. `table` names the table of a count. A table can be
    withheld whole if no count of it was published.
    """
    return _Masking(counts, relations, frozenset(unseen), frozenset(kept), frozenset(known), table).done()


class _Masking(Generic[N]):
    """Counts masked so far, and the counts to mask next."""

    def __init__(
        self,
        counts: Mapping[N, int],
        relations: Sequence[tuple[N, ...]],
        unseen: frozenset[N],
        kept: frozenset[N],
        known: frozenset[N],
        table: Callable[[N], Hashable] | None,
    ) -> None:
        self._counts, self._relations, self._unseen, self._known = counts, relations, unseen, known
        masked = kept | unseen
        self._hidden = {cell for cell, value in counts.items() if _small(value) or (value and cell in masked)}
        totals = {relation[-1] for relation in relations}
        self._order = {cell: (cell in totals, value, i) for i, (cell, value) in enumerate(counts.items())}
        self._least = {cell: counts[cell] for cell in unseen if counts[cell] < 0}
        self._holding: dict[N, list[int]] = {}
        for i, relation in enumerate(relations):
            for cell in relation:
                self._holding.setdefault(cell, []).append(i)
        self._tables = _tables([cell for cell in counts if cell not in unseen], table) if table else {}
        for cell in kept:
            if not counts[cell] and cell in self._tables and cell not in self._least:
                self._withhold(kept.intersection(self._tables[cell]))  # as it was before
        self._published = kept | known

    def done(self) -> frozenset[N]:
        """Mask counts until no masked count can be derived, or nothing is left to mask. Return the masked counts."""
        waiting = list(range(len(self._relations)))
        while True:
            while waiting:
                i = waiting.pop()
                while self._exposed(i) and (more := self._mask_in([i])) is not None:
                    waiting += self._holding[more]
            disclosed = self._disclosed()
            for cell in disclosed:
                if (more := self._mask_near(cell)) is not None:
                    waiting += self._holding[more]
            if not waiting:
                waiting += self._withheld_for([cell for cell in disclosed if _small(self._counts[cell])])
            if not waiting:
                return frozenset(self._hidden - self._unseen)

    @property
    def _masked(self) -> set[N]:
        """Return the unknown counts, which neither this report nor an earlier one shows."""
        return self._hidden - self._known

    def _exposed(self, i: int) -> bool:
        """Return whether line `i` alone discloses a count: it has one masked count, or masked counts with a small
        sum."""
        line = self._relations[i]
        there = [cell for cell in line if cell in self._hidden and cell not in self._known]
        inner = sum(self._counts[cell] for cell in there if cell != line[-1])
        secret = any(cell not in self._unseen or _small(self._counts[cell]) for cell in there)
        return secret and not (len(there) > 1 and (line[-1] in there or inner >= SMALL))

    def _disclosed(self) -> list[N]:
        """Return the counts that all lines together disclose, in the general order of counts."""
        masked = self._masked
        small = [cell for cell in masked if _small(self._counts[cell])]
        system = LinearSystem(self._relations, masked)
        disclosed = {cell for cell in system.determined if self._counts[cell]}
        disclosed = {cell for cell in disclosed if cell not in self._unseen or _small(self._counts[cell])}
        disclosed.update(unambiguous(small, self._relations, masked, self._counts, self._least, system))
        return sorted(disclosed, key=self._order.__getitem__)

    def _mask_near(self, disclosed: N) -> N | None:
        """Mask and return one more count, in a line of the disclosed count. If all are masked, try lines further
        away."""
        return next((more for lines in self._from(disclosed) if (more := self._mask_in(lines)) is not None), None)

    def _withheld_for(self, disclosed: Sequence[N]) -> list[int]:
        """Withhold the nearest table that was never published. Return the table's lines."""
        for cell in (
            node for one in disclosed for lines in self._from(one) for i in lines for node in self._relations[i]
        ):
            table = self._tables.get(cell, ())
            if table and cell not in self._least and self._published.isdisjoint(table):
                self._withhold(table)
                return [i for more in table for i in self._holding.get(more, ())]
        return []

    def _withhold(self, table: Collection[N]) -> None:
        """Mask every count of a table, including zeros, so that a mask no longer implies a count above 0.

        A 0 of a span that only a later report may show is masked too, because that report would withhold it.
        """
        self._hidden.update(table)
        left = list(table)
        while left:
            cell = left.pop()
            self._least[cell] = min(0, self._counts[cell])
            unseen = {more for i in self._holding.get(cell, ()) for more in self._relations[i]} & self._unseen
            left += unseen - self._least.keys()
            self._hidden |= unseen

    def _from(self, disclosed: N) -> Iterator[Sequence[int]]:
        """Yield the lines of a count, then the lines of the masked counts in those lines, and so on."""
        seen, lines = set(self._holding.get(disclosed, ())), list(self._holding.get(disclosed, ()))
        while lines:
            yield lines
            beside = [cell for i in lines for cell in self._relations[i] if cell in self._hidden]
            lines = [i for i in dict.fromkeys(i for cell in beside for i in self._holding[cell]) if i not in seen]
            seen.update(lines)

    def _mask_in(self, lines: Sequence[int]) -> N | None:
        """Mask and return the smallest count shown in the lines; totals come last. None if all are masked or known."""
        left = {cell for i in lines for cell in self._relations[i]} - self._hidden - self._known
        more = min((cell for cell in left if self._counts[cell]), key=self._order.__getitem__, default=None)
        if more is not None:
            self._hidden.add(more)
        return more


def _tables(counts: Collection[N], table: Callable[[N], Hashable]) -> dict[N, tuple[N, ...]]:
    """Map each count to all counts of its table."""
    found: dict[Hashable, list[N]] = {}
    for cell in counts:
        found.setdefault(table(cell), []).append(cell)
    return {cell: whole for whole in map(tuple, found.values()) for cell in whole}


def _small(value: int) -> bool:
    return 0 < value < SMALL
