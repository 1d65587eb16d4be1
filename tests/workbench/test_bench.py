"""The measurements' command line: it says how it is used and never starts on a mistake."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.workbench.bench import documents, pages, reports
from scripts.workbench.bench.__main__ import BENCHES, main
from scripts.workbench.bench.graphql_peers import judged
from scripts.workbench.bench.plots import Figure, figure_in
from scripts.workbench.bench.similar import Figures, measured, texts_of
from tests.support.forked import warm_python


@pytest.mark.parametrize("arguments", [[], ["no-such"], ["similar"], ["store", "more"], ["similar", "a.csv", "b.csv"]])
def test_a_mistake_prints_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage:")
    assert all(name in said.err for name in BENCHES)


def test_a_file_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "claims.csv"
    file.write_text("text\nTin đồn rằng trạm y tế xã đóng cửa vào tuần tới.\nCầu treo sắp sập. Dân phải đi vòng.\n")
    assert main(["similar", str(file)]) == 0
    assert "| as it is | 2 | 100.0 % | 100.0 % |" in capsys.readouterr().out
    assert len(texts_of(file)) == 2


def test_a_comparison_that_recognises_nothing_has_no_recall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.workbench.bench.similar.likeness", lambda one, other: None)
    [row] = measured(["Tin đồn rằng trạm y tế xã đóng cửa."], ["as it is"])
    assert row == Figures("as it is", 1, 0, 0, 0)
    assert (row.recall, row.precision) == (0.0, 1.0)


def test_setting_a_report_is_compared_with_floors(capsys: pytest.CaptureFixture[str]) -> None:
    documents.main(pages=14)
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[4:]]
    assert [row[0] for row in rows] == ["an empty page", "the same words, bare", "PDF", "DOCX"]
    assert rows[0][2] == "1.0 / 1.0 / 1.0"
    assert float(rows[2][2].split(" / ")[0]) > 1


@pytest.mark.slow
def test_compiles_of_two_sizes_are_compared_with_each_other_and_with_a_floor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", str(warm_python()))
    reports.main(sizes=(210, 420))
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    assert [(row[0], len(row)) for row in rows] == [("210", 4), ("420", 4)]
    assert rows[0][1] == "1.00 / 1.00 / 1.00"
    assert all(float(part) > 0 for row in rows for cell in row[1:3] for part in cell.split(" / "))


PRINTED = """A report of 14 pages.

| CPU, ms | ours | theirs | beside |
| --- | --- | --- | --- |
| one <case> | 1.00 / 2.00 / 4.00 | 2.5 | timed out |
| words | fast | slow | never |

| no figures | a |
| --- | --- |
| x | y |
"""


def test_what_is_printed_is_kept_as_a_page_with_a_plot_of_each_table_of_figures(tmp_path: Path) -> None:
    (tmp_path / "some-7.svg").write_text("of a run before")
    pages.keep("some", "What it costs", PRINTED, tmp_path, pages.Made(datetime(2026, 7, 1, tzinfo=UTC), 3.2, 61.0))
    assert sorted(path.name for path in tmp_path.iterdir()) == [pages.INDEX, "some-1.svg", "some.md"]
    page = (tmp_path / "some.md").read_text()
    assert page.startswith("# What it costs\n")
    assert all(said in page for said in ("2026-07-01", "61 seconds", "load of 3 ", "pymongo "))
    assert all(said in page for said in ("| words | fast |", "![What it costs](some-1.svg)"))
    drawn = ElementTree.parse(tmp_path / "some-1.svg").getroot()
    bars = [
        float(bar.get("width", "")) for bar in drawn.findall(".//{*}rect") if bar.get("x") and bar.get("height") == "12"
    ]
    assert bars[-2] / bars[-1] == pytest.approx(2.0 / 2.5, rel=0.01), "the middle is what a bar shows"
    texts = [text.text for text in drawn.findall(".//{*}text")]
    assert {"one <case>", "ours", "2", "2.5"} <= set(texts)
    assert "words" not in texts


def test_what_people_say_of_a_page_stays_when_it_is_made_again(tmp_path: Path) -> None:
    for day in (1, 2):
        made = pages.Made(datetime(2026, 7, day, tzinfo=UTC), 3.2, 61.0)
        pages.keep("some", "What it costs", PRINTED, tmp_path, made)
        if day == 1:
            page = tmp_path / "some.md"
            page.write_text(f"{page.read_text()}\n{pages.REMARKS}\n\nThe goal is 2.\n")
    text = page.read_text()
    assert "2026-07-02" in text
    assert text.count(pages.REMARKS) == text.count("The goal is 2.") == 1
    assert text.endswith("The goal is 2.\n")
    assert "| [What it costs](some.md) | 2026-07-02 | 61 |" in (tmp_path / pages.INDEX).read_text()


@pytest.mark.parametrize(("ended", "kept", "right"), [(0, True, True), (3, True, False), (1, False, False)])
def test_a_page_is_kept_of_what_came_to_its_end(
    ended: int, kept: bool, right: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "run", lambda *_: (ended, PRINTED, ""))
    assert pages.make("some", (), "What it costs", tmp_path) is right
    assert (tmp_path / "some.md").exists() is kept


def test_nothing_is_begun_when_the_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(pages, "run")
    assert not pages.make("some", (), "What it costs", tmp_path, time.monotonic() - 1)
    assert "some is left out" in capsys.readouterr().err


def test_one_that_fails_does_not_keep_others_from_running(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = list[str]()

    def make(name: str, *_: object) -> bool:
        begun.append(name)
        if name == "log":
            raise OSError
        return name != "auth"

    monkeypatch.setattr(pages, "make", make)
    assert main(["all", "auth", "log", "press"]) == 1
    assert begun == ["auth", "log", "press"]
    assert "failed: auth, log" in capsys.readouterr().out


def test_a_share_is_held_to_its_goal_by_its_worst_round() -> None:
    assert judged("stock Strawberry", [0.3, 0.31, 0.41]) == "0.31, at most 0.41: missed"
    assert judged("stock Strawberry", [0.3, 0.31, 0.4]) == "0.31, at most 0.40: met"
    assert judged("graphql-core alone", [0.3, 0.5, 0.7]) == "0.50, at most 0.70"


@pytest.mark.parametrize(
    ("cell", "figure"),
    [("1,250", Figure(1250, 1250, 1250)), ("1 / 2.5 / 3", Figure(1, 2.5, 3)), ("47.5 %", Figure(47.5, 47.5, 47.5)),
     ("1 / 2", None), ("timed out", None), ("", None)],
)  # fmt: skip
def test_a_cell_is_one_figure_or_three(cell: str, figure: Figure | None) -> None:
    assert figure_in(cell) == figure


def test_a_measurement_that_takes_too_long_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS_MOST", 0)
    assert not pages.make("similar", ("no-such-file.csv",), "What is found", tmp_path)


def test_a_measurement_that_fails_keeps_its_old_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "similar.md").write_text("old")
    assert not pages.make("similar", ("no-such-file.csv",), "What is found", tmp_path)
    assert (tmp_path / "similar.md").read_text() == "old"
    assert "similar failed" in capsys.readouterr().err
