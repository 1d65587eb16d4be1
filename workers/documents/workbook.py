"""The data of a report as XLSX: numbers as numbers, texts as texts. The same data always give the same bytes.

No cell is ever a formula: a text is always written as text, whatever its first character.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook

from domain.document.dating import roman
from workers.documents.figures import WORDS
from workers.documents.fonts import printable
from workers.documents.office.parts import AGENCIES, SAID

SHEET_NAME_MOST: Final = 31
SHORT_NAME: Final = SHEET_NAME_MOST - 3
"""Most characters of a shortened name, which leaves room for a number of two digits."""
FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
CELL_MOST: Final = 32_767
WIDE, NARROW = 42, 14
_SPANS: Final = ("kỳ này", "kỳ trước", "luỹ kế")

Value = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def xlsx(sheets: tuple[Sheet, ...], made_at: datetime) -> bytes:
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    }
    names = _distinct([sheet.name for sheet in sheets])
    with Workbook(out, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None), "title": "", "author": ""})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "font_name": "Times New Roman"})
        plain = book.add_format({"text_wrap": True, "valign": "top", "font_name": "Times New Roman"})
        for name, sheet in zip(names, sheets, strict=True):
            _written(book.add_worksheet(name), sheet, bold, plain)
    return out.getvalue()


def _distinct(names: Sequence[str]) -> list[str]:
    """Return the names shortened for a spreadsheet. A repeated name, regardless of case, gets a number."""
    made: list[str] = []
    for name in names:
        same = sum(other.casefold().startswith(name[:SHORT_NAME].casefold()) for other in made)
        cut = name if len(name) <= (SHORT_NAME if same else SHEET_NAME_MOST) else _cut(name)
        made.append(f"{cut} {same + 1}" if same else cut)
    return made


def _cut(name: str) -> str:
    """Return as many whole words of a name as fit; for a single long word, return its beginning."""
    return name[:SHORT_NAME].rpartition(" ")[0] or name[:SHORT_NAME]


def _written(page: Any, sheet: Sheet, bold: Any, plain: Any) -> None:
    page.freeze_panes(1, 1)
    page.set_column(0, 0, WIDE)
    page.set_column(1, len(sheet.head), NARROW)
    for at, title in enumerate(sheet.head):
        page.write_string(0, at, printable(title)[:CELL_MOST], bold)
    for down, row in enumerate(sheet.rows, start=1):
        for at, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(down, at, printable(value)[:CELL_MOST], plain)
            elif value is not None:
                page.write_number(down, at, value, plain)


def sheets_of(data: Mapping[str, Any]) -> Iterator[Sheet]:
    """Yield a sheet for each table of frozen data, with three columns for each column of the table; if there are texts,
    also a sheet for them."""
    if sections := data.get("sections"):
        rows = tuple((section["vi"], section["text"]) for section in sections)
        yield Sheet(name="Nội dung", head=(WORDS["vi"]["row"], ""), rows=rows)
    for table in data["tables"]:
        heads = [f"{column['vi']} – {span}" for column in table["columns"] for span in _SPANS]
        rows = tuple(
            (name["vi"], *(value for cell in cells for value in cell))
            for name, cells in zip(table["rows"], table["cells"], strict=True)
        )
        totals = table["column_totals"]
        last = ((WORDS["vi"]["total"], *(value for cell in totals for value in cell)),) if totals else ()
        yield Sheet(
            name=FORBIDDEN.sub("", f"{table.get('appendix', '')} {table['title']['vi']}".strip()),
            head=(table["title"]["vi"], *heads),
            rows=(*rows, *last),
        )
    if agencies := data.get("agencies"):
        said = SAID["vi"]
        rows = tuple((agency["vi"], agency["focal"]) for agency in agencies if agency["active"])
        yield Sheet(name=f"PL {roman(AGENCIES)} {said['agency']}", head=(said["agency"], said["focal"]), rows=rows)
