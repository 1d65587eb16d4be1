"""The colours of all pages, by day and by night: WCAG 2.2, 1.4.3 and 1.4.11."""

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[3] / "api/web/style.css").read_text(encoding="utf-8")
TEXT, MARK = 4.5, 3.0
PAIRS = {
    **{(ink, ground): TEXT for ink in ("ink", "soft", "link", "warn") for ground in ("paper", "shade")},
    ("paper", "link"): TEXT,
    **{(mark, "paper"): MARK for mark in ("line", "focus", "good", "warn")},
}
"""What is read or looked for, and what it stands on."""
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", line)) for line in STYLE.splitlines()[1:3])


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
def test_what_is_read_stands_out(colours: dict[str, str]) -> None:
    found = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in PAIRS}
    assert {pair: seen for pair, seen in found.items() if seen < PAIRS[pair]} == {}


def test_every_colour_of_the_day_has_one_of_the_night() -> None:
    assert LIGHT.keys() == DARK.keys() != set()
