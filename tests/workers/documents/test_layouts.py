"""The layouts of documents: margins, the same bytes each time, and documents that can be edited."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZipFile

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from domain.case.state.case import Category
from domain.document.state import DocumentKind
from domain.messages import Language
from domain.messages.catalogue import scope_of_case
from domain.paper.context import AREAS_MOST
from tests.support.house import ROOT
from tests.support.measured import MM, Line, Measured, letters, measured
from tests.workers.documents.papers import PARTS, READ_IN_ENGLISH, every_kind, reworded, source_of, write
from tests.workers.documents.sample_case_file import case_file
from tests.workers.documents.test_hostile import CHANGED, MARKUP, everywhere, squeezed
from tests.workers.sample_documents import TABLE, decision, report
from workers.compile import archive
from workers.documents.case_file import SAID
from workers.documents.case_file import laid as case_laid
from workers.documents.editable import docx
from workers.documents.fonts import FOLDER, FontChanged, checked
from workers.documents.format import PAGE
from workers.documents.layout import TEMPLATES, DocumentTooLarge, archived, laid, pdf

KINDS = [*PARTS, *READ_IN_ENGLISH]
SENTENCE = (
    "Cơ quan chuyên môn đã đối chiếu nội dung với hồ sơ gốc và ý kiến các bên tại https://trang.example/bai?so=1. "
)
LENGTHS = {"long": (SENTENCE * 7 + "\n") * 2, "short": "Có."}
LEFT, RIGHT = 29.9, 195.1
"""Millimetres from the left edge of the paper between which everything stands."""
DOUBLED = re.compile(r"\b(\w{2,}(?: \w+)?) \1\b")
"""One or two syllables that are written twice."""


@cache
def pages_of(kind: DocumentKind, length: str) -> list[Measured]:
    return measured(pdf(write(kind, reworded(source_of(kind), lambda _: LENGTHS[length]))))


def body(page: Measured) -> list[Line]:
    """What stands between the top and the bottom margin."""
    return [line for line in page.lines if line.top >= 19.5 * MM and line.bottom <= (297 - 19.5) * MM]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_off_the_page(kind: DocumentKind, length: str) -> None:
    for page in pages_of(kind, length):
        ends = [(line.left, line.right) for line in page.lines] + [(rule.left, rule.right) for rule in page.rules]
        assert [end for end in ends if not LEFT <= end[0] / MM <= end[1] / MM <= RIGHT] == []


@pytest.mark.parametrize(("kind", "language"), [("DECISION", "vi"), ("HEARING_INVITATION_EN", "en")])
def test_the_foot_of_a_page_is_whole(kind: str, language: Language) -> None:
    """The notice of a reading version, a scope of many areas and the root of the log end above the edge."""
    document = write(DocumentKind(kind))
    areas = [f"Xã Trường Hà Quảng Uyên {number}" for number in range(9)]
    scope = scope_of_case("14/2021/QĐ-UBND", areas, Category.EDUCATION, language, AREAS_MOST)
    for page in measured(pdf(replace(document, scope=scope, log_mark="18204 7F3K"))):
        last = max(page.lines, key=lambda line: line.bottom)
        assert "18204 7F3K" in last.text
        assert last.bottom / MM < 293
        foot = page.line(scope[:20])
        assert max(line.bottom for line in page.lines if line.top < 270 * MM) < foot.top


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_ends_a_page_and_no_signature_begins_one(kind: DocumentKind, length: str) -> None:
    made = laid(write(kind, reworded(source_of(kind), lambda _: LENGTHS[length])))
    headings = [block["text"] for block in made["blocks"] if block["kind"] == "heading"]
    offices = {office for lines in made["signatures"] for office in lines}
    for page in pages_of(kind, length):
        lines = body(page)
        assert not any(heading.startswith(lines[-1].text) for heading in headings), lines[-1]
        assert lines[0].text not in offices
        assert not lines[0].text.startswith(("Nơi nhận", "Recipients")), "recipients stand beside the signature"


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", PARTS)
def test_the_boxes_of_the_end_stand_where_the_decree_has_them(kind: DocumentKind, length: str) -> None:
    made = laid(write(kind, reworded(source_of(kind), lambda _: LENGTHS[length])))
    (page,) = [page for page in pages_of(kind, length) if any(line.text == "Nơi nhận:" for line in page.lines)]
    label, kept = page.line("Nơi nhận:"), page.line("- Lưu: VT")
    assert (label.size, label.bold, label.italic, kept.size, kept.bold) == (12, True, True, 11, False)
    assert abs(label.left / MM - 30) < 0.2
    offices = [[line for line in page.lines if line.text == names[0]][-1] for names in made["signatures"]]
    assert {(office.size, office.bold) for office in offices} == {(14, True)}
    if len(offices) == 1:
        assert abs(offices[0].top - label.top) < 4
        assert 0.55 <= (195 - offices[0].middle / MM) * 2 / 165 <= 0.60, "the middle of the right column"


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_written_twice(kind: DocumentKind) -> None:
    made = laid(write(kind))
    texts = [made["abstract"], made["authority"], *([block.get("text", "")] for block in made["blocks"])]
    assert [found[0] for lines in texts if (found := DOUBLED.search(" ".join(lines)))] == []


PROGRAM = """
import sys
from hashlib import sha256
from tests.workers.sample_documents import report
from workers.documents.editable import docx
from workers.documents.layout import pdf
from tests.workers.documents.papers import every_kind
from tests.workers.documents.sample_case_file import case_file
from workers.compile import archive
print(*(sha256(made).hexdigest() for made in (pdf(report()), docx(report()), archive(case_file()), *every_kind())))
"""


def digest(made: bytes) -> str:
    return sha256(made).hexdigest()


def elsewhere(zone: str) -> list[str]:
    """The digests that another process computes, in another time zone and place."""
    environment = {"PYTHONPATH": str(ROOT), "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=True).stdout.split()


def test_the_same_data_gives_the_same_bytes_in_two_processes() -> None:
    made = (pdf(report()), docx(report()), archive(case_file()), *every_kind())
    assert elsewhere("Asia/Tokyo") == [digest(file) for file in made]


def test_other_data_gives_other_bytes() -> None:
    made = report()
    later = replace(made, made_at=made.made_at + timedelta(seconds=1))
    for render in (pdf, docx):
        assert len({digest(render(item)) for item in (made, later, replace(made, abstract="Khác"))}) == 3
    assert digest(archive(case_file())) != digest(archive(case_file(text="Khác")))


def test_a_font_that_is_not_the_pinned_one_stops_the_work(tmp_path: Path) -> None:
    copytree(FOLDER, tmp_path / "fonts")
    assert checked(tmp_path / "fonts")
    changed = tmp_path / "changed"
    copytree(FOLDER, changed)
    with (changed / "LiberationSerif-Bold.ttf").open("ab") as font:
        font.write(b"x")
    with pytest.raises(FontChanged, match="Bold"):
        checked(changed)
    with pytest.raises(FontChanged):
        checked(tmp_path)


def test_the_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_templates_import_no_package_and_read_no_file() -> None:
    for template in TEMPLATES.glob("*.typ"):
        code = template.read_text(encoding="utf-8")
        assert "@preview" not in code
        assert "read(" not in code
        assert "eval(" not in code


def opened(made: bytes) -> Any:
    return python_docx.Document(BytesIO(made))


def part(made: bytes, name: str) -> str:
    with ZipFile(BytesIO(made)) as parts:
        return parts.read(name).decode()


def test_pages_have_the_margins_of_the_table_and_annexes_their_own_numbers() -> None:
    sections = opened(docx(report())).sections
    assert len(sections) == 3
    for section in sections:
        found = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(length.mm, 1) for length in found] == [PAGE.top, PAGE.bottom, PAGE.left, PAGE.right]
        assert section.different_first_page_header_footer
        assert 'w:start="1"' in section._sectPr.xml
    assert not any(section.page_width > section.page_height for section in sections)


def test_every_font_is_times_new_roman_with_the_pinned_one_as_substitute() -> None:
    made = docx(report())
    assert 'w:ascii="Times New Roman"' in part(made, "word/styles.xml")
    assert 'w:name="Times New Roman"><w:altName w:val="Liberation Serif"' in part(made, "word/fontTable.xml")
    assert "w:rFonts" not in part(made, "word/document.xml"), "nothing is set in another font"


def test_an_office_finds_titles_and_headings_in_the_outline() -> None:
    styles = opened(docx(report())).styles
    depths = {
        style.style_id: int(level[0].get(qn("w:val")))
        for style in styles
        if (level := style.element.xpath("w:pPr/w:outlineLvl"))
    }
    own = {name: depth for name, depth in depths.items() if name.startswith("ND30")}
    assert own == {"ND30title": 0, "ND30annextitle": 0, "ND30section": 1, "ND30resolves": 1, "ND30clause": 2}


def test_lines_are_single_and_the_letterhead_has_two_rows() -> None:
    made = opened(docx(decision()))
    assert made.styles["Normal"].paragraph_format.line_spacing == 1
    _, last = made.tables[0].rows
    assert [len(cell.paragraphs) for cell in last.cells] == [1, 1], "number and date, and no line after them"


def test_two_tables_stay_two() -> None:
    made = opened(docx(replace(report(0, 0), blocks=(TABLE, TABLE), signatures=(), recipients=())))
    tags = [item.tag.rpartition("}")[2] for item in made.element.body]
    assert not any(one == other == "tbl" for one, other in pairwise(tags))
    assert len(made.tables) == 4


def test_only_charts_are_pictures() -> None:
    with ZipFile(BytesIO(docx(decision()))) as parts:
        assert [name for name in parts.namelist() if name.startswith("word/media")] == []
    with ZipFile(BytesIO(docx(report()))) as parts:
        assert len([name for name in parts.namelist() if name.startswith("word/media")]) == 1


def test_a_sample_stands_across_every_page() -> None:
    made = opened(docx(decision()))
    for header in (made.sections[0].header, made.sections[0].first_page_header):
        assert 'string="MẪU"' in header._element.xml
    assert "textpath" not in opened(docx(report())).sections[0].header._element.xml


def test_what_a_document_is_not_stands_under_every_page() -> None:
    made = opened(docx(replace(report(), notice="BẢN CÔNG KHAI")))
    for section in made.sections:
        for footer in (section.footer, section.first_page_footer):
            assert [paragraph.text for paragraph in footer.paragraphs] == ["BẢN CÔNG KHAI"]


@pytest.mark.parametrize("text", [*MARKUP, *CHANGED.values(), ""])
def test_hostile_texts_are_texts(text: str) -> None:
    made = opened(docx(everywhere(text)))
    assert [paragraph.text for paragraph in made.paragraphs].count(f"{text} {text}".strip()) >= bool(text)


def test_no_part_knows_when_it_was_saved() -> None:
    with ZipFile(BytesIO(docx(report()))) as parts:
        assert {item.date_time for item in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "2026-02-05T03:00:00Z" in part(docx(report()), "docProps/core.xml")


def test_no_text_is_read_as_markup() -> None:
    text = " ".join(MARKUP)
    made = case_file(text)
    assert squeezed(text) in letters(archived(case_laid(made), made.at))


def test_what_cannot_be_drawn_is_named() -> None:
    made = case_file("\n".join(CHANGED))
    found = letters(archived(case_laid(made), made.at))
    assert all(squeezed(shown) in found for shown in CHANGED.values())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_languages_of_a_case_file_have_the_same_words(language: Language) -> None:
    assert SAID[language].keys() - {"notice"} == SAID["vi"].keys()
    assert all(SAID[language].values())
    found = letters(archived(case_laid(case_file(language=language)), case_file().at))
    assert ("READINGVERSION" in found) is (language == "en")
    assert squeezed("erasure-1:4") in found


def test_a_file_of_too_many_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.documents.layout.CHARACTERS_MOST", 100)
    with pytest.raises(DocumentTooLarge):
        archive(case_file())
