"""The soak: what it concludes from its looks, and a short one over a real installation."""

import sys
from pathlib import Path

import pytest

from scripts.workbench.bench.soak import LEAST, WITHOUT_DATA, Looks, grown, soaked, table, thirds
from tests.support.forked import warm_python

STEADY, GROWING = [100] * LEAST, [*([100] * (LEAST // 3)), *range(100, 100 + 2 * LEAST // 3)]


def test_thirds_are_compared_by_their_middles() -> None:
    assert thirds([9, 9, 9, 2, 1, 3, 5, 4, 6]) == (2, 5)


@pytest.mark.parametrize(
    ("memory", "handles", "found"), [(STEADY, STEADY, []), (GROWING, STEADY, ["api"]), (STEADY, GROWING, ["api"])]
)
def test_a_process_that_grows_is_named(memory: list[int], handles: list[int], found: list[str]) -> None:
    looks = Looks({"api": memory}, {"api": handles})
    assert grown(looks) == found
    assert any(line.startswith("| api |") for line in table(looks))


def test_data_in_the_database_is_no_growth_and_what_it_holds_besides_is() -> None:
    looks = Looks({"database": GROWING, WITHOUT_DATA: STEADY}, {"database": STEADY})
    assert grown(looks) == []
    assert grown(Looks({"database": STEADY, WITHOUT_DATA: GROWING}, {})) == [WITHOUT_DATA]
    assert grown(Looks({"database": GROWING}, {})) == ["database"], "without statistics all of it counts"


def test_few_looks_say_nothing_about_growth() -> None:
    assert grown(Looks({"api": [1, 1, 9]}, {"api": [1, 1, 9]})) == []


@pytest.mark.slow
def test_no_acknowledged_write_is_lost_while_both_apis_are_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(warm_python()))
    soak, lost = soaked(tmp_path / "home", 0.1)
    assert soak.replaced == ["api", "api-2"]
    assert len(soak.tally.acknowledged) > 4
    assert lost == []
    assert not {"INTERNAL", "RECORD_ALTERED"} & soak.tally.errors.keys()
    assert {"api", "api-2", "worker", "sealer", "database", WITHOUT_DATA} <= soak.looks.memory.keys()
    assert 0 < soak.looks.memory[WITHOUT_DATA][-1] < soak.looks.memory["database"][-1]
