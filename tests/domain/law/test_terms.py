"""Terms act by act, with the last day written by hand from the text of the law (`terms.csv`)."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pytest

from domain.complaint.terms import counted, shown
from domain.kernel.calendar import last_day, local_date
from domain.registry.law import TermOf, TermUnit, term_on, unit_of
from domain.registry.working_days import Holidays
from tests.domain.law.years import CONFIRMED
from tests.support.facts import registry

TABLE: Final = Path(__file__).with_name("terms.csv").read_text(encoding="utf-8")
ROWS: Final = list(csv.DictReader(TABLE.splitlines(), delimiter=";"))


def confirmed(years: str) -> dict[str, Holidays]:
    return {year: CONFIRMED[year] for year in years.split()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["act"])
def test_a_term_ends_on_the_day_that_the_law_says(row: dict[str, str]) -> None:
    term, begins = TermOf(row["term"]), datetime.fromisoformat(row["begins"])
    known = registry(holidays=confirmed(row["known"]))
    day = local_date(begins)
    if unit_of(term) is TermUnit.WORKING_DAYS:
        due = known.calendar.due(begins, term_on(term, day, known).amount)
        provisional = known.days.provisional(begins, due)
    else:
        found = shown(counted(term, day, known, remote=row["where"] == "remote"), known)
        due, provisional = found.due_at, found.provisional
    expected = date.fromisoformat(row["last day"]), row["provisional"] == "yes"
    assert (last_day(due), provisional) == expected, row["source"]
