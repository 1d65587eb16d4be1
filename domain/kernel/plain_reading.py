"""Conversion of a text to the form that a reader sees, and search for addresses in the text.

Checks match patterns. They must still match in a text with unusual spaces, zero-width signs, digits of other scripts or
look-alike letters. Pasted texts often contain these characters. Markup must not hide a text either. So tags are
dropped, and escapes of digits, dots and ASCII signs are decoded as a browser decodes them.

Addresses are searched in the plain form. No address is opened (X1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import category, digit, normalize, numeric

SIGNS_KEPT = 4_096
_SHOW_NOTHING = frozenset({"Cf", "Me"})
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Selectors that choose a variant of the preceding character (Unicode, section 23.4)."""
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f")
"""Letters and marks without a visible form."""
LETTERS_ALIKE: Final = {
    **dict(zip("аеорсухіјѕһԁԛԝӏкмтнвё", "aeopcyxijshdqwlkmthbe", strict=True)),
    **dict(zip("АВЕКМНОРСТУХІЈЅԚԜӀ", "ABEKMHOPCTYXIJSQWl", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("ονιαυκρχτɡıɑո", "oviaukpxtgian", strict=True)),
}
"""Letters of other alphabets that look Latin (Unicode Technical Standard 39). Every check uses this table."""
LOOK_ALIKES: Final = {
    **LETTERS_ALIKE,
    **dict.fromkeys("\u2024\u3002\uff61\ufe52\u2219\u22c5\u30fb\u00b7\u2022\u2027", "."),
    **dict.fromkeys("\u2215\u2044\u29f8\u2571", "/"),
    **dict.fromkeys("\u2212\u02d7\u2043\u00af\u23af\u2500", "-"),
    **dict.fromkeys("\u2236\ua789\u02d0", ":"),
}
"""The letters of `LETTERS_ALIKE`, and signs that look like ASCII signs."""

_LETTERS: Final = str.maketrans(LETTERS_ALIKE)
_MARKUP: Final = re.compile(
    r"</?[a-z][a-z0-9]{0,10}(?:[ /][^<>]{0,200})?>"
    r"|&#(?:0{0,5}(?P<decimal>3[3-9]|[4-9]\d|1[01]\d|12[0-6])|x0{0,4}(?P<hex>[2-7][0-9a-f]));"
    r"|%(?P<percent>3\d|2e)|\\u00(?P<escape>3\d|2e)",
    re.IGNORECASE,
)
"""Tags and escapes. In an address only escapes of digits and dots are decoded, because they do not change the address
(RFC 3986, 2.3)."""


def in_latin(text: str) -> str:
    """Return the text in lower case. Letters of another width or alphabet are replaced by the Latin letters that they
    resemble."""
    return normalize("NFKC", text).translate(_LETTERS).casefold()


def read_plainly(text: str) -> tuple[str, list[int] | None]:
    """Return the text as a reader sees it, and the original position of each character. The positions are None if the
    text is unchanged."""
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
    """Yield the characters of a text with their positions. An escape counts as one character, a tag as none."""
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
    """Return one character as a reader sees it; an empty text for an invisible character."""
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


_DOT: Final = r"(?:\.|[ ]?[\[({][ ]?(?:\.|dot|cham|chấm)[ ]?[\])}][ ]?)"
_LABEL: Final = r"[^\W_][\w-]{0,62}"
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_REST: Final = r"[^\s<>\"'“”]"
_ENDING: Final = r"(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59}|[^\W\d_a-zÀ-ỹ]{2,24})"
KNOWN_ENDINGS: Final = (
    "vn|com|net|org|info|me|tv|io|co|xyz|club|site|online|asia|cc|top|news|live|blog|app|dev|ru|cn|us|uk|eu|de|fr|jp|kr|kh"
    "|sg|hk|tw|ph|ly|gg|link|click|shop|store|wiki|page|space|fun|vip|pro|biz|edu|gov|mobi|ws|su|pw|tk|icu|example|xn--[a-z0-9-]+"
)
"""Ends of host names. A text without a path is an address if it has one of these ends."""
_LINK: Final = re.compile(
    rf"(?<![\w@])[a-z][a-z0-9+.-]{{1,15}}[ ]?\[?:\]?[ ]?(?://|\\\\){_REST}+"
    rf"|(?<![\w@./-])www{_DOT}{_REST}+"
    rf"|(?<![\w@./-])(?:{_LABEL}{_DOT}){{1,8}}{_ENDING}(?::\d{{1,5}})?[/\\]{_REST}+"
    rf"|(?<![\w@./-])(?:{_LABEL}{_DOT}){{1,8}}(?:{KNOWN_ENDINGS})(?![\w-]|\.\w)[/\\]?"
    rf"|(?<![\w@./-])(?P<ip>(?:{_OCTET}{_DOT}){{3}}{_OCTET})(?![\w.]*\d)(?::\d{{1,5}})?(?:[/\\]{_REST}*)?",
    re.IGNORECASE,
)
_PART_OF_LINK: Final = re.compile(r"//|\\\\|\.\S|[\[({]")
"""Characters of which every address has some. Few texts have them, and they are found quickly."""
_BROKEN_DOT: Final = re.compile(r"[ ]?[\[({][ ]?(?:\.|dot|cham|chấm)[ ]?[\])}][ ]?", re.IGNORECASE)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{1,15})[ ]?\[?:\]?[ ]?(?://|\\\\)", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"(?:[A-ZĐ]{1,4}\.)+[A-ZĐ]{2,4}(?=[/\\])")
"""Abbreviations of offices and places without lower-case letters, as in `TP.HCM/…`."""
_AFTER_LINK: Final = ".,;:!?)]}…"
"""Punctuation that ends a sentence and does not belong to the address before it."""
OUTLINE_MOST: Final = 20
"""Highest number of a section. Four numbers up to this limit are a section of a document, not an IP address."""


@dataclass(frozen=True)
class Link:
    """Address in a text: its position, and its spelling as typed."""

    start: int
    end: int
    address: str
    """The address with its scheme; `https` if the text has none."""

    @property
    def bare(self) -> str:
        """Return the address without its scheme."""
        return self.address.partition("://")[2]


def links(text: str) -> Iterator[Link]:
    """Yield the addresses in a plain text, in order."""
    if not _PART_OF_LINK.search(text):
        return
    for found in _LINK.finditer(text):
        written = found[0].rstrip(_AFTER_LINK)
        if _ABBREVIATION.match(written) or (found["ip"] and _outline(found["ip"], written)):
            continue
        yield Link(found.start(), found.start() + len(written), _as_typed(written))


def _outline(numbers: str, written: str) -> bool:
    return numbers == written and all(int(one) <= OUTLINE_MOST for one in re.findall(r"\d+", numbers))


def _as_typed(written: str) -> str:
    """Return a defanged address (such as `example[.]com`) in its clickable form."""
    whole = _BROKEN_DOT.sub(".", written)
    if scheme := _SCHEME.match(whole):
        named = re.sub(r"(?i)^h[tx]{2}p", "http", scheme[1]).lower()
        rest = whole[scheme.end() :]
    else:
        named, rest = "https", whole
    return f"{named}://{rest.replace(chr(92), '/')}"
