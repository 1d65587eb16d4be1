"""The pinned fonts: their glyphs, the width of a text in them, and the characters that they can show.

Liberation Serif has the widths of Times New Roman and every Vietnamese letter. A changed file raises FontChanged,
because otherwise pages could look different without anybody noticing.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from unicodedata import category

from fontTools.ttLib import TTFont

from domain.kernel.text import nfc
from workers.documents.format import Style

FOLDER: Final = Path(__file__).parent / "fonts"
PINNED: Final = {
    "LiberationSerif-Regular.ttf": "9caef765d2e891c10dd73658894f01e660fe0c1c83e0bda7d6edf561d8f623d4",
    "LiberationSerif-Bold.ttf": "443a4dbd694b6e4689925947b456e0532e10b19c90fa32eb39ea6c2cd9db9ebd",
    "LiberationSerif-Italic.ttf": "de18fe26337e03241952dca46398d5b66f3c5738d080bfd284f66e67b926f597",
    "LiberationSerif-BoldItalic.ttf": "4b2635d2ec4d992373dcae577c742a98ecfd841ffc1b8a103b5f10db163dbc7a",
}
"""SHA-256 of each face of version 2.1.5."""
_FACES: Final = {
    (False, False): "LiberationSerif-Regular.ttf",
    (True, False): "LiberationSerif-Bold.ttf",
    (False, True): "LiberationSerif-Italic.ttf",
    (True, True): "LiberationSerif-BoldItalic.ttf",
}


class FontChanged(Exception):
    """A font file is missing or differs from the pinned file."""


@cache
def checked(folder: Path = FOLDER) -> Path:
    """Return the folder after verifying every pinned file in it. Raise FontChanged."""
    for name, digest in PINNED.items():
        path = folder / name
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
            raise FontChanged(name)
    return folder


@cache
def _face(name: str) -> tuple[dict[int, float], frozenset[int]]:
    """Return the advance widths by character, as shares of the font size, and the available characters."""
    with TTFont(checked() / name, lazy=True) as font:
        advances, unit = font["hmtx"].metrics, font["head"].unitsPerEm
        widths = {code: advances[glyph][0] / unit for code, glyph in font.getBestCmap().items()}
    return widths, frozenset(widths)


@cache
def covered() -> frozenset[int]:
    return frozenset.intersection(*(_face(name)[1] for name in PINNED))


def width(text: str, style: Style) -> float:
    """Return the width of a line in points, without kerning."""
    widths, _ = _face(_FACES[style.bold, style.italic])
    return sum(widths.get(ord(character), 1) for character in text) * style.size


def lines(text: str, style: Style, most: float) -> list[str]:
    """Return the text in as few lines as fit in `most` points. The lines are as equal in length as possible."""
    words = [part for word in text.split() for part in _parts(word, style, most)]
    few = _wrapped(words, style, most)
    low, high = max((width(word, style) for word in words), default=0.0), most
    while high - low > 1:  # the narrowest width that needs no more lines
        middle = (low + high) / 2
        low, high = (low, middle) if len(_wrapped(words, style, middle)) <= len(few) else (middle, high)
    return _wrapped(words, style, high)


def _parts(word: str, style: Style, most: float) -> list[str]:
    """Return the word, or its pieces if the word is wider than a line."""
    if width(word, style) <= most:
        return [word]
    fits = max(1, int(most / max(width(character, style) for character in word)))
    return [word[at : at + fits] for at in range(0, len(word), fits)]


def _wrapped(words: list[str], style: Style, most: float) -> list[str]:
    found: list[str] = []
    for word in words:
        if found and width(f"{found[-1]} {word}", style) <= most:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return found


MASKED: Final = "–"
VIETNAMESE: Final = str.maketrans(",.", ".,")
NEVER_SHOWN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories that are never printed: controls, formats (RTL marks, joiners, tags) and unassigned characters."""


def printable(text: str) -> str:
    """Return the text composed (NFC) and without controls. A character that the font lacks is replaced by its code:
    `[U+1F600]`."""
    return "".join(_drawn(character) for character in nfc(text).replace("\t", " ")).strip()


def _drawn(character: str) -> str:
    if character == "\n":
        return character
    if category(character) in NEVER_SHOWN:
        return ""
    return character if ord(character) in covered() else f"[U+{ord(character):04X}]"


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in printable(text).split("\n") if line.strip()]


def number(value: int | float | None, language: str) -> str:
    """Return a number for readers, in Vietnamese with a decimal comma; a dash for a masked number."""
    if value is None:
        return MASKED
    return f"{value:,}".translate(VIETNAMESE if language == "vi" else {})
