"""The numbers of the register: one place for what counts, used by reports, by queries and by the public door.

Pure functions over folded states. One state is folded into a tally at a time: memory is that of the tables, and the
time of a case depends on that case alone. Nothing is counted by person, account, host or a place below the commune.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.case.state.case import Case
from domain.kernel.kind import Kind
from domain.report.counted_cases import area_of, of_case
from domain.report.counted_others import (
    of_activity,
    of_difficulty,
    of_directive,
    of_exchange,
    of_inspection,
    of_publication,
    of_redress,
)
from domain.report.figures import NONE, Counted, Place, Spans, Sums, Tally
from domain.report.tables import LAYOUTS, OUTCOMES, Layout, Line, Rows, Table

__all__ = ["Counted", "Filter", "Line", "Place", "Spans", "Sums", "Table", "Tally", "counted", "ordered"]

_OTHERS: Mapping[Kind, Callable[[Any], Iterator[Counted]]] = {
    Kind.PUBLICATION: of_publication,
    Kind.EXCHANGE: of_exchange,
    Kind.ACTIVITY: of_activity,
    Kind.DIFFICULTY: of_difficulty,
    Kind.DIRECTIVE: of_directive,
    Kind.INSPECTION: of_inspection,
}
COUNTED: tuple[Kind, ...] = (Kind.CASE, Kind.REDRESS, *_OTHERS)
"""The kinds of stream that numbers come from, in the order in which they are counted."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Filter of the cases that count; None leaves a question open. Only cases are filtered: other things lack such
    fields.

    `agency` led, was assigned, reported or decided. There is no filter by person, account, host or path (X2).
    """

    category: str | None = None
    area: str | None = None
    channel: str | None = None
    finding: str | None = None
    agency: str | None = None

    @property
    def open(self) -> bool:
        """Return whether it leaves everything in."""
        return self == Filter()

    def keeps(self, case: Case) -> bool:
        finding = case.appraisal.finding if case.appraisal else NONE
        agencies = (case.reporter, case.lead, case.assigned, *(decision.agency for decision in case.decisions))
        return (
            self.category in (None, case.category or NONE)
            and self.area in (None, area_of(case.areas))
            and self.channel in (None, case.receipt.channel or NONE)
            and self.finding in (None, finding)
            and (self.agency is None or self.agency in agencies)
        )


def counted(kind: Kind, state: Any, category: str | None = None) -> Iterator[Counted]:
    """Everything that counts of a state; `category` is the field of the case that a complaint is about.

    Raises KeyError for a kind that nothing is counted of.
    """
    if kind is Kind.CASE:
        return of_case(state)
    if kind is Kind.REDRESS:
        return of_redress(state, category)
    return _OTHERS[kind](state)


def ordered(table: Table, sums: Mapping[Place, Sums], known: Mapping[Rows, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the rows of a table in the order in which they are shown: of a vocabulary, or of the registry; never by
    size.

    `known` names the rows of the registry; one that counts and is not among them comes after them.
    """
    layout = LAYOUTS[table]
    there = {row for which, row, _ in sums if which is table}
    if isinstance(layout.rows, Rows):
        listed = [row for row in known.get(layout.rows, ()) if row in there]
        return (*listed, *sorted(there.difference(listed)))
    return (*(row.value for row in layout.rows), *((NONE,) if layout.other_row else ()))


def columns(layout: Layout) -> tuple[str, ...]:
    return (*(column.value for column in layout.columns), *((NONE,) if layout.other_column else ()))


OVERVIEW_ROWS: tuple[str, ...] = tuple(outcome.value for outcome in OUTCOMES)
OVERVIEW_COLUMNS = columns(LAYOUTS[Table.OVERVIEW])
RESTORED, REMOVED, UNLABELLED, LABELLED = "RESTORED", "REMOVED", "UNLABELLED", "LABELLED"
RESTORATION_ROWS: tuple[str, ...] = (RESTORED, REMOVED, UNLABELLED, LABELLED)
"""Public rows of removals and labels: what was put back comes first, beside what was done (Đ2.2)."""
ASKED, AT_ONCE, LAPSED, HARMS, PROTECTED = "ASKED", "AT_ONCE", "LAPSED", "HARMS", "PROTECTED"
PROTECTION_ROWS: tuple[str, ...] = (PROTECTED, ASKED, AT_ONCE, LAPSED, HARMS)
"""Public rows of a year's requests for protection: first what was found protected, then what was asked, acted on at
once, ended unconfirmed, and found to harm."""
