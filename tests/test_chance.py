"""Tests that draw by chance pass and fail alike in every run of a commit, unless they are asked to search."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.chance import EXAMPLES, FEWER, QUICK, SEARCH, examples, profile

SEARCHING = {SEARCH: "3"}
QUICKLY = {QUICK: "1"}


def drawn(by: settings) -> list[int]:
    """What a test draws."""
    found: list[int] = []

    @by
    @given(st.integers())
    def test(number: int) -> None:
        found.append(number)

    test()
    return found


def test_two_runs_draw_the_same_and_two_searches_do_not() -> None:
    assert drawn(profile({})) == drawn(profile({}))
    assert len({tuple(drawn(profile(SEARCHING))) for _ in range(3)}) > 1


def test_a_quick_run_draws_the_first_of_what_another_draws() -> None:
    first = drawn(profile(QUICKLY))
    assert len(first) == EXAMPLES / FEWER
    assert drawn(profile({}))[: len(first)] == first
    assert [examples(count, QUICKLY) for count in (1, 10, 11)] == [1, 1, 2]


@pytest.mark.parametrize(("env", "times"), [({}, 1), (SEARCHING, 3), (SEARCHING | QUICKLY, 3)])
def test_a_search_draws_as_many_times_as_it_is_told(env: dict[str, str], times: int) -> None:
    assert profile(env).max_examples == times * EXAMPLES
    assert settings(profile(env), max_examples=examples(7, env)).max_examples == times * 7
    assert settings(profile(env), max_examples=7).derandomize is profile(env).derandomize


def test_the_profile_is_in_force() -> None:
    made, here = profile(), settings.default
    assert here is not None
    assert (here.derandomize, here.max_examples, here.deadline) == (made.derandomize, made.max_examples, None)
