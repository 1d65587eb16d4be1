"""Counts of one agency's work, for its own report: its part of the numbers of `domain/report/statistics.py`.

Some tables have a row for each agency; of the others, what belongs to a stream of the agency's own counts. A former
agency is counted as it was then named: what its heir did is in the heir's report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.activity.state.difficulty import DifficultyState
from domain.complaint.state import RedressState
from domain.kernel.calendar import local_date
from domain.kernel.kind import Kind
from domain.publication.state import PublicChange
from domain.registry.registry import Registry
from domain.report.periods import parse_period
from domain.report.state.report import Report, ReportCount, ReportFigure
from domain.report.statistics import Counted, Line, Spans, Sums, Table, counted


@dataclass(frozen=True, kw_only=True)
class Part:
    """A table, and the columns of it that make up a figure; all when empty. `owned`: rows are no agencies."""

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
"""Every figure but the officers, who are rows of the registry and no events."""


def spans_of(report: Report) -> Spans:
    if report.period is None:
        return Spans.between(report.start, report.end)
    return Spans.of(parse_period(report.period))


class AgencyTally:
    """The figures of one agency, growing stream by stream."""

    def __init__(self, report: Report) -> None:
        self._agency, self._spans = report.agency, spans_of(report)
        self._sums = dict.fromkeys(PARTS, Sums())

    @property
    def since(self) -> datetime:
        return min(span.start for span in (self._spans.this, self._spans.previous, self._spans.cumulative))

    def add(self, kind: Kind, state: Any) -> None:
        """Count a stream of a kind that counts."""
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
    """Persons in a post of the agency on the last day before a moment; one with two appointments counts once."""
    day = local_date(end - timedelta(milliseconds=1))
    rows = (row for row in registry.officers.values() if row.agency == agency and row.span.covers(day))
    return len({registry.person(row.id) for row in rows})
