"""Search for coordinates in a text. Coordinates identify a house as its number does (X2).

Three forms match. The first is a pair of decimal degrees, or of degrees and minutes, in the order and with the signs of
any map. The second is metres of the national grid (VN-2000), as in land papers. The third is grid references, plus
codes and three-word addresses. No service is queried. Decimal degrees without a degree sign match only in and around
Viet Nam. Elsewhere they are ordinary numbers.
"""

import re
from collections.abc import Iterator
from typing import Final

from domain.kernel.numbers import Found

_DECIMAL: Final = r"\d{1,3}(?:[.,]|[ ]?(?:phẩy|chấm)[ ]?)\d{4,15}"
_BETWEEN: Final = r"(?:\D{1,40}|!4d|%2C(?:%20|\+)?)"
_PAIR: Final = re.compile(rf"(?<![\d.])(?P<one>{_DECIMAL})(?!\d){_BETWEEN}(?P<other>{_DECIMAL})(?!\d)", re.IGNORECASE)
_DEGREES: Final = r"(?:°|º|˚|ᵒ|⁰|[ ]?độ\b|[ ]?deg\b)"
_MINUTES: Final = (
    rf"\d{{1,3}}(?:{_DEGREES}|o(?=[ ]?\d))[ ]?\d{{1,2}}(?:[.,]\d{{1,8}})?(?:['’′ʹ‘´]|[ ]?phút\b)"
    r"(?:[ ]?\d{1,2}(?:[.,]\d{1,8})?(?:[\"”″“]|['’′]{2}|[ ]?giây\b)?)?"
)
_SIDE: Final = r"[ ]?(?:[NSBE]|[WĐT]|bắc|nam|đông|tây)\b"
_HOURS: Final = r"\d{1,3}(?:[ :-]\d{1,2}){2}(?:[.,]\d{1,8})?"
_METRES: Final = (
    r"[ ]?(?:\([ ]?m[ ]?\)[ ]?)?[=:][ ]?(?:\d{6,7}|\d{1,3}[. ]?\d{3}[. ]\d{3}|\d{3}[. ]\d{3})(?:[.,]\d{1,4})?\b"
)
_OTHERS: Final = re.compile(
    rf"(?<!\d){_MINUTES}\D{{0,40}}{_MINUTES}"
    rf"|(?<![\d.,])\d{{1,3}}[.,]\d{{3,15}}{_DEGREES}?{_SIDE}\W{{1,4}}\d{{1,3}}[.,]\d{{3,15}}{_DEGREES}?{_SIDE}"
    rf"|(?<![\w.])[NSB][ ]?\d{{1,2}}[.,]\d{{3,15}}{_DEGREES}?\W{{1,4}}[EWĐT][ ]?\d{{1,3}}[.,]\d{{3,15}}"
    rf"|(?<![\d.,])\d{{1,3}}[.,]\d{{3,15}}{_DEGREES}\W{{1,4}}\d{{1,3}}[.,]\d{{3,15}}{_DEGREES}"
    rf"|(?<!\d){_HOURS}{_SIDE}\W{{1,4}}{_HOURS}{_SIDE}"
    rf"|\bx{_METRES}\D{{1,20}}\by{_METRES}"
    r"|\b4[789][NPQ][ ]?[A-Z]{2}[ ]?(?:\d{4}[ ]?\d{4}|\d{5}[ ]?\d{5})\b"
    r"|(?<![\w+])(?=[\d+]{0,9}[CFGHJMPQRVWX])[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}(?![\w+])"
    r"|(?<![\w:/])///[^\W\d_]{2,20}(?:\.[^\W\d_]{2,20}){2}",
    re.IGNORECASE,
)
_NORTH, _EAST = (5.0, 30.0), (95.0, 125.0)
"""Bounds in degrees of the area around Viet Nam, including its islands."""
_YEARS: Final = re.compile(r"\D(?:19|20)\d\d$")


def coordinates(text: str) -> Iterator[Found]:
    """Yield the position of each coordinate in a text. The text must be in its plain form."""
    for found in _PAIR.finditer(text):
        years = _YEARS.search(found["one"]) and _YEARS.search(found["other"])  # numbers of documents
        if not years and _near(_degrees(found["one"]), _degrees(found["other"])):
            yield found.start("one"), found.end("other")
    for found in _OTHERS.finditer(text):
        yield found.span()


def _degrees(written: str) -> float:
    return float(re.sub(r"[^\d]+", ".", written))


def _near(one: float, other: float) -> bool:
    """Return whether the numbers are a latitude and a longitude around Viet Nam, in either order."""
    north, east = sorted((one, other))
    return _NORTH[0] <= north <= _NORTH[1] and _EAST[0] <= east <= _EAST[1]
