"""Public edition of a frozen report: the same data with small counts masked, protected against subtraction.

The counts of all tables are protected together. Their relations are: rows and columns to their totals, parts of a span
to the whole span, and equal numbers in two tables. Public editions can be compared with each other. So the numbers of
earlier editions about adjoining spans count as known, and numbers masked there stay masked.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from domain.report.suppression import protected
from domain.report.tables import Line, Table, Unit

TOTAL = "*"
"""Name of the total of a row or of a column."""
SPANS = ("this", "previous", "cumulative")

Data = dict[str, Any]
Span = tuple[str, str]
"""Start and exclusive end of a span of time, as texts of the data."""


class Cell(NamedTuple):
    """Count in a table for a span, a row and a column. Every report about the span shows the same count."""

    table: str
    span: Span
    row: str
    column: str


class Earlier(NamedTuple):
    """Earlier frozen report: its data and its public edition."""

    data: Mapping[str, Any]
    public: Mapping[str, Any]


_CLOSED = "CLOSED_"
_RULED = {"COMPLAINT_UPHELD": "UPHELD", "COMPLAINT_PARTLY": "PARTLY", "COMPLAINT_DISMISSED": "DISMISSED"}


def public_edition(data: Mapping[str, Any], earlier: Sequence[Earlier] = ()) -> Data:
    """Return the public edition of frozen data. `earlier` contains the reports frozen before, the newest first."""
    counts, shown = _before(data, earlier)
    links, unseen = _links([*_spans(data), *(span for edition in earlier for span in _spans(edition.data))], counts)
    counts |= unseen
    relations = [*_lines(data), *(line for edition in earlier for line in _lines(edition.data)), *links, *_ties(counts)]
    hidden = protected(
        counts,
        [relation for relation in dict.fromkeys(relations) if _holds(relation, counts)],
        unseen=unseen.keys(),
        kept=frozenset(cell for cell, value in shown.items() if value is None),
        known=frozenset(cell for cell, value in shown.items() if value is not None),
        table=lambda cell: (cell.table, cell.span),
    )
    edition = [_masked(table, data["spans"], hidden) if table["small"] else table for table in data["tables"]]
    return {**data, "public": True, "tables": edition, "changes": None}


def _before(data: Mapping[str, Any], earlier: Sequence[Earlier]) -> tuple[dict[Cell, int], dict[Cell, int | None]]:
    """Return the counts of this report and of earlier ones, and the public values of the earlier ones.

    If a newer report counts a cell differently, the older value is ignored.
    """
    counts, shown = dict(_counts(data)), dict[Cell, int | None]()
    for edition in earlier:
        published = dict(_counts(edition.public))
        for cell, value in _counts(edition.data):
            if counts.setdefault(cell, value) == value and published[cell] is not None:
                shown[cell] = value
            elif counts[cell] == value:
                shown.setdefault(cell, None)
    return counts, shown


def _holds(relation: tuple[Cell, ...], counts: Mapping[Cell, int]) -> bool:
    """Return whether the counts of a relation add up. They may not if two reports counted one span on different
    days."""
    return len(relation) > 1 and sum(counts.get(cell, 0) for cell in relation[:-1]) == counts.get(relation[-1], 0)


def _spans(data: Mapping[str, Any]) -> list[Span]:
    return [(start, end) for start, end in (data["spans"][span] for span in SPANS)]


def _counted(table: Mapping[str, Any]) -> list[int]:
    """Return the indexes of the columns to protect. Columns of hours are left out: hours are masked with their
    count."""
    return [i for i, column in enumerate(table["columns"]) if column["id"] != Line.HOURS]


def _counts(data: Mapping[str, Any]) -> Iterator[tuple[Cell, int]]:
    """Yield each cell and its count for all tables with small counts."""
    spans = _spans(data)
    for table in data["tables"]:
        for row, column, sums in _places(table) if table["small"] else ():
            if column != Line.HOURS:
                for span, value in zip(spans, sums, strict=True):
                    yield Cell(table["id"], span, row, column), value


def _places(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Sequence[Any]]]:
    """Yield row, column and numbers of every position in the table, including the totals."""
    names = [column["id"] for column in table["columns"]]
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


def _lines(data: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """Yield each row and column that adds up to a total."""
    for table in data["tables"]:
        for span in _spans(data) if table["small"] else ():
            yield from _lines_of(table, span)


def _lines_of(table: Mapping[str, Any], span: Span) -> Iterator[tuple[Cell, ...]]:
    name, rows = table["id"], [row["id"] for row in table["rows"]]
    columns = [table["columns"][i]["id"] for i in _counted(table)]
    across, down = table["row_totals"] is not None, table["column_totals"] is not None
    if across:
        for row in (*rows, *([TOTAL] if down else ())):
            yield tuple(Cell(name, span, row, column) for column in (*columns, TOTAL))
    if down:
        for column in (*columns, *([TOTAL] if across else ())):
            yield tuple(Cell(name, span, row, column) for row in (*rows, TOTAL))


def _links(spans: Sequence[Span], counts: Mapping[Cell, int]) -> tuple[list[tuple[Cell, ...]], dict[Cell, int]]:
    """Return the relations between spans, and the counts of spans that can be derived but are not shown.

    A later report about such a span would show a count of 0, so a 0 of the span never hides another count.
    """
    places = dict.fromkeys((cell.table, cell.row, cell.column) for cell in counts)
    all, relations, unseen = dict(counts), [], dict[Cell, int]()
    for part, rest, whole in _splits(spans):
        for table, row, column in places:
            first, second, sum = (Cell(table, span, row, column) for span in (part, rest, whole))
            if rest not in spans and (all.get(first) or all.get(sum)):
                all[second] = unseen[second] = all.get(sum, 0) - all.get(first, 0)
            relations.append(tuple(span for span in (first, second, sum) if span in all))
    return relations, unseen


def _splits(spans: Sequence[Span]) -> Iterator[tuple[Span, Span, Span]]:
    """Yield part, rest and whole for each two spans with a common start or end. Repeat for the spans derived from
    them."""
    known, found = list(dict.fromkeys(spans)), set[frozenset[Span]]()
    more = True
    while more:
        more = False
        for part, whole in [*permutations(known, 2)]:
            if part[0] == whole[0] and part[1] < whole[1]:
                rest = (part[1], whole[1])
            elif part[1] == whole[1] and part[0] > whole[0]:
                rest = (whole[0], part[0])
            else:
                continue
            if frozenset((part, rest)) not in found:
                found.add(frozenset((part, rest)))
                known += [] if rest in known else [rest]
                more = True
                yield part, rest, whole


def _ties(counts: Mapping[Cell, int]) -> Iterator[tuple[Cell, Cell]]:
    """Yield pairs of cells in two tables that count the same events."""

    def tie(span: Span, one: tuple[Table, str, str], other: tuple[Table, str, str]) -> Iterator[tuple[Cell, Cell]]:
        first, second = (Cell(table.value, span, row, column) for table, row, column in (one, other))
        if first in counts and second in counts:
            yield first, second

    overview = {cell.row for cell in counts if cell.table == Table.OVERVIEW}
    rounds = {cell.row for cell in counts if cell.table == Table.ROUND_TIME}
    asked = {cell.row for cell in counts if cell.table == Table.ANSWER_TIME}
    for span in dict.fromkeys(cell.span for cell in counts):
        yield from tie(span, (Table.RECEIVED, TOTAL, TOTAL), (Table.RECEIVED_AREA, TOTAL, TOTAL))
        for outcomes, steps in ((Table.TAKEDOWN_OUTCOMES, Table.TAKEDOWNS), (Table.LABEL_OUTCOMES, Table.LABELS)):
            yield from tie(span, (outcomes, TOTAL, Line.NUMBER), (steps, "OUTCOME_RECORDED", Line.NUMBER))
        yield from tie(span, (Table.MONTHS, TOTAL, Line.RECEIVED), (Table.RECEIVED, TOTAL, TOTAL))
        yield from tie(span, (Table.MONTHS, TOTAL, Line.CLOSED), (Table.CLOSING_TIME, TOTAL, Line.NUMBER))
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


def _masked(table: Mapping[str, Any], spans: Mapping[str, Sequence[str]], hidden: frozenset[Cell]) -> Data:
    timed = table["unit"] == Unit.TIME

    def shown(row: str, column: str, sums: Sequence[int]) -> list[int | None]:
        judged = Line.NUMBER.value if timed else column
        return [
            None if Cell(table["id"], (spans[span][0], spans[span][1]), row, judged) in hidden else value
            for span, value in zip(SPANS, sums, strict=True)
        ]

    names = [column["id"] for column in table["columns"]]
    rows = [row["id"] for row in table["rows"]]
    across, down, total = table["row_totals"], table["column_totals"], table["total"]
    return {
        **table,
        "cells": [
            [shown(row, column, sums) for column, sums in zip(names, cells, strict=True)]
            for row, cells in zip(rows, table["cells"], strict=True)
        ],
        "row_totals": across and [shown(row, TOTAL, sums) for row, sums in zip(rows, across, strict=True)],
        "column_totals": down and [shown(TOTAL, name, sums) for name, sums in zip(names, down, strict=True)],
        "total": total and shown(TOTAL, TOTAL, total),
    }
