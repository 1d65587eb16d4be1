"""A CSV file as records of the columns that are read.

The file is read whole before anything is written, and its size is bounded; so a cell may be as large as it likes
and is refused as a cell, by name, and not as a broken file.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.cli.errors import WrongUse
from scripts.cli.importing.columns import Columns, columns_of

FILE_MOST = 64 * 1024 * 1024
ROWS_MOST = 500


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row by its number, from 1 below the header; `cells` is None when it has more or fewer than the header."""

    number: int
    cells: Mapping[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a file holds; rows without any content are counted and left out."""

    columns: Columns
    records: tuple[Record, ...]
    empty: int


def read(path: Path) -> Table:
    """The table of a file. Raises WrongUse for one that is too large, no UTF-8, no CSV, or too long."""
    rows = _rows(path)
    try:
        header = next(rows, None)
        if header is None:
            raise WrongUse(f"{path.name} is empty")
        columns = columns_of(header)
        numbered = [(number, row) for number, row in enumerate(rows, start=1)]
    except csv.Error as error:
        raise WrongUse(f"{path.name} is no CSV file: {error}") from None
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
    except OSError as error:
        raise WrongUse(f"{path.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise WrongUse(f"{path.name} is not UTF-8 (byte {error.start + 1}): save it as UTF-8") from None
    csv.field_size_limit(FILE_MOST)
    # Strict, or a quotation mark that is never closed would swallow the rest of the file.
    return csv.reader(io.StringIO(content, newline=""), strict=True)


def _record(number: int, row: list[str], columns: Columns) -> Record:
    return Record(number=number, cells=columns.cells(row) if len(row) == columns.width else None)
