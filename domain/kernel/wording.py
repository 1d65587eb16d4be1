"""Checks of an officer's text: it has content, no political label, and no data about a person (X2).

Officers write Vietnamese. A text of a sentence or more must contain words: different syllables in Vietnamese spelling,
other than the names of a form's fields. A repeated word counts once.

Every text is checked unless its field gives a reason against the check. Numbers, devices and mail addresses that
identify a person are refused. Apparent names, accounts and coordinates are refused until the writer gives a reason for
each. The address of one item does not count as an account. No external source is queried: `masking.py` matches by form
alone.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from itertools import groupby
from typing import Any, Final
from unicodedata import normalize

from domain.kernel.masking import FINDINGS_MOST, Personal, Span, spans
from domain.kernel.plain_reading import in_latin, links, read_plainly
from domain.kernel.refusals import InvalidInput, camel, invalid
from domain.kernel.sites import Named, named_by
from domain.kernel.text import fold

SENTENCE_LEAST: Final = 10
"""Required length of a field, in characters, from which its text must contain words."""
WORDS_LEAST: Final = 3
"""Fewest different words of a text."""
OWN_LEAST: Final = 1
"""Fewest words that are neither labels of a form nor empty phrases."""
SAID_ONCE: Final = 0.75
"""Fraction of the required characters that the text must reach if each word is counted once."""
DRAWN_LEAST: Final = 7
"""Number of letters of the longest Vietnamese syllable. A longer word is several syllables without spaces."""

_LISTS: Final = tomllib.loads(files("domain.kernel").joinpath("wording.toml").read_text(encoding="utf-8"))
_SENTENCES: Final = dict.fromkeys(map(ord, "\ufdfa\ufdfb"), " ")
"""Single characters that represent an Arabic sentence. Each would expand to up to 18 letters."""
_SYLLABLE: Final = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr|v|x)?"
    "(?:ieu|iu|ie|ia|i|oai|oao|oay|oeo|oa|oe|oi|oo|o|uai|uay|uoi|uou|uya|uye|uyu|ua|ue|ui|uo|uu|uy|u"
    "|ai|ao|au|ay|a|eo|eu|e|yeu|ye|y)"
    "(?:ch|c|m|ng|nh|n|p|t)?"
)
_EMPTY: Final = re.compile(
    "|".join(rf"(?<!\w){words}(?!\w)" for words in sorted(map(fold, _LISTS["empty"]), key=len, reverse=True))
)
"""Labels of a form, and phrases that fit any decision."""


def says_nothing(text: str, least: int) -> bool:
    """Return whether a text lacks content: it has too few words, only labels of a form, or repeated words.

    `least` is the required length of the field in characters.
    """
    if least < SENTENCE_LEAST:
        return not fold(text)
    folded = fold(_compatible(text))
    words, own = _spelt(folded), _spelt(_EMPTY.sub(" ", folded))
    once = " ".join(dict.fromkeys(folded.split()))
    return len(words) < WORDS_LEAST or len(own) < OWN_LEAST or len(once) < SAID_ONCE * least


def _compatible(text: str) -> str:
    return normalize("NFKC", text.translate(_SENTENCES))


def _spelt(folded: str) -> frozenset[str]:
    """Return the different words of a folded text in Vietnamese spelling."""
    return frozenset(word for word in folded.split() if len(word) > 1 and _SYLLABLE.fullmatch(word))


_TYPED_FOR: Final = str.maketrans("0134@$", "oieaas")
"""Digits and signs that writers type in place of letters."""
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")


def latin(text: str) -> str:
    """Return the text in lower-case Latin letters with diacritics, whatever alphabet or width they were typed in."""
    return normalize("NFC", in_latin(_compatible(text)).translate(_TYPED_FOR))


def _toneless(words: str) -> str:
    """Return words without tone marks; `ă`, `â`, `đ`, `ê`, `ô`, `ơ` and `ư` stay."""
    return normalize("NFC", "".join(sign for sign in normalize("NFD", words) if sign not in _TONES))


def _pattern(words: str) -> str:
    """Return a pattern for words. It matches each letter with or without its mark, and any tone."""
    return "".join(letter if letter.isascii() else f"[{letter}{fold(letter)}]" for letter in _toneless(words))


class Phrases:
    """Matcher of phrases, whatever their spacing or diacritics. `other` lists words with the same letters and another
    meaning."""

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
"""Words of requests that the register does not forward: to steer the press or opinion, or to mass-report (X5, X6)."""


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text. Consecutive single letters form one word."""
    for alone, group in groupby(text.split(), key=lambda word: len(word) == 1):
        words = list(group)
        yield from ["".join(words)] if alone else words


