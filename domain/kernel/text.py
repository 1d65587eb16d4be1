"""Forms of Vietnamese text for storing, searching, comparing and sorting. No function here opens an address.

Stored text is composed (NFC), so that the same words always have the same hash. Search and comparison use a fold
without tones, marks and case: `xau doc` finds `xấu độc`, `duong` finds `đường`.

The sort key orders letters first: a ă â b c d đ e ê … o ô ơ … u ư … z. Digits sort before letters, and the end of a
word before any letter. If the letters are equal, the first different tone decides: ngang, huyền, hỏi, ngã, sắc, nặng.
Last, lower case sorts before capitals. The embedded database has no Vietnamese collation, and an index sorts only in
its own collation. So the key is computed here and stored, and every server sorts alike.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address
from itertools import islice
from typing import Final
from unicodedata import category, combining, normalize
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from domain.kernel.site_spellings import DEVICES, TRACKING, long_form, passed_on

MARKS_LIMIT: Final = 30
"""Most combining marks in a row (Unicode Standard Annex 15). No language needs so many.

Without the limit, ordering the marks of a hostile text takes time that grows with the square of their number.
"""

_LINE_END: Final = re.compile("\r\n?|[\u2028\u2029]")
_RANGES: Final = ((0x2061, 0x2065), (0x206A, 0x2070), (0xFE00, 0xFE0E), (0xE0100, 0xE01F0))
_UNSEEN_SIGNS: Final = "".join(
    (
        "\u200b\u200c\u200d\u2060\ufeff",  # of zero width
        "\u00ad\u034f\u061c\u180e\u200e\u200f",  # where to break, join or turn a line
        *(chr(sign) for first, past in _RANGES for sign in range(first, past)),  # of formulas; of shapes but emoji's
    )
)
"""Signs removed from each text. They are invisible, and would make texts that look equal differ."""
_AT_INPUT: Final = str.maketrans(
    {
        "\u00d0": "\u0110",  # Ð, the Icelandic letter, typed for Đ
        "\u00f0": "\u0111",  # ð
        "\u0189": "\u0110",  # Ɖ, the African letter
        "\u0256": "\u0111",  # ɖ
        **dict.fromkeys(_UNSEEN_SIGNS),
    }
)
_PLANE_ENDS: Final = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_FORBIDDEN: Final = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, all but tab and line feed
    "\ud800-\udfff"  # half of a surrogate pair: has no UTF-8
    "\u202a-\u202e\u2066-\u2069"  # text that displays in another order than it is stored
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # fillers: signs that look like nothing
    "\u180b-\u180d\u180f\u2065\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # that nobody sees
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags, likewise
    f"\ufdd0-\ufdef{_PLANE_ENDS}"  # noncharacters
    "]"
)
_NO_WORDS: Final = re.compile(rf"[^\w\s]{{{MARKS_LIMIT + 1},}}")


def nfc(text: str) -> str:
    """Return the stored form of a text: composed, with line feeds, the Vietnamese Đ, and no zero-width signs.

    A text with too many marks in a row stays uncomposed; `forbidden` then returns the position of the marks.
    """
    text = _LINE_END.sub("\n", text.translate(_AT_INPUT))
    return text if _crowded(text) is not None else normalize("NFC", text)


def forbidden(text: str) -> int | None:
    """Return the position of the first character that may not enter the register; None for an acceptable text."""
    if text.isascii() and text.isprintable():  # as all ids and codes are
        return None
    found = _FORBIDDEN.search(text)
    places = (found.start() if found else None, _crowded(text))
    return min((place for place in places if place is not None), default=None)


def _crowded(text: str) -> int | None:
    """Return the index of the first combining mark beyond the limit. Texts without a run of non-word characters are
    skipped quickly."""
    for stretch in _NO_WORDS.finditer(text):
        run = 0
        for index in range(*stretch.span()):
            run = run + 1 if combining(text[index]) else 0
            if run > MARKS_LIMIT:
                return index
    return None


_STROKED: Final = "đðɖ"
_UNSEEN: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
SIGNS_MOST: Final = 10_000
"""Most characters whose replacement is cached; a text in Vietnamese has some two hundred."""


def _unseen(sign: str) -> bool:
    return category(sign) in _UNSEEN and not sign.isalnum()


class _Replaced(dict[int, str]):
    """Replacements of characters for `str.translate`, which requests the replacement of each character once."""

    def __init__(self, replaced: Callable[[str], str]) -> None:
        self._replaced = replaced

    def __missing__(self, sign: int) -> str:
        found = self._replaced(chr(sign))
        if len(self) < SIGNS_MOST:
            self[sign] = found
        return found


_SPACED: Final = _Replaced(lambda sign: sign if sign.isalnum() else " ")
_WITHOUT_STROKE: Final = _Replaced(lambda sign: "d" if sign in _STROKED else "" if _unseen(sign) else sign)
_SEEN_SPACED: Final = _Replaced(lambda sign: sign if sign.isalnum() else "" if _unseen(sign) else " ")
_EITHER_I: Final = re.compile(r"(?:[hklmstv]|qu)?y")


def fold(text: str) -> str:
    """Return the search form: no case, tones, marks or punctuation; đ becomes d; one space between syllables.

    Where both spellings are in use (`kỹ/kĩ`, `quy/qui`, `ỷ/ỉ`), y becomes i.
    """
    # Marks go before decomposing too: see MARKS_LIMIT.
    text = normalize("NFD", text.casefold().translate(_WITHOUT_STROKE))
    return " ".join(map(_with_i, text.translate(_SEEN_SPACED).split()))


def _with_i(syllable: str) -> str:
    return f"{syllable[:-1]}i" if syllable[-1] == "y" and _EITHER_I.fullmatch(syllable) else syllable


def syllables(text: str, limit: int) -> tuple[str, ...]:
    """Return at most `limit` distinct folded syllables in order of appearance."""
    return tuple(islice(dict.fromkeys(fold(text).split()), limit))


def words(text: str, limit: int) -> tuple[str, ...]:
    """Return at most `limit` distinct lower-case words with their diacritics, in order of appearance."""
    return tuple(islice(dict.fromkeys(nfc(text).lower().translate(_SPACED).split()), limit))


URL_LIMIT: Final = 2048
"""Most characters of an address."""

_HOST_LIMIT: Final = 253
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_DEFAULT_PORTS: Final = frozenset({80, 443})
_PASSED_ON_MOST: Final = 3
"""Most nested redirects that are followed within an address."""
_NAMING: Final = re.compile(
    r"[!/].+|(?:comment|cmt|c|binh-?luan|bl|reply|tra-?loi|post|p|msg|message|status|bai|tin|item|id|photo|anh|video)"
    r"[-_=/:]?\d[\w-]*",
    re.IGNORECASE,
)
"""Fragment of an address that identifies the content: a comment, or a page that a script renders."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LITERAL_IN_PATH: Final = "!$&'()*+,;=:@-._~"


