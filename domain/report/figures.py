"""Cells of counts, their spans of time, and how counts add up. No rule says here what counts; `tables` does.

One thing that happened counts once, in a row and a column of a table, at the moment the register took it in. So the
counts of any parts of the register add up to the counts of the whole, in any order: a part may be counted today and
another one tomorrow, by another process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from domain.report.periods import Interval, Period
from domain.report.tables import Table

NONE = "NONE"
"""The id of a row or a column without a name: no field, no channel, no area."""
MANY = "MANY"
"""Stands for more than one area: a case counts once."""

Place = tuple[Table, str, str]


class Counted(NamedTuple):
    """One thing that counts: where, when it was taken in, and how much (1, or heads, hours, thousand đồng)."""

    table: Table
    row: str
    column: str
    at: datetime
    amount: int = 1


class Sums(NamedTuple):
    """The three numbers of a place: of the period, of the one before (kỳ trước), since the year began (luỹ kế)."""

    this: int = 0
    previous: int = 0
    cumulative: int = 0

    def plus(self, other: "Sums") -> "Sums":
        return Sums(self.this + other.this, self.previous + other.previous, self.cumulative + other.cumulative)


NOTHING = Sums()


@dataclass(frozen=True, kw_only=True)
class Spans:
    """The three spans that a report counts; each half-open, in UTC."""

    this: Interval
    previous: Interval
    cumulative: Interval

    @classmethod
    def of(cls, period: Period) -> "Spans":
        """The spans of a period. Raises PeriodFault for the first one."""
        return cls(this=period.interval, previous=period.previous().interval, cumulative=period.cumulative())

    @classmethod
    def between(cls, start: datetime, end: datetime) -> "Spans":
        """Any span, with the one of the same length before it; nothing is cumulated."""
        this = Interval(start=start, end=end)
        return cls(this=this, previous=Interval(start=start - (end - start), end=start), cumulative=this)

    def sums(self, counted: Counted) -> Sums:
        """Return how much of it falls in which span."""
        this, previous, cumulative = (
            counted.amount if span.covers(counted.at) else 0 for span in (self.this, self.previous, self.cumulative)
        )
        return Sums(this, previous, cumulative)


@dataclass
class Tally:
    """Counts that grow; as large as the tables are, however much is counted."""

    spans: Spans
    sums: dict[Place, Sums] = field(default_factory=dict)

    def add(self, counted: Iterable[Counted]) -> None:
        for count in counted:
            found = self.spans.sums(count)
            if any(found):
                self._plus((count.table, count.row, count.column), found)

    def merge(self, sums: Mapping[Place, Sums]) -> None:
        """Take over what was counted elsewhere, over the same spans."""
        for place, found in sums.items():
            self._plus(place, found)

    def _plus(self, place: Place, found: Sums) -> None:
        self.sums[place] = self.sums.get(place, NOTHING).plus(found)
