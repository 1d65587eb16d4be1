"""Masking check: find data in a text that may identify a person (Đ4.5, G6). The check proposes findings, and a person
decides.

Eight kinds are found by form alone: telephone and identity numbers, e-mail, addresses, coordinates, devices, accounts
in social networks, and names. A name is a run of syllables that begins with a family name or follows a form of address.
No external source is queried. `docs/guides/press-office.md` lists the reach and limits of the check.

Numbers and accounts in a report are sealed separately. In the claim a word in brackets replaces them; the original
claim is a sealed text of its own. No index, search word or similarity hash contains a number as long as a telephone
number. This rule also covers numbers that did not match, and numbers in words. Names cannot be recognised with
certainty, so they are not replaced.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib.resources import files
from ipaddress import IPv6Address
from typing import Final
from unicodedata import combining, normalize

from domain.kernel.coordinates import coordinates
from domain.kernel.numbers import DIGIT, DIGIT_IN_WORDS, numbers
from domain.kernel.plain_reading import Link, links, read_plainly
from domain.kernel.sites import is_of_account_host
from domain.kernel.word_patterns import one_of

FINDINGS_MOST: Final = 200
"""Most findings in one text. A text with more findings is refused and must be masked first."""
KEY_LENGTH: Final = 32


class Personal(StrEnum):
    """Kind of data that may identify a person."""

    PHONE = "PHONE"
    ID_NUMBER = "ID_NUMBER"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    SOCIAL_MEDIA = "SOCIAL_MEDIA"
    NAME = "NAME"
    NETWORK = "NETWORK"
    COORDINATES = "COORDINATES"


@dataclass(frozen=True, kw_only=True)
class Span:
    """Position in a text: `start`, and the exclusive `end`."""

    kind: Personal
    start: int
    end: int


_WORDS: Final = tomllib.loads(files("domain.kernel").joinpath("masking.toml").read_text(encoding="utf-8"))
FAMILY_NAMES: Final = frozenset(_WORDS["family_names"])
NOT_PEOPLE: Final = frozenset(_WORDS["not_people"])


def _unmarked(word: str) -> str:
    """Return a word without Vietnamese diacritics."""
    return "".join(sign for sign in normalize("NFD", word.replace("đ", "d")) if not combining(sign))


UNMARKED_LEAST: Final = 3
"""Shortest family name that is matched without diacritics. Shorter names are words of other languages."""
_UNMARKED_NAMES: Final = frozenset(_unmarked(name) for name in FAMILY_NAMES if len(name) >= UNMARKED_LEAST)
_SMALL_NAMES: Final = frozenset({*_WORDS["small_names"], *map(_unmarked, _WORDS["small_names"])})
"""Family names in lower case that are seldom ordinary words when a middle name follows."""
_UNMARKED_NOT_PEOPLE: Final = frozenset(map(_unmarked, NOT_PEOPLE))


_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_CAPITAL = rf"[{_UPPER}][^\W\d_]*"
_JOIN, _ANY_JOIN = r"[ ._-]", r"[ \n._-]"
"""Separators between the syllables of a name."""
_RUN = rf"{_CAPITAL}(?:{_JOIN}{_CAPITAL})"
_HOUSE = r"\d{1,4}[A-Za-z]?(?:[/-]\d{1,4}[A-Za-z]?){0,4}"

_EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|[ ]?[\[({][ ]?(?:at|@)[ ]?[\])}][ ]?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE
)
_AT = re.compile(r"[@\[({]")
"""Characters of which every mail address and every handle has one."""
_PAPER = re.compile(
    r"\b[A-Z]\d{7,8}\b"  # passport
    r"|\b\d{2}[A-Z][A-Z0-9]?[ -]\d{3}\.?\d{2}\b",  # number plate
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b"  # network card
    r"|(?<![\w:.])(?P<six>[0-9a-f:]{2,39}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?)(?![\w:])",
    re.IGNORECASE,
)
_PART_OF_DEVICE = re.compile(r"[:-][0-9a-f:]|\.[0-9a-f]{4}\.", re.IGNORECASE)
"""Part of every hardware address, and of every text with the signs of an IPv6 address and two colons."""
_NAMED_NUMBER = re.compile(
    rf"\b(?:{one_of(_WORDS['number_words'])})\b(?:\s+(?:số|là|của)|\s*:)*\s*"
    r"(?P<it>[A-Z]{0,4}\d(?:[ .-]?[\dA-Z]){5,17})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    rf"\b(?i:số\s+nhà|nhà\s+số)\s+{_HOUSE}(?:,?\s+(?i:{one_of(_WORDS['streets'])})\s+(?:\d+|{_RUN}{{0,4}}))?"
    rf"|\b(?:(?i:số)\s+)?{_HOUSE},?\s+(?i:{one_of(_WORDS['streets'])})\s+(?:\d+|{_RUN}{{0,4}})"
    rf"|\b(?<!văn )(?i:{one_of(_WORDS['small_places'])})\s+(?:(?i:số)\s+)?(?:\d{{1,4}}\w?(?:/\d+)*\b|{_RUN}{{0,3}})"
    rf"|\b(?i:căn\s+hộ|phòng\s+trọ)\s+(?:(?i:số)\s+)?[A-Z]?\d[\w.-]*"
)
_IP_FOUR = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_HANDLE = re.compile(r"(?<![\w@.+/-])@[A-Za-z][\w.]{2,40}")
_NAME = re.compile(rf"\b{_RUN}{{1,7}}\b")
_UNCAPPED = re.compile(
    rf"(?<![\w@./-])(?:(?i:{one_of(_SMALL_NAMES)}){_ANY_JOIN}(?:(?:văn|van|(?<=\n)Văn){_ANY_JOIN}"
    rf"(?!(?:{one_of(_WORDS['after_van'])})\b)|(?:thị|thi|(?<=\n)Thị){_ANY_JOIN}(?!(?:{one_of(_WORDS['after_thi'])})\b))"
    rf"|nguyễn{_ANY_JOIN}[^\W\d_]{{1,7}}{_ANY_JOIN})[^\W\d_]{{1,7}}(?!\w)"
)
"""Name typed without capitals or across two lines: a family name with a common middle name."""
_GLUED = re.compile(
    rf"(?<!\w)(?:{one_of(map(str.title, _SMALL_NAMES))})(?:Văn|Thị|Van|Thi)[{_UPPER}][^\W\d_]{{0,6}}(?!\w)"
)
_PLAIN_MIDDLE = re.compile(r"\b(?:van|thi)\b", re.IGNORECASE)
_CALLED = re.compile(rf"\b(?i:{one_of(_WORDS['honorifics'])})\s+(?P<it>{_RUN}{{0,4}})\b")
_PLACE_BEFORE = re.compile(
    rf"\b(?:{one_of({*_WORDS['named_after'], *map(_unmarked, _WORDS['named_after'])})})\s+$", re.IGNORECASE
)
_BEFORE: Final = 30
"""Number of characters before a name that are searched for a word for a street."""


EVERY_KIND: Final = frozenset(Personal)
APART: Final = EVERY_KIND - {Personal.ADDRESS, Personal.COORDINATES, Personal.NAME}
"""Kinds of personal data that are sealed separately."""


def spans(text: str, kinds: Collection[Personal] = EVERY_KIND) -> tuple[Span, ...]:
    """Return the spans of a text (NFC) that may identify a person, in order. Of two overlapping spans, return the first
    or longer."""
    if not kinds:
        return ()
    read, places = read_plainly(text)
    wanted = (_placed(span, places) for span in _all(read, kinds) if span.kind in kinds)
    found = sorted(wanted, key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _placed(span: Span, places: list[int] | None) -> Span:
    if places is None:
        return span
    return Span(kind=span.kind, start=places[span.start], end=places[span.end - 1] + 1)


def _all(text: str, kinds: Collection[Personal]) -> Iterator[Span]:
    yield from _numbers_and_accounts(text)
    if not APART.issuperset(kinds):
        yield from _places_and_names(text)


def _numbers_and_accounts(text: str) -> Iterator[Span]:
    addresses = list(links(text))
    if _AT.search(text):
        yield from _matches(Personal.EMAIL, _EMAIL, text)
        yield from _matches(Personal.SOCIAL_MEDIA, _HANDLE, text)
    yield from _accounts(addresses)
    for number in numbers(text, [(one.start, one.end) for one in addresses]):
        yield Span(kind=Personal.PHONE if number.phone else Personal.ID_NUMBER, start=number.start, end=number.end)
    if DIGIT.search(text):
        yield from _matches(Personal.ID_NUMBER, _NAMED_NUMBER, text, "it")
        yield from _matches(Personal.ID_NUMBER, _PAPER, text)
    yield from _devices(text, addresses)


def _places_and_names(text: str) -> Iterator[Span]:
    yield from _matches(Personal.ADDRESS, _ADDRESS, text)
    for start, end in coordinates(text):
        yield Span(kind=Personal.COORDINATES, start=start, end=end)
    for found in _NAME.finditer(text):
        yield from _name(text, found.start(), found[0])
    yield from _matches(Personal.NAME, _GLUED, text)
    for found in _UNCAPPED.finditer(text):
        plain = found[0].isascii() or not _PLAIN_MIDDLE.search(found[0])
        if plain and not _PLACE_BEFORE.search(text[max(0, found.start() - _BEFORE) : found.start()]):
            yield Span(kind=Personal.NAME, start=found.start(), end=found.end())
    for found in _CALLED.finditer(text):
        if not _public(found["it"]) and not _public(found[0]):
            yield Span(kind=Personal.NAME, start=found.start("it"), end=found.end("it"))


def _accounts(addresses: Iterable[Link]) -> Iterator[Span]:
    for one in addresses:
        if is_of_account_host(one.address):
            yield Span(kind=Personal.SOCIAL_MEDIA, start=one.start, end=one.end)


def _devices(text: str, addresses: Iterable[Link]) -> Iterator[Span]:
    """Yield network addresses and hardware addresses."""
    for one in addresses:
        if _IP_FOUR.match(one.bare):
            yield Span(kind=Personal.NETWORK, start=one.start, end=one.end)
    for found in _DEVICE.finditer(text) if _PART_OF_DEVICE.search(text) else ():
        if found["six"] is None or _is_six(found["six"]):
            yield Span(kind=Personal.NETWORK, start=found.start(), end=found.end())


def _is_six(text: str) -> bool:
    if text.count(":") < 2 or not any(sign.isalnum() for sign in text):
        return False
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _matches(kind: Personal, pattern: re.Pattern[str], text: str, group: str | int = 0) -> Iterator[Span]:
    for found in pattern.finditer(text):
        yield Span(kind=kind, start=found.start(group), end=found.end(group))


def _name(text: str, start: int, run: str) -> Iterator[Span]:
    """Yield the part of a run of capitalised syllables that begins with a family name, unless the run names no
    person."""
    for found in re.finditer(r"[^\W\d_]+", run):
        rest = run[found.start() :]
        if found.end() == len(run):
            return
        if not _begins_name(found[0].casefold(), plain=run.isascii()) or _public(rest):
            continue
        begins = start + found.start()
        if not _PLACE_BEFORE.search(text[max(0, begins - _BEFORE) : begins]):
            yield Span(kind=Personal.NAME, start=begins, end=start + len(run))
        return


def _begins_name(syllable: str, *, plain: bool) -> bool:
    """Return whether a syllable is a family name. In a run without any diacritics, a name without its diacritics counts
    too."""
    return syllable in FAMILY_NAMES or (plain and syllable in _UNMARKED_NAMES)


def _public(run: str) -> bool:
    """Return whether a run begins like the name of a place, an organisation or an ethnic group."""
    words = re.split(_JOIN, run.casefold())
    known = _UNMARKED_NOT_PEOPLE if run.isascii() else NOT_PEOPLE
    return any(" ".join(words[:length]) in known for length in (2, 3))


def key_of(commitment: str, span: Span) -> str:
    """Return the id of a finding. The id reveals nothing of the text, and changes when the text is sealed again.

    So a changed text needs new confirmations.
    """
    return sha256(f"{commitment}:{span.kind}:{span.start}:{span.end}".encode()).hexdigest()[:KEY_LENGTH]


LONG: Final = 7
"""Length in digits of the shortest number that no index contains. A date has eight digits, so dates are not searchable
either."""

_PLACEHOLDERS: Final = {
    Personal.PHONE: "[số điện thoại]",
    Personal.ID_NUMBER: "[số giấy tờ]",
    Personal.EMAIL: "[thư điện tử]",
    Personal.SOCIAL_MEDIA: "[tài khoản]",
    Personal.NETWORK: "[thiết bị, địa chỉ mạng]",
}
_OTHER: Final = "[số riêng]"
_DIGIT: Final = rf"(?:\b{DIGIT_IN_WORDS}\b|\d)"
_LONG: Final = re.compile(
    rf"{_DIGIT}(?:\W{{0,3}}{_DIGIT}){{{LONG - 1},}}|\b(?:[^\W\d]*\d){{{LONG},}}\w*",
    re.IGNORECASE,
)


def apart(text: str) -> str:
    """Return the text with a word in brackets for each number and account. A text without them is unchanged."""
    parts, end = [], 0
    for span in spans(text, APART):
        parts += [text[end : span.start], _PLACEHOLDERS.get(span.kind, _OTHER)]
        end = span.end
    return "".join([*parts, text[end:]])


def without_numbers(text: str) -> str:
    """Return the text without long numbers, for use in an index or a comparison."""
    return _LONG.sub(" ", apart(text))


def asks_for_number(words: str) -> bool:
    """Return whether a search text contains a number or an account."""
    return bool(spans(words, APART))
