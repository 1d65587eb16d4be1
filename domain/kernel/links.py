"""Addresses in a text, however they are spelled: with a scheme or without, of any ending, also those broken on purpose.

The text is in its plain form (`domain/kernel/plain_reading.py`). Nothing is opened (X1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_DOT: Final = r"(?:\.|[ ]?[\[({][ ]?(?:\.|dot|cham|chấm)[ ]?[\])}][ ]?)"
_LABEL: Final = r"[^\W_][\w-]{0,62}"
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_REST: Final = r"[^\s<>\"'“”]"
_ENDING: Final = r"(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59}|[^\W\d_a-zÀ-ỹ]{2,24})"
KNOWN_ENDINGS: Final = (
    "vn|com|net|org|info|me|tv|io|co|xyz|club|site|online|asia|cc|top|news|live|blog|app|dev|ru|cn|us|uk|eu|de|fr|jp|kr|kh"
    "|sg|hk|tw|ph|ly|gg|link|click|shop|store|wiki|page|space|fun|vip|pro|biz|edu|gov|mobi|ws|su|pw|tk|icu|example|xn--[a-z0-9-]+"
)
"""Ends of host names by which a text without a path is taken for an address."""
_LINK: Final = re.compile(
    rf"(?<![\w@])[a-z][a-z0-9+.-]{{1,15}}[ ]?\[?:\]?[ ]?(?://|\\\\){_REST}+"
    rf"|(?<![\w@./-])www{_DOT}{_REST}+"
    rf"|(?<![\w@./-])(?:{_LABEL}{_DOT}){{1,8}}{_ENDING}(?::\d{{1,5}})?[/\\]{_REST}+"
    rf"|(?<![\w@./-])(?:{_LABEL}{_DOT}){{1,8}}(?:{KNOWN_ENDINGS})(?![\w-]|\.\w)[/\\]?"
    rf"|(?<![\w@./-])(?P<ip>(?:{_OCTET}{_DOT}){{3}}{_OCTET})(?![\w.]*\d)(?::\d{{1,5}})?(?:[/\\]{_REST}*)?",
    re.IGNORECASE,
)
_BROKEN_DOT: Final = re.compile(r"[ ]?[\[({][ ]?(?:\.|dot|cham|chấm)[ ]?[\])}][ ]?", re.IGNORECASE)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{1,15})[ ]?\[?:\]?[ ]?(?://|\\\\)", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"(?:[A-ZĐ]{1,4}\.)+[A-ZĐ]{2,4}(?=[/\\])")
"""Of offices and places, as in `TP.HCM/…`: no letter of it is small."""
_AFTER_LINK: Final = ".,;:!?)]}…"
"""Marks that end a sentence and no address."""
OUTLINE_MOST: Final = 20
"""Four numbers up to this one number a section of a document."""


@dataclass(frozen=True)
class Link:
    """An address in a text: where, and as it would be typed."""

    start: int
    end: int
    address: str
    """With its scheme; `https` where the text has none."""

    @property
    def bare(self) -> str:
        """Return the address without its scheme."""
        return self.address.partition("://")[2]


def links(text: str) -> Iterator[Link]:
    """The addresses in a plain text, in order."""
    for found in _LINK.finditer(text):
        written = found[0].rstrip(_AFTER_LINK)
        if _ABBREVIATION.match(written) or (found["ip"] and _outline(found["ip"], written)):
            continue
        yield Link(found.start(), found.start() + len(written), _as_typed(written))


def _outline(numbers: str, written: str) -> bool:
    return numbers == written and all(int(one) <= OUTLINE_MOST for one in re.findall(r"\d+", numbers))


def _as_typed(written: str) -> str:
    """An address without what was put in so that nobody can click on it."""
    whole = _BROKEN_DOT.sub(".", written)
    if scheme := _SCHEME.match(whole):
        named = re.sub(r"(?i)^h[tx]{2}p", "http", scheme[1]).lower()
        rest = whole[scheme.end() :]
    else:
        named, rest = "https", whole
    return f"{named}://{rest.replace(chr(92), '/')}"
