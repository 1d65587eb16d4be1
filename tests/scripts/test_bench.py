"""The measurements' command line: it says how it is used and never starts on a mistake."""

from pathlib import Path

import pytest

from scripts.bench import documents, reports
from scripts.bench.__main__ import BENCHES, main
from scripts.bench.similar import Figures, measured, texts_of


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
    monkeypatch.setattr("scripts.bench.similar.likeness", lambda one, other: None)
    [row] = measured(["Tin đồn rằng trạm y tế xã đóng cửa."], ["as it is"])
    assert row == Figures("as it is", 1, 0, 0, 0)
    assert (row.recall, row.precision) == (0.0, 1.0)


def test_setting_a_report_is_compared_with_floors(capsys: pytest.CaptureFixture[str]) -> None:
    documents.main(pages=14)
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row[0].removeprefix("| ") for row in rows[1:]] == ["an empty page", "the same words, bare", "PDF", "DOCX"]
    assert rows[1][2] == "1.0"
    assert float(rows[3][2]) > 1


@pytest.mark.slow
def test_compiles_of_two_sizes_are_compared_with_each_other_and_with_a_floor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reports.main(sizes=(210, 420))
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    assert [(row[0], len(row)) for row in rows] == [("210", 4), ("420", 4)]
    assert rows[0][1] == "1.00"
    assert all(float(cell) > 0 for row in rows for cell in row[1:3])
