"""Findings of inspections about agencies, newest first, with their answers: inspectors read all, an agency its own."""

from typing import Final

from starlette.responses import Response

from api.pages.base.page_request import PageRequest

AT_ONCE: Final = 50


async def findings(page: PageRequest) -> Response:
    answer = await page.ask("findings", first=AT_ONCE, after=page.given("after") or None)
    found = answer["inspections"]
    return page.show(
        "findings",
        rows=[edge["node"] for edge in found["edges"]],
        more=found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None,
    )
