"""Counts that are linked: across a whole table, across periods. What is masked cannot be worked out from what is shown.

The proof is other ways than the code's: the equations of what is shown are solved with fractions, as an attacker would,
and no masked count may have one solution only; nor may a small one among the whole numbers from 1.
"""

from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.report.linear_system import LinearSystem
from domain.report.suppression import SMALL, masked, protected
from tests.domain.report.attacker import solved_by_an_attacker, sure_of
from tests.support.chance import examples

Node = tuple[str, int, int]


def linked(this: list[list[int]], previous: list[list[int]]) -> tuple[dict[Node, int], list[tuple[Node, ...]]]:
    """Two periods that make up a third span, each with its totals."""
    spans = {"this": this, "previous": previous}
    spans["cumulative"] = [[a + b for a, b in zip(x, y, strict=True)] for x, y in zip(this, previous, strict=True)]
    counts: dict[Node, int] = {}
    relations: list[tuple[Node, ...]] = []
    height, width = len(this), len(this[0])
    for span, cells in spans.items():
        for i, j in product(range(height + 1), range(width + 1)):
            rows = cells if i == height else [cells[i]]
            counts[span, i, j] = sum(sum(row) if j == width else row[j] for row in rows)
        relations += [tuple((span, i, j) for j in range(width + 1)) for i in range(height + 1)]
        relations += [tuple((span, i, j) for i in range(height + 1)) for j in range(width + 1)]
    for i, j in product(range(height + 1), range(width + 1)):
        relations.append((("this", i, j), ("previous", i, j), ("cumulative", i, j)))
    return counts, relations


count = st.integers(0, 9)
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.tuples(
        *[st.lists(st.lists(count, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])] * 2
    )
)


@settings(max_examples=examples(150))
@given(pairs)
@example(([[2]], [[20]]))
@example(([[2, 30], [30, 30]], [[30, 30], [30, 30]]))
@example(([[0, 1, 2], [1, 4, 3]], [[1, 4, 3], [0, 0, 2]]))  # nothing is left to mask in the lines of one that is told
@example(([[1, 1, 1]], [[1, 1, 1]]))  # masked counts that add up to their number
def test_no_masked_count_of_a_period_can_be_worked_out(cells: tuple[list[list[int]], list[list[int]]]) -> None:
    counts, relations = linked(*cells)
    hidden = protected(counts, relations)
    assert all(count in hidden for count, value in counts.items() if 0 < value < SMALL)
    assert not solved_by_an_attacker(relations, hidden)
    small = [item for item in hidden if counts[item] < SMALL]
    assert not sure_of(small, relations, hidden, counts, {})


def test_masked_counts_that_add_up_to_their_number_are_told_by_being_whole() -> None:
    """Five masked counts with a total of five: each is one, though no equation says so."""
    counts = {**{f"count-{i}": 1 for i in range(5)}, "total": 5}
    relations = [tuple(counts)]
    small = frozenset(counts) - {"total"}
    assert not solved_by_an_attacker(relations, small)
    assert sure_of(small, relations, small, counts, {}) == small
    assert protected(counts, relations) == frozenset(counts)


def test_masking_each_period_for_itself_would_tell() -> None:
    counts, relations = linked([[2, 40], [30, 30]], [[30, 30], [30, 30]])
    alone: set[Node] = set()
    for span, cells in (("this", [[2, 40], [30, 30]]), ("previous", [[30, 30], [30, 30]])):
        full = [[*row, sum(row)] for row in cells]
        full.append([sum(column) for column in zip(*full, strict=True)])
        alone |= {(span, i, j) for i, j in masked(full)}
    assert ("this", 0, 0) in solved_by_an_attacker(relations, frozenset(alone))
    hidden = protected(counts, relations)
    assert ("this", 0, 0) in hidden
    assert ("this", 0, 0) not in solved_by_an_attacker(relations, hidden)


def test_two_masked_counts_in_every_line_do_not_suffice() -> None:
    """A masked count that joins two groups of masked counts is told by the lines of one group together."""
    size = 5
    counts = {("x", i, j): 50 for i, j in product(range(size), range(size))}
    small = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)]
    for i, j in small:
        counts["x", i, j] = 3
    for i in range(size):
        counts["x", i, size] = sum(counts["x", i, j] for j in range(size))
    for j in range(size + 1):
        counts["x", size, j] = sum(counts["x", i, j] for i in range(size))
    relations = [tuple(("x", i, j) for j in range(size + 1)) for i in range(size + 1)]
    relations += [tuple(("x", i, j) for i in range(size + 1)) for j in range(size + 1)]
    by_line = frozenset(("x", i, j) for i, j in small)
    assert ("x", 1, 2) in solved_by_an_attacker(relations, by_line)
    assert LinearSystem(relations, by_line).determined == solved_by_an_attacker(relations, by_line)
    hidden = protected(counts, relations)
    assert not solved_by_an_attacker(relations, hidden)


@settings(max_examples=examples(80))
@given(pairs, st.randoms())
def test_the_equations_are_solved_as_an_attacker_would(
    cells: tuple[list[list[int]], list[list[int]]], chance: object
) -> None:
    counts, relations = linked(*cells)
    hidden = frozenset(count for count in counts if chance.random() < 0.4)  # type: ignore[attr-defined]
    assert LinearSystem(relations, hidden).determined == solved_by_an_attacker(relations, hidden)


def test_a_count_that_is_never_shown_is_kept_too() -> None:
    """What lies between two spans can be worked out; when it is small, one of the others is masked."""
    counts = {"this": 30, "previous": 30, "rest": 2, "year": 62}
    hidden = protected(counts, [("this", "previous", "rest", "year")], unseen=["rest"])
    assert hidden


def test_what_was_shown_before_is_not_masked_in_vain() -> None:
    counts = {"this": 2, "previous": 30, "year": 32}
    relation = ("this", "previous", "year")
    assert protected(counts, [relation]) == {"this", "previous"}
    assert protected(counts, [relation], known=["previous"]) == {"this", "year"}
