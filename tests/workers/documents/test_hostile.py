"""Texts that people write, and texts that somebody writes to do harm: all come out as what they are."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.text import nfc
from domain.paper.model import AnnexedTo, Chart, Column, Document, Issuer, Paragraph, Pattern, Series, Table
from tests.support.chance import examples
from tests.support.measured import MM, letters, measured, opened
from tests.workers.sample_documents import LETTERS, letter, report
from workers.documents import layout
from workers.documents.fonts import covered, printable
from workers.documents.layout import DocumentTooLarge, laid, pdf

MARKUP = (
    "#panic(1)",
    '#import "@preview/cetz:0.3.0": canvas',
    '#read("/etc/passwd") #sys.inputs',
    "*đậm* _nghiêng_ `mã` $x^2$ <nhãn> @nhãn",
    "]); #set page(width: 1pt); ([",
    '"}, "blocks": [], "x": "',
    "\\u{1F600} \\ // bình luận /* */ ~ -- ---",
    "= Tiêu đề",
    "<w:p/> &amp; ]]> <script>alert(1)</script>",
    "=HYPERLINK(1) {{ 7*7 }} %s ${x}",
)
CHANGED = {
    "đảo\u202engược": "đảongược",
    "dấu\u200fphải\u061csang\u2067trái": "dấuphảisangtrái",
    "không\x00nhìn\x1bthấy\x07": "khôngnhìnthấy",
    "mặt \U0001f600 cười": "mặt [U+1F600] cười",
    "chữ 漢": "chữ [U+6F22]",
    "Ðường": "Đường",
    "to\u0301an": "tóan",
    "thẻ\U000e0041": "thẻ",
}


def everywhere(text: str) -> Document:
    """A report with the text in every box that takes one."""
    table = Table(columns=(Column(title=text), Column(title="B", number=True)), rows=((text, text),))
    chart = Chart(caption=text, labels=(text,), series=(Series(name=text, pattern=Pattern.EMPTY, values=(1,)),))
    blocks = (Paragraph(text=text, lead=text), table, chart)
    made = report(1, 0)
    return replace(
        made,
        abstract=text,
        issuer=Issuer(name=text, parent=text),
        place=text,
        addressees=(text, text),
        bases=(text,),
        blocks=blocks,
        recipients=(text,),
        annexes=(replace(made.annexes[0], title=text, blocks=blocks),),
        annexed_to=AnnexedTo(kind=text, whose=text),
        watermark="",
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_and_never_obeyed(text: str) -> None:
    found = letters(pdf(everywhere(text)))
    assert found.count(squeezed(text)) >= 6
    assert squeezed(text).upper() in found


@pytest.mark.parametrize("text", CHANGED)
def test_what_cannot_be_shown_is_named_or_left_out(text: str) -> None:
    assert printable(text) == CHANGED[text]
    assert squeezed(CHANGED[text]) in letters(pdf(everywhere(text)))


def test_empty_fields_leave_their_place_empty() -> None:
    for made in (everywhere(""), everywhere(" \n\t "), replace(letter(), abstract="", addressees=(), recipients=())):
        first, second, *_ = measured(pdf(made))[0].lines
        assert "CỘNG HÒA" in first.text + second.text


@pytest.mark.parametrize("name", ["Ủy ban nhân dân " * 20])
def test_a_very_long_name_of_an_agency_wraps_in_its_column(name: str) -> None:
    page = measured(pdf(replace(report(), issuer=Issuer(name=name, parent=name))))[0]
    column = [line for line in page.lines if line.text.startswith(("ỦY BAN", "BAN NHÂN", "NHÂN DÂN", "DÂN"))]
    assert len(column) > 10
    assert all(line.right / MM <= 30 + 165 * 0.45 + 0.1 for line in column)
    assert page.line("Số: ").top > max(line.bottom for line in column) - 3


def test_every_vietnamese_letter_is_drawn() -> None:
    alphabet = "".join(
        nfc(base + tone)
        for base in "aăâbcdđeêghiklmnoôơpqrstuưvxy"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
        if len(nfc(base + tone)) == 1
    )
    both = alphabet + alphabet.upper()
    assert set(map(ord, both)) <= covered()
    assert set(letters(pdf(everywhere(both)))) >= set(both) >= set(LETTERS.split())


@settings(max_examples=examples(25))
@given(st.text(max_size=80))
def test_any_text_comes_out_as_it_is_shown(text: str) -> None:
    made = pdf(replace(report(0, 0), blocks=(Paragraph(text=f"đầu{text}cuối"),), abstract="x"))
    fonts = {char["fontname"].partition("+")[2] for page in opened(made).pages for char in page.chars}
    assert all(name.startswith("LiberationSerif") for name in fonts)
    assert {ord(item) for item in printable(text)} - {10} <= covered()


@pytest.mark.parametrize(
    ("limit", "name"), [("BLOCKS_MOST", "blocks"), ("ANNEXES_MOST", "annexes"), ("CHARACTERS_MOST", "characters")]
)
def test_a_document_has_an_end(limit: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    laid(report())
    monkeypatch.setattr(layout, limit, 1)
    with pytest.raises(DocumentTooLarge, match=name):
        laid(report())


def test_a_table_with_a_ragged_row_is_refused() -> None:
    ragged = Table(columns=(Column(title="A"), Column(title="B")), rows=(("1",),))
    with pytest.raises(ValueError, match="cells"):
        laid(replace(report(), blocks=(ragged,)))
