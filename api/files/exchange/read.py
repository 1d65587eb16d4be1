"""Reads an edXML file from another office: the sender, the number, the day, and the document that the file answers.

The file is untrusted. It is parsed as a stream, its attachments are skipped, and no reference in the file is fetched or
expanded. Elements are found by their local names, because three namespaces are in use.
"""

import asyncio
import re
from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.parsers import expat

from domain.kernel.text import nfc

DEPTH_MOST: Final = 16
TEXT_MOST: Final = 2_000
"""Most characters of an element's text; in the sample the longest is a subject."""
ELEMENTS_MOST: Final = 5_000
PIECE: Final = 64 * 1024
TOKEN_MOST: Final = 64 * 1024
"""Most bytes of one tag, comment or instruction, which the parser buffers as a whole."""
DATES: Final = (
    re.compile(r"(?P<year>[0-9]{4})[/-](?P<month>[0-9]{1,2})[/-](?P<day>[0-9]{1,2})(?![0-9])"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})(?![0-9])"),
)
"""Accepted formats of days: the format of the sample, and other formats in use."""
WANTED: Final = {
    ("From", "OrganId"): "sender_code",
    ("From", "OrganName"): "sender",
    ("Code", "CodeNumber"): "number",
    ("Code", "CodeNotation"): "symbol",
    ("PromulgationInfo", "PromulgationDate"): "day",
    ("DocumentType", "TypeName"): "kind",
    ("MessageHeader", "Subject"): "subject",
}
ANSWERS: Final = ("ResponseFor", "Code")


class NotReadable(Exception):
    """The file is not edXML, or exceeds a limit."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """Data that a file states about itself. Every text is the sender's claim."""

    sender_code: str
    sender: str
    number: str
    symbol: str
    day: date
    kind: str
    subject: str
    answers: tuple[str, ...]


async def read(pieces: AsyncIterable[bytes]) -> Arrived:
    """Parse a file as it arrives, letting the event loop run between its pieces.

    Raise NotReadable for a file that is no edXML, has a document type, or lacks number, sender or day.
    """
    reader = _Reader()
    async for piece in pieces:
        for at in range(0, len(piece), PIECE):
            reader.feed(piece[at : at + PIECE])
            await asyncio.sleep(0)
    return reader.arrived()


class _Reader:
    def __init__(self) -> None:
        self._path, self._elements = list[str](), 0
        self._found, self._answers = dict[str, str](), list[str]()
        self._text, self._length, self._fed = list[str](), 0, 0
        self._parser = expat.ParserCreate(namespace_separator="|")
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._end
        self._parser.StartDoctypeDeclHandler = _refused

    def feed(self, piece: bytes) -> None:
        self._parse(piece, last=False)
        self._fed += len(piece)
        if self._fed - max(self._parser.CurrentByteIndex, 0) > TOKEN_MOST:
            raise NotReadable("a tag or comment is too long")

    def arrived(self) -> Arrived:
        self._parse(b"", last=True)
        found = {name: self._found.get(name, "") for name in WANTED.values()}
        if not found["number"] or not found["sender"]:
            raise NotReadable("no number or no sender")
        day = found.pop("day")
        return Arrived(**found, day=_day(day), answers=tuple(self._answers))

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as fault:  # the last two: an unknown encoding
            raise NotReadable(str(fault)) from fault

    def _begin(self, name: str, _: dict[str, str]) -> None:
        self._path.append(name.rpartition("|")[2])
        self._elements += 1
        if len(self._path) > DEPTH_MOST or self._elements > ELEMENTS_MOST:
            raise NotReadable("more than such a file has")
        self._listen()

    def _said(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
        if self._length > TEXT_MOST:
            raise NotReadable("a text is too long")

    def _end(self, _: str) -> None:
        place, text = self._place(), nfc("".join(self._text)).strip()
        if place == "answers":
            self._answers.append(text)
        elif place is not None:
            self._found.setdefault(place, text)
        self._path.pop()
        self._listen()

    def _listen(self) -> None:
        """Begin to collect an element's text. Text handlers are set for needed elements only, so that the parser skips
        the text of all others."""
        self._text, self._length = [], 0
        self._parser.CharacterDataHandler = self._said if self._place() else None

    def _place(self) -> str | None:
        last = tuple(self._path[-2:])
        if len(last) < 2 or "MessageHeader" not in self._path:
            return None
        return "answers" if last == ANSWERS else WANTED.get((last[0], last[1]))


def _refused(*_: object) -> None:
    raise NotReadable("it has a document type")


def _day(text: str) -> date:
    for form in DATES:
        if match := form.match(text):
            try:
                return date(**{name: int(value) for name, value in match.groupdict().items()})
            except ValueError:
                break
    raise NotReadable("no day")
