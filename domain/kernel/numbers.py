"""Search for numbers that identify a person, by their digits, regardless of grouping and separators.

A run is a series of digits. Between two digits are up to three non-letters, or one repeated sign. Only the digits
count, so `0912-345-678`, `(0912) 345.678` and one digit on each line are one number. Dates, times and document numbers
separate runs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.kernel.word_patterns import one_of

Found = tuple[int, int]
"""Position of a number: first character, and exclusive end."""

_RUN: Final = re.compile(r"\+?\d+(?:(?:[\W_]{0,3}|[ ]?(?P<again>[\W_])(?P=again){1,40}[ ]?)\d+)*")
_GROUP: Final = re.compile(r"\d+")
_PARTS_RUNS: Final = re.compile(
    r"(?<![\d/.])(?:\d{1,2}[/.-]){1,2}(?:19|20)\d{2}(?!\d|[/.]\d|-(?!\d{1,2}[/.])\d)"  # 12/05/2026, 5/2026
    r"|(?<!\d)(?:19|20)\d{2}-(?:0\d|1[0-2])(?:-[0-3]\d)?(?![-\d])"  # 2026-05-12
    r"|(?<![\d.:])\d{1,2}(?::\d{2}){1,2}(?![:\d])"  # 09:30
    r"|(?<!\d)\d{1,5}/(?:19|20)\d{2}/"  # 123/2026/
)
_LETTER_FOR_DIGIT: Final = re.compile(r"(?<=\d)[oOlI]{1,4}(?=[\W_]?\d)|(?<!\w)[oO](?=[\W_]?[1-9](?:[\W_]?[\dlI]){7})")
_DIGITS_FOR_LETTERS: Final = str.maketrans("oOlI", "0011")
_MONEY: Final = re.compile(
    r"\s*(?:đồng|đ\b|vnđ|vnd|usd|euro|triệu|tỷ|tấn|người|lượt|lần|m2|m3|km|ha\b|kg|%|\$|€)", re.IGNORECASE
)
DIGIT: Final = re.compile(r"\d")
_WORDS: Final = (
    "không|khong|linh|một|mot|mốt|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|lam|sáu|sau|bảy|bay|bẩy|tám|tam|chín|chin"
    "|zero|oh|one|two|three|four|five|six|seven|eight|nine"
)
DIGIT_IN_WORDS: Final = one_of(_WORDS.split("|"))
_IN_WORDS: Final = re.compile(rf"\b{DIGIT_IN_WORDS}(?:[\W_]{{1,3}}{DIGIT_IN_WORDS}){{5,14}}\b", re.IGNORECASE)

_NATIONAL: Final = re.compile(r"0[1-9]\d{7,9}")
_ABROAD: Final = re.compile(r"\+(?:84\(?0?\)?[1-9]\d{7,9}|[1-9]\d{8,14})|00[1-9]\d{8,13}")
_OWN_CODE: Final = re.compile(r"84[1-9]\d{7,9}")
_PAIRED: Final = re.compile(r"0[35789]\d{8}")
_LISTS: Final = frozenset({", ", "; ", " , ", " ; ", ";"})
CARD_LEAST, CARD_MOST = 13, 19
"""Fewest and most digits of a card number (ISO/IEC 7812). A device number has 15 digits."""
CARD_GROUPS: Final = 6
ALONE_LEAST: Final = 9
"""Fewest digits of a personal number without separators: an identity paper, an account or a device."""
WINDOW_MOST: Final = 19
"""Digits of the longest number that is matched."""


@dataclass(frozen=True)
class Number:
    """Personal number: its position, and whether it is a telephone number."""

    start: int
    end: int
    phone: bool


def numbers(text: str, within: Sequence[Found] = ()) -> Iterator[Number]:
    """Yield the personal numbers in a text in its plain form. Inside addresses (`within`), yield only numbers without
    separators."""
    for spelled in _IN_WORDS.finditer(text):
        yield Number(spelled.start(), spelled.end(), phone=True)
    if not DIGIT.search(text):
        return
    plain = _PARTS_RUNS.sub(lambda found: "x" * len(found[0]), _LETTER_FOR_DIGIT.sub(_as_digits, text))
    plain = _without(plain, within)
    for run in _RUN.finditer(plain):
        yield from _in_run(plain, _Run(run[0], run.start()))


def _as_digits(found: re.Match[str]) -> str:
    return found[0].translate(_DIGITS_FOR_LETTERS)


def _without(text: str, within: Sequence[Found]) -> str:
    """Replace the digits of addresses in a text with blanks, except a telephone number without separators."""
    for start, end in within:
        text = f"{text[:start]}{_GROUP.sub(_kept, text[start:end])}{text[end:]}"
    return text


def _kept(found: re.Match[str]) -> str:
    return found[0] if _PAIRED.fullmatch(found[0]) else "x" * len(found[0])


class _Run:
    """Groups of digits with the characters between them."""

    def __init__(self, text: str, start: int) -> None:
        found = list(_GROUP.finditer(text))
        self.plus = text.startswith("+")
        self.groups = [one[0] for one in found]
        self.places = [(start + one.start(), start + one.end()) for one in found]
        if self.plus:
            self.places[0] = (start, self.places[0][1])
        self.gaps = [text[one.end() : other.start()] for one, other in pairwise(found)]


def _in_run(text: str, run: _Run) -> Iterator[Number]:
    first = 0
    while first < len(run.groups):
        found = _longest(text, run, first)
        if found is None:
            first += 1
            continue
        last, phone = found
        yield Number(run.places[first][0], run.places[last][1], phone)
        first = last + 1


def _longest(text: str, run: _Run, first: int) -> tuple[int, bool] | None:
    """Return the last group of the longest number that begins with a given group, and whether it is a telephone
    number."""
    best, digits = None, ""
    for last in range(first, len(run.groups)):
        digits += run.groups[last]
        if len(digits) > WINDOW_MOST:
            break
        if len(digits) < ALONE_LEAST:
            continue
        shape = _shape(digits, last - first + 1, plus=run.plus and first == 0)
        if shape is None or not _spelled_as_one(run, first, last):
            continue
        if shape.money and _MONEY.match(text, run.places[last][1]):
            continue
        if shape.whole and last > first:
            continue
        best = last, shape.phone
    return best


@dataclass(frozen=True)
class _Shape:
    phone: bool
    money: bool = False
    """True if the number may be an amount of money."""
    whole: bool = False
    """True if the number counts only in one piece."""


def _shape(digits: str, groups: int, *, plus: bool) -> _Shape | None:
    """Return the kind of personal number that may have this many digits in this many groups; None if no kind fits."""
    if not (plus or groups == 1 or digits[0] == "0" or digits.startswith("84") or groups <= CARD_GROUPS):
        return None
    if len(digits) == 12 and digits.startswith("0"):
        return _Shape(phone=False)
    if (plus and _ABROAD.fullmatch(f"+{digits}")) or _ABROAD.fullmatch(digits) or _NATIONAL.fullmatch(digits):
        return _Shape(phone=True)
    if _OWN_CODE.fullmatch(digits):
        return _Shape(phone=True, money=True)
    if groups <= CARD_GROUPS and CARD_LEAST <= len(digits) <= CARD_MOST and _checks(digits):
        return _Shape(phone=False, money=True)
    if len(digits) >= ALONE_LEAST:
        return _Shape(phone=False, money=True, whole=True)
    return None


def _spelled_as_one(run: _Run, first: int, last: int) -> bool:
    """Return whether groups of digits are one number instead of a list of short numbers or fractions."""
    groups, gaps = run.groups[first : last + 1], run.gaps[first:last]
    if groups[0] == "0" and gaps[:1] in ([","], ["."]) and len(set(gaps)) > 1:
        return False
    longest, digits = max(map(len, groups)), "".join(groups)
    if _LISTS.intersection(gaps):
        return longest >= 3 and len(set(gaps)) == 1 and _PAIRED.fullmatch(digits) is not None
    if longest >= 3 or (run.plus and first == 0):
        return True
    if len(set(gaps)) > 1:
        return False
    return max(map(len, groups[1:])) == 1 or (len(groups) == len(run.groups) and _PAIRED.fullmatch(digits) is not None)


def _checks(digits: str) -> bool:
    """Return whether the last digit is the check digit of the others (Luhn algorithm)."""
    doubled = (int(one) * (2 if at % 2 else 1) for at, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
