"""Working out what a publication masked, by another way than the code that masks: fractions and Gauss-Jordan."""

from collections.abc import Collection, Hashable, Sequence
from fractions import Fraction
from typing import TypeVar

N = TypeVar("N", bound=Hashable)


def solved_by_an_attacker(relations: Sequence[tuple[N, ...]], hidden: Collection[N]) -> set[N]:
    """The masked counts that have one value only in every solution (Gauss-Jordan)."""
    unknown = list(hidden)
    place = {each: i for i, each in enumerate(unknown)}
    rows = []
    for relation in relations:
        row = [Fraction(0)] * len(unknown)
        for each in relation:
            if each in place:
                row[place[each]] += -1 if each == relation[-1] else 1
        rows.append(row)
    done = 0
    for column in range(len(unknown)):
        found = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return {unknown[[bool(v) for v in row].index(True)] for row in rows if sum(map(bool, row)) == 1}
