"""Terms computed again when the days off of a year are confirmed or corrected: longer, never shorter."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import pytest

from domain.kernel.calendar import last_day
from domain.registry.certainty import Certainty
from domain.registry.holidays import DaysCounted, Holidays
from domain.registry.working_days import WorkingDays
from domain.rules.guards import still_runs
from tests.support.facts import LAND, person, registry
from tests.support.handling_facts import knowing

BEGUN: Final = datetime(2028, 1, 3, 2, tzinfo=UTC)
LATER: Final = datetime(2028, 1, 4, 2, tzinfo=UTC)
OLDER: Final = datetime(2027, 12, 1, 2, tzinfo=UTC)


def year(*counted: tuple[datetime, tuple[int, ...]]) -> Holidays:
    """The days off of January 2028, as they counted from moments on."""
    rows = tuple(DaysCounted(days=tuple(date(2028, 1, day) for day in days), since=since) for since, days in counted)
    return Holidays(id="holidays-2028", year=2028, days=rows[-1].days, source="TB", counted=rows)


@pytest.mark.parametrize(
    ("row", "last"),
    [
        (year((OLDER, ())), 6),  # known before it began: nothing moves
        (year((LATER, (5,))), 7),  # a day off becomes known: one day longer
        (year((LATER, (6,))), 7),  # the last day itself
        (year((LATER, (5, 6, 7))), 11),  # over a weekend: 4, 10 and 11 January
        (year((LATER, (20,))), 6),  # after it ended
        (year((OLDER, (4,)), (LATER, ())), 7),  # a day off is taken away: what was told stays
    ],
)
def test_three_working_days_from_3_january(row: Holidays, last: int) -> None:
    days = WorkingDays([row])
    told = days.at(BEGUN).due(BEGUN, 3)
    assert last_day(days.recounted(BEGUN, told)) == date(2028, 1, last)


def test_a_last_day_off_passes_on_and_is_late_only_after_it() -> None:
    told = WorkingDays([]).known.due(BEGUN, 3)
    known = registry(holidays={"h": year((LATER, (6,)))})
    facts = replace(knowing(person(LAND), None, now=told), registry=known)
    problem = still_runs(told, facts)
    assert problem is not None
    assert problem.code == "term-computed-again"
    assert still_runs(told, replace(facts, now=known.days.rolled(told))) is None


def test_what_one_person_entered_counts_for_nothing() -> None:
    drafted = replace(year((LATER, (4, 5, 6))), certainty=Certainty.UNCONFIRMED, counted=())
    days = WorkingDays([drafted])
    told = days.known.due(BEGUN, 3)
    assert last_day(days.recounted(BEGUN, told)) == date(2028, 1, 6)
    assert days.provisional(BEGUN, told)
