"""What browsers are shown: the width of a screen moves things and leaves their colours as they are.

So contrast is measured at one width: `tests/api/desk/test_in_browser.py`, `tests/api/test_report_pages.py`.
"""

import re
from collections.abc import Iterator

from tests.support.house import ROOT

STYLE = ROOT / "api" / "web" / "style.css"
BY_WIDTH = re.compile(r"@media[^{]*width[^{]*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")
COLOUR = re.compile(r"(?<![\w-])(?:color|background|opacity|filter|visibility|font-size)[\w-]*\s*:|display\s*:\s*none")


def colours_by_width(style: str) -> Iterator[str]:
    """What makes a text be seen or not, where it depends on a width."""
    for block in BY_WIDTH.findall(style):
        yield from COLOUR.findall(block)


def test_no_colour_depends_on_the_width_of_a_screen() -> None:
    assert list(colours_by_width(STYLE.read_text(encoding="utf-8"))) == []
    assert list((ROOT / "api").rglob("style.css")) == [STYLE], "all pages share one sheet"