class _Unacceptable(ValueError):
    """The text is not an acceptable http(s) address; the message is the reason code."""


def url_fault(text: str) -> str | None:
    """Return the reason code why a text is not an acceptable http(s) address; None for an acceptable address.

    The code is one of `length`, `control`, `space`, `scheme`, `userinfo`, `host`.
    """
    if len(text) > URL_LIMIT:
        return "length"
    try:
        _host(_split(text))
    except _Unacceptable as fault:
        return str(fault)
    return None


def full_address(text: str) -> str:
    """Prefix `https://` to an address typed without a scheme; leave every other text unchanged."""
    typed = f"https://{text}"
    return text if _SCHEME.match(text) or url_fault(typed) else typed


def normal_url(text: str) -> str:
    """Return the form in which two addresses are compared. Nothing is fetched.

    The form ignores the scheme, `www.` and `m.`, default ports, a fragment that identifies no item, and a final slash.
    It also ignores tracking parameters, the order of parameters, and different spellings of one address by a site
    (`domain/kernel/site_spellings.py`). Escapes may make the form longer than `URL_LIMIT`. Raises ValueError for a text
    that `url_fault` refuses, unless only its length is refused.
    """
    host, path, pairs, fragment = _taken_apart(text)
    for _ in range(_PASSED_ON_MOST):
        further = passed_on(host, path, pairs)
        if further is None or url_fault(further):
            break
        host, path, pairs, fragment = _taken_apart(further)
    host, path, pairs = long_form(host, path, pairs)
    query = urlencode(sorted(pairs), errors="surrogateescape")
    return f"https://{host}{path}{'?' if query else ''}{query}{_naming(fragment)}"


