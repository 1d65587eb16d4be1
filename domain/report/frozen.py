"""The frozen data of a consolidated report: its numbers as plain data, ready for JSON, for pages and documents.

Shape (version 1) of the internal and the public edition. In the public edition a masked number is null:

    format, version, public
    type, period, edition, as_of, lead, filter   subject of the report; `period` a key or null, instants in ISO, UTC
    spans         this, previous, cumulative: each [start, end), the end exclusive
    manifest      chunks, streams, sha256: the versions behind the numbers
    agencies      id, vi, short, heir, active, focal: names on the day of `as_of`, the agency that acts for each then,
                  and how many focal officers it has
    tables        id, appendix, clause, unit, across, down, small, title {vi, en}
                  columns [{id, vi, en}], rows [{id, vi, en}] in the order in which they are shown
                  cells [row][column] = [this, previous, cumulative]
                  row_totals [row], column_totals [column], total: the same three numbers, or null without a sum
    signing       signed, on_paper: numbers of acts signed with an officer's key, and of acts signed on paper, each as
                  [this, previous, cumulative]; absent in data older than signed acts
    changes       differences from the previous edition, see `domain/report/figures.py`; null for the first

The functions are pure: the same counts and the same registry give the same data. A reader of version 1 may rely on
every key above. A key may be added, but no key is removed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Protocol

from domain.kernel.calendar import iso_millis
from domain.kernel.vocabulary import Post
from domain.registry.agency import Agency
from domain.registry.registry import Registry
from domain.report.figures import MANY, NONE, NOTHING, Place, Spans, Sums
from domain.report.periods import Interval
from domain.report.statistics import columns, ordered
from domain.report.tables import LAYOUTS, Layout, Rows, Table

FORMAT, VERSION = "casebook-report", 1
_OTHER: Mapping[str, tuple[str, str]] = {
    NONE: ("Chưa xác định", "Not named"),
    MANY: ("Nhiều địa bàn", "Several areas"),
}

Data = dict[str, Any]


class Label(Protocol):
    """Function that returns a value's label in a language. The caller passes `domain.messages.label`, which rules
    do not import."""

    def __call__(self, value: StrEnum, language: Literal["vi", "en"], /) -> str:
        """Return the label of a vocabulary's value."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of tables, values and registry rows on a day. A clause of the Regulation is named by its own citation."""

    registry: Registry
    day: date
    provisions: Mapping[str, str]
    label: Label

    def both(self, value: StrEnum) -> Data:
        return {"vi": self.label(value, "vi"), "en": self.label(value, "en")}

    def of(self, rows: Rows, id: str) -> str | None:
        if rows is Rows.AGENCY and (agency := self.registry.agencies.get(id)):
            name = agency.name_on(self.day)
            return name.name if name else None
        if rows is Rows.AREA and (area := self.registry.areas.get(id)):
            return area.name
        return self.provisions.get(id) if rows is Rows.PROVISION else None


def frozen_tables(sums: Mapping[Place, Sums], names: Names) -> list[Data]:
    """Return every table with its totals, in the order of display."""
    known = {
        Rows.AGENCY: tuple(names.registry.agencies),
        Rows.AREA: tuple(names.registry.areas),
        Rows.PROVISION: tuple(names.registry.provisions),
    }
    return [_table(table, sums, ordered(table, sums, known), names) for table in LAYOUTS]


def _table(table: Table, sums: Mapping[Place, Sums], rows: tuple[str, ...], names: Names) -> Data:
    layout, across = LAYOUTS[table], columns(LAYOUTS[table])
    cells = [[sums.get((table, row, column), NOTHING) for column in across] for row in rows]
    row_totals = [total(row) for row in cells] if layout.across else None
    column_totals = [total(row[i] for row in cells) for i in range(len(across))] if layout.down else None
    return {
        "id": table.value,
        "appendix": layout.appendix,
        "clause": layout.clause,
        "unit": layout.unit.value,
        "across": layout.across,
        "down": layout.down,
        "small": layout.small,
        "title": names.both(table),
        "columns": [_word(column, layout.columns, names) for column in across],
        "rows": [_row(row, layout, names) for row in rows],
        "cells": [[list(cell) for cell in row] for row in cells],
        "row_totals": [list(part) for part in row_totals] if row_totals is not None else None,
        "column_totals": [list(part) for part in column_totals] if column_totals is not None else None,
        "total": list(total(row_totals)) if row_totals is not None and column_totals is not None else None,
    }


def total(parts: Iterable[Sums]) -> Sums:
    found = NOTHING
    for part in parts:
        found = found.plus(part)
    return found


def _word(id: str, words: tuple[StrEnum, ...], names: Names) -> Data:
    for word in words:
        if word.value == id:
            return {"id": id, **names.both(word)}
    vi, en = _OTHER.get(id, (id, id))
    return {"id": id, "vi": vi, "en": en}


def _row(id: str, layout: Layout, names: Names) -> Data:
    if not isinstance(layout.rows, Rows):
        return _word(id, layout.rows, names)
    name = names.of(layout.rows, id)
    return {"id": id, "vi": name, "en": name} if name else _word(id, (), names)


def frozen_agencies(registry: Registry, day: date) -> list[Data]:
    """Return the agencies on a day: names, successor, and number of focal officers (Đ3.3)."""
    officers = [row for row in registry.officers.values() if row.appointed and row.span.covers(day)]
    focal = Counter(row.agency for row in officers if Post.HANDLER in row.posts)
    return [_agency(agency, registry, day, focal[agency.id]) for agency in registry.agencies.values()]


def _agency(agency: Agency, registry: Registry, day: date, focal: int) -> Data:
    name = agency.name_on(day)
    return {
        "id": agency.id,
        "vi": name.name if name else agency.id,
        "short": name.short if name else agency.id,
        "heir": registry.heir(agency.id, day),
        "active": agency.active(day),
        "focal": focal,
    }


def spans_data(spans: Spans) -> Data:
    def ends(interval: Interval) -> list[str]:
        return [iso_millis(interval.start), iso_millis(interval.end)]

    return {"this": ends(spans.this), "previous": ends(spans.previous), "cumulative": ends(spans.cumulative)}
