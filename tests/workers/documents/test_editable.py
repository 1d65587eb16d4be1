"""The DOCX: what Word is told, and what LibreOffice makes of it."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from tests.workers.documents.test_hostile import CHANGED, MARKUP, everywhere
from tests.workers.sample_documents import TABLE, decision, letter, report
from workers.documents.editable import docx
from workers.documents.format import PAGE


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


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which LibreOffice turned the samples into PDF."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not here")
    folder = tmp_path_factory.mktemp("office")
    for name, made in (("report", report()), ("letter", letter())):
        (folder / f"{name}.docx").write_bytes(docx(made))
    command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    files = [str(folder / f"{name}.docx") for name in ("report", "letter")]
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=240)
    return folder