def _naming(fragment: str) -> str:
    named = _NAMING.fullmatch(unquote(fragment, errors="surrogateescape"))
    return f"#{_escaped(fragment.rstrip('/'))}" if named else ""


def _taken_apart(text: str) -> tuple[str, str, list[tuple[str, str]], str]:
    """Return host, path and parameters in their stored form, and the fragment as given."""
    parts = _split(nfc(text))
    host, path = _host(parts), "/".join(_escaped(segment) for segment in parts.path.split("/"))
    return host, path, _pairs(parts.query), parts.fragment


def _split(text: str) -> SplitResult:
    if forbidden(text) is not None:
        raise _Unacceptable("control")
    if any(character.isspace() for character in text):  # urlsplit would drop some of them in silence
        raise _Unacceptable("space")
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _Unacceptable("host") from None
    if parts.scheme not in ("http", "https"):
        raise _Unacceptable("scheme")
    if "@" in parts.netloc:
        raise _Unacceptable("userinfo")
    return parts


def _host(parts: SplitResult) -> str:
    """Return the host in ASCII, with the port unless the port is a default one."""
    try:
        name, port = parts.hostname or "", parts.port
        host = _address(name) if ":" in name else _domain(name)
    except ValueError:
        raise _Unacceptable("host") from None
    return host if port is None or port in _DEFAULT_PORTS else f"{host}:{port}"


def _address(name: str) -> str:
    address = IPv6Address(name)
    if address.scope_id is not None:  # means something on one machine only
        raise ValueError(name)
    return f"[{address.compressed}]"


def _domain(name: str) -> str:
    host = name.encode("idna").decode("ascii").lower().removesuffix(".")
    if len(host) > _HOST_LIMIT or not _HOST.fullmatch(host):
        raise ValueError(name)
    device = DEVICES.match(host)
    return host[device.end() :] if device else host


def _decoded(text: str) -> str:
    """Return the stored form of a decoded part of an address; bytes that are not UTF-8 are unchanged."""
    return text if _SURROGATE.search(text) else nfc(text)


def _escaped(segment: str) -> str:
    words = _decoded(unquote(segment, errors="surrogateescape"))
    return quote(words, safe=_LITERAL_IN_PATH, errors="surrogateescape")


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    clean = ((_decoded(name), _decoded(value)) for name, value in pairs)
    return [(name, value) for name, value in clean if not TRACKING.fullmatch(name)]


LETTERS_MOST: Final = 80
"""Number of letters that decide the order of a text. The order of longer texts with equal first letters is open."""

_ALPHABET: Final = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY: Final = {letter: chr(ord("0") + place) for place, letter in enumerate(_ALPHABET)}
_SHAPES: Final = "\u0302\u0306\u031b"
"""Marks that turn a letter into another letter of the alphabet: â, ă, ơ."""
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_BETWEEN: Final = "\t"
"""Sign that sorts before every other sign in a key. So a text precedes longer texts that begin with the same words."""


def sort_key(text: str) -> str:
    """Return a key whose text order is the Vietnamese order. For Vietnamese the key consists of printable ASCII and
    tabs."""
    letters = tones = cases = ""
    for character in _words(text):
        letter, tone = _letters_of(character.lower())
        letters += _PRIMARY.get(letter, letter if letter == " " else f"~{letter}")
        tones += tone
        cases += "1" if character.isupper() else "0"
    return _BETWEEN.join((letters, tones.rstrip("0"), cases.rstrip("0")))


def _words(text: str) -> str:
    return " ".join(normalize("NFC", text)[: 4 * LETTERS_MOST].translate(_SPACED).split())[:LETTERS_MOST]


@lru_cache(maxsize=SIGNS_MOST)
def _letters_of(character: str) -> tuple[str, str]:
    """Return the letter without its tone, and the tone."""
    whole = normalize("NFD", character)
    base, marks = whole[:1], whole[1:]
    shape = "".join(mark for mark in marks if mark in _SHAPES)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    return normalize("NFC", base + shape), tone
