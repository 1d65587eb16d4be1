"""Tests that draw by chance pass and fail alike in every run of a commit, unless they are asked to search."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.chance import EXAMPLES, SEARCH, examples, profile
from tests.support.house import ROOT

STATED = ("derandomize=", "deadline=", "max_examples=")
SEARCHING = {SEARCH: "3"}


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


@pytest.mark.parametrize(("env", "times"), [({}, 1), (SEARCHING, 3)])
def test_a_search_draws_as_many_times_as_it_is_told(env: dict[str, str], times: int) -> None:
    assert profile(env).max_examples == times * EXAMPLES
    assert settings(profile(env), max_examples=examples(7, env)).max_examples == times * 7
    assert settings(profile(env), max_examples=7).derandomize is profile(env).derandomize


def test_the_profile_is_in_force() -> None:
    made, here = profile(), settings.default
    assert here is not None
    assert (here.derandomize, here.max_examples, here.deadline) == (made.derandomize, made.max_examples, None)


def stated(text: str) -> list[str]:
    """Settings that a test makes for itself and that are the profile's."""
    lines = [line.strip().replace("max_examples=examples(", "") for line in text.splitlines()]
    return [line for line in lines if any(each in line for each in STATED)]


def test_no_test_departs_from_it() -> None:
    kept = {Path(__file__).name, "chance.py"}
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py") if path.name not in kept}
    assert {str(path): found for path, text in texts.items() if (found := stated(text))} == {}
    assert stated("@settings(max_examples=60)\n@settings(max_examples=examples(60))\n") == [
        "@settings(max_examples=60)"
    ]
