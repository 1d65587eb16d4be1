"""An official document as DOCX that an office can edit. The same data always give the same bytes.

The DOCX is made from the same laid-out data and format table as the PDF. Its charts are the pictures of the PDF.
"""

from io import BytesIO
from typing import Any

from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from domain.paper.model import Document
from workers.documents import word
from workers.documents.fonts import width
from workers.documents.format import (
    PAGE,
    PARAGRAPH_GAP,
    POINTS_A_MM,
    ROWS_WHOLE,
    SIGNATURE_ROOM,
    SUBJECT_GAP,
    WATERMARK,
)
from workers.documents.layout import LEFT, WHOLE, Data, chart_picture, laid

ROW_GAP, TITLE_GAP, CELL_PADDING = 8, 10, 4
"""Lengths in points that the decree does not define. The PDF's templates use the same values."""


def docx(document: Document) -> bytes:
    data, made = laid(document), word.blank()
    _properties(made, document)
    _page(made.sections[0])
    _headers(made.sections[0], data)
    _front(made, data)
    for block in data["blocks"]:
        _block(made, block, WHOLE)
    _signing(made, data)
    for annex in data["annexes"]:
        _annex(made, annex)
    return word.saved(made)


def _properties(made: Any, document: Document) -> None:
    about, at = made.core_properties, document.made_at.replace(tzinfo=None)
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title, about.language, about.revision = document.title, document.language, 1
    about.created = about.modified = at


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(PAGE.width), Mm(PAGE.height)
    section.top_margin, section.bottom_margin = Mm(PAGE.top), Mm(PAGE.bottom)
    section.left_margin, section.right_margin = Mm(PAGE.left), Mm(PAGE.right)
    section.header_distance = Mm(PAGE.number_from_top)
    word.counted_anew(section)


def _headers(section: Any, data: Data) -> None:
    """Put the number at the top of every page except the first, and the watermark and the notice on all pages."""
    number = section.header.paragraphs[0]
    number._p.style = word.style_id("page_number")
    word.page_field(number)
    if data["watermark"]:
        for paragraph in (number, section.first_page_header.paragraphs[0]):
            size = data["watermark_size"]
            long = width(data["watermark"], WATERMARK) / WATERMARK.size * size
            word.watermark(paragraph, data["watermark"], long, size)
    said = {name: data[name] for name in ("notice", "scope", "log_mark") if data.get(name)}
    for footer in (section.footer, section.first_page_footer) if said else ():
        for at, (name, text) in enumerate(said.items()):
            _set(footer.add_paragraph() if at else footer.paragraphs[0], name, (text, False))


def _set(paragraph: Any, name: str, *texts: tuple[str, bool], before: float = 0) -> Any:
    """Fill a paragraph in the style of its box. Each text is paired with True if it is always bold."""
    paragraph._p.style = word.style_id(name)
    if before:
        paragraph.paragraph_format.space_before = Pt(before)
    for text, bold in texts:
        run = paragraph.add_run(text)
        if bold:
            run.bold = True
    return paragraph


def _lines(place: Any, name: str, lines: list[str], *, before: float = 0) -> None:
    for at, line in enumerate(lines):
        _set(place.add_paragraph(), name, (line, False), before=0 if at else before)


def _rule(place: Any, room: float, length: float) -> None:
    if length:
        word.rule(place.add_paragraph(), room, length)


def _front(made: Any, data: Data) -> None:
    if data["notice"]:
        _lines(made, "notice", [data["notice"]])
    _letterhead(made, data["letterhead"])
    if data["title"]:
        _lines(made, "title", [data["title"]], before=TITLE_GAP)
        _lines(made, "abstract", data["abstract"])
        _rule(made, WHOLE, data["abstract_rule"])
    for line in data["addressees"]:
        paragraph = _set(made.add_paragraph(), "addressee", (line, False), before=PARAGRAPH_GAP)
        if len(data["addressees"]) > 1:
            paragraph.alignment = word.ALIGN["left"]
            paragraph.paragraph_format.left_indent = Pt(data["addressee_indent"])
    _lines(made, "authority", data["authority"], before=TITLE_GAP)
    for line in data["bases"]:
        _set(made.add_paragraph(), "basis", (line, False))


