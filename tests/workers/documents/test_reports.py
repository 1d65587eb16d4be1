"""Reports: every number of the data is in the document, the spreadsheet and the JSON, and nothing else is."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from domain.paper.model import Chart, Document, Heading, Paragraph, Table
from domain.report.state.report import ReportFigure, ReportSection
from tests.support.measured import letters, measured, opened
from tests.support.record import there
from tests.workers.documents.office import a_desk
from tests.workers.documents.test_hostile import MARKUP, squeezed
from tests.workers.documents.yearly import agency_row, consolidated_row, data_of
from workers.documents.figures import SPANS, WORDS, found, table_blocks
from workers.documents.fonts import number
from workers.documents.layout import pdf
from workers.documents.office.agency_report import agency_report, report_data
from workers.documents.office.consolidated import consolidated_report, public_numbers, reading_version
from workers.documents.office.parts import READING, period_in_words
from workers.documents.workbook import Sheet, sheets_of, xlsx

DATA = data_of()
AT = datetime(2026, 12, 14, 3, tzinfo=UTC)


def the_report() -> Document:
    return consolidated_report(consolidated_row(), DATA, a_desk())


@cache
def printed() -> bytes:
    return pdf(the_report())


def sheets_by_table(book: Any) -> dict[str, Any]:
    """The sheets by the tables that they hold: the name of a sheet is cut, the title in its corner is whole."""
    titles = {table["title"]["vi"]: table["id"] for table in DATA["tables"]}
    return {titles[page["A1"].value]: page for page in book if page["A1"].value in titles}


def tables_of(document: Document) -> list[Table]:
    blocks = [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]
    return [item for item in blocks if isinstance(item, Table)]


def told(table: dict[str, Any], language: str = "vi") -> set[tuple[str, str, str]]:
    """Row, column and number as the document's tables say them."""
    found = set()
    for block in table_blocks(table, language):
        if isinstance(block, Table):
            assert [column.title for column in block.columns[-3:]] == [WORDS[language][span] for span in SPANS]
            name = ""
            for row in block.rows:
                name = row[0] or name
                column = row[1] if len(row) > 4 else table["columns"][0][language]
                found.add((name, column, "\n".join(row[-3:])))
    return found


