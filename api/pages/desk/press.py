"""The press office: publishable results, questions with their deadlines, notices in preparation and issued ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind

LISTED_MOST: Final = 40
EMBARGOED: Final = "EMBARGOED"
IN_HAND: Final = ("DRAFT", "CHECKED", "APPROVED", EMBARGOED)
"""States of a notice that is being prepared."""
OUT: Final = ("ISSUED", "CORRECTED", "RETRACTED")


async def press(page: PageRequest) -> Response:
    """Show the work of the press office. Raise NotFound for readers without work in it."""
    if Scope.PRESS_ISSUE not in page.context.actor.scopes:
        raise NotFound
    found = await page.ask("press", first=LISTED_MOST)
    notices = nodes(found["notices"])
    return page.show(
        "press",
        questions=[_question(page, one) for one in sorted(nodes(found["questions"]), key=lambda one: one["dueAt"])],
        outcomes=[_outcome(page, one) for one in nodes(found["outcomes"])],
        hand=_in(notices, IN_HAND),
        out=_in(notices, OUT),
        more=any(part["pageInfo"]["hasNextPage"] for part in found.values()),
    )


def nodes(connection: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def _in(notices: Iterable[Mapping[str, Any]], states: Sequence[str]) -> list[Mapping[str, Any]]:
    found = [one for one in notices if one["state"] in states]
    return sorted(found, key=lambda one: states.index(one["state"]))


def _question(page: PageRequest, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question of the press as a line of the list of duties."""
    overdue = one["dueAt"] < page.context.now.isoformat()
    return _line(one["id"], page.words.named("ExchangeState", one["state"]), one["question"] or "", one["dueAt"]) | {
        "said": one["outlet"] or page.words.label(Kind.EXCHANGE).capitalize(),
        "late": overdue,
    }


def _outcome(page: PageRequest, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a publishable result: its obstacles, and its draft if a draft exists."""
    query = urlencode({"about": one["case"]["id"], "into": "caseId"})
    steps = [{**step, "said": page.words.named("Obstacle", step["obstacle"])} for step in one["readiness"]]
    return {**one, "steps": steps, "draft": f"/desk/begin/draftPressNotice?{query}" if one["draftable"] else ""}


def _line(id: str, said: str, what: str, due: str | None) -> dict[str, Any]:
    told = {"said": said, "what": what, "code": "", "dueAt": due, "path": f"/desk/matters/{id}"}
    return {**told, "act": "", "do": "", "agency": "", "signature": False, "late": False, "provisional": False}


async def releases(page: PageRequest) -> list[dict[str, Any]]:
    """Return the notices under embargo as lines of the calendar; none if the reader writes no notices."""
    if Scope.PRESS_ISSUE not in page.context.actor.scopes:
        return []
    found = nodes((await page.ask("embargoes", first=LISTED_MOST))["found"])
    said = page.texts["press"]["released"]
    return [_line(one["id"], said, one["wording"]["title"] or "", one["releaseAt"]) for one in found]
