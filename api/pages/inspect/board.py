"""Overview: pending and late cases, and the arrivals and acts of each month. Each number leads to its list."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import PageRequest
from api.pages.inspect.across import deeds, months
from api.pages.inspect.find import DONE, SOON, noted
from domain.case.patterns import RECUSAL_MOVED, Deed, Noted, by_month
from domain.case.state.case import CaseState
from domain.kernel.calendar import iso_millis, start_of
from domain.kernel.policy import Scope
from domain.messages.dates import local_month

MONTHS: Final = 12
WAITING: Final = [state for state in CaseState if state is not CaseState.CLOSED]
AT_ONCE: Final = 6
"""Number of filters whose cases one document counts."""
HEIGHT, WIDTH, BAR, GAP = 90, 456, 28, 10


async def board(page: PageRequest) -> Response:
    """Show the overview. The lead agency and the People's Committee see all cases, other agencies their own."""
    firsts = months(page.context.today, MONTHS)
    spans = [(start_of(begins), start_of(ends)) for begins, ends in pairwise(firsts)]
    now = page.context.now
    late = [{"dueBefore": iso_millis(now)}, {"dueSince": iso_millis(now), "dueBefore": iso_millis(now + SOON)}]
    states = [{"states": [state.value]} for state in WAITING]
    came = [{"openedSince": iso_millis(begins), "openedBefore": iso_millis(ends)} for begins, ends in spans]
    counted = await _counts(page, [*late, *states, *came])
    overdue, soon, *rest = counted
    waiting = list(zip(WAITING, rest[: len(WAITING)], strict=True))
    series = [_series(page, "received", firsts, rest[len(WAITING) :], None, whole=True)]
    for type, (found, more) in (await _done(page, firsts[0].isoformat())).items():
        series.append(_series(page, type, firsts, by_month(found, spans), type, whole=not more))
    recusals, whose = await _recusals(page, firsts[0]), _whose(page)
    return page.show(
        "board", overdue=overdue, soon=soon, recusals=recusals, waiting=waiting, series=series, whose=whose
    )


async def _recusals(page: PageRequest, since: date) -> dict[str, str]:
    """Return the number of requests since a day to recuse an officer, and the period for the list of these requests."""
    first, last = since.isoformat(), page.context.today.isoformat()
    found, more = await deeds(page, RECUSAL_MOVED, since=first, until=last)
    return {"count": f"{len(found)}{'+' if more else ''}", "since": first, "until": last}


def _whose(page: PageRequest) -> str:
    """Return the place where decisions and closings are counted. For inspectors it is the acts of all agencies; for
    others, their own cases."""
    if Scope.AUDIT_READ_ALL in page.context.actor.scopes:
        return "acts"
    return "all_cases" if Scope.CASE_READ_ALL in page.context.actor.scopes else "own_cases"


async def _done(page: PageRequest, since: str) -> dict[str, tuple[Sequence[Deed | Noted], bool]]:
    """Return the acts since a day, by type. For each type also return whether older acts were not read."""
    until = page.context.today.isoformat()
    if _whose(page) == "acts":
        return {type: await deeds(page, type, since=since, until=until) for type in DONE}
    found, more = await noted(page, since, until)
    return {type: ([one for one in found if one.type == type], more) for type in DONE}


async def _counts(page: PageRequest, filters: list[dict[str, Any]]) -> list[int]:
    """Return the number of cases that each filter finds, from `totalCount` of the list."""
    found: list[int] = []
    for start in range(0, len(filters), AT_ONCE):
        part = filters[start : start + AT_ONCE]
        padded = [*part, *[part[-1]] * (AT_ONCE - len(part))]
        answer = await page.ask("counts", **{f"f{place}": wanted for place, wanted in enumerate(padded)})
        found += [answer[f"c{place}"]["totalCount"] for place in range(len(part))]
    return found


def _series(
    page: PageRequest, name: str, firsts: list[date], counts: list[int], type: str | None, *, whole: bool
) -> dict[str, Any]:
    """Return one plot: its bars in the plot's own units, and the address of the list behind each number."""
    most = max([*counts, 1])
    bars = []
    list_of_acts = "acts" if _whose(page) == "acts" else "done"
    for place, (begins, ends, count) in enumerate(zip(firsts, firsts[1:], counts, strict=False)):
        period = f"since={begins.isoformat()}&until={(ends - timedelta(days=1)).isoformat()}"
        height = round(count / most * (HEIGHT - 20))
        bars.append(
            {
                "month": local_month(begins, page.language),
                "short": f"{begins:%m}",
                "count": count,
                "link": f"/inspect/{list_of_acts}?type={type}&{period}" if type else f"/inspect/?{period}",
                "x": GAP // 2 + place * (BAR + GAP),
                "y": HEIGHT - height,
                "height": height,
            }
        )
    title = page.words.event(type) if type else page.texts["board"][name]
    return {
        "title": title,
        "acts": type is not None,
        "bars": bars,
        "width": WIDTH,
        "height": HEIGHT,
        "bar": BAR,
        "whole": whole,
    }
