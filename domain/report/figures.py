"""Cells of counts, their spans of time, how they add up, and what changed since the report before.

An event counts once, in one row and one column of a table, at the time when the register recorded it. So the
counts of any parts of the register add up to the counts of the whole, in any order: a part may be counted today and
another one tomorrow, by another process.

    before        id of the earlier report with which this report is compared
    span          that report's span, [start, end)
    numbers       [table, row, column, before, now] of the cells that differ, sorted, in tables of both reports
    streams       [stream, version before, version now] whose counts in the span differ; version 0: no count before
    more          whether more differences exist than are listed
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from domain.report.periods import Interval, Period
from domain.report.tables import Table

NONE = "NONE"
"""Id of the row or column for cases without a value: no field, no channel or no area."""
MANY = "MANY"
"""Id of the row for cases in more than one area, so that each case counts once."""

Place = tuple[Table, str, str]


class Counted(NamedTuple):
    """One count: its cell, its time and its amount. The unit of the amount is 1, persons, hours or thousand đồng."""

    table: Table
    row: str
    column: str
    at: datetime
    amount: int = 1


class Sums(NamedTuple):
    """Three numbers of a cell: of the period, of the period before (kỳ trước), and since the year began (luỹ kế)."""

    this: int = 0
    previous: int = 0
    cumulative: int = 0

    def plus(self, other: "Sums") -> "Sums":
        return Sums(self.this + other.this, self.previous + other.previous, self.cumulative + other.cumulative)


NOTHING = Sums()


@dataclass(frozen=True, kw_only=True)
class Spans:
    """Three spans of time that a report counts. Each has a start and an exclusive end, in UTC."""

    this: Interval
    previous: Interval
    cumulative: Interval

    @classmethod
    def of(cls, period: Period) -> "Spans":
        """Return the spans of a period. Raises PeriodFault for the first possible period, which has no previous one."""
        return cls(this=period.interval, previous=period.previous().interval, cumulative=period.cumulative())

    @classmethod
    def between(cls, start: datetime, end: datetime) -> "Spans":
        """Return the spans for freely chosen days. The previous span has the same length; the cumulative span equals
        the chosen one."""
        this = Interval(start=start, end=end)
        return cls(this=this, previous=Interval(start=start - (end - start), end=start), cumulative=this)

    def sums(self, counted: Counted) -> Sums:
        """Return the part of the amount that belongs to each span."""
        this, previous, cumulative = (
            counted.amount if span.covers(counted.at) else 0 for span in (self.this, self.previous, self.cumulative)
        )
        return Sums(this, previous, cumulative)


@dataclass
class Tally:
    """Sums of counts. Memory depends on the number of tables, not on the number of events counted."""

    spans: Spans
    sums: dict[Place, Sums] = field(default_factory=dict)

    def add(self, counted: Iterable[Counted]) -> None:
        for count in counted:
            found = self.spans.sums(count)
            if any(found):
                self._plus((count.table, count.row, count.column), found)

    def merge(self, sums: Mapping[Place, Sums]) -> None:
        """Add the counts of another tally over the same spans."""
        for place, found in sums.items():
            self._plus(place, found)

    def _plus(self, place: Place, found: Sums) -> None:
        self.sums[place] = self.sums.get(place, NOTHING).plus(found)


NUMBERS_MOST, STREAMS_MOST = 2_000, 2_000

Data = dict[str, Any]


def changes(
    recount: Mapping[Place, int],
    before: Mapping[str, Any],
    id: str,
    streams: Sequence[Sequence[Any]],
    more: bool,
) -> Data:
    """Return the list of changes. `recount` contains the current numbers for the span of the earlier report."""
    numbers = list(_numbers(recount, before))
    return {
        "before": id,
        "span": before["spans"]["this"],
        "numbers": numbers[:NUMBERS_MOST],
        "streams": [list(stream) for stream in streams[:STREAMS_MOST]],
        "more": more or len(numbers) > NUMBERS_MOST or len(streams) > STREAMS_MOST,
    }


def _numbers(recount: Mapping[Place, int], before: Mapping[str, Any]) -> Iterator[list[Any]]:
    then, told = dict(_then(before)), {table["id"] for table in before["tables"]}
    for place in sorted({*(place for place in recount if place[0] in told), *then}):
        if recount.get(place, 0) != then.get(place, 0):
            yield [*place, then.get(place, 0), recount.get(place, 0)]


def _then(before: Mapping[str, Any]) -> Iterator[tuple[Place, int]]:
    for table in before["tables"]:
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            for column, sums in zip(table["columns"], cells, strict=True):
                if sums[0]:
                    yield (Table(table["id"]), row["id"], column["id"]), sums[0]
