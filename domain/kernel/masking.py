"""The masking check: what in a text may point at a person (Đ4.5, G6). It proposes; a person looks at each finding.

Six kinds, by form alone: telephone and identity numbers, e-mail, addresses, accounts in networks of people, and runs of
capitalised syllables that begin with a family name or follow a form of address. Nothing is looked up. `docs/press.md`
says what it finds and what it misses.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib.resources import files
from typing import Final
from unicodedata import combining, normalize

from domain.kernel.plain_reading import read_plainly

FINDINGS_MOST: Final = 200
"""Findings of one text; a text with more is refused and has to be masked first."""
KEY_LENGTH: Final = 32


class Personal(StrEnum):
    """Kind of data that may identify a person."""

    PHONE = "PHONE"
    ID_NUMBER = "ID_NUMBER"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    SOCIAL_MEDIA = "SOCIAL_MEDIA"
    NAME = "NAME"


@dataclass(frozen=True, kw_only=True)
class Span:
    """Where in a text something is: characters from `start`, up to and without `end`."""

    kind: Personal
    start: int
    end: int


_WORDS: Final = tomllib.loads(files("domain.kernel").joinpath("masking.toml").read_text(encoding="utf-8"))
FAMILY_NAMES: Final = frozenset(_WORDS["family_names"])
ACCOUNT_HOSTS: Final = frozenset(_WORDS["account_hosts"])
"""Hosts on which an address with one name in its path is an account, a page, a group or a telephone number."""
NOT_PEOPLE: Final = frozenset(_WORDS["not_people"])


def _unmarked(word: str) -> str:
    """A word as it is typed without Vietnamese marks."""
    return "".join(sign for sign in normalize("NFD", word.replace("đ", "d")) if not combining(sign))


UNMARKED_LEAST: Final = 3
"""Letters of a family name by which it is known without its marks; shorter ones are words of other languages."""
_UNMARKED_NAMES: Final = frozenset(_unmarked(name) for name in FAMILY_NAMES if len(name) >= UNMARKED_LEAST)
_UNMARKED_NOT_PEOPLE: Final = frozenset(map(_unmarked, NOT_PEOPLE))


def _any(words: Iterable[str]) -> str:
    """The words as alternatives of a pattern, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_CAPITAL = rf"[{_UPPER}][^\W\d_]*"
