"""Numbers and accounts in what somebody reports: sealed apart from the claim, and in no index (X2).

They are found by form (`domain/kernel/masking.py`). In the claim a word in brackets says what stood there; the claim as
it was written is a sealed text of its own. No index, no search word and no likeness has a number as long as one of a
telephone. That holds for numbers found or not, in digits or in words. Names cannot be found surely: they stay.
"""

import re
from typing import Final

from domain.kernel.masking import EVERY_KIND, Personal, spans
from domain.kernel.numbers import DIGITS_IN_WORDS

APART: Final = EVERY_KIND - {Personal.ADDRESS, Personal.NAME}
"""Kinds of personal data that are sealed apart."""
LONG: Final = 7
"""Digits of a number that no index has; a date has eight, and is found by none either."""

_PLACEHOLDERS: Final = {
    Personal.PHONE: "[số điện thoại]",
    Personal.ID_NUMBER: "[số giấy tờ]",
    Personal.EMAIL: "[thư điện tử]",
    Personal.SOCIAL_MEDIA: "[tài khoản]",
    Personal.NETWORK: "[thiết bị, địa chỉ mạng]",
}
_OTHER: Final = "[số riêng]"
_DIGIT: Final = rf"(?:\b(?:{DIGITS_IN_WORDS})\b|\d)"
_LONG: Final = re.compile(
    rf"{_DIGIT}(?:\W{{0,3}}{_DIGIT}){{{LONG - 1},}}|\b(?:[^\W\d]*\d){{{LONG},}}\w*",
    re.IGNORECASE,
)


def apart(text: str) -> str:
    """The text with a word in brackets for each number and account; the same text where there is none."""
    parts, end = [], 0
    for span in spans(text, APART):
        parts += [text[end : span.start], _PLACEHOLDERS.get(span.kind, _OTHER)]
        end = span.end
    return "".join([*parts, text[end:]])


def without_numbers(text: str) -> str:
    """Return what an index and a comparison may hold of a text."""
    return _LONG.sub(" ", apart(text))


def asks_for_number(words: str) -> bool:
    """Return whether somebody looks for a number or an account."""
    return bool(spans(words, APART))
