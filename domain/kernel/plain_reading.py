"""A text as a reader sees it: without signs that show nothing, with one kind of space, dash, dot, stroke and digit.

A check that goes by form must not be led past by a space of another width or a sign of no width. Nor by a digit of
another script or a letter that looks like another one: texts pasted from other programs hold them too. Nor by markup:
tags are left out, and escapes of digits, dots and signs of ASCII are read as what a browser shows for them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import category, digit, normalize, numeric

SIGNS_KEPT = 4_096
_SHOW_NOTHING = frozenset({"Cf", "Me"})
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Selectors that choose a form of the sign before them (Unicode, section 23.4)."""
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f")
"""Letters and marks that show nothing."""
LOOK_ALIKES: Final = {
    **dict(zip("аеорсухіјѕһԁԛԝӏкмтнвё", "aeopcyxijshdqwlkmthbe", strict=True)),
    **dict(zip("АВЕКМНОРСТУХІЈЅԚԜӀ", "ABEKMHOPCTYXIJSQWl", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("ονιαυκρχɡıɑո", "oviaukpxgian", strict=True)),
    **dict.fromkeys("\u2024\u3002\uff61\ufe52\u2219\u22c5\u30fb\u00b7\u2022\u2027", "."),
    **dict.fromkeys("\u2215\u2044\u29f8\u2571", "/"),
    **dict.fromkeys("\u2212\u02d7\u2043\u00af\u23af\u2500", "-"),
    **dict.fromkeys("\u2236\ua789\u02d0", ":"),
}
"""Cyrillic, Greek and other letters that look Latin (Unicode Technical Standard 39), and signs like those of ASCII."""

_MARKUP: Final = re.compile(
    r"</?[a-z][a-z0-9]{0,10}(?:[ /][^<>]{0,200})?>"
    r"|&#(?:0{0,5}(?P<decimal>3[3-9]|[4-9]\d|1[01]\d|12[0-6])|x0{0,4}(?P<hex>[2-7][0-9a-f]));"
    r"|%(?P<percent>3\d|2e)|\\u00(?P<escape>3\d|2e)",
    re.IGNORECASE,
)
"""Tags and escapes. In an address only escapes of digits and dots are read: they are the same there (RFC 3986, 2.3)."""


def read_plainly(text: str) -> tuple[str, list[int] | None]:
    """The text as it reads, and where each of its characters is in the given one; None when it is the same."""
    if "  " not in text and all(_plain(sign) == sign for sign in set(text)) and not _MARKUP.search(text):
        return text, None
    read: list[str] = []
    places: list[int] = []
    for place, sign in _signs(text):
        plain = _plain(sign)
        if plain and not (plain == " " and read[-1:] == [" "]):
            read.append(plain)
            places.append(place)
    return "".join(read), places


def _signs(text: str) -> Iterator[tuple[int, str]]:
    """The signs of a text with their places: an escape is one, a tag none."""
    past = 0
    for found in _MARKUP.finditer(text):
        yield from enumerate(text[past : found.start()], past)
        if found["decimal"]:
            yield found.start(), chr(int(found["decimal"]))
        elif digits := found["hex"] or found["percent"] or found["escape"]:
            yield found.start(), chr(int(digits, 16))
        past = found.end()
    yield from enumerate(text[past:], past)


@lru_cache(maxsize=SIGNS_KEPT)
def _plain(sign: str) -> str:
    """One character as it reads; nothing for one that shows nothing."""
    if sign.isascii():
        return " " if sign in "\t\v\f" else sign
    if sign in LOOK_ALIKES:
        return LOOK_ALIKES[sign]
    kind = category(sign)
    if kind in _SHOW_NOTHING or sign in _VARIANTS or sign in _FILLERS:
        return ""
    if sign.isspace():
        return "\n" if sign in "\u2028\u2029" else " "
    if kind == "Pd":
        return "-"
    if (value := digit(sign, numeric(sign, None) if kind in ("Lo", "No") else None)) is not None:
        return str(int(value)) if value in range(10) else sign
    wide = normalize("NFKC", sign)
    return wide if len(wide) == 1 and wide.isascii() else sign
