"""Check of an officer's text: whether it says anything, and whether it puts a political label on somebody (X4).

Officers write Vietnamese. A text of a sentence or more has words: different syllables as Vietnamese spells them, not
counting those by which a form names its fields. What is written twice counts once.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any, Final
from unicodedata import normalize

from domain.kernel.text import fold

SENTENCE_LEAST: Final = 10
"""A text for which at least so many characters are asked is a sentence or more."""
WORDS_LEAST: Final = 3
"""Different words of a sentence."""
OWN_LEAST: Final = 1
"""Words that a form's labels and empty phrases do not have."""
SAID_ONCE: Final = 0.75
"""Part of the characters asked for that the different words alone must fill."""
DRAWN_LEAST: Final = 7
"""Letters of the longest syllable of Vietnamese; a longer word was drawn together."""

_LISTS: Final = tomllib.loads(files("domain.kernel").joinpath("wording.toml").read_text(encoding="utf-8"))
_SENTENCES: Final = dict.fromkeys(map(ord, "\ufdfa\ufdfb"), " ")
"""Signs that stand for a sentence of Arabic: each would become up to 18 letters."""
_SYLLABLE: Final = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr|v|x)?"
    "(?:ieu|iu|ie|ia|i|oai|oao|oay|oeo|oa|oe|oi|oo|o|uai|uay|uoi|uou|uya|uye|uyu|ua|ue|ui|uo|uu|uy|u"
    "|ai|ao|au|ay|a|eo|eu|e|yeu|ye|y)"
    "(?:ch|c|m|ng|nh|n|p|t)?"
)
_EMPTY: Final = re.compile(
    "|".join(rf"(?<!\w){words}(?!\w)" for words in sorted(map(fold, _LISTS["empty"]), key=len, reverse=True))
)
"""A form's labels, and phrases that fit any decision."""


def says_nothing(text: str, least: int) -> bool:
    """Return whether a text that needs `least` characters has no words, only a form's own, or the same ones again."""
    if least < SENTENCE_LEAST:
        return not fold(text)
    folded = fold(_compatible(text))
    words, own = _spelt(folded), _spelt(_EMPTY.sub(" ", folded))
    once = " ".join(dict.fromkeys(folded.split()))
    return len(words) < WORDS_LEAST or len(own) < OWN_LEAST or len(once) < SAID_ONCE * least


def _compatible(text: str) -> str:
    return normalize("NFKC", text.translate(_SENTENCES))


def _spelt(folded: str) -> frozenset[str]:
    """The different words of a folded text that Vietnamese spells."""
    return frozenset(word for word in folded.split() if len(word) > 1 and _SYLLABLE.fullmatch(word))


_ALIKE: Final = str.maketrans("аеорсухіԁѕһτν0134@$", "aeopcyxidshtvoieaas")
"""Letters of other alphabets, digits and signs that are typed for Latin letters."""
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")


def latin(text: str) -> str:
    """The text in small Latin letters with their marks, whatever alphabet or width they were typed in."""
    return normalize("NFC", _compatible(text).casefold().translate(_ALIKE))


def _toneless(words: str) -> str:
    """Words without the marks of tones; `ă`, `â`, `đ`, `ê`, `ô`, `ơ` and `ư` stay."""
    return normalize("NFC", "".join(sign for sign in normalize("NFD", words) if sign not in _TONES))


def _pattern(words: str) -> str:
    """Words as a pattern: each letter with its mark or without, whatever the tone."""
    return "".join(letter if letter.isascii() else f"[{letter}{fold(letter)}]" for letter in _toneless(words))


class Phrases:
    """Finds some phrases however they are spaced or marked; `other` is spelt like one and means something else."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        patterns = [_pattern(row["words"]) for row in rows]
        self._apart = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
        self._drawn = re.compile("|".join(patterns).replace(" ", ""))
        self._others = frozenset(normalize("NFC", other) for row in rows for other in row.get("other", ()))

    def within(self, text: str) -> bool:
        read = latin(text)
        spaced = "".join(sign if sign.isalnum() else " " for sign in read)
        drawn = "".join(sign for sign in read if sign.isalnum() or sign.isspace())
        return any(self._among(list(_words(form))) for form in dict.fromkeys((spaced, drawn)))

    def _among(self, words: list[str]) -> bool:
        written = " ".join(words)
        found = self._apart.finditer(_toneless(written))
        if any(written[one.start() : one.end()] not in self._others for one in found):
            return True
        return any(len(word) > DRAWN_LEAST and self._drawn.search(_toneless(word)) for word in words)


LABELS: Final = Phrases(_LISTS["labels"])
"""Political labels of persons and groups (X4)."""
CAMPAIGNS: Final = Phrases(_LISTS["campaigns"])
"""Words of requests that the register does not carry: to steer the press or opinion, or to report in numbers (X5,
X6)."""


def _words(text: str) -> Iterator[str]:
    """The words; letters that stand alone one after the other are one word."""
    for alone, group in groupby(text.split(), key=lambda word: len(word) == 1):
        words = list(group)
        yield from ["".join(words)] if alone else words
