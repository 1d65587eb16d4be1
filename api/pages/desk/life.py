"""History of a case in sentences, and the day on which the case reached each state."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from api.pages.base.page_request import PageRequest
from api.pages.base.row_words import differences
from domain.case.state.case import CaseState
from domain.kernel.vocabulary import Kind
from domain.narrative.differences import Block, blocks, sentences, why
from schema.record_names import EVENT_TYPES

EVENTS: Final = 50
EVENTS_MOST: Final = 200
"""Most events that a page reads, the newest of a case."""
SHOWN: Final = 30
"""Most sentences of one page, the newest first."""
SAID_MOST: Final = 200
"""Most characters of a reason in a sentence."""
TELLING: Final = (
    *("result", "finding", "conclusion", "outcome", "position", "measure", "ground", "method", "category"),
    "assigned",
)
"""Fields whose values a sentence contains, the most important first. A changed field is shown with its new value."""
QUIET: Final = frozenset({"CASE_AGENCY_NOTIFIED"})
"""Events without a sentence: the register's letters, which the page lists in another place."""
ASIDE: Final = (CaseState.COORDINATING, CaseState.TRANSFERRED)
"""States outside the usual course. They are shown only if the case was in them."""


async def life(page: PageRequest, id: str) -> list[dict[str, Any]]:
    """Return the events of a case, oldest first. Events before the newest EVENTS_MOST are left out."""
    case = await _events(page, id, None)
    if (left_out := case["version"] - EVENTS_MOST) > 0:
        case = await _events(page, id, str(left_out))  # cursors of a history are versions
    found = [edge["node"] for edge in case["history"]["edges"]]
    while case["history"]["pageInfo"]["hasNextPage"] and len(found) < EVENTS_MOST:
        case = await _events(page, id, case["history"]["pageInfo"]["endCursor"])
        found += [edge["node"] for edge in case["history"]["edges"]]
    return [event for event in found if event["type"] not in QUIET]


async def _events(page: PageRequest, id: str, after: str | None) -> dict[str, Any]:
    case: dict[str, Any] = (await page.ask("life", id=id, first=EVENTS, after=after))["case"]
    return case


def sentence(page: PageRequest, event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event as a sentence with its actor, its act, the result and the reason."""
    changed = blocks(differences(event["changes"]), page.words, Kind.CASE, event["at"])
    reason = why(changed)
    states = sentences([block for block in changed if block.kind == "changed"], page.words)
    more = "; ".join(_values(changed)) or "; ".join(states)
    return {
        "at": event["at"],
        "version": event["version"],
        "who": event["agency"]["name"] if event["agency"] else page.texts["matter"]["register"],
        "what": page.words.event(EVENT_TYPES[event["type"]]),
        "more": more if event["version"] > 1 else "",
        "why": (reason.after or "")[:SAID_MOST] if reason else "",
        "name": reason.name if reason else "",
        "cut": bool(reason and reason.after and len(reason.after) > SAID_MOST),
    }


def _values(changed: Iterable[Block]) -> list[str]:
    new = (row for block in changed if block.kind == "added" for row in block.rows)
    said = {row.leaf: str(row.after).lower() for row in new if row.leaf in TELLING and row.after}
    return [said[leaf] for leaf in TELLING if leaf in said][:2]


def way(page: PageRequest, events: Iterable[Mapping[str, Any]], now: str) -> list[dict[str, Any]]:
    """Return the states of a case in their order, with the day on which the case last reached each state."""
    days = {
        change["wordAfter"]: event["at"]
        for event in events
        for change in event["changes"]
        if change["field"] == "state" and change.get("wordAfter")
    }
    order = list(CaseState)
    reached = order.index(CaseState(now))
    return [
        {"name": page.words.label(state), "at": days.get(state) if place <= reached else None, "now": state == now}
        for place, state in enumerate(order)
        if state not in ASIDE or state == now or (state in days and place < reached)
    ]
