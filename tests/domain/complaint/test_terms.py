"""The terms of the Law on Complaints: dated rows, calendar days, ends on working days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.complaint.terms import Stage, deadline, deadline_from
from domain.kernel.calendar import local_date
from domain.registry.law import LEVELS, TERMS, NoRow, TermCertainty, TermOf, term_on
from domain.registry.registry import NO_REGISTRY, Registry
from domain.registry.working_days import Holidays
from tests.support.each import each

WORKED = tuple(date(2026, 1, 1) + timedelta(n) for n in range(700))


def with_days(off: tuple[date, ...] = (), worked: tuple[date, ...] = ()) -> Registry:
    row = Holidays(id="holidays-2026", year=2026, days=off, worked=worked, source="s")
    return replace(NO_REGISTRY, holidays={row.id: row})


def of(stage: Stage) -> TermOf:
    return TermOf(f"COMPLAINT_{stage}")


ALWAYS_OPEN = with_days(worked=WORKED)
DAYS = {
    Stage.FILE: (90, 90),
    Stage.ACCEPT: (10, 10),
    Stage.DECIDE: (30, 45),
    Stage.DECIDE_COMPLEX: (45, 60),
    Stage.FILE_SECOND: (30, 45),
    Stage.DECIDE_SECOND: (45, 60),
    Stage.DECIDE_SECOND_COMPLEX: (60, 70),
}


@each("stage", Stage)
@each("day", [date(2026, 6, 30), date(2026, 7, 1)])
def test_days_of_each_stage_before_and_after_the_amendment(stage: Stage, day: date) -> None:
    row = term_on(of(stage), day, NO_REGISTRY)
    assert tuple(row.amount_where(remote=remote) for remote in (False, True)) == DAYS[stage]
    assert ("136/2025" in row.source) is (day >= date(2026, 7, 1))


def test_every_row_says_that_nobody_compared_it_with_the_law() -> None:
    assert {row.certainty for row in (*TERMS, *LEVELS)} == {TermCertainty.UNCONFIRMED}
    assert len({row.id for row in (*TERMS, *LEVELS)}) == len(TERMS) + len(LEVELS)


def test_no_row_holds_before_the_law() -> None:
    with pytest.raises(NoRow):
        term_on(TermOf.COMPLAINT_FILE, date(2012, 6, 30), NO_REGISTRY)


def test_each_term_has_one_row_a_day() -> None:
    for day in (date(2021, 7, 4), date(2026, 6, 30), date(2026, 7, 1), date(2030, 1, 1)):
        later = {TermOf.COMPLAINT_SUSPEND} if day < date(2026, 7, 1) else set()
        assert sorted(row.term for row in TERMS if row.span.covers(day)) == sorted(set(TermOf) - later)


@pytest.mark.parametrize(("remote", "last"), [(False, date(2026, 7, 31)), (True, date(2026, 8, 15))])
def test_counts_calendar_days_after_the_first(remote: bool, last: date) -> None:
    due = deadline(Stage.DECIDE, date(2026, 7, 1), ALWAYS_OPEN, remote=remote)
    assert local_date(due.due_at) == last + timedelta(1)
    assert due.remote is remote


def test_ends_on_the_next_working_day() -> None:
    saturday = deadline(Stage.ACCEPT, date(2026, 7, 1), NO_REGISTRY)  # 11 July 2026 is a Saturday
    assert local_date(saturday.due_at) == date(2026, 7, 14)
    closed = with_days(off=(date(2026, 7, 13),))
    assert local_date(deadline(Stage.ACCEPT, date(2026, 7, 1), closed).due_at) == date(2026, 7, 15)


def test_begins_on_the_day_in_vietnam() -> None:
    late_evening_in_utc = datetime(2026, 6, 30, 17, 0, tzinfo=UTC)
    assert deadline_from(Stage.ACCEPT, late_evening_in_utc, ALWAYS_OPEN).source.count("136/2025") == 1
