"""The PDF against Annex I of Decree 30/2020/NĐ-CP, written down by hand in annex_one.csv and here."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from domain.paper.model import Issuer
from tests.support.measured import MM, Line, Measured, measured, opened
from tests.workers.sample_documents import decision, letter, report
from workers.documents.layout import pdf

TABLE = list(csv.DictReader(Path(__file__).with_name("annex_one.csv").read_text(encoding="utf-8").splitlines()))
LEFT, RIGHT, TOP, BOTTOM = (30, 35), (15, 20), (20, 25), (20, 25)
TEXT_MIDDLE = (30 + (210 - 15)) / 2 * MM


def pages() -> list[Measured]:
    return [page for made in (report(), letter(), decision()) for page in measured(pdf(made))]


def _faults(row: dict[str, str], lines: list[Line]) -> list[str]:
    here = [line for line in lines if line.text.startswith(row["text"])]
    if not here:
        return [f"{row['box']}: missing"]
    line, faults = here[0], []
    if not float(row["least"]) <= line.size <= float(row["most"]):
        faults.append(f"{row['box']}: size {line.size}")
    if line.bold != (row["weight"] == "bold"):
        faults.append(f"{row['box']}: weight")
    if line.italic != (row["slant"] == "italic"):
        faults.append(f"{row['box']}: slant")
    if not _placed(row["middle"], line):
        faults.append(f"{row['box']}: middle at {line.middle / MM:.1f} mm")
    return faults


def _placed(where: str, line: Line) -> bool:
    share = {"left column": (0.40, 0.45), "right column": (0.55, 0.60)}
    if where == "any":
        return True
    if where == "page":
        return abs(line.middle - TEXT_MIDDLE) < 1
    low, high = (165 * item / 2 for item in share[where])
    middle = line.middle / MM
    return low - 0.5 <= (middle - 30 if where == "left column" else 195 - middle) <= high + 0.5


def test_every_box_is_set_and_placed_as_the_decree_says() -> None:
    lines = [line for page in pages() for line in page.lines]
    assert [fault for row in TABLE for fault in _faults(row, lines)] == []


def test_the_pages_are_a4_with_the_margins_of_the_decree() -> None:
    found = measured(pdf(report()))
    for page in found:
        assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
        body = [line for line in page.lines if line.top > 15 * MM]
        assert LEFT[0] - 0.1 <= min(line.left for line in body) / MM <= LEFT[1]
        assert RIGHT[0] - 0.1 <= 210 - max(line.right for line in body) / MM <= RIGHT[1] + 10
        assert min(line.top for line in body) / MM >= TOP[0] - 0.1
        assert 297 - max(line.bottom for line in body) / MM >= BOTTOM[0] - 0.1
    full = found[1]
    right = {round(line.right / MM, 1) for line in full.lines if line.text.startswith("Thực hiện")}
    assert right == {195.0}, "the body is justified to the right margin"


def numbers(found: list[Measured]) -> list[str]:
    """What stands in the top margin of each page."""
    return [" ".join(line.text for line in page.lines if line.bottom < 20 * MM) for page in found]


def test_pages_are_numbered_on_top_from_the_second_on() -> None:
    found = measured(pdf(report(annexes=0, paragraphs=30)))
    assert numbers(found) == ["", *(str(n) for n in range(2, len(found) + 1))]
    assert len(found) > 3
    number = found[1].line("2")
    assert number.size in (13, 14)
    assert not number.bold
    assert not number.italic
    assert abs(number.middle - TEXT_MIDDLE) < 1


def test_each_annex_counts_its_own_pages() -> None:
    made = report(annexes=2, paragraphs=1)
    long = replace(made.annexes[0], blocks=made.annexes[0].blocks * 14)
    found = numbers(measured(pdf(replace(made, annexes=(long, made.annexes[1])))))
    assert found == ["", "", "2", ""]


@pytest.mark.parametrize("over", ["TIN VÀ TRUYỀN THÔNG", "theo dõi, xử lý thông tin xấu độc"])
def test_the_rules_under_names_are_a_third_to_a_half_of_the_text(over: str) -> None:
    page = measured(pdf(report()))[0]
    line = page.line(over)
    assert 1 / 3 <= page.rule_under(line).length / (line.right - line.left) <= 1 / 2


def test_number_and_date_stand_on_one_line_below_their_columns() -> None:
    page = measured(pdf(report()))[0]
    assert abs(page.line("Số: ").top - page.line("Mẫu Sơn, ngày").top) < 1
    assert page.line("Số: ").text == "Số: …………/BC-SCT"


def test_the_subject_of_a_letter_stands_six_points_under_its_number() -> None:
    page = measured(pdf(letter()))[0]
    number, subject = page.line("Số: "), page.line("V/v ")
    assert 5 <= subject.top - number.bottom <= 8


def test_first_lines_are_indented_and_paragraphs_stand_apart() -> None:
    lines = measured(pdf(decision()))[0].lines
    first = next(line for line in lines if line.text.startswith("Thực hiện") or line.text.startswith("Điều 1"))
    assert 10 <= first.left / MM - 30 <= 12.8
    basis = [line for line in lines if line.text.startswith("Căn cứ")]
    assert basis[0].text.endswith(";")
    assert basis[1].text.endswith(".")
    assert basis[1].top - basis[0].bottom >= 6


@pytest.mark.parametrize("mark", ["MẪU", "MẪU – DỰ THẢO", "MẪU – ĐÃ THAY THẾ"])
def test_what_stands_across_the_page_is_one_line(mark: str) -> None:
    page = opened(pdf(replace(decision(), watermark=mark))).pages[0]
    across = [char for char in page.chars if char["matrix"][1] and char["text"].strip()]
    assert "".join(item["text"] for item in across) == mark.replace(" ", "")
    assert len({round(item["matrix"][4] - item["matrix"][5]) for item in across}) == 1, "one line of 45 degrees"
    assert all(item["x0"] >= 0 and item["x1"] <= page.width for item in across)


def test_the_two_columns_of_the_letterhead_never_touch() -> None:
    long = Issuer(name="Sở Thông tin và Truyền thông", parent="Ủy ban nhân dân tỉnh Cao Bằng")
    page = measured(pdf(replace(report(), issuer=long)))[0]
    left = max(line.right for line in page.lines if line.text.startswith(("ỦY BAN", "TỈNH", "SỞ", "VÀ")))
    assert page.line("CỘNG HÒA").left - left >= 4 * MM
