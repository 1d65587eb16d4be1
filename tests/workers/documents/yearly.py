"""An invented consolidated report of a year with something in every table, and an agency's report."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.kernel.vocabulary import Kind
from domain.messages import label
from domain.report.figures import Counted, Spans, Tally
from domain.report.frozen import Names, frozen_agencies, frozen_tables, spans_data
from domain.report.periods import Period, PeriodKind, month_of
from domain.report.state.consolidated import ConsolidatedState
from domain.report.state.report import Counting, ReportCount, ReportFigure, ReportSection, SectionWords
from domain.report.statistics import columns
from domain.report.tables import LAYOUTS, Rows, Table
from store.heads.head_texts import head_of
from tests.support.reporting import H1, a_report
from tests.workers.documents.office import MASTER, TEXTS, a_desk, words

YEAR = Period(kind=PeriodKind.YEAR, year=2026)
DAY = date(2026, 12, 14)
ROWS = {
    Rows.AGENCY: ("agency-health", "agency-land", "agency-commune", "agency-police"),
    Rows.AREA: ("area-north",),
    Rows.CLAUSE: ("Đ5.7.b", "Đ8.2"),
    Rows.PROVISION: ("provision-1",),
}


def data_of(seed: int = 1, most: int = 40) -> dict[str, Any]:
    chance, counted = Random(seed), []
    for table, layout in LAYOUTS.items():
        rows = ROWS[layout.rows] if isinstance(layout.rows, Rows) else tuple(layout.rows)
        for row in rows:
            for column in columns(layout):
                for _ in range(chance.randrange(3)):
                    at = YEAR.previous().start + timedelta(days=chance.randrange(720))
                    place = month_of(at) if table is Table.MONTHS else row
                    counted.append(Counted(table, place, column, at, chance.randrange(1, most)))
    tally = Tally(Spans.of(YEAR))
    tally.add(counted)
    registry = a_desk().registry
    provisions = {"provision-1": "Điều 1 khoản 1 điểm a, Nghị định mẫu"}
    names = Names(registry=registry, day=DAY, provisions=provisions, label=label)
    return {
        "format": "casebook-report",
        "version": 1,
        "filter": None,
        "spans": spans_data(tally.spans),
        "agencies": frozen_agencies(registry, DAY),
        "tables": frozen_tables(tally.sums, names),
    }


def consolidated_row() -> dict[str, Any]:
    """The report's own row, as heads hold it: words, submissions, no signature yet."""
    text = "Các cơ quan đã triển khai Quy chế theo chức năng, nhiệm vụ."
    parts = ("DIRECTION", "RESULTS", "ASSESSMENT", "MERITS_AND_BREACHES", "BUDGET", "DIFFICULTIES", "PROPOSALS")
    return {
        "_id": "consolidated-1",
        "state": ConsolidatedState.REVIEWED.value,
        "type": "PERIODIC",
        "agency": "agency-lead",
        "period": YEAR.key,
        "start": YEAR.start.replace(tzinfo=None),
        "end": YEAR.end.replace(tzinfo=None),
        "as_of": (YEAR.end - timedelta(hours=1)).replace(tzinfo=None),
        "texts": [{"part": part, "text": text} for part in parts],
        "submissions": {"in_time": ["agency-health"], "late": ["agency-land"], "missing": ["agency-police"]},
        "signature": None,
    }


def agency_row(**changes: Any) -> dict[str, Any]:
    """The row of an agency's report, with words in two sections and every figure."""
    counts = tuple(
        ReportCount(figure=item, this=n, previous=n * 2, cumulative=n * 3) for n, item in enumerate(ReportFigure)
    )
    written = tuple(
        SectionWords(section=item, officer="officer-x", at=H1.end, text=words(f"Nội dung mục {item.value}."))
        for item in (ReportSection.DIRECTION, ReportSection.SOLUTIONS)
    )
    made = replace(a_report(**changes), words=written, counting=Counting(at=H1.end, final=True, counts=counts))
    return head_of(Kind.REPORT, made, 3, H1.end, TEXTS, MASTER)
