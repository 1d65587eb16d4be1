"""The register's numbers of one agency: its rows of the tables, its own streams, nothing of anybody else's."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.activity.difficulties import Difficulty, DifficultyState
from domain.activity.state.activity import (
    Activity,
    ActivityState,
    ActivityType,
    Audience,
    Breach,
    BreachKind,
    BudgetLine,
    Commendation,
    Commended,
    Merit,
    Training,
)
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind, Post
from domain.registry.accounts import Officer
from domain.report.periods import parse_period
from domain.report.state.report import Report, ReportFigure, ReportType
from domain.report.statistics import PARTS, AgencyTally, spans_of
from domain.report.tables import LAYOUTS, Rows
from tests.support.facts import HEALTH, LAND, PROVINCE, a_case, sealed, stated
from tests.support.reporting import DAY, H1, a_report
from tests.support.world import officer

IN = H1.start
MOMENT = timedelta(milliseconds=1)


def training(agency: str, at: datetime) -> Activity:
    held = Training(topic=sealed("topic"), held_on=date(2026, 1, 5), audience=Audience.MIXED, headcount=30)
    author = officer(agency, Post.HANDLER)
    return Activity(id="activity-1", type=ActivityType.TRAINING, agency=agency, officer=author, at=at, training=held)


def difficulty(agency: str) -> Difficulty:
    return stated(
        Difficulty,
        id="difficulty-1",
        state=DifficultyState.OPEN,
        agency=agency,
        officer=officer(agency, Post.HANDLER),
        at=IN,
        clause="Đ5.7.b",
    )


def figures(report: Report, *states: tuple[Kind, Any], registry: Any = PROVINCE) -> dict[ReportFigure, tuple[int, ...]]:
    """What is counted and is not nothing."""
    tally = AgencyTally(report)
    for kind, state in states:
        tally.add(kind, state)
    counts = {count.figure: (count.this, count.previous, count.cumulative) for count in tally.counts(registry)}
    assert list(counts) == list(ReportFigure)
    return {figure: count for figure, count in counts.items() if any(count) and figure != ReportFigure.FOCAL_OFFICERS}


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        (H1.start, (1, 0, 1)),
        (H1.end - MOMENT, (1, 0, 1)),
        (H1.end, None),
        (H1.start - MOMENT, (0, 1, 0)),
        (H1.previous().start - MOMENT, None),
    ],
)
def test_each_event_in_its_span(at: datetime, counted: tuple[int, ...] | None) -> None:
    found = figures(a_report(), (Kind.ACTIVITY, training(HEALTH, at)))
    assert found.get(ReportFigure.TRAININGS_HELD) == counted


def test_of_rows_its_own_and_of_streams_those_it_began() -> None:
    case = a_case(reporter=LAND, receipt=replace(a_case().receipt, received_at=IN))
    states = ((Kind.CASE, case), (Kind.DIFFICULTY, difficulty(LAND)), (Kind.ACTIVITY, training(LAND, IN)))
    assert figures(a_report(agency=HEALTH), *states) == {}
    assert figures(a_report(agency=LAND), *states) == {
        ReportFigure.CASES_REPORTED: (1, 0, 1),
        ReportFigure.TRAININGS_HELD: (1, 0, 1),
        ReportFigure.TRAINING_HEADCOUNT: (30, 0, 30),
        ReportFigure.DIFFICULTIES_FILED: (1, 0, 1),
    }


def test_money_in_thousand_dong() -> None:
    line = BudgetLine(year=2026, purpose=sealed("purpose"), planned=100, spent=20)
    made = replace(training(HEALTH, IN), type=ActivityType.BUDGET, training=None, budget=line)
    assert figures(a_report(), (Kind.ACTIVITY, made)) == {
        ReportFigure.BUDGET_PLANNED: (100, 0, 100),
        ReportFigure.BUDGET_SPENT: (20, 0, 20),
    }


def test_breaches_of_whom_they_are_about_and_commendations_of_who_proposes_them() -> None:
    noted = stated(Breach, agency=LAND, kind=BreachKind.LEAK, noted_on=date(2026, 1, 5))
    breach = replace(training(HEALTH, IN), type=ActivityType.BREACH, training=None, breach=noted)
    proposed = Commendation(
        commended=next(iter(Commended)), merit=next(iter(Merit)), document_number=sealed("document_number")
    )
    commendation = replace(breach, type=ActivityType.COMMENDATION, breach=None, commendation=proposed)
    states = ((Kind.ACTIVITY, breach), (Kind.ACTIVITY, commendation))
    assert figures(a_report(agency=LAND), *states) == {ReportFigure.BREACHES_RECORDED: (1, 0, 1)}
    assert figures(a_report(agency=HEALTH), *states) == {ReportFigure.COMMENDATIONS_PROPOSED: (1, 0, 1)}
    withdrawn = [(kind, replace(state, state=ActivityState.WITHDRAWN)) for kind, state in states]
    assert figures(a_report(agency=LAND), *withdrawn) == figures(a_report(agency=HEALTH), *withdrawn) == {}


def test_one_that_was_asked_for_counts_its_own_days() -> None:
    report = a_report(type=ReportType.AD_HOC, period=None, start=H1.end, end=H1.end + 10 * DAY)
    assert spans_of(report).this.start == H1.end
    found = figures(report, (Kind.ACTIVITY, training(HEALTH, H1.end + DAY)), (Kind.ACTIVITY, training(HEALTH, IN)))
    assert found[ReportFigure.TRAININGS_HELD] == (1, 0, 1)


def test_nothing_before_the_earliest_span_has_to_be_read() -> None:
    assert AgencyTally(a_report()).since == H1.previous().start
    half = parse_period("2026-H2")
    assert AgencyTally(a_report(period=half.key)).since == H1.start


class TestOfficers:
    def of(self, rows: dict[str, Officer], subjects: dict[str, tuple[str, ...]] | None = None) -> tuple[int, int, int]:
        registry = replace(PROVINCE, officers=rows, subjects=subjects or {})
        [found] = [
            count for count in AgencyTally(a_report()).counts(registry) if count.figure is ReportFigure.FOCAL_OFFICERS
        ]
        return found.this, found.previous, found.cumulative

    def test_in_post_on_the_last_day(self) -> None:
        row = PROVINCE.officers[officer(HEALTH, Post.HANDLER)]
        assert self.of({"a": row}) == (1, 1, 1)
        assert self.of({"a": replace(row, span=Span(since=H1.last_day))}) == (1, 0, 1)
        assert self.of({"a": replace(row, span=Span(since=date(2022, 1, 1), until=H1.last_day))}) == (0, 1, 0)
        assert self.of({"a": replace(row, agency=LAND)}) == (0, 0, 0)

    def test_a_person_in_two_posts_counts_once(self) -> None:
        row = PROVINCE.officers[officer(HEALTH, Post.HANDLER)]
        rows = {"officer-a": replace(row, id="officer-a"), "officer-b": replace(row, id="officer-b")}
        assert self.of(rows) == (2, 2, 2)
        assert self.of(rows, {"one": ("officer-a", "officer-b")}) == (1, 1, 1)


def test_every_figure_but_the_officers_has_a_part_of_a_table_that_fits_it() -> None:
    assert set(ReportFigure) - set(PARTS) == {ReportFigure.FOCAL_OFFICERS}
    for part in PARTS.values():
        layout = LAYOUTS[part.table]
        assert part.columns <= set(layout.columns)
        assert part.owned is (layout.rows is not Rows.AGENCY)
