"""Search for cases by number, or by words, state and owner."""

import re
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import PageRequest, Unanswered, to_page
from domain.case.state.case import CaseState

PAGE: Final = 25
NUMBER: Final = re.compile(r"[A-Za-z]{2}-\d{4}-\d{1,9}", re.ASCII)
ORDERS: Final = ("NEWEST", "CHANGED", "DEADLINE")


async def find(page: PageRequest) -> Response:
    typed, problem, found = page.given("q"), None, None
    if NUMBER.fullmatch(typed):
        if case := (await page.ask("number", code=typed.upper()))["caseByCode"]:
            return to_page(f"/desk/matters/{case['id']}")
        problem = page.texts["find"]["no_number"].format(code=typed.upper())
    try:
        found = await _listed(page, "" if problem else typed)
    except Unanswered as refused:
        if refused.code != "BAD_INPUT":
            raise
        problem = refused.said
    return page.show(
        "find",
        422 if problem else 200,
        typed={name: page.given(name) for name in ("q", "state", "order")},
        states=[(state.value, page.words.label(state)) for state in CaseState],
        orders=[(order, page.texts["find"][order]) for order in ORDERS],
        problem=problem,
        found=found,
    )


async def _listed(page: PageRequest, typed: str) -> dict[str, Any]:
    filter: dict[str, Any] = {"search": typed} if typed else {}
    if (state := page.given("state")) in set(CaseState):
        filter["states"] = [state]
    order = page.given("order") if page.given("order") in ORDERS else ORDERS[0]
    answer = await page.ask("cases", first=PAGE, after=page.given("after") or None, filter=filter, order=order)
    found: dict[str, Any] = answer["cases"]
    return found
