"""Calendar of the terms that end in a month, and of the release times of notices under embargo."""

import calendar as months
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import PageRequest
from api.pages.desk.inbox import day_of_term, duties, owed
from api.pages.desk.press import releases
from domain.kernel.calendar import months_after
from domain.messages.dates import local_month

YEARS: Final = (2000, 2100)
"""First and last year of the calendar."""


async def calendar(page: PageRequest) -> Response:
    """Show the days of a month. They contain the terms of the reader, of the reader's agency, and of others in the
    agency's cases."""
    first = _month(page)
    _, own = await duties(page)
    others, _ = await owed(page)
    by = _by_day([*own, *others, *await releases(page)], first)
    known, weeks = page.context.registry.days.known, months.Calendar().monthdatescalendar(first.year, first.month)
    return page.show(
        "calendar",
        month=local_month(first, page.language),
        weeks=[
            [(day, day.month == first.month, known.is_working(day), len(by.get(day, ()))) for day in w] for w in weeks
        ],
        days=[(day, page.texts["calendar"]["weekdays"][day.weekday()], by[day]) for day in sorted(by)],
        before=f"{months_after(first, -1):%Y-%m}",
        after=f"{months_after(first, 1):%Y-%m}",
    )


def _month(page: PageRequest) -> date:
    """Return the first day of the month in the address. Without a month in the address, return that of the present
    month."""
    try:
        asked = date.fromisoformat(f"{page.given('month')}-01")
    except ValueError:
        asked = page.context.today
    return (asked if YEARS[0] < asked.year < YEARS[1] else page.context.today).replace(day=1)


def _by_day(lines: Iterable[Mapping[str, Any]], first: date) -> dict[date, list[Mapping[str, Any]]]:
    by: dict[date, list[Mapping[str, Any]]] = {}
    for line in lines:
        if line["dueAt"] and (day := day_of_term(line["dueAt"])).replace(day=1) == first:
            by.setdefault(day, []).append(line)
    return by
