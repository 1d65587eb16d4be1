from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.kernel.calendar import TermSource, WorkingCalendar, local_date
from domain.registry.entry import Certainty
from domain.report import deadlines as report_deadlines
from domain.report.deadlines import DEADLINES, NoDeadline, ReportLevel, report_due, row_of
from domain.report.periods import parse_period
from tests.support.each import each
from tests.support.reporting import H1, HALF

AGENCY, LEAD = ReportLevel.AGENCY_TO_LEAD, ReportLevel.LEAD_TO_COMMITTEE
PLAIN = WorkingCalendar()
# Tết 2026: off from Saturday 14 to Sunday 22 February; Tết 2029: off from Saturday 10 to Sunday 18 February.
TET = WorkingCalendar(
    holidays=frozenset([*(date(2026, 2, day) for day in range(14, 23)), *(date(2029, 2, day) for day in range(10, 19))])
)


def test_days_that_the_province_entered_count_for_their_level() -> None:
    own = replace(HALF, agency_days=7)
    row = row_of(AGENCY, H1, own)
    assert (row.days, row.basis, row.source) == (7, own.source, TermSource.INTERNAL)
    assert row_of(LEAD, H1, own) == row_of(LEAD, H1)


@each(
    ("key", "calendar", "agency", "lead"),
    [
        ("2026-H1", PLAIN, date(2026, 6, 16), date(2026, 6, 22)),  # 20 June 2026 is a Saturday
        ("2026-H2", PLAIN, date(2026, 12, 16), date(2026, 12, 21)),  # 20 December 2026 is a Sunday
        ("2026-Y", PLAIN, date(2026, 12, 16), date(2026, 12, 21)),
        ("2025-H1", PLAIN, date(2025, 6, 16), date(2025, 6, 20)),  # 15 June 2025 is a Sunday
        ("2024-H1", PLAIN, date(2024, 6, 17), date(2024, 6, 20)),  # 16 June 2024 is a Sunday
        ("2026-M02", TET, date(2026, 2, 23), date(2026, 2, 23)),
        ("2029-M02", TET, date(2029, 2, 19), date(2029, 2, 20)),
        ("2026-Y-CAL", PLAIN, date(2027, 1, 4), date(2027, 1, 6)),
        ("2024-M02-CAL", PLAIN, date(2024, 3, 4), date(2024, 3, 6)),
    ],
)
def test_last_day_of_each_level(key: str, calendar: WorkingCalendar, agency: date, lead: date) -> None:
    period = parse_period(key)
    last = [local_date(report_due(level, period, calendar).due_at) - timedelta(1) for level in (AGENCY, LEAD)]
    assert last == [agency, lead]


def test_late_from_midnight_in_viet_nam() -> None:
    assert report_due(AGENCY, parse_period("2026-H1"), PLAIN).due_at.isoformat() == "2026-06-16T17:00:00+00:00"


def test_at_least_one_working_day_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = tuple(replace(row, days=0) for row in DEADLINES)
    monkeypatch.setattr(report_deadlines, "DEADLINES", hasty)
    assert local_date(report_due(AGENCY, parse_period("2024-H1"), PLAIN).due_at) == date(2024, 6, 18)  # 14 is a Friday


def test_a_day_worked_instead_of_another_counts() -> None:
    swapped = WorkingCalendar(holidays=frozenset({date(2026, 6, 16)}), worked=frozenset({date(2026, 6, 20)}))
    period = parse_period("2026-H1")
    assert local_date(report_due(AGENCY, period, swapped).due_at) == date(2026, 6, 18)
    assert local_date(report_due(LEAD, period, swapped).due_at) == date(2026, 6, 21)


def test_nothing_was_due_before_the_regulation() -> None:
    with pytest.raises(NoDeadline):
        report_due(AGENCY, parse_period("2021-H1"), PLAIN)
    assert local_date(report_due(AGENCY, parse_period("2021-H2"), PLAIN).due_at) == date(2021, 12, 17)


def test_every_row_says_whose_it_is_and_that_nobody_confirmed_it() -> None:
    assert {row.level for row in DEADLINES} == set(ReportLevel)
    assert {(row.source, row.certainty) for row in DEADLINES} == {(TermSource.INTERNAL, Certainty.UNCONFIRMED)}
    due = report_due(LEAD, parse_period("2026-H1"), PLAIN)
    assert (due.source, due.certainty, due.days) == (TermSource.INTERNAL, Certainty.UNCONFIRMED, 6)
