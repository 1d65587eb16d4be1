"""The format of Annex I of Decree 30/2020/NĐ-CP as one table, from which both renderers take all values.

Lengths are millimetres, sizes are points. Choices that the decree leaves open are made here.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Style:
    size: float
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    align: str = "left"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Paper and margins, in millimetres. The page number is in the middle of the top margin."""

    width: float = 210
    height: float = 297
    top: float = 20
    bottom: float = 20
    bottom_most: float = 25
    left: float = 30
    right: float = 15
    number_from_top: float = 10
    foot_gap: float = 3

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right


PAGE: Final = Page()
POINTS_A_MM: Final = 72 / 25.4
FAMILY: Final = "Liberation Serif"
"""Font of the PDF. Each of its glyphs is as wide as in Times New Roman."""
ASCENDER, DESCENDER, LINE_GAP = 0.891, 0.216, 0.042
"""Metrics of FAMILY and of Times New Roman, as shares of the font size. Their sum is the height of a single-spaced
line."""
FAMILY_NAMED: Final = "Times New Roman"
"""Font named in the editable document, with FAMILY as its substitute."""

LETTERHEAD_LEFT: Final = 0.45
"""Share of the text width for boxes 2 and 3. Boxes 1 and 4 have the remaining width."""
LETTERHEAD_GAP: Final = 5
"""Least millimetres between the longest lines of the two columns."""
RULE_SHARE: Final = 0.4
"""Length of the lines drawn under the agency and the subject, as a share of the text above them. The decree requires
1/3 to 1/2."""
RULE_THICK: Final = 0.75
FIRST_LINE: Final = 12.7
"""Indent of the first line of a paragraph, in millimetres; the decree allows 1 or 1.27 cm."""
PARAGRAPH_GAP: Final = 6
"""Points between paragraphs; the decree requires at least 6."""
LINE_SPACING: Final = 1.15
"""Line spacing of the body; the decree allows 1 to 1.5."""
SUBJECT_GAP: Final = 6
"""Points between the number and the subject of a letter."""
SIGNATURE_ROOM: Final = 28
"""Empty space for signature and seal, in millimetres. The register never fills it."""
SEAL_ROOM: Final = 40
"""Space in millimetres between signatures below one another, each with a seal up to 40 mm wide."""
ROOM_NAMES: Final = {"vi": "Chỗ ký tên và đóng dấu", "en": "Room for signature and seal"}
"""Name of the space for signature and seal, for screen readers.

A signed copy is compared outside of that space (`workers/signing/places.py`).
"""
ROWS_WHOLE: Final = 12
"""Most rows of a table that is never split between pages."""
LONG_WORD: Final = 24
"""Length from which a word may be broken after any character, without a hyphen. Such words are mostly addresses."""

WATERMARK: Final = Style(size=140, bold=True)
WATERMARK_LONG: Final = 640.0
"""Most points of a text across the page. The paper's diagonal has 1,031."""

STYLES: Final[dict[str, Style]] = {
    "nation": Style(size=12, bold=True, capitals=True, align="center"),
    "motto": Style(size=13, bold=True, align="center"),
    "parent": Style(size=12, capitals=True, align="center"),
    "issuer": Style(size=12, bold=True, capitals=True, align="center"),
    "number": Style(size=13, align="center"),
    "date": Style(size=13, italic=True, align="center"),
    "title": Style(size=14, bold=True, capitals=True, align="center"),
    "abstract": Style(size=14, bold=True, align="center"),
    "subject": Style(size=12, align="center"),
    "authority": Style(size=14, bold=True, capitals=True, align="center"),
    "addressee": Style(size=14, align="center"),
    "basis": Style(size=14, italic=True, align="justify"),
    "resolves": Style(size=14, bold=True, capitals=True, align="center"),
    "body": Style(size=14, align="justify"),
    "section": Style(size=14, bold=True, capitals=True, align="justify"),
    "clause": Style(size=14, bold=True, align="justify"),
    "point": Style(size=14, align="justify"),
    "office": Style(size=14, bold=True, capitals=True, align="center"),
    "signer": Style(size=14, bold=True, align="center"),
    "seal": Style(size=12, italic=True, align="center"),
    "recipients_label": Style(size=12, bold=True, italic=True),
    "recipients": Style(size=11),
    "annex": Style(size=14, bold=True, align="center"),
    "annex_title": Style(size=14, bold=True, capitals=True, align="center"),
    "annex_reference": Style(size=14, italic=True, align="center"),
    "page_number": Style(size=13, align="center"),
    "table": Style(size=12),
    "table_head": Style(size=12, bold=True, align="center"),
    "caption": Style(size=13, italic=True, align="center"),
    "notice": Style(size=11, italic=True, align="center"),
    "scope": Style(size=8, italic=True, align="center"),
    "log_mark": Style(size=8, align="center"),
}
"""Style of each box of the decree, and of other boxes: tables, captions, the notice of a reading version, the log
mark."""


def as_data() -> dict[str, Any]:
    return {
        "page": asdict(PAGE),
        "family": FAMILY,
        "ascender": ASCENDER,
        "descender": DESCENDER,
        "line_gap": LINE_GAP,
        "left": LETTERHEAD_LEFT,
        "rule_thick": RULE_THICK,
        "first_line": FIRST_LINE,
        "paragraph_gap": PARAGRAPH_GAP,
        "line_spacing": LINE_SPACING,
        "subject_gap": SUBJECT_GAP,
        "long_word": LONG_WORD,
        "rows_whole": ROWS_WHOLE,
        "signature_room": SIGNATURE_ROOM,
        "seal_room": SEAL_ROOM,
        "room_names": ROOM_NAMES,
        "styles": {name: asdict(style) for name, style in STYLES.items()},
    }