_RUN = rf"{_CAPITAL}(?:[ ]{_CAPITAL})"
_HOUSE = r"\d{1,4}[A-Za-z]?(?:[/-]\d{1,4}[A-Za-z]?){0,4}"
_NOT_MONEY = r"(?!\s*(?:đồng|đ\b|vnđ|vnd|usd|triệu|tỷ|tấn|người|lượt|m2|ha\b))"

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    rf"(?<![\d/.,])(?:\(?\+?84\)?|\(?0)(?:[ .\-()]{{0,2}}\d){{8,10}}(?![\d/]|[.,]\d){_NOT_MONEY}", re.IGNORECASE
)
_ID_NUMBER = re.compile(
    rf"(?<![\d/.,])(?:\d{{12}}|\d{{3}}[ .]\d{{3}}[ .]\d{{3}}[ .]\d{{3}}|\d{{9}})(?![\d/]|[.,]\d){_NOT_MONEY}"
    r"|\b[A-Z]\d{7,8}\b"  # passport
    r"|\b\d{2}[A-Z][A-Z0-9]?[ -]\d{3}\.?\d{2}\b",  # number plate
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(
    rf"\b(?:{_any(_WORDS['number_words'])})\b(?:\s+(?:số|là|của)|\s*:)*\s*"
    r"(?P<it>[A-Z]{0,4}\d(?:[ .-]?[\dA-Z]){5,17})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    rf"\b(?i:số\s+nhà|nhà\s+số)\s+{_HOUSE}(?:,?\s+(?i:{_any(_WORDS['streets'])})\s+(?:\d+|{_RUN}{{0,4}}))?"
    rf"|\b(?:(?i:số)\s+)?{_HOUSE},?\s+(?i:{_any(_WORDS['streets'])})\s+(?:\d+|{_RUN}{{0,4}})"
    rf"|\b(?<!văn )(?i:{_any(_WORDS['small_places'])})\s+(?:(?i:số)\s+)?(?:\d{{1,4}}\w?(?:/\d+)*\b|{_RUN}{{0,3}})"
    rf"|\b(?i:căn\s+hộ|phòng\s+trọ)\s+(?:(?i:số)\s+)?[A-Z]?\d[\w.-]*"
)
_ACCOUNT = re.compile(
    rf"(?<![\w@.-])(?:https?://)?(?:www\.)?(?:{_any(ACCOUNT_HOSTS)})/[^\s<>\"'“”]+|(?<![\w@.+/-])@[A-Za-z][\w.]{{2,40}}",
    re.IGNORECASE,
)
_NAME = re.compile(rf"\b{_RUN}{{1,4}}\b")
_CALLED = re.compile(rf"\b(?i:{_any(_WORDS['honorifics'])})\s+(?P<it>{_RUN}{{0,4}})\b")
_PLACE_BEFORE = re.compile(
    rf"\b(?:{_any({*_WORDS['named_after'], *map(_unmarked, _WORDS['named_after'])})})\s+$", re.IGNORECASE
)
_BEFORE: Final = 30
"""How far back a word is looked for that makes a name a street's."""


EVERY_KIND: Final = frozenset(Personal)


def spans(text: str, kinds: Collection[Personal] = EVERY_KIND) -> tuple[Span, ...]:
    """What may point at a person in a text (NFC), in order; of what overlaps, what begins first or is longer."""
    read, places = read_plainly(text)
    wanted = (_placed(span, places) for span in _all(read) if span.kind in kinds)
    found = sorted(wanted, key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _placed(span: Span, places: list[int] | None) -> Span:
    """A span of what was read, where it is in the text."""
    if places is None:
        return span
    return Span(kind=span.kind, start=places[span.start], end=places[span.end - 1] + 1)


def _all(text: str) -> Iterator[Span]:
    yield from _matches(Personal.EMAIL, _EMAIL, text)
    yield from _matches(Personal.SOCIAL_MEDIA, _ACCOUNT, text)
    yield from _matches(Personal.PHONE, _PHONE, text)
    yield from _matches(Personal.ID_NUMBER, _NAMED_NUMBER, text, "it")
    yield from _matches(Personal.ID_NUMBER, _ID_NUMBER, text)
    yield from _matches(Personal.ADDRESS, _ADDRESS, text)
    for found in _NAME.finditer(text):
        yield from _name(text, found.start(), found[0])
    for found in _CALLED.finditer(text):
        if not _public(found["it"]) and not _public(found[0]):
            yield Span(kind=Personal.NAME, start=found.start("it"), end=found.end("it"))


def _matches(kind: Personal, pattern: re.Pattern[str], text: str, group: str | int = 0) -> Iterator[Span]:
    for found in pattern.finditer(text):
        yield Span(kind=kind, start=found.start(group), end=found.end(group))


def _name(text: str, start: int, run: str) -> Iterator[Span]:
    """The part of a run of capitalised syllables that begins with a family name, unless it names no person."""
    syllables = run.split(" ")
    for index, syllable in enumerate(syllables[:-1]):
        rest = " ".join(syllables[index:])
        if not _begins_name(syllable.casefold(), plain=run.isascii()) or _public(rest):
            continue
        begins = start + len(run) - len(rest)
        if not _PLACE_BEFORE.search(text[max(0, begins - _BEFORE) : begins]):
            yield Span(kind=Personal.NAME, start=begins, end=start + len(run))
        return


def _begins_name(syllable: str, *, plain: bool) -> bool:
    """Whether it is a family name, in a run that was typed without any marks also without its own."""
    return syllable in FAMILY_NAMES or (plain and syllable in _UNMARKED_NAMES)


def _public(run: str) -> bool:
    """Whether a run begins like a place, a body or a people."""
    words = run.casefold().split()
    known = _UNMARKED_NOT_PEOPLE if run.isascii() else NOT_PEOPLE
    return any(" ".join(words[:length]) in known for length in (2, 3))


def key_of(commitment: str, span: Span) -> str:
    """The name of a finding: it says nothing of the text, and a text sealed again has other ones.

    So whatever is changed is looked at again.
    """
    return sha256(f"{commitment}:{span.kind}:{span.start}:{span.end}".encode()).hexdigest()[:KEY_LENGTH]