def expected(table: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {
        (row["vi"], column["vi"], "\n".join(number(item, "vi") for item in cell))
        for row, cells in zip(table["rows"], table["cells"], strict=True)
        for column, cell in zip(table["columns"], cells, strict=True)
        if any(cell)
    }


def test_acts_on_paper_are_told_beside_those_that_were_signed() -> None:
    data = DATA | {"signing": {"signed": [7, 6, 15], "on_paper": [2, 0, 3]}}
    for made in (consolidated_report, reading_version, public_numbers):
        lines = [item.text for item in made(consolidated_row(), data, a_desk()).blocks if isinstance(item, Paragraph)]
        assert sum("7, 6, 15" in line and "2, 0, 3" in line for line in lines) == 1


@pytest.mark.parametrize("table", DATA["tables"], ids=lambda each: each["id"])
def test_every_number_of_every_table_is_told_in_its_place(table: dict[str, Any]) -> None:
    assert expected(table) <= told(table)
    others = {cell for row, _, cell in told(table) - expected(table) if row != "Tổng số"}
    totals = {"\n".join(number(item, "vi") for item in sums) for sums in table["row_totals"] or ()}
    assert others <= totals | {"0\n0\n0"}
    if table["column_totals"] and table["total"] and len({column for _, column, _ in expected(table)}) > 1:
        assert ("Tổng số", "Tổng số", "\n".join(number(item, "vi") for item in table["total"])) in told(table)


def test_a_masked_number_is_a_dash_and_a_table_of_nothing_says_so() -> None:
    table = json.loads(json.dumps(found(DATA, "FINDINGS")))
    table["cells"][0][0] = [None, 3, None]
    assert (table["rows"][0]["vi"], table["columns"][0]["vi"], "–\n3\n–") in told(table)
    table["cells"] = [[[0, 0, 0] for _ in row] for row in table["cells"]]
    said = [block for block in table_blocks(table, "vi") if isinstance(block, Paragraph)]
    assert said == [Paragraph(text="Không phát sinh.")]


def test_a_program_that_reads_aloud_finds_headings_and_tables_and_an_archive_may_keep_it() -> None:
    made = printed()
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    tags = Counter(tag for page in opened(made).pages for tag in tags_of(page.structure_tree))
    heads = sum(isinstance(block, Heading) for block in the_report().blocks)
    assert tags["H1"] == 1 + len(the_report().annexes)
    assert tags["H2"] >= 7
    assert tags["H2"] + tags["H3"] >= heads
    assert tags["TH"] >= sum(len(table.columns) for table in tables_of(the_report()))


def test_each_page_of_a_table_begins_with_its_heads_and_the_name_of_the_group() -> None:
    """A page that goes on with a table says the heads of the columns, then the group, then its rows."""
    names = {row[0] for table in tables_of(the_report()) if table.grouped for row in table.rows} - {""}
    heads, begun = [WORDS["vi"][span] for span in SPANS], 0
    for page in opened(printed()).pages:
        words = [line for line in page.extract_text().splitlines() if line.strip()]
        if len(words) > 2 and words[1].startswith(WORDS["vi"]["column"]) and words[1].endswith(" ".join(heads)):
            assert words[2] in names, words[:4]
            begun += 1
    assert begun > 5


def tags_of(tree: list[dict[str, Any]]) -> Iterator[str]:
    for element in tree:
        yield element["type"]
        yield from tags_of(element.get("children", []))


def test_every_table_of_the_data_is_in_the_report() -> None:
    inside = {"\n".join(row[-3:]) for table in tables_of(the_report()) for row in table.rows}
    assert {cell for table in DATA["tables"] for _, _, cell in expected(table)} <= inside


def test_who_did_not_report_is_named_in_the_report_and_in_the_tenth_appendix() -> None:
    made = the_report()
    assert Paragraph(text="Công an tỉnh Mẫu Sơn.") in made.blocks
    (agencies,) = [block for block in made.annexes[9].blocks if isinstance(block, Table)]
    state = {row[1]: row[3] for row in agencies.rows}
    sent = [state[name] for name in ("Sở Y tế", "Sở Đất đai và Môi trường", "Công an tỉnh Mẫu Sơn")]
    assert sent == ["Đúng hạn", "Quá hạn", "Chưa gửi"]


def test_charts_say_their_numbers_and_need_no_colour() -> None:
    charts = [block for block in the_report().blocks if isinstance(block, Chart)]
    assert len(charts) == 5
    assert all({one.pattern for one in chart.series} == {"solid", "hatched"} for chart in charts)
    totals = there(found(DATA, "RECEIVED"))
    assert charts[0].series[0].values == tuple(sums[0] for sums in totals["column_totals"] if any(sums))
    drawn = [item for page in opened(printed()).pages for item in (*page.rects, *page.curves, *page.lines)]
    colours = {item[name] for item in drawn for name in ("stroking_color", "non_stroking_color")}
    pattern = re.compile("p[0-9]+")
    patterns = {colour for colour in colours if pattern.fullmatch(str(colour))}
    assert [colour for colour in colours - patterns if not isinstance(colour, int | float)] == []
    assert patterns, "hatching"


def test_data_that_was_frozen_before_there_was_a_table_by_month_makes_the_same_report_without_it() -> None:
    old = {**DATA, "tables": [table for table in DATA["tables"] if table["id"] != "MONTHS"]}
    made = consolidated_report(consolidated_row(), old, a_desk())
    charts = [block.caption for block in made.blocks if isinstance(block, Chart)]
    assert (len(charts), [caption for caption in charts if "theo tháng" in caption]) == (4, [])
    assert pdf(made).startswith(b"%PDF")


class TestReadingVersion:
    def test_is_marked_on_every_page_and_has_no_number_and_no_signature(self) -> None:
        made = pdf(reading_version(consolidated_row(), DATA, a_desk()))
        pages = measured(made)
        assert all(any(READING[:40] in line.text for line in page.lines) for page in pages)
        text = letters(made)
        assert "Số:" not in text
        assert squeezed("GIÁM ĐỐC") not in text
        assert squeezed("SOCIALIST REPUBLIC OF VIET NAM") in text

    @pytest.mark.parametrize("table", DATA["tables"], ids=lambda each: each["id"])
    def test_has_the_same_numbers(self, table: dict[str, Any]) -> None:
        def numbers(language: str) -> list[str]:
            return sorted(cell.replace(",", "").replace(".", "") for _, _, cell in told(table, language))

        assert numbers("vi") == numbers("en")


class TestAgencyReport:
    def test_has_every_figure(self) -> None:
        rows = {row[0] for table in tables_of(agency_report(agency_row(), "0", a_desk())) for row in table.rows}
        assert len(rows) == len(ReportFigure) - 1, "one figure is nothing in all three spans"

    def test_numbers_its_sections(self) -> None:
        heads = [
            block.text for block in agency_report(agency_row(), "0", a_desk()).blocks if isinstance(block, Heading)
        ]
        assert [head.partition(".")[0] for head in heads[:3]] == ["I", "II", "III"]

    def test_says_what_was_erased(self) -> None:
        row = agency_row()
        row["words"][0]["text"] = None
        made = agency_report(row, "0", a_desk())
        assert any("đã được xóa" in block.text for block in made.blocks if isinstance(block, Paragraph))


class TestNumbers:
    def test_the_spreadsheet_holds_every_number(self) -> None:
        book = openpyxl.load_workbook(BytesIO(xlsx(tuple(sheets_of(DATA)), AT)))
        pages = sheets_by_table(book)
        assert list(pages) == [item["id"] for item in DATA["tables"]]
        assert book.sheetnames[-1] == "PL X Cơ quan"
        for table in DATA["tables"]:
            rows = list(pages[table["id"]].iter_rows(min_row=2, values_only=True))
            for row, name, cells in zip(rows, table["rows"], table["cells"], strict=False):
                assert row[0] == name["vi"]
                assert list(row[1:]) == [value for cell in cells for value in cell]

    @pytest.mark.parametrize(
        "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://tin.example")', "http://tin.example", *MARKUP]
    )
    def test_no_text_becomes_a_formula_or_a_link(self, text: str) -> None:
        book = openpyxl.load_workbook(BytesIO(xlsx((Sheet(name="A", head=(text,), rows=((text, 1, None),)),), AT)))
        page = book["A"]
        assert (page["A1"].value, page["A2"].value, page["B2"].value) == (text, text, 1)
        assert (page["A2"].data_type, page["A2"].hyperlink) == ("s", None)

    def test_the_data_of_an_agencys_report_is_plain_and_whole(self) -> None:
        data = json.loads(json.dumps(report_data(agency_row())))
        assert [section["id"] for section in data["sections"]] == [item.value for item in ReportSection]
        assert len(data["tables"][0]["rows"]) == len(ReportFigure)
        assert "officer-x" not in json.dumps(data)


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [
        ("2026-H1", "6 tháng đầu năm 2026", "the first half of 2026"),
        ("2026-H2", "6 tháng cuối năm 2026", "the second half of 2026"),
        ("2026-Y", "năm 2026", "the year 2026"),
        ("2026-Q3", "quý III năm 2026", "quarter 3 of 2026"),
        ("2026-M07", "tháng 7 năm 2026", "July 2026"),
        (None, "từ ngày 15 tháng 12 năm 2025 đến ngày 14 tháng 6 năm 2026", "15 December 2025 to 14 June 2026"),
    ],
)
def test_periods_have_names(key: str | None, vi: str, en: str) -> None:
    start, end = datetime(2025, 12, 14, 17, tzinfo=UTC), datetime(2026, 6, 14, 17, tzinfo=UTC)
    assert (period_in_words(key, start, end), period_in_words(key, start, end, "en")) == (vi, en)
