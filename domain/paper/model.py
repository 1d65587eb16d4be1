"""Content of a document before its layout. Texts are plain and never contain markup."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

BLOCKS_MOST: Final = 5_000
ANNEXES_MOST: Final = 39
CHARACTERS_MOST: Final = 2_000_000
"""Most characters in all texts of one document: about 600 pages."""


class Level(StrEnum):
    """Level of a heading. The value is the name of the heading's style."""

    SECTION = "section"
    CLAUSE = "clause"
    RESOLVES = "resolves"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Heading: `I. TIÊU ĐỀ`, `1. Tiêu đề`, or a centred line such as `QUYẾT ĐỊNH:`."""

    text: str
    level: Level = Level.SECTION


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Paragraph of one or more lines. A bold `lead` precedes it, such as `Điều 1.`"""

    text: str
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """Column of a table: its share of the width, and whether its cells are numbers."""

    title: str
    share: float = 1
    number: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Table. Every row has one cell for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    grouped: bool = False
    """True if the first cell names a group of rows. The first cell is empty in the other rows of the group."""


class Pattern(StrEnum):
    """Fill that distinguishes series without colour."""

    SOLID = "solid"
    HATCHED = "hatched"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Series:
    """Values of one series, one for each label of the chart. None is a missing or masked value."""

    name: str
    pattern: Pattern
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Chart of bars side by side, each labelled with its value. `most` is the full scale; the default is the longest
    bar."""

    caption: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    most: float | None = None


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Box 2: the issuer and the agency above it, with their names on the document's day."""

    name: str
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Box 7a: office and capacity of the signer. The register has neither the name (box 7b) nor the seal (box 8).

    `seal` is a line that the agency prints at the place of name and seal.
    """

    lines: tuple[str, ...]
    seal: str = ""


@dataclass(frozen=True, kw_only=True)
class Annex:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class AnnexedTo:
    """Document to which annexes belong: its kind, owner, number, symbol and day."""

    kind: str
    whose: str


@dataclass(frozen=True, kw_only=True)
class Document:
    symbol: str
    issuer: Issuer
    place: str
    made_at: datetime
    abstract: str
    number: int | None = None
    day: date | None = None
    title: str = ""
    authority: str = ""
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    annexed_to: AnnexedTo | None = None
    watermark: str = ""
    notice: str = ""
    log_mark: str = ""
    """Size of the log and first digits of its root, at the time when the document was requested."""
    scope: str = ""
    """Scope of the Regulation for this document (Đ1.1)."""
    language: str = "vi"

    @property
    def letter(self) -> bool:
        return not self.title
