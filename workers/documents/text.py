"""Text as it can be shown: nothing that turns the order of reading, nothing that the font cannot draw."""

from typing import Final
from unicodedata import category

from domain.kernel.text import nfc
from workers.documents.fonts import covered

MASKED: Final = "–"
VIETNAMESE: Final = str.maketrans(",.", ".,")
NEVER_SHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Controls and formats: RTL marks, joiners, tags; what is not assigned."""


def printable(text: str) -> str:
    """The text in composed form, without controls; a character that the font lacks is named: `[U+1F600]`."""
    return "".join(_drawn(character) for character in nfc(text).replace("\t", " ")).strip()


def _drawn(character: str) -> str:
    if character == "\n":
        return character
    if category(character) in NEVER_SHOWN:
        return ""
    return character if ord(character) in covered() else f"[U+{ord(character):04X}]"


def paragraphs(text: str) -> list[str]:
    """The lines of a text, without empty ones."""
    return [line.strip() for line in printable(text).split("\n") if line.strip()]


def number(value: int | float | None, language: str) -> str:
    """A number as people read it, with a comma before decimals in Vietnamese; a dash for one that is masked."""
    if value is None:
        return MASKED
    return f"{value:,}".translate(VIETNAMESE if language == "vi" else {})
