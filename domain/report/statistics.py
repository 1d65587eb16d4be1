"""Statistics of the register, counted in one place for reports, queries and each agency.

Functions here only read folded states, and add one state at a time to a tally. So memory depends on the number of
tables. Nothing is counted by person, account, host or a place below the commune.

Figures of an agency come from its row in tables with a row for each agency. The other figures come from the counts of
the agency's own streams. A former agency is counted under its former name; its successor reports only its own acts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.activity.difficulties import DifficultyState
from domain.case.state.case import Case
from domain.complaint.state import RedressState
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind
from domain.publication.state import PublicChange
from domain.registry.registry import Registry
from domain.report.counted import (
    area_of,
    of_activity,
    of_case,
    of_difficulty,
    of_directive,
    of_exchange,
    of_inspection,
    of_publication,
    of_redress,
)
from domain.report.figures import NONE, Counted, Place, Spans, Sums, Tally
from domain.report.periods import parse_period
from domain.report.state.report import Report, ReportCount, ReportFigure
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
"""Kinds of stream that are counted, in their order of counting."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Conditions on the cases that count; None admits every value. Only cases are filtered: other streams lack these
    fields.

    `agency` is an agency that led, was assigned, reported or decided the case. There is no filter by person, account,
    host or path (X2).
    """

    category: str | None = None
    area: str | None = None
    channel: str | None = None
    finding: str | None = None
    agency: str | None = None

    @property
    def open(self) -> bool:
        """Return whether the filter admits every case."""
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
    """Yield the counts of a state. For a complaint, `category` is the field of its case.

    Raises KeyError for a kind without counts.
    """
    if kind is Kind.CASE:
        return of_case(state)
    if kind is Kind.REDRESS:
        return of_redress(state, category)
    return _OTHERS[kind](state)


def ordered(table: Table, sums: Mapping[Place, Sums], known: Mapping[Rows, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the rows of a table in the order of display: that of a vocabulary or of the registry, never by size.

    `known` contains the rows of the registry. Counted rows that the registry lacks come last.
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
"""Rows of the public table of removals and labels. Restored items come first, next to the removed ones (Đ2.2)."""
ASKED, AT_ONCE, LAPSED, HARMS, PROTECTED = "ASKED", "AT_ONCE", "LAPSED", "HARMS", "PROTECTED"
PROTECTION_ROWS: tuple[str, ...] = (PROTECTED, ASKED, AT_ONCE, LAPSED, HARMS)
"""Rows of the public table of requests for protection. Protected content comes first, then requests, immediate steps,
lapses and harm."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Table and its columns that make up a figure; no columns means all columns. If `owned`, the table's rows are not
    agencies."""

    table: Table
    columns: frozenset[str] = frozenset()
    owned: bool = False


def _part(table: Table, *columns: str, owned: bool = False) -> Part:
    return Part(table=table, columns=frozenset(columns), owned=owned)


PARTS: Final[Mapping[ReportFigure, Part]] = {
    ReportFigure.DIRECTIVES_RECEIVED: _part(Table.DIRECTIVES, Line.ASKED),
    ReportFigure.DIRECTIVES_ANSWERED: _part(Table.DIRECTIVES, Line.ANSWERED),
    ReportFigure.CASES_REPORTED: _part(Table.RECEIVED),
    ReportFigure.OPINIONS_GIVEN: _part(Table.OPINIONS),
    ReportFigure.VERIFICATIONS_RECORDED: _part(Table.VERIFICATIONS),
    ReportFigure.RESULTS_REPORTED: _part(Table.EXECUTION, Line.REPORTED),
    ReportFigure.TRUE_ISSUES_TAKEN_UP: _part(Table.REMEDIES),
    ReportFigure.NOTICES_ISSUED: _part(Table.NOTICES, PublicChange.ISSUED, owned=True),
    ReportFigure.QUESTIONS_RECEIVED: _part(Table.EXCHANGES, Line.ASKED, owned=True),
    ReportFigure.QUESTIONS_ANSWERED: _part(Table.EXCHANGES, Line.ANSWERED, owned=True),
    ReportFigure.TRAININGS_HELD: _part(Table.TRAININGS, Line.NUMBER),
    ReportFigure.TRAINING_HEADCOUNT: _part(Table.TRAININGS, Line.HEADCOUNT),
    ReportFigure.AWARENESS_HELD: _part(Table.AWARENESS, Line.NUMBER),
    ReportFigure.COMPLAINTS_FILED: _part(Table.COMPLAINTS, RedressState.FILED),
    ReportFigure.COMPLAINTS_UPHELD: _part(Table.COMPLAINTS, RedressState.UPHELD, RedressState.PARTLY),
    ReportFigure.NOTICES_TAKEN_BACK: _part(Table.NOTICES, PublicChange.CORRECTED, PublicChange.RETRACTED, owned=True),
    ReportFigure.BUDGET_PLANNED: _part(Table.BUDGET, Line.PLANNED),
    ReportFigure.BUDGET_SPENT: _part(Table.BUDGET, Line.SPENT),
    ReportFigure.COMMENDATIONS_PROPOSED: _part(Table.COMMENDATIONS, owned=True),
    ReportFigure.BREACHES_RECORDED: _part(Table.BREACHES),
    ReportFigure.DISCIPLINE_TAKEN: _part(Table.DISCIPLINE),
    ReportFigure.DIFFICULTIES_FILED: _part(Table.DIFFICULTIES, DifficultyState.OPEN, owned=True),
}
"""Tables and columns of each figure. The number of officers is not listed, because it comes from the registry."""


def spans_of(report: Report) -> Spans:
    if report.period is None:
        return Spans.between(report.start, report.end)
    return Spans.of(parse_period(report.period))


class AgencyTally:
    """Figures of one agency, a running total over streams."""

    def __init__(self, report: Report) -> None:
        self._agency, self._spans = report.agency, spans_of(report)
        self._sums = dict.fromkeys(PARTS, Sums())

    @property
    def since(self) -> datetime:
        return min(span.start for span in (self._spans.this, self._spans.previous, self._spans.cumulative))

    def add(self, kind: Kind, state: Any) -> None:
        """Add the counts of a stream. Its kind must be a counted kind."""
        own = getattr(state, "agency", None) == self._agency
        for count in counted(kind, state):
            for figure in _figures(count, self._agency, own):
                self._sums[figure] = self._sums[figure].plus(self._spans.sums(count))

    def counts(self, registry: Registry) -> tuple[ReportCount, ...]:
        spans = self._spans
        last = (span.end for span in (spans.this, spans.previous, spans.cumulative))
        officers = Sums(*(_officers(registry, self._agency, day) for day in last))
        sums = {**self._sums, ReportFigure.FOCAL_OFFICERS: officers}
        return tuple(
            ReportCount(
                figure=figure,
                this=sums[figure].this,
                previous=sums[figure].previous,
                cumulative=sums[figure].cumulative,
            )
            for figure in ReportFigure
        )


def _figures(count: Counted, agency: str, own: bool) -> Iterator[ReportFigure]:
    for figure, part in PARTS.items():
        here = part.table is count.table and (not part.columns or count.column in part.columns)
        if here and (own if part.owned else count.row == agency):
            yield figure


def _officers(registry: Registry, agency: str, end: datetime) -> int:
    """Return how many persons had a post in the agency on the last day before `end`. Each person counts once."""
    day = local_date(end - timedelta(milliseconds=1))
    rows = (row for row in registry.officers.values() if row.agency == agency and row.span.covers(day))
    return len({registry.person(row.id) for row in rows})
