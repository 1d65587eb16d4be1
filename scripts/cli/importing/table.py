"""Reads a CSV file as records of the known columns, and converts each record to its import command.

The file is read whole before anything is written, and its size is limited. A cell has no limit in this module, because
the command refuses a cell that is too large, by its column's name.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from domain.case.intake import ImportCase
from domain.kernel.calendar import VIETNAM
from domain.kernel.fields import normalised
from domain.kernel.refusals import NOTHING, InvalidInput, Params, Problem
from domain.kernel.text import fold
from domain.messages import Language, message
from scripts.cli.environment import WrongUse

KNOWN = ("url", "published", "title", "text")
WHO = (
    *("author", "byline", "writer", "account", "user", "poster", "postedby", "nick", "handle", "profile"),
    *("creator", "uploader", "blogger", "tacgia", "nguoidang", "nguoiviet", "nguoidung", "taikhoan", "butdanh"),
)
"""Parts of headers that identify a content's author. They are folded and have no spaces. Columns with such headers are
never read."""

WHY = "a register of acts has no field for who wrote a thing"
SHOWN_MOST = 60


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Columns of a file: the positions of known columns, and printable names of all others."""

    places: Mapping[str, int]
    refused: tuple[str, ...]
    unknown: tuple[str, ...]
    width: int

    def cells(self, record: Sequence[str]) -> dict[str, str]:
        """Return the known cells. Other cells are never read."""
        return {name: record[place] for name, place in self.places.items()}


def columns_of(header: Sequence[str]) -> Columns:
    """Return the columns of a header. Raise WrongUse if a required column is missing, or occurs twice."""
    names = [fold(name) for name in header]
    if twice := [name for name in KNOWN if names.count(name) > 1]:
        raise WrongUse(f"the column {twice[0]} occurs twice")
    if "url" not in names or not {"title", "text"} & set(names):
        raise WrongUse("the first row must name the column url and one of title and text, separated by commas")
    others = [
        (name.replace(" ", ""), shown(title)) for name, title in zip(names, header, strict=True) if name not in KNOWN
    ]
    return Columns(
        places={name: names.index(name) for name in KNOWN if name in names},
        refused=tuple(title for name, title in others if _says_who(name)),
        unknown=tuple(title for name, title in others if not _says_who(name)),
        width=len(header),
    )


def _says_who(name: str) -> bool:
    return any(part in name for part in WHO)


def shown(header: str) -> str:
    """Return a header for printing: shortened, and without a terminal's control characters."""
    plain = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in header.strip()
    )
    return plain if len(plain) <= SHOWN_MOST else f"{plain[:SHOWN_MOST]}…"


FILE_MOST = 64 * 1024 * 1024
ROWS_MOST = 10_000


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row with its number, counted from 1 below the header. `cells` is None if the row has more or fewer cells than
    the header."""

    number: int
    cells: Mapping[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Content of a file. Empty rows are counted and left out."""

    columns: Columns
    records: tuple[Record, ...]
    empty: int


def read(path: Path) -> Table:
    """Return the table of a file. Raise OSError, and WrongUse for a file that is too large or long, not UTF-8, or not
    CSV."""
    rows = _rows(path)
    try:
        header = next(rows, None)
        if header is None:
            raise WrongUse(f"{path.name} is empty")
        columns = columns_of(header)
        numbered = [(number, row) for number, row in enumerate(rows, start=1)]
    except csv.Error as error:
        raise WrongUse(f"{path.name} is not a CSV file: {error}") from None
    records = tuple(_record(number, row, columns) for number, row in numbered if any(map(str.strip, row)))
    if len(records) > ROWS_MOST:
        raise WrongUse(f"{path.name} has {len(records)} rows; at most {ROWS_MOST} are taken at a time: split it")
    return Table(columns=columns, records=records, empty=len(numbered) - len(records))


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        size = path.stat().st_size
        if size > FILE_MOST:
            raise WrongUse(f"{path.name} has {size} bytes; at most {FILE_MOST} are taken")
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"{path.name} is not UTF-8 (byte {error.start + 1}): save it as UTF-8") from None
    csv.field_size_limit(FILE_MOST)
    # Strict, or a quotation mark that is never closed would swallow the rest of the file.
    return csv.reader(io.StringIO(content, newline=""), strict=True)


def _record(number: int, row: list[str], columns: Columns) -> Record:
    return Record(number=number, cells=columns.cells(row) if len(row) == columns.width else None)


CELLS, MOMENT, RANGE = "row-cells", "time-malformed", "time-out-of-range"
SOURCE_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Reason why a row is refused. `column` is empty if the reason concerns no single column."""

    row: int
    column: str
    code: str
    params: Params = field(default_factory=lambda: NOTHING)

    def said(self, language: Language) -> str:
        """Return the sentence for people; the code itself if there is no sentence."""
        try:
            return message(self.code, self.params, language)
        except KeyError:
            return self.code


class RowFaulty(Exception):
    """The row cannot become a command."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def command_of(record: Record, source: str, agency: str) -> ImportCase:
    """Return the command that imports a row, with normalised values. Raise RowFaulty for invalid cells."""
    if (cells := record.cells) is None:
        raise RowFaulty(Fault(row=record.number, column="", code=CELLS))
    title, text, published = (cells.get(name, "").strip() for name in ("title", "text", "published"))
    command: ImportCase = normalised(
        ImportCase(
            claim="\n\n".join(filter(None, (title, text))),
            url=cells["url"],
            source=source[-SOURCE_MOST:],
            row=record.number,
            reporter=agency,
            published_at=_published(record.number, published),
        )
    )
    return command


def undated(record: Record) -> bool:
    """Return whether a row does not say when the content was published."""
    return record.cells is not None and not record.cells.get("published", "").strip()


def _published(number: int, given: str) -> datetime | None:
    """Return the time of publication in UTC. A time without a zone is a time in Việt Nam. A day means the first moment
    of the day."""
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
        return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
    except ValueError:
        raise RowFaulty(Fault(row=number, column="published", code=MOMENT)) from None
    except OverflowError:
        raise RowFaulty(Fault(row=number, column="published", code=RANGE)) from None


def faults_of(record: Record, problems: Sequence[Problem]) -> list[Fault]:
    """Return the faults of a row from the problems of its refusal, by the columns of the file."""
    return [
        Fault(row=record.number, column=_column(record, problem), code=problem.code, params=problem.params)
        for problem in problems
    ]


def _column(record: Record, problem: Problem) -> str:
    if not isinstance(problem, InvalidInput):
        return ""
    claim = "text" if record.cells and "text" in record.cells else "title"
    columns = {"claim": claim, "url": "url", "publishedAt": "published"}
    return columns.get(problem.path.removeprefix("input."), "")
