"""Vietnamese order, as dictionaries have it, in a key that compares as plain text.

Letters first: a ă â b c d đ e ê … o ô ơ … u ư … z. Digits come before them, and a word's end before any letter. Where
the letters are the same, tones decide from the left: ngang, huyền, hỏi, ngã, sắc, nặng. Then small letters stand before
capitals. The embedded database has no such collation, and an index serves a sort only in its own: so the key is made
here and stored, and every server sorts it alike.
"""

from typing import Final
from unicodedata import normalize

LETTERS_MOST: Final = 80
"""Letters of a text that decide its place; texts that agree in as many have no fixed order."""

_ALPHABET: Final = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY: Final = {letter: chr(ord("0") + place) for place, letter in enumerate(_ALPHABET)}
_SHAPES: Final = "\u0302\u0306\u031b"
"""Marks that make another letter: â, ă, ơ."""
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_BETWEEN: Final = "\t"
"""Sorts before everything else in a key, so that a text comes before those that begin with it."""


def sort_key(text: str) -> str:
    """A key whose order as text is the Vietnamese order of the texts. Printable ASCII and tabs for Vietnamese."""
    letters = tones = cases = ""
    for character in _words(text):
        letter, tone = _split(character.lower())
        letters += _PRIMARY.get(letter, letter if letter == " " else f"~{letter}")
        tones += tone
        cases += "1" if character.isupper() else "0"
    return _BETWEEN.join((letters, tones.rstrip("0"), cases.rstrip("0")))


def _words(text: str) -> str:
    plain = "".join(
        character if character.isalnum() else " " for character in normalize("NFC", text)[: 4 * LETTERS_MOST]
    )
    return " ".join(plain.split())[:LETTERS_MOST]


def _split(character: str) -> tuple[str, str]:
    """The letter without its tone, and the tone."""
    whole = normalize("NFD", character)
    base, marks = whole[:1], whole[1:]
    shape = "".join(mark for mark in marks if mark in _SHAPES)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    return normalize("NFC", base + shape), tone
