"""Positions on the pages of a PDF, in points and millimetres."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from pdfplumber.pdf import PDF

MM = 72 / 25.4


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of text: its position, and the style of its first letter."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    italic: bool
    family: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A horizontal line that was drawn."""

    left: float
    right: float
    top: float

    @property
    def length(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, kw_only=True)
class Measured:
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]

    def line(self, text: str) -> Line:
        found = [line for line in self.lines if text in line.text]
        assert found, f"{text!r} is not on the page: {[line.text for line in self.lines]}"
        return found[0]

    def rule_under(self, line: Line) -> Rule:
        """Return the nearest rule under a line, within a line's height and centred on it."""
        near = [
            rule for rule in self.rules if 0 <= rule.top - line.bottom + 4 < 16 and abs(rule.middle - line.middle) < 4
        ]
        assert near, f"no rule under {line}"
        return min(near, key=lambda each: each.top)


@lru_cache(maxsize=4)
def opened(pdf: bytes) -> PDF:
    """Return the file, which caches its parsed pages: reading takes ten times as long as making it."""
    return PDF(BytesIO(pdf))


def measured(pdf: bytes) -> list[Measured]:
    return [_page(page) for page in opened(pdf).pages]


def letters(pdf: bytes) -> str:
    """Return the whole text without spaces: lines may be broken anywhere."""
    return "".join(char["text"] for page in opened(pdf).pages for char in page.chars if char["text"].strip())


def _page(page: Any) -> Measured:
    upright = page.filter(lambda each: each["object_type"] != "char" or each["upright"])
    words = upright.extract_words(
        keep_blank_chars=True, x_tolerance=6, y_tolerance=2, extra_attrs=["fontname", "size"], return_chars=True
    )
    rules = [
        Rule(left=item["x0"], right=item["x1"], top=item["top"])
        for item in (*page.lines, *page.rects)
        if item["height"] < 1.5 and item["width"] > 10
    ]
    return Measured(
        width=page.width,
        height=page.height,
        lines=tuple(_line(word) for word in words if word["text"].strip()),
        rules=tuple(rules),
    )


def _line(word: dict[str, Any]) -> Line:
    font = word["fontname"].partition("+")[2] or word["fontname"]
    inked = [char for char in word["chars"] if char["text"].strip()]
    return Line(
        text=word["text"].strip(),
        left=inked[0]["x0"],
        right=inked[-1]["x1"],
        top=word["top"],
        bottom=word["bottom"],
        size=round(word["size"], 2),
        bold="Bold" in font,
        italic="Italic" in font,
        family=font.partition("-")[0],
    )
