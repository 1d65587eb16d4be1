"""What an edXML file from another office says: who sent it, its number and day, and which document it answers.

The file comes from outside: it is read as it streams by, its attachments are passed over, nothing in it is fetched or
expanded. Elements are found by their local names, because three namespaces are in use.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from xml.parsers import expat

from domain.kernel.text import nfc

DEPTH_MOST: Final = 16
TEXT_MOST: Final = 2_000
"""Characters of an element that is kept; the sample's longest is a subject."""
ELEMENTS_MOST: Final = 5_000
DATES: Final = (
    re.compile(r"(?P<year>[0-9]{4})[/-](?P<month>[0-9]{1,2})[/-](?P<day>[0-9]{1,2})(?![0-9])"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})(?![0-9])"),
)
"""As the sample writes days, and as others do."""
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
"""The number and symbol of the document that it answers, as `07/QĐ-SYT`."""


class NotReadable(Exception):
    """Not an edXML file, or one that says too much."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What a file says of itself. Every text is the sender's word."""

    sender_code: str
    sender: str
    number: str
    symbol: str
    day: date
    kind: str
    subject: str
    answers: tuple[str, ...]


@dataclass
class _Reader:
    path: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    elements: int = 0

    def begin(self, name: str, _: dict[str, str]) -> None:
        self.path.append(_local(name))
        self.elements += 1
        self.text = []
        if len(self.path) > DEPTH_MOST or self.elements > ELEMENTS_MOST:
            raise NotReadable("more than such a file has")

    def said(self, text: str) -> None:
        if self._place() is None:
            return
        self.text.append(text)
        if sum(map(len, self.text)) > TEXT_MOST:
            raise NotReadable("a text is too long")

    def end(self, _: str) -> None:
        place, text = self._place(), nfc("".join(self.text)).strip()
        if place == "answers":
            self.answers.append(text)
        elif place is not None:
            self.found.setdefault(place, text)
        self.path.pop()
        self.text = []

    def _place(self) -> str | None:
        last = tuple(self.path[-2:])
        if len(last) < 2 or "MessageHeader" not in self.path:
            return None
        return "answers" if last == ANSWERS else WANTED.get((last[0], last[1]))


def read(content: bytes) -> Arrived:
    """What the file says. Raises NotReadable for one that is no edXML, has a document type, or lacks number or day."""
    reader, parser = _Reader(), expat.ParserCreate(namespace_separator="|")
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.said
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as fault:  # the last two: an encoding that nobody knows
        raise NotReadable(str(fault)) from fault
    found = {name: reader.found.get(name, "") for name in WANTED.values()}
    if not found["number"] or not found["sender"]:
        raise NotReadable("no number or no sender")
    day = found.pop("day")
    return Arrived(**found, day=_day(day), answers=tuple(reader.answers))


def _refused(*_: object) -> None:
    raise NotReadable("it has a document type")


def _local(name: str) -> str:
    return name.rpartition("|")[2]


def _day(text: str) -> date:
    for form in DATES:
        if match := form.match(text):
            try:
                return date(**{name: int(value) for name, value in match.groupdict().items()})
            except ValueError:
                break
    raise NotReadable("no day")