def _letterhead(made: Any, head: Data) -> None:
    table = made.add_table(rows=2, cols=2)
    word.bare(table, [LEFT, WHOLE - LEFT])
    left, right = table.rows[0].cells
    _lines(left, "parent", head["parent"])
    _lines(left, "issuer", head["issuer"])
    _rule(left, LEFT, head["issuer_rule"])
    _lines(right, "nation", [head["nation"]])
    _lines(right, "motto", [head["motto"]])
    _rule(right, WHOLE - LEFT, head["motto_rule"])
    left, right = table.rows[1].cells
    _lines(left, "number", [head["number"]], before=ROW_GAP)
    _lines(left, "subject", head["subject"], before=SUBJECT_GAP)
    _lines(right, "date", [head["date"]], before=ROW_GAP)
    word.ended(table)


def _block(made: Any, block: Data, room: float) -> None:
    match block["kind"]:
        case "heading":
            _set(made.add_paragraph(), block["level"], (block["text"], False))
        case "paragraph":
            lead = [(f"{block['lead']} ", True)] if block["lead"] else []
            _set(made.add_paragraph(), "body", *lead, (block["text"], False))
        case "table":
            _apart(made)
            _table(made, block, room)
        case _:
            paragraph = made.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(PARAGRAPH_GAP)
            paragraph.add_run().add_picture(BytesIO(chart_picture(block)), width=Pt(room))


def _apart(made: Any) -> None:
    """Add space before a table. Without this space two adjacent tables would become one."""
    if (last := _last(made)) is None:
        made.add_paragraph().paragraph_format.line_spacing = Pt(PARAGRAPH_GAP)
    else:
        last.paragraph_format.space_after = Pt(PARAGRAPH_GAP)


def _last(made: Any) -> Any:
    element = made._body._element[-2]  # the last one holds the section
    return Paragraph(element, made._body) if element.tag.endswith("}p") else None


def _table(made: Any, block: Data, room: float) -> None:
    columns = block["columns"]
    table = made.add_table(rows=1 + len(block["rows"]), cols=len(columns), style="Table Grid")
    shares = sum(column["share"] for column in columns)
    word.fixed(table, [room * column["share"] / shares for column in columns], padding=CELL_PADDING)
    word.whole(table)
    word.repeated(table.rows[0])
    heads = [(column["title"], "table_head", None) for column in columns]
    rows = [[(text, "table", column) for text, column in zip(row, columns, strict=True)] for row in block["rows"]]
    kept, last = len(rows) <= ROWS_WHOLE, table._tbl.tr_lst[-1]
    for row, texts in zip(table._tbl.tr_lst, [heads, *rows], strict=True):
        for cell, (text, name, column) in zip(row.tc_lst, texts, strict=True):
            paragraph = _set(Paragraph(cell.p_lst[0], table), name, (text, False))
            paragraph.paragraph_format.keep_with_next = (kept and row is not last) or None
            if column and column["number"]:
                paragraph.alignment = word.ALIGN["right"]


def _signing(made: Any, data: Data) -> None:
    """Add signature and recipients so that they are never alone on a page."""
    if (last := _last(made)) is None:
        last = made.add_paragraph()
    last.paragraph_format.keep_with_next = True
    signatures = data["signatures"]
    if len(signatures) > 1:
        table = made.add_table(rows=1, cols=len(signatures))
        word.bare(table, [WHOLE / len(signatures)] * len(signatures))
        for at, cell in enumerate(table.rows[0].cells):
            _signed(cell, data, at)
        word.ended(table)
        _recipients(made, data)
        return
    table = made.add_table(rows=1, cols=2)
    word.bare(table, [LEFT, WHOLE - LEFT])
    left, right = table.rows[0].cells
    _recipients(left, data)
    if signatures:
        _signed(right, data, 0)
    word.ended(table)


def _signed(cell: Any, data: Data, at: int) -> None:
    _lines(cell, "office", data["signatures"][at], before=ROW_GAP)
    _lines(cell, "seal", data.get("seals", [[]] * (at + 1))[at], before=PARAGRAPH_GAP)
    cell.add_paragraph().paragraph_format.space_before = Pt(SIGNATURE_ROOM * POINTS_A_MM)


def _recipients(place: Any, data: Data) -> None:
    if data["recipients"]:
        label = "Nơi nhận:" if data["language"] == "vi" else "Recipients:"
        _lines(place, "recipients_label", [label], before=ROW_GAP)
        _lines(place, "recipients", data["recipients"])


def _annex(made: Any, annex: Data) -> None:
    _page(made.add_section(WD_SECTION.NEW_PAGE))
    for name, lines in (
        ("annex", [annex["label"]]),
        ("annex_title", annex["title"]),
        ("annex_reference", annex["reference"]),
    ):
        _lines(made, name, lines, before=PARAGRAPH_GAP)
    for block in annex["blocks"]:
        _block(made, block, WHOLE)
