"""Working out what a publication masked, by other ways than the code that masks: fractions, and whole numbers."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

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
    from tests.domain.report.programme import Programme  # SciPy: only the worker that needs it pays for it

    def programme(group: Sequence[tuple[N, ...]]) -> Programme[N]:
        return Programme(group, [node for node in _nodes(group) if node in hidden], counts, least)

    groups = [group for group in _apart(relations, set(hidden)) if not _nodes(group).keys().isdisjoint(asked)]
    there = [line for group in groups for line in group]
    left = programme(there).perhaps_sure(set(asked).intersection(_nodes(there))) if there else set[N]()
    return {node for group in groups if (here := left & _nodes(group).keys()) for node in programme(group).sure(here)}


def _nodes(relations: Sequence[tuple[N, ...]]) -> dict[N, None]:
    """The counts that relations name, each once, in their order."""
    return dict.fromkeys(node for line in relations for node in line)


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