class Harmless(StrEnum):
    """Reason why a finding of the check for personal data is harmless."""

    NOT_A_PERSON = "NOT_A_PERSON"
    OFFICE_HOLDER = "OFFICE_HOLDER"
    AGENCY_CONTACT = "AGENCY_CONTACT"
    CONSENT = "CONSENT"


class Exempt(StrEnum):
    """Reason why a text is not checked, or only in part."""

    REPORTED = "The words of somebody outside the agencies, or of the content itself, kept as they are."
    MASKED = "The public reads it: the masking check of notices asks for an answer to each finding."
    OFFICE = "It names who holds an office and how to reach the office."
    REDRESS = "It says how to reach the agencies that hear complaints."
    BODY_OR_PLACE = "It is the name of an agency or a place, which may sound like a person's."
    LAW = "It quotes a legal act."
    ACCOUNT = "It is an account, a code, a digest, a file or an address of a program, named by rules of its own."


REFUSED: Final = frozenset({Personal.PHONE, Personal.ID_NUMBER, Personal.EMAIL, Personal.NETWORK})
"""Kinds of personal data that no text may contain, even if its writer confirms them."""
ASKED: Final = frozenset({Personal.NAME, Personal.SOCIAL_MEDIA, Personal.COORDINATES})
"""Kinds of personal data that a text may contain if the writer confirms each."""
ANSWERABLE: Final = frozenset({"text-name", "text-account", "text-coordinates"})
"""Codes of refusals that the writer can resolve with a confirmation."""
LOOKED_FOR: Final = frozenset({*REFUSED, *ASKED})
_LOOKED_FOR_DESPITE: Final = {Exempt.REDRESS: frozenset({Personal.ID_NUMBER, Personal.NAME, Personal.NETWORK})}


@dataclass(frozen=True, kw_only=True)
class ConfirmedName:
    """Writer's confirmation that a finding may stay in the text. `at` counts characters from 1, as refusals do."""

    field: str
    at: int
    harmless: Harmless


@dataclass(frozen=True, kw_only=True)
class NameInText:
    """Name, account or coordinate that the writer confirmed. It contains the field and position, never the text."""

    field: str
    start: int
    end: int
    harmless: Harmless


def looked_for(exempt: Exempt | None) -> frozenset[Personal]:
    """Return the kinds of personal data for which a text is searched."""
    return LOOKED_FOR if exempt is None else _LOOKED_FOR_DESPITE.get(exempt, frozenset())


def looked_through(
    name: str, value: str, exempt: Exempt | None, confirmed: Iterable[ConfirmedName]
) -> tuple[list[InvalidInput], list[NameInText]]:
    """Return the errors of a text, and the names that its writer confirmed, without repeating the text.

    Errors are the first number, device or mail address, and every finding that needs a confirmation and has none.
    """
    reasons = {one.at: one.harmless for one in confirmed if one.field == camel(name)}
    found = spans(value, looked_for(exempt))
    faults = [_refused(name, span) for span in found if span.kind in REFUSED][:1]
    names = [span for span in found if span.kind in ASKED and not _one_item(value, span)]
    open_names = [span for span in names if span.start + 1 not in reasons]
    if len(open_names) > FINDINGS_MOST:
        faults.append(invalid(name, "too-many-findings", most=FINDINGS_MOST))
    else:
        faults += [_asked(name, span) for span in open_names]
    kept = [
        NameInText(field=camel(name), start=span.start, end=span.end, harmless=reasons[span.start + 1])
        for span in names
        if span.start + 1 in reasons
    ]
    return faults, kept


def _refused(name: str, found: Span) -> InvalidInput:
    at = found.start + 1
    match found.kind:
        case Personal.EMAIL:
            return invalid(name, "text-mail-address", at=at)
        case Personal.PHONE:
            return invalid(name, "text-phone-number", at=at)
        case Personal.NETWORK:
            return invalid(name, "text-network-address", at=at)
        case _:
            return invalid(name, "text-personal-number", at=at)


def _asked(name: str, found: Span) -> InvalidInput:
    at, length = found.start + 1, found.end - found.start
    match found.kind:
        case Personal.NAME:
            return invalid(name, "text-name", at=at, length=length)
        case Personal.COORDINATES:
            return invalid(name, "text-coordinates", at=at, length=length)
        case _:
            return invalid(name, "text-account", at=at, length=length)


def _one_item(value: str, span: Span) -> bool:
    """Return whether an account is only part of the address of one item, such as the content of a case."""
    if span.kind is not Personal.SOCIAL_MEDIA:
        return False
    piece, _ = read_plainly(value[span.start : span.end])
    return any(named_by(link.address) is Named.ITEM for link in links(piece))
