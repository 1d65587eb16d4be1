"""A text as a reader sees it: without signs that show nothing, with one kind of space and of digit.

A check that goes by form must not be led past by a space of another width, a sign of no width or a digit of another
script: texts pasted from other programs hold them too.
"""

from functools import lru_cache
from unicodedata import category, digit, normalize

SIGNS_KEPT = 4_096
_SHOW_NOTHING = frozenset({"Cf", "Me"})
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Selectors that choose a form of the sign before them (Unicode, section 23.4)."""


def read_plainly(text: str) -> tuple[str, list[int] | None]:
    """The text as it reads, and where each of its characters is in the given one; None when it is the same."""
    if "  " not in text and all(_plain(sign) == sign for sign in set(text)):
        return text, None
    read: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = _plain(sign)
        if plain and not (plain == " " and read[-1:] == [" "]):
            read.append(plain)
            places.append(place)
    return "".join(read), places


@lru_cache(maxsize=SIGNS_KEPT)
def _plain(sign: str) -> str:
    """One character as it reads; nothing for one that shows nothing."""
    if sign.isascii():
        return " " if sign == "\t" else sign
    if category(sign) in _SHOW_NOTHING or sign in _VARIANTS:
        return ""
    if sign.isspace():
        return "\n" if sign in "\u2028\u2029" else " "
    if (value := digit(sign, None)) is not None:
        return str(value)
    wide = normalize("NFKC", sign)
    return wide if len(wide) == 1 and wide.isascii() else sign
