"""The measurements: their usage, what they conclude, and that each does the work that it claims to measure."""

from random import Random

import pytest

from domain.case.state.case import CaseState
from scripts.workbench.bench import growth, limits, record
from scripts.workbench.bench.__main__ import main
from scripts.workbench.bench.answers import share
from scripts.workbench.bench.register import AGENCIES, DESK, a_case
from scripts.workbench.bench.serving import spread, table


@pytest.mark.parametrize("words", [[], ["no-such"], ["answers", "1"], ["growth"], ["growth", "many"], ["limits", "9"]])
def test_a_mistake_prints_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "usage: python -m scripts.workbench.bench" in printed.err


def test_a_share_has_its_middle_and_its_most() -> None:
    assert share([3, 5, 7], [10, 10, 10]) == "0.50, at most 0.70"


def test_the_same_cases_wait_for_the_desk_whatever_the_size() -> None:
    chance = Random(1)
    cases = [a_case(number, chance) for number in range(1_100)]
    assert [at for at, case in enumerate(cases) if DESK in case.members] == list(range(0, 1_000, 25))
    assert {case.state for case in cases} == set(CaseState)
    assert all(set(case.members) <= {"agency-bench", DESK, *AGENCIES} for case in cases)


def test_rows_of_pages_and_duties_of_inboxes_are_counted() -> None:
    assert growth.shown({"cases": {"edges": [{}, {}]}}) == 2
    assert growth.shown({"search": {"total": 9, "cases": [{}]}}) == 1
    assert growth.shown({"inbox": {"duties": [{"count": 3}, {"count": 4}], "states": []}}) == 7
    assert growth.shown({"case": {"id": "x"}}) == 1


def test_documents_are_answered_admitted_or_refused_by_their_table() -> None:
    assert {limits.expected(name, text) for name, text in limits.HOSTILE.items()} == {400, 413}
    assert {limits.expected(name, text) for name, text in limits.ADMITTED.items()} == {200}


def test_a_table_is_markdown() -> None:
    assert table(["a", "b"], [["1", spread([3, 1, 2], 0)]]) == "| a | b |\n| --- | --- |\n| 1 | 1 / 2 / 3 |"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["growth", "limits"])
def test_the_api_is_measured(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for module in (growth, limits):
        monkeypatch.setattr(module, "ROUNDS", 1)
    monkeypatch.setattr(growth, "TIMES", 1)
    monkeypatch.setattr(growth, "IDLE_SECONDS", 0.1)
    monkeypatch.setattr(limits, "REQUESTS", 1)
    monkeypatch.setattr(limits, "HELD_MOST", 10.0)
    monkeypatch.setattr(limits, "SAVED", 20)
    main([name, *(["30", "60"] if name == "growth" else [])])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 20
    assert "timed out" not in "".join(lines)


def test_parts_of_a_tile_that_is_not_full_yet_are_not_counted() -> None:
    tiles = {"tile/0/000": 8, "tile/0/000.p/7": 4, "tile/entries/000": 2, "tile/0/001.p/9": 1}
    assert record.lasting(tiles) == 14
