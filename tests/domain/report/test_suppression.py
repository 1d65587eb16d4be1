"""Small counts are masked, and cannot be told by subtraction."""

from collections import deque

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.report import suppression as disclosure
from domain.report.suppression import SMALL, disclosed, masked
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


def test_primary_masking_alone_would_tell() -> None:
    table = full([[1, 10], [10, 10]])
    primary = frozenset({(0, 0)})
    assert told(table, primary) == {(0, 0)}
    assert told(table, masked(table)) == set()


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
