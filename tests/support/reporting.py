"""Make schedules and reports by hand, for tests of report rules without a store."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.kernel.actor import SYSTEM
from domain.kernel.calendar import TermSource
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.entry import Certainty
from domain.registry.registry import Registry
from domain.report.periods import PeriodBasis, PeriodKind, parse_period
from domain.report.state.report import (
    Counting,
    Report,
    ReportSection,
    ReportState,
    ReportTerm,
    ReportType,
    SectionWords,
)
from domain.report.state.schedule import Schedule
from domain.rules.facts import Facts
from tests.support.facts import HEALTH, PROVINCE, facts, sealed
from tests.support.world import officer

SINCE_2026 = Span(since=date(2026, 1, 1))
HALF = Schedule(
    id="schedule-half-year", period=PeriodKind.FIRST_HALF, basis=PeriodBasis.CUT_OFF, span=SINCE_2026, source="Đ6.2"
)
ANNUAL = replace(HALF, id="schedule-year", period=PeriodKind.YEAR)
H1 = parse_period("2026-H1")
DAY = timedelta(days=1)
DUE_AT = datetime(2026, 6, 16, 17, tzinfo=UTC)
FINAL_AT = datetime(2026, 6, 22, 17, tzinfo=UTC)
TERM = ReportTerm(
    due_at=DUE_AT, days=2, source=TermSource.INTERNAL, basis="test", certainty=Certainty.UNCONFIRMED, final_at=FINAL_AT
)


def scheduled(*rows: Schedule, registry: Registry = PROVINCE) -> Registry:
    return replace(registry, others={Schedule: {row.id: row for row in rows or (HALF, ANNUAL)}})


def a_report(state: ReportState = ReportState.DRAFT, agency: str = HEALTH, **changes: Any) -> Report:
    """Return the health department's report on the first half of 2026, with its counts and required texts."""
    made = Report(
        id="report-1",
        state=state,
        type=ReportType.PERIODIC,
        agency=agency,
        at=H1.end - 30 * DAY,
        start=H1.start,
        end=H1.end,
        term=TERM,
        period=H1.key,
        words=words(ReportSection.DIRECTION, ReportSection.SOLUTIONS),
        counting=Counting(at=H1.end, final=True, counts=()),
    )
    return replace(made, **changes)


def words(*sections: ReportSection) -> tuple[SectionWords, ...]:
    author = officer(HEALTH, Post.HANDLER)
    return tuple(SectionWords(section=section, officer=author, at=H1.end, text=sealed(section)) for section in sections)


def by_itself(now: datetime, registry: Registry = PROVINCE) -> Facts:
    return facts(SYSTEM, registry=registry, now=now)


def ids(agencies: Iterable[str]) -> set[str]:
    """Return agency ids without their prefix, so that tables read well."""
    return {agency.removeprefix("agency-") for agency in agencies}
