"""Frozen data of a report as tables on a page and as charts: one column for each span, without empty rows.

`domain/report/frozen.py` describes the data. Every number is the same as in the data; a masked number is shown as a
dash.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from domain.document.dating import padded
from domain.paper.model import Block, Chart, Column, Heading, Level, Paragraph, Pattern, Series, Table
from domain.report.periods import Interval, months_of
from domain.report.tables import Table as Id
from workers.documents.fonts import number

BARS_MOST: Final = 12
"""Most rows of one chart, so that it fits on a page. Further rows are shown in another chart."""
HOURS_A_DAY: Final = 24

Data = Mapping[str, Any]
Three = Sequence[int | None]
Bar = tuple[str, float | None, float | None]
"""Name of a bar, and its values in both series: by default this period and the previous one."""
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "vi": {
        "total": "Tổng số",
        "none": "Không phát sinh.",
        "row": "Nội dung",
        "column": "Chỉ tiêu",
        "legend": "Luỹ kế tính từ đầu năm.",
        "this": "Kỳ này",
        "previous": "Kỳ trước",
        "sum": "Luỹ kế",
        "number": "STT",
        "more": "(tiếp)",
    },
    "en": {
        "total": "Total",
        "none": "Nothing to report.",
        "row": "Item",
        "column": "Figure",
        "legend": "“To date” counts since the year began.",
        "this": "This period",
        "previous": "Period before",
        "sum": "To date",
        "number": "No.",
        "more": "(continued)",
    },
}


SPANS: Final = ("this", "previous", "sum")
"""Columns of numbers in every table."""


def _some(sums: Sequence[int | None]) -> bool:
    return any(value is None or value for value in sums)


def _told(table: Data) -> tuple[list[int], list[int]]:
    cells = table["cells"]
    rows = [at for at, row in enumerate(cells) if any(map(_some, row))]
    return rows, [at for at in range(len(table["columns"])) if any(_some(cells[row][at]) for row in rows)]


def table_blocks(table: Data, language: str) -> Iterator[Block]:
    """Yield a table under its title, with a line for each row and column of the data; for an empty table, yield a
    note."""
    words, (rows, columns) = WORDS[language], _told(table)
    yield Heading(text=f"{table['title'][language]} ({table['clause']})", level=Level.CLAUSE)
    if not rows:
        yield Paragraph(text=words["none"])
        return
    lines = [(table["rows"][row][language], *line) for row in rows for line in _lines(table, row, columns, language)]
    if totals := table["column_totals"]:
        lines += [(words["total"], table["columns"][at][language], totals[at]) for at in columns]
    if totals and len(columns) > 1 and table["total"]:
        lines.append((words["total"], words["total"], table["total"]))
    yield _table(lines, language, named=len(table["columns"]) > 1)


def _lines(table: Data, row: int, columns: list[int], language: str) -> Iterator[tuple[str, Three | None]]:
    """Yield the title and numbers of each column of a row, with the total at the end."""
    for at in columns:
        if _some(table["cells"][row][at]):
            yield table["columns"][at][language], table["cells"][row][at]
    if table["row_totals"] and len(table["columns"]) > 1:
        yield WORDS[language]["total"], table["row_totals"][row]


def _table(lines: list[tuple[str, str, Three | None]], language: str, *, named: bool) -> Table:
    """Return the lines in columns: item, this period, the previous period, to date (NĐ 30/2020 requires figures in
    columns)."""
    words = WORDS[language]
    heads = (Column(title=words["row"], share=2), *((Column(title=words["column"], share=1.6),) if named else ()))
    numbers = tuple(Column(title=words[span], share=1.2, number=True) for span in SPANS)
    rows = [
        ("" if n and lines[n - 1][0] == name else name, *((column,) if named else ()), *_cells(sums, language))
        for n, (name, column, sums) in enumerate(lines)
    ]
    return Table(columns=(*heads, *numbers), rows=tuple(rows), grouped=named)


def _cells(sums: Three | None, language: str) -> tuple[str, ...]:
    return tuple(number(value, language) for value in sums) if sums else ("", "", "")


def found(data: Data, id: str) -> Data | None:
    return next((table for table in data["tables"] if table["id"] == id), None)


def bars(table: Data | None, caption: str, language: str, *, by_column: bool = False) -> tuple[Chart, ...]:
    """Return a chart of a table's totals by row or column, this period beside the previous one; an empty tuple without
    numbers."""
    if table is None:
        return ()
    totals = table["column_totals"] if by_column else table["row_totals"] or [row[0] for row in table["cells"]]
    names = table["columns"] if by_column else table["rows"]
    told = [(name[language], sums) for name, sums in zip(names, totals or (), strict=False) if _some(sums)]
    return _charts(caption, [(name, sums[0], sums[1]) for name, sums in told], language)


def mean_days(table: Data | None, caption: str, language: str) -> tuple[Chart, ...]:
    """Return a chart of the mean time in days for each row of a table of times."""
    if table is None:
        return ()
    at = {column["id"]: place for place, column in enumerate(table["columns"])}
    told: list[Bar] = []
    for name, cells in zip(table["rows"], table["cells"], strict=True):
        things, hours = cells[at["NUMBER"]], cells[at["HOURS"]]
        if _some(things):
            told.append((name[language], *(_mean(things[span], hours[span]) for span in (0, 1))))
    return _charts(caption, told, language, unit=" ngày" if language == "vi" else " days")


def by_month(data: Data, caption: str, language: str) -> tuple[Chart, ...]:
    """Return a chart of cases received and ended in each month of the period, including empty months; an empty tuple
    without data."""
    table = found(data, Id.MONTHS)
    if table is None:
        return ()
    start, end = map(datetime.fromisoformat, data["spans"]["this"])
    at = {row["id"]: place for place, row in enumerate(table["rows"])}
    places = [at[month] for month in months_of(Interval(start=start, end=end))]
    told = [(table["rows"][place][language], *(sums[0] for sums in table["cells"][place])) for place in places]
    if not any(value != 0 for line in told for value in line[1:]):
        return ()
    received, closed = (column[language] for column in table["columns"])
    return _charts(caption, told, language, series=(received, closed))


def _mean(things: int | None, hours: int | None) -> float | None:
    return round(hours / things / HOURS_A_DAY, 1) if things and hours is not None else None


def _charts(
    caption: str, told: list[Bar], language: str, unit: str = "", series: tuple[str, str] | None = None
) -> tuple[Chart, ...]:
    """Return one chart, or several below each other, with all rows; an empty tuple if everything is masked.

    The two `series` are by default this period and the previous one.
    """
    if all(value is None for row in told for value in row[1:]):
        return ()
    parts = [told[at : at + BARS_MOST] for at in range(0, len(told), BARS_MOST)]
    more = WORDS[language]["more"]
    series = series or (WORDS[language]["this"], WORDS[language]["previous"])
    most = max((value for row in told for value in row[1:] if value is not None), default=0)
    names = (f"{caption} {more}" if n else caption for n in range(len(parts)))
    made = (_chart(name, part, series) for name, part in zip(names, parts, strict=True))
    return tuple(replace(row, unit=unit, most=most) for row in made)


def _chart(caption: str, told: list[Bar], names: tuple[str, str]) -> Chart:
    first, second = names
    series = (
        Series(name=first, pattern=Pattern.SOLID, values=tuple(row[1] for row in told)),
        Series(name=second, pattern=Pattern.HATCHED, values=tuple(row[2] for row in told)),
    )
    return Chart(caption=caption, labels=tuple(row[0] for row in told), series=series)


def numbered(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((padded(n), *row) for n, row in enumerate(rows, start=1))
