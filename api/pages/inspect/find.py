"""Search for cases, and for acts done or omitted, as cases record them.

The lead agency and the People's Committee see every case. Another agency sees the cases in which it takes part. A
reopened case no longer records its earlier closing. Such closings are not counted, and the page states this.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest, Unanswered
from api.pages.forms.values import number_in
from api.pages.inspect.case import in_parts
from domain.case import patterns
from domain.case.patterns import Noted
from domain.case.state.case import CaseState
from domain.case.state.round import Position
from domain.kernel.calendar import iso_millis, start_of
from domain.kernel.policy import Scope
from domain.messages.dates import moment_in
from schema.record_names import EVENT_TYPES

PAGE: Final = 25
NUMBER: Final = re.compile(r"[A-Za-z]{2}-\d{4}-\d{1,9}", re.ASCII)
ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
KINDS: Final = ("all", "overdue", "soon", "decided", "reopened", "erased")
DUE: Final = ("overdue", "soon")
SOON: Final = timedelta(days=3)
"""Time before the end of a term. Within this time the term counts as due soon."""
TYPES: Final = {
    "decided": ("CASE", "CASE_DECIDED"),
    "reopened": ("CASE", "CASE_REOPENED"),
    "erased": ("ERASURE", "ERASURE_DONE"),
}
"""Searches by event: the kind of object, and the event's type."""


async def find(page: PageRequest) -> Response:
    kind = page.given("show") if page.given("show") in KINDS else "all"
    typed, problem, found = page.given("q"), None, dict[str, Any]()
    try:
        if NUMBER.fullmatch(typed):
            found = await _one(page, "number", "caseByCode", code=typed.upper())
        elif ADDRESS.fullmatch(typed):
            found = await _one(page, "address", "casesAt", address=typed)
        elif kind in TYPES:
            found = await _by_event(page, *TYPES[kind])
        else:
            found = await _listed(page, typed, kind)
    except Unanswered as refused:
        if refused.code != "BAD_INPUT":
            raise
        problem = refused.said
    return page.show("find", 422 if problem else 200, **_form(page, kind), problem=problem, found=found)


def _form(page: PageRequest, kind: str) -> dict[str, Any]:
    agencies = page.context.registry.agencies.values()
    named = [(agency.id, page.words.agency(agency.id)) for agency in agencies if agency.active(page.context.today)]
    everything = Scope.AUDIT_READ_ALL in page.context.actor.scopes
    return {
        "kind": kind,
        "kinds": [name for name in KINDS if name != "erased" or everything],
        "typed": {name: page.given(name) for name in ("q", "agency", "state", "since", "until")},
        "agencies": sorted(named, key=lambda pair: pair[1]),
        "states": [(state.value, page.words.label(state)) for state in CaseState],
    }


async def _one(page: PageRequest, document: str, field: str, **variables: Any) -> dict[str, Any]:
    answer = (await page.ask(document, **variables))[field]
    cases = answer if isinstance(answer, list) else [answer] if answer else []
    return {"cases": cases, "total": len(cases), "truncated": False, "next": None}


