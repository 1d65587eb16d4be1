"""Additions to python-docx: fonts with a substitute, rules, page fields, a watermark, reproducible bytes."""

from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document as new_document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.styles.style import StyleFactory

from workers.documents.format import FAMILY, FAMILY_NAMED, FIRST_LINE, LINE_SPACING, PARAGRAPH_GAP, RULE_THICK, STYLES

ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
HEADINGS: Final = frozenset({"section", "clause", "resolves"})
"""Boxes that stay on the same page as the following paragraph."""
OUTLINE: Final = {"title": 1, "annex_title": 1, "section": 2, "resolves": 2, "clause": 3}
"""Depth of each style in the outline of the document."""
CELL_PADDING: Final = 2.5
"""Points above and below the text of a cell. The PDF's templates use the same value."""
ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Earliest time that a zip file can store. Every part has this time, so that the time of saving does not change the
bytes."""
RULE_HEIGHT: Final = 4
EIGHTHS, TWENTIETHS = 8, 20
"""Fractions of a point: OOXML uses eighths for borders, and twentieths for lengths."""
FONT_TABLE: Final = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts {nsdecls("w")}><w:font w:name="{FAMILY_NAMED}"><w:altName w:val="{FAMILY}"/>\
<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>"""
WATERMARK: Final = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="none"/>
<v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="watermark" type="#_x0000_t136" fillcolor="#e0e0e0" stroked="f" style="position:absolute;margin-left:0;
margin-top:0;width:0;height:0;rotation:315;z-index:-251658752;mso-position-horizontal:center;
mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin">
<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;font-weight:bold" string=""/></v:shape>
</w:pict></w:r>"""


def blank() -> Any:
    """Return an empty document whose only font is the named one, with its substitute."""
    made = new_document()
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FAMILY_NAMED, Pt(STYLES["body"].size)
    fonts = normal.element.rPr.rFonts
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FAMILY_NAMED)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1
    for part in made.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = FONT_TABLE.encode()
    _styled(made)
    return made


def style_id(name: str) -> str:
    """Return the style id of a box. A change of the style changes every such box."""
    return f"ND30{name.replace('_', '')}"


def _styled(made: Any) -> None:
    normal = made.styles["Normal"]
    for name, style in STYLES.items():
        # By the element: `styles.add_style` searches all styles for the name first, which is half of the work.
        box: Any = StyleFactory(made.styles.element.add_style_of_type(style_id(name), WD_STYLE_TYPE.PARAGRAPH, False))
        box.base_style = normal
        box.font.size, box.font.bold, box.font.italic = Pt(style.size), style.bold, style.italic
        form = box.paragraph_format
        form.alignment, form.keep_with_next = ALIGN[style.align], name in HEADINGS
        if style.align == "justify" or name in HEADINGS:
            form.space_before, form.line_spacing = Pt(PARAGRAPH_GAP), LINE_SPACING
        if style.align == "justify":
            form.first_line_indent = Mm(FIRST_LINE)
        if name in OUTLINE:
            _outlined(box, OUTLINE[name])
        if name.startswith("table"):
            form.space_before = form.space_after = Pt(CELL_PADDING)


def _outlined(style: Any, depth: int) -> None:
    """Give a style a depth in the outline, for Word's navigation pane and screen readers."""
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), str(depth - 1))
    style.element.get_or_add_pPr().append(level)


def rule(paragraph: Any, room: float, length: float) -> None:
    """Make an empty paragraph a rule of `length` points in the middle of `room` points."""
    form = paragraph.paragraph_format
    form.line_spacing = Pt(RULE_HEIGHT)
    form.left_indent = form.right_indent = Pt(max(0.0, (room - length) / 2))
    form.first_line_indent = Pt(0)
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (
        ("val", "single"),
        ("sz", str(round(RULE_THICK * EIGHTHS))),
        ("space", "0"),
        ("color", "000000"),
    ):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def page_field(paragraph: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def watermark(paragraph: Any, text: str, long: float, high: float) -> None:
    """Put a text across the page behind the content, `long` points long and `high` points high."""
    run = parse_xml(WATERMARK)
    shape = next(run.iter("{urn:schemas-microsoft-com:vml}shape"))
    shape.set("style", shape.get("style").replace("width:0;height:0", f"width:{long:.0f}pt;height:{high:.0f}pt"))
    shape.find("{urn:schemas-microsoft-com:vml}textpath").set("string", text)
    paragraph._p.append(run)


def bare(table: Any, widths: list[float]) -> None:
    """Turn a table into a layout grid: no borders or padding, columns of these widths in points, empty cells.

    Its rows are never split between pages.
    """
    fixed(table, widths, padding=0)
    whole(table)
    for cell in table._cells:
        cell._tc.remove(cell._tc.p_lst[0])


def ended(table: Any) -> None:
    """Add an empty paragraph to every empty cell, because a cell must end with a paragraph."""
    for cell in table._cells:
        if not cell._tc.p_lst:
            cell.add_paragraph()


def whole(table: Any) -> None:
    """Forbid splitting the rows of a table between pages."""
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def fixed(table: Any, widths: list[float], padding: float) -> None:
    """Set the columns' widths in points, with padding left and right of each text."""
    table.autofit = False
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblInd")):
        properties.remove(old)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_length(f"w:{side}", padding))
    look = properties.find(qn("w:tblLook"))
    for element in (_length("w:tblInd", padding), margins):
        properties.append(element) if look is None else look.addprevious(element)
    for column, points in zip(table.columns, widths, strict=True):
        column.width = Pt(points)
    for row in table._tbl.tr_lst:
        for cell, points in zip(row.tc_lst, widths, strict=True):
            cell.width = Pt(points)


def _length(name: str, points: float) -> Any:
    made = OxmlElement(name)
    made.set(qn("w:w"), str(round(points * TWENTIETHS)))
    made.set(qn("w:type"), "dxa")
    return made


def repeated(row: Any) -> None:
    """Repeat a row at the top of every page on which its table continues."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def counted_anew(section: Any) -> None:
    """Number a section's pages from 1, and hide the number of its first page."""
    section.different_first_page_header_footer = True
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)


def saved(made: Any, epoch: tuple[int, int, int, int, int, int] = ZIP_EPOCH) -> bytes:
    """Return the bytes of a document. All parts have the same time and a fixed order."""
    buffer, out = BytesIO(), BytesIO()
    made.save(buffer)
    with ZipFile(buffer) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in sorted(before.namelist()):
            info = ZipInfo(name, epoch)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            after.writestr(info, before.read(name))
    return out.getvalue()
