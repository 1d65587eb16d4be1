"""First page of the desk: duties of the reader and of the reader's agency, near deadlines, and duties of others. Each
line leads to the form of its act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from api.pages.base.page_request import PageRequest, Unanswered
from api.pages.desk.act import drafter
from api.pages.forms.values import number_in
from domain.kernel.calendar import last_day, local_date
from domain.messages.dates import moment_in
from domain.rules.duty import DutyKind

SHOWN: Final = 40
"""Most lines of one page."""
CASES_MOST: Final = 50
"""Most cases that are searched for duties of others."""
WEEK: Final = timedelta(days=7)
ABOUT: Final = ("title", "question", "text", "finding", "content", "period", "claim")
"""Fields that describe an object, the best first."""
SHOWS: Final = ("mine", "sign", "agency", "soon", "overdue", "others")
WHEN: Final = ("late", "today", "week", "later", "open")
"""Groups of lines, the most urgent first."""


async def inbox(page: PageRequest) -> Response:
    show = page.given("show") if page.given("show") in SHOWS else "mine"
    kind = page.given("kind") if page.given("kind") in set(DutyKind) else ""
    found, lines = await duties(page, kind)
    others, more = await owed(page)
    by = {name: [line for line in lines if _belongs(line, name)] for name in SHOWS[:-1]} | {"others": others}
    return page.show(
        "inbox",
        show=show,
        shows=[(name, len(by[name])) for name in SHOWS if by[name] or name != "sign"],
        provisional=any(line["provisional"] for line in by[show]),
        kind=kind,
        kinds=[(row["kind"], page.words.named("DutyKind", row["kind"]), row["count"]) for row in found["duties"]],
        drafts=[
            draft for draft in await page.store.drafts.of(drafter(page.session)) if draft.path.startswith("/desk/")
        ],
        groups=gathered(by[show], _from(page), page.context.today),
        count=len(by[show]),
        start=_from(page),
        next=_from(page) + SHOWN if len(by[show]) > _from(page) + SHOWN else None,
        truncated=found["truncated"] or (show == "others" and more),
    )


async def duties(page: PageRequest, kind: str = "") -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    """Return the inbox, and each of its duties as a line."""
    found = (await page.ask("inbox", kinds=[kind] if kind else None))["inbox"]
    return found, [_line(page, due) for due in found["due"]]


def _from(page: PageRequest) -> int:
    return number_in(page.given("from"), digits=3) or 0


def _belongs(line: Mapping[str, Any], show: str) -> bool:
    match show:
        case "mine":
            return bool(line["mine"])
        case "sign":
            return bool(line["mine"] and line["signature"])
        case "agency":
            return not line["mine"]
        case "soon":
            return bool(line["soon"])
        case _:
            return bool(line["overdue"])


def _line(page: PageRequest, due: Mapping[str, Any]) -> dict[str, Any]:
    """Return a duty as a line. A duty in the registry leads to the administrators' desk."""
    kind, id, case = due["kind"], due["streamId"], due["case"]
    path = f"/desk/matters/{id}"
    usual, *others = due["actions"]
    act = f"{path}/{usual}?{urlencode({'about': due['about'], 'or': ','.join(others)}, safe=',')}"
    if kind in page.desk.pages.known["elsewhere"]:
        path = act = "/administer/"
    return {
        **due,
        "said": page.words.named("DutyKind", kind),
        "what": (case or {}).get("claim") or _about(due["stream"] or {}),
        "path": path,
        "act": act if due["mine"] else "",
        "late": due["overdue"] or due["lapsed"],
        "agency": "",
        "do": "",
    }


def _about(stream: Mapping[str, Any]) -> str:
    """Return the description of an object from the fields that the inbox queried."""
    held = {**(stream.get("wording") or {}), **(stream.get("case") or {}), **stream}
    return next((held[name] for name in ABOUT if held.get(name)), "")


async def owed(page: PageRequest) -> tuple[list[dict[str, Any]], bool]:
    """Return the duties of other agencies in the cases of the caller's agency, and whether there are more cases."""
    own = page.context.actor.own
    try:
        cases = (await page.ask("others", filter={"agency": own}, first=CASES_MOST))["cases"]
    except Unanswered as refused:
        if refused.code != "FORBIDDEN":
            raise
        return [], False  # an agency that sees no case has no debtors in cases
    lines = [
        {
            **step,
            "said": page.words.named("DutyKind", step["kind"]),
            "what": case["claim"] or "",
            "code": case["code"],
            "path": f"/desk/matters/{case['id']}",
            "act": "",
            "do": "",
            "late": step["overdue"],
            "signature": False,
            "agency": step["agency"]["name"],
        }
        for case in (edge["node"] for edge in cases["edges"])
        for step in case["nextSteps"]
        if step["agency"]["id"] != own
    ]
    return lines, bool(cases["pageInfo"]["hasNextPage"])


def gathered(lines: Sequence[Mapping[str, Any]], start: int, today: date) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return one page of lines, grouped by urgency."""
    by: dict[str, list[Mapping[str, Any]]] = {name: [] for name in WHEN}
    for line in _page(lines, start):
        by[_when(line, today)].append(line)
    return [(name, found) for name, found in by.items() if found]


def _page(lines: Iterable[Mapping[str, Any]], start: int) -> list[Mapping[str, Any]]:
    ordered = sorted(lines, key=lambda line: (not line["late"], line["dueAt"] or "9"))
    return ordered[start : start + SHOWN]


def _when(line: Mapping[str, Any], today: date) -> str:
    if line["late"]:
        return "late"
    if not line["dueAt"]:
        return "open"
    day = day_of_term(line["dueAt"])
    if day <= today:
        return "today"
    return "week" if day <= today + WEEK else "later"


def day_of_term(due: str) -> date:
    """Return the last day of a term. A term of whole days ends at the midnight after it."""
    moment = moment_in(due)
    return min(last_day(moment), local_date(moment))
