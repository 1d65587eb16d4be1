"""Acts done and not done, as cases tell them: for readers of cases who do not see the acts of all agencies.

The lead agency and the People's Committee see every case; an agency those in which it takes part. A case does not say
when it was closed before it was reopened: such closings are not counted, and the page says so.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest
from api.pages.inspect.find import begins, ends
from domain.case import patterns
from domain.case.patterns import Noted
from domain.case.state.round import Position
from domain.kernel.calendar import VIETNAM
from domain.messages.dates import moment_in

AT_ONCE: Final = 50
CASES_MOST: Final = 500
"""Cases that are looked through, those changed last; a page says where there are more."""
SHOWN_MOST: Final = 200
DONE: Final = ("case.decided", "case.closed", "case.reopened")
"""Acts counted by month, named as the events that did them."""


async def noted(page: PageRequest, since: str, until: str) -> tuple[list[Noted], bool]:
    """Return what the cases changed since a day say of a period, newest first; and whether there are more cases."""
    first, last = begins(since), ends(until)
    found: list[Noted] = []
    after, looked = None, 0
    while True:
        wanted = {"changedSince": first} if first else {}
        answer = (await page.ask("lives", first=AT_ONCE, after=after, filter=wanted))["cases"]
        found += [noted for edge in answer["edges"] for noted in _of_case(edge["node"])]
        looked += len(answer["edges"])
        after = answer["pageInfo"]["endCursor"]
        if not answer["pageInfo"]["hasNextPage"] or looked >= CASES_MOST:
            break
    within = [one for one in found if _within(one.at, first, last)]
    return sorted(within, key=lambda one: one.at, reverse=True), bool(answer["pageInfo"]["hasNextPage"])


async def done(page: PageRequest) -> Response:
    """The cases behind a number of the overview."""
    type, since, until = page.given("type"), page.given("since"), page.given("until")
    if type not in DONE:
        raise NotFound
    found, more = await noted(page, since, until)
    shown = [one for one in found if one.type == type]
    return page.show(
        "done", type=type, shown=shown[:SHOWN_MOST], count=len(shown), more=more or len(shown) > SHOWN_MOST
    )


def _within(at: datetime, first: str | None, last: str | None) -> bool:
    return (first is None or at >= moment_in(first)) and (last is None or at < moment_in(last))


def _of_case(case: Mapping[str, Any]) -> Iterator[Noted]:
    for type, at, agency in (*_silences(case), *_deeds(case)):
        yield Noted(stream=case["id"], code=case["code"], type=type, at=at, agency=agency)


def _silences(case: Mapping[str, Any]) -> Iterator[tuple[str, datetime, str | None]]:
    """Yield who was asked and did not answer in time; a ministry is no agency of the register."""
    lapsed, overdue, ministry = patterns.SILENT
    for opinion in (opinion for round in case["rounds"] for opinion in round["opinions"]):
        if opinion["position"] == Position.NO_REPLY:
            yield lapsed, moment_in(opinion["at"]), opinion["agency"]["id"]
    for request in case["requests"]:
        if request["overdueAt"]:
            yield overdue, moment_in(request["overdueAt"]), request["agency"]["id"]
    for takedown in case["takedowns"]:
        if takedown["noReplyAt"]:
            yield ministry, moment_in(takedown["noReplyAt"]), None


def _deeds(case: Mapping[str, Any]) -> Iterator[tuple[str, datetime, str | None]]:
    decided, closed, reopened = DONE
    for decision in case["decisions"]:
        day = datetime.fromisoformat(decision["decidedOn"]).date()
        yield decided, datetime.combine(day, time(), VIETNAM).astimezone(UTC), decision["agency"]["id"]
    if case["closure"]:
        yield closed, moment_in(case["closure"]["at"]), None
    yield from ((reopened, moment_in(reopening["at"]), None) for reopening in case["reopenings"])
