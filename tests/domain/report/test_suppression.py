"""Small counts are masked, and cannot be told by subtraction.

Counts that are linked: across a whole table, across periods. What is masked cannot be worked out from what is shown.

The proof is other ways than the code's: the equations of what is shown are solved with fractions, as an attacker would,
and no masked count may have one solution only; nor may a small one among the whole numbers from 1.
"""

from collections import deque
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.report import suppression as disclosure
from domain.report.linear_system import LinearSystem
from domain.report.suppression import SMALL, disclosed, masked, protected
from tests.domain.report.attacker import solved_by_an_attacker, sure_of
from tests.support.chance import examples

Full = list[list[int]]

small = st.integers(0, 9)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(small, min_size=width, max_size=width), min_size=1, max_size=4)
)


def full(cells: Full) -> Full:
    rows = [[*cell, sum(cell)] for cell in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def told(table: Full, hidden: frozenset[tuple[int, int]]) -> set[tuple[int, int]]:
    """Masked counts that subtraction gives away, one after another."""
    height, width = len(table), len(table[0])
    lines = [[(i, j) for j in range(width)] for i in range(height)]
    lines += [[(i, j) for i in range(height)] for j in range(width)]
    left, found = set(hidden), set()
    waiting = deque(lines)
    rounds = 0
    while waiting and rounds < 1_000:
        rounds += 1
        line = waiting.popleft()
        there = [place for place in line if place in left]
        if len(there) == 1:
            left.discard(there[0])
            found.add(there[0])
            waiting.extend(lines)
    return found


@settings(max_examples=examples(300))
@given(tables)
@example([[1, 10], [10, 10]])
@example([[1, 1], [9, 9]])
@example([[0, 3], [0, 0]])
def test_no_small_count_is_shown_or_told_by_subtraction(cells: Full) -> None:
    table = full(cells)
    hidden = masked(table)
    assert all((i, j) in hidden for i, row in enumerate(table) for j, value in enumerate(row) if 0 < value < SMALL)
    assert told(table, hidden) == set()
    assert not [(i, j) for i, j in hidden if table[i][j] == 0]


@settings(max_examples=examples(300))
@given(tables)
def test_what_is_hidden_in_a_line_adds_up_to_something(cells: Full) -> None:
    """Else two masked counts that add up to two would both be told."""
    table = full(cells)
    hidden = masked(table)
    for row in range(len(table)):
        inner = [table[row][j] for j in range(len(table[0]) - 1) if (row, j) in hidden]
        if inner and (row, len(table[0]) - 1) not in hidden:
            assert sum(inner) >= SMALL


def test_large_counts_and_zeros_are_shown_as_they_are() -> None:
    table = disclosed(("a", "b"), ("x", "y"), {("a", "x"): 7, ("b", "y"): 12})
    assert table.cells == ((7, 0), (0, 12))
    assert (table.row_totals, table.column_totals, table.total) == ((7, 12), (7, 12), 19)


def test_a_year_of_one_case_tells_nothing() -> None:
    table = disclosed(("a", "b"), ("x", "y"), {("a", "x"): 1})
    assert table.cells == ((None, 0), (0, 0))
    assert (table.row_totals, table.column_totals, table.total) == ((None, 0), (None, 0), None)


def test_the_threshold_is_one_place() -> None:
    assert disclosure.SMALL == 5


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
