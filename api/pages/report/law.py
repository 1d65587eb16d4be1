"""Public page of the law that the register applies on a given day, with the source of each row."""

from datetime import date

from starlette.responses import Response

from api.pages.report.page_request import PageRequest
from domain.complaint.acts import agency_name
from domain.kernel.calendar import local_date
from domain.registry import law_book

EARLIEST = date(2021, 7, 4)
"""Day on which the Regulation came into force. The register does not apply its own law to earlier acts."""


def asked_for(typed: str, today: date) -> date:
    """Return the requested day; today if the text is not a day."""
    try:
        return max(date.fromisoformat(typed), EARLIEST)
    except ValueError:
        return today


async def law(page: PageRequest) -> Response:
    """Show the rows of law that apply on a day, confirmed rows first."""
    await page.spend.look()
    registry = (await page.context()).registry
    today = local_date(page.store.connection.clock())
    day = asked_for(page.request.query_params.get("day", ""), today)
    held = law_book.provisions(day, registry)
    texts = await page.store.public_door.law_texts([row.id for row in held])

    def by(agency: str | None) -> str:
        return agency_name(agency, today, registry) if agency else ""

    years = {year: law_book.days_off(year, registry) for year in (day.year, day.year + 1)}
    sections = tuple(
        (name, law_book.surest_first(rows(day, registry)))
        for name, rows in (("competence", law_book.competence), ("terms", law_book.terms), ("levels", law_book.levels))
    )
    shown = [row for row in held if row.id in texts]
    sure = [row.sure for _, rows in sections for row in rows] + [row.status == "ACTIVE" for row in shown]
    return page.show(
        "law",
        day_asked=day,
        sections=sections,
        sure=sum(sure),
        all=len(sure),
        provisions=[(row, texts[row.id], by(law_book.compared_in(row.activated_by, registry))) for row in shown],
        by=by,
        years=years,
        known={
            year: sorted(found for found in registry.calendar.holidays if found.year == year)
            for year in (day.year, day.year + 1)
        },
    )
