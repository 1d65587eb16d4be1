"""The public edition of a frozen report: the same data with small counts masked, against subtraction everywhere.

The counts of all tables are protected together: rows and columns to their totals, the three spans to each other, and
the same number in two tables. What an earlier public edition masked stays masked, and what it showed is masked only
where nothing else helps: both editions can be laid side by side.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from domain.disclosure import protected
from domain.tables import Line, Table, Unit

TOTAL = "*"
"""Stands for the total of a row or of a column."""
SPANS = ("this", "previous", "cumulative")

Data = dict[str, Any]


class Cell(NamedTuple):
    """A count of the data: in which table, span, row and column."""

    table: str
    span: str
    row: str
    column: str


_CLOSED = "CLOSED_"
_RULED = {"COMPLAINT_UPHELD": "UPHELD", "COMPLAINT_PARTLY": "PARTLY", "COMPLAINT_DISMISSED": "DISMISSED"}


def public_edition(data: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Data:
    """The public edition of frozen data; `before` is the public edition of the report before it, or of an earlier one
    about the same period."""
    tables = [each for each in data["tables"] if each["small"]]
    counts = {cell: value for each in tables for cell, value in _counts(each)}
    links, unseen = _links(data["spans"], counts)
    relations = [*(line for each in tables for line in _lines(each)), *links, *_ties(counts)]
    shown = dict(_shown(data, before)) if before else {}
    hidden = protected(
        {**counts, **unseen},
        relations,
        unseen=frozenset(unseen),
        kept=frozenset(cell for cell, value in shown.items() if value is None),
        spared=frozenset(cell for cell, value in shown.items() if value is not None),
    )
    edition = [_masked(each, hidden) if each["small"] else each for each in data["tables"]]
    return {**data, "public": True, "tables": edition, "changes": None}


def _counted(table: Mapping[str, Any]) -> list[int]:
    """The columns that hold numbers of things; hours are shown where their number is."""
    return [i for i, each in enumerate(table["columns"]) if each["id"] != Line.HOURS]


def _counts(table: Mapping[str, Any]) -> Iterator[tuple[Cell, int]]:
    for row, column, sums in _places(table):
        if column != Line.HOURS:
            for span, value in zip(SPANS, sums, strict=True):
                yield Cell(table["id"], span, row, column), value


def _places(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Sequence[Any]]]:
    """Row, column and numbers of every place that the table has, its totals included."""
    names = [each["id"] for each in table["columns"]]
    for row, cells in zip(table["rows"], table["cells"], strict=True):
        for column, sums in zip(names, cells, strict=True):
            yield row["id"], column, sums
    if table["row_totals"] is not None:
        for row, sums in zip(table["rows"], table["row_totals"], strict=True):
            yield row["id"], TOTAL, sums
    if table["column_totals"] is not None:
        for column, sums in zip(names, table["column_totals"], strict=True):
            yield TOTAL, column, sums
    if table["total"] is not None:
        yield TOTAL, TOTAL, table["total"]


def _lines(table: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    name, rows = table["id"], [each["id"] for each in table["rows"]]
    columns = [table["columns"][i]["id"] for i in _counted(table)]
    across, down = table["row_totals"] is not None, table["column_totals"] is not None
    for span in SPANS:
        if across:
            for row in (*rows, *([TOTAL] if down else ())):
                yield tuple(Cell(name, span, row, column) for column in (*columns, TOTAL))
        if down:
            for column in (*columns, *([TOTAL] if across else ())):
                yield tuple(Cell(name, span, row, column) for row in (*rows, TOTAL))


def _links(
    spans: Mapping[str, Sequence[str]], counts: Mapping[Cell, int]
) -> tuple[list[tuple[Cell, ...]], dict[Cell, int]]:
    """How the spans make each other up, and what of the year lies in neither period: never shown, but told by them."""
    this, previous, year = (tuple(spans[each]) for each in SPANS)
    parts = ["this", "previous"] if year[0] <= previous[0] and year != this else ["this"]
    relations, unseen = [], {}
    for cell, value in counts.items():
        if cell.span != "cumulative":
            continue
        line = [cell._replace(span=each) for each in parts]
        if min(spans[each][0] for each in parts) > year[0]:
            rest = cell._replace(span="rest")
            unseen[rest] = value - sum(counts[each] for each in line)
            line.append(rest)
        relations.append((*line, cell))
    return relations, unseen


def _ties(counts: Mapping[Cell, int]) -> Iterator[tuple[Cell, Cell]]:
    """The same number in two tables."""

    def tie(span: str, one: tuple[Table, str, str], other: tuple[Table, str, str]) -> Iterator[tuple[Cell, Cell]]:
        first, second = (Cell(table.value, span, row, column) for table, row, column in (one, other))
        if first in counts and second in counts:
            yield first, second

    overview = {cell.row for cell in counts if cell.table == Table.OVERVIEW}
    rounds = {cell.row for cell in counts if cell.table == Table.ROUND_TIME}
    asked = {cell.row for cell in counts if cell.table == Table.ANSWER_TIME}
    for span in SPANS:
        yield from tie(span, (Table.RECEIVED, TOTAL, TOTAL), (Table.RECEIVED_AREA, TOTAL, TOTAL))
        yield from tie(
            span, (Table.TAKEDOWN_OUTCOMES, TOTAL, Line.NUMBER), (Table.TAKEDOWNS, "OUTCOME_RECORDED", Line.NUMBER)
        )
        for row in sorted(overview):
            if row.startswith(_CLOSED):
                reason = row.removeprefix(_CLOSED)
                yield from tie(span, (Table.CLOSING_TIME, reason, Line.NUMBER), (Table.OVERVIEW, row, TOTAL))
            elif row in _RULED:
                yield from tie(span, (Table.COMPLAINTS, TOTAL, _RULED[row]), (Table.OVERVIEW, row, TOTAL))
        for row in sorted(rounds):
            yield from tie(span, (Table.ROUND_TIME, row, Line.NUMBER), (Table.ROUNDS, row, TOTAL))
        for row in sorted(asked):
            yield from tie(span, (Table.ANSWER_TIME, row, Line.NUMBER), (Table.EXCHANGES, row, Line.ANSWERED))


def _shown(data: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[tuple[Cell, int | None]]:
    """What the earlier edition said of the cells of this one: a number, or None where it masked."""
    same = {
        span: other for span in SPANS for other in SPANS if tuple(data["spans"][span]) == tuple(before["spans"][other])
    }
    for table in before["tables"]:
        if not table["small"]:
            continue
        for row, column, sums in _places(table):
            for span, other in same.items():
                yield Cell(table["id"], span, row, column), sums[SPANS.index(other)]


def _masked(table: Mapping[str, Any], hidden: frozenset[Cell]) -> Data:
    timed = table["unit"] == Unit.TIME

    def shown(row: str, column: str, sums: Sequence[int]) -> list[int | None]:
        judged = Line.NUMBER.value if timed else column
        return [
            None if Cell(table["id"], span, row, judged) in hidden else value
            for span, value in zip(SPANS, sums, strict=True)
        ]

    names = [each["id"] for each in table["columns"]]
    rows = [each["id"] for each in table["rows"]]
    across, down, total = table["row_totals"], table["column_totals"], table["total"]
    return {
        **table,
        "cells": [
            [shown(row, column, sums) for column, sums in zip(names, cells, strict=True)]
            for row, cells in zip(rows, table["cells"], strict=True)
        ],
        "row_totals": across and [shown(row, TOTAL, sums) for row, sums in zip(rows, across, strict=True)],
        "column_totals": down and [shown(TOTAL, each, sums) for each, sums in zip(names, down, strict=True)],
        "total": total and shown(TOTAL, TOTAL, total),
    }