async def _listed(page: PageRequest, typed: str, kind: str) -> dict[str, Any]:
    """Return a page of cases, newest first. A search for deadlines sorts by deadline."""
    wanted: dict[str, Any] = {
        "search": typed or None,
        "agency": page.given("agency") or None,
        "states": [state] if (state := page.given("state")) in set(CaseState) else None,
        "openedSince": begins(page.given("since")),
        "openedBefore": ends(page.given("until")),
        **_due(page, kind),
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    order = "DEADLINE" if kind in DUE else "NEWEST"
    answer = await page.ask("cases", first=PAGE, after=page.given("after") or None, filter=given, order=order)
    cases = answer["cases"]
    return {
        "cases": [edge["node"] for edge in cases["edges"]],
        "total": cases["totalCount"],
        "truncated": cases["truncated"],
        "next": cases["pageInfo"]["endCursor"] if cases["pageInfo"]["hasNextPage"] else None,
    }


def _due(page: PageRequest, kind: str) -> dict[str, str]:
    """Return the filter for expired terms, or for terms that expire soon."""
    now = page.context.now
    if kind == "soon":
        return {"dueSince": iso_millis(now), "dueBefore": iso_millis(now + SOON)}
    return {"dueBefore": iso_millis(now)} if kind == "overdue" else {}


async def _by_event(page: PageRequest, kind: str, type: str) -> dict[str, Any]:
    """Return the events of one type, newest first. An agency gets only its own events."""
    wanted = {"kind": kind, "type": type, "since": begins(page.given("since")), "before": ends(page.given("until"))}
    if agency := page.given("agency"):
        wanted["agency"] = agency
    given = {name: value for name, value in wanted.items() if value is not None}
    answer = await page.ask("events", first=PAGE, after=page.given("after") or None, filter=given)
    events = answer["auditEvents"]
    rows = [{**edge["node"], "type": EVENT_TYPES[edge["node"]["type"]]} for edge in events["edges"]]
    await (_targets if kind == "ERASURE" else _numbers)(page, rows)
    more = events["pageInfo"]["hasNextPage"]
    return {"events": rows, "next": events["pageInfo"]["endCursor"] if more else None}


async def _targets(page: PageRequest, rows: list[dict[str, Any]]) -> None:
    """Add to events of erasures the object whose texts were erased."""
    found = (await page.ask("erasures", ids=[row["streamId"] for row in rows]))["nodes"] if rows else []
    for row, erasure in zip(rows, found, strict=True):
        row["erasure"] = erasure


async def _numbers(page: PageRequest, rows: list[dict[str, Any]]) -> None:
    """Add to events of cases the numbers of the cases that the reader may see."""
    found = await in_parts(page, "numbers", [row["streamId"] for row in rows])
    for row, case in zip(rows, found, strict=True):
        row["code"] = case["code"] if case else None


def begins(typed: str) -> str | None:
    """Return the first moment of a typed day in the format of GraphQL; None if the text is not a day."""
    return _at_midnight(typed, 0)


def ends(typed: str) -> str | None:
    """Return the first moment after a typed day."""
    return _at_midnight(typed, 1)


def _at_midnight(typed: str, later: int) -> str | None:
    try:
        day = date.fromisoformat(typed) + timedelta(days=later)
    except (ValueError, OverflowError):
        return None
    return iso_millis(start_of(day))


AT_ONCE: Final = 50
CASES_MOST: Final = 500
"""Largest number of cases that are read, the last changed first. A page states whether there are more."""
SHOWN_MOST: Final = 200
DONE: Final = ("case.decided", "case.closed", "case.reopened")
"""Acts counted by month, by the types of their events."""


async def noted(page: PageRequest, since: str, until: str) -> tuple[list[Noted], bool]:
    """Return the acts of a period, newest first, and whether there are more cases. The acts are read from the cases
    that changed since the first day of the period."""
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
    """Show the cases behind a number of the overview."""
    type, since, until = page.given("type"), page.given("since"), page.given("until")
    if type not in DONE:
        raise NotFound
    found, more = await noted(page, since, until)
    shown = [one for one in found if one.type == type]
    part, following = part_of(page, shown, SHOWN_MOST)
    return page.show("done", type=type, shown=part, count=len(shown), more=more, next=following)


def part_of(page: PageRequest, rows: Sequence[Any], most: int) -> tuple[Sequence[Any], str | None]:
    """Return the rows from the cursor in the address on, and the cursor of the rows that follow."""
    first = number_in(page.given("after")) or 0
    return rows[first : first + most], str(first + most) if len(rows) > first + most else None


def _within(at: datetime, first: str | None, last: str | None) -> bool:
    return (first is None or at >= moment_in(first)) and (last is None or at < moment_in(last))


def _of_case(case: Mapping[str, Any]) -> Iterator[Noted]:
    for type, at, agency in (*_silences(case), *_deeds(case)):
        yield Noted(stream=case["id"], code=case["code"], type=type, at=at, agency=agency)


def _silences(case: Mapping[str, Any]) -> Iterator[tuple[str, datetime, str | None]]:
    """Yield the parties that did not answer in time. They may include a ministry, which is not an agency of the
    register."""
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
        yield decided, start_of(day), decision["agency"]["id"]
    if case["closure"]:
        yield closed, moment_in(case["closure"]["at"]), None
    yield from ((reopened, moment_in(reopening["at"]), None) for reopening in case["reopenings"])
