"""Settings of the acting officers' desk: its client's scopes and its addresses under `/desk/`."""

from typing import Final

from starlette.requests import Request
from starlette.routing import Route

from api.pages.base.page_request import seated
from api.pages.base.pages import DeskPages
from api.pages.base.sign_in import BOTH, common_routes
from api.pages.desk import act, calendar, downloads, find, inbox, matter, press, reports
from api.web.templates import script_route
from domain.kernel.actor import Actor
from domain.kernel.policy import ACTING, KEEPING, Scope
from domain.messages.dates import moment_in
from domain.rules.duty import RULES


def _way_on(request: Request, status: int) -> str | None:
    """Return the address of the allowed actions, for an action that is refused now."""
    id = request.path_params.get("id")
    return f"/desk/matters/{id}#act" if id and status == 403 else None


def _shown_to(actor: Actor, name: str) -> bool:
    """Show the press office and the reports only to officers with work in them."""
    needed = {"press": {Scope.PRESS_ISSUE}, "reports": reports.REPORTING}.get(name)
    return needed is None or bool(actor.scopes & needed)


DESK: Final = DeskPages(
    name="desk",
    cookie="casebook-act",
    scopes=ACTING,
    navigation={
        "inbox": "/desk/",
        "cases": "/desk/cases",
        "calendar": "/desk/calendar",
        "press": "/desk/press",
        "reports": "/desk/reports",
        "begin": "/desk/begin",
        "first_day": "/desk/first-day",
    },
    shown_to=_shown_to,
    way_on=_way_on,
    left_behind=act.left_behind,
    known={"elsewhere": frozenset(kind for kind, rule in RULES.items() if rule.scope in KEEPING), "moment": moment_in},
)
"""Configuration of the desk. `elsewhere` lists the duties in the registry, which `/administer/` handles."""

DESK_ROUTES: Final = [
    Route("/desk/", seated(inbox.inbox)),
    *common_routes(DESK),
    Route("/desk/cases", seated(find.find)),
    Route("/desk/calendar", seated(calendar.calendar)),
    Route("/desk/press", seated(press.press)),
    Route("/desk/reports", seated(reports.reports)),
    Route("/desk/numbers", seated(reports.numbers)),
    Route("/desk/begin", seated(act.begin)),
    Route("/desk/begin/{action}", seated(act.act), methods=BOTH),
    script_route("/desk/narrow.js", "api.pages.desk", "narrow.js"),
    *downloads.routes(),
    Route("/desk/matters/{id}", seated(matter.matter)),
    Route("/desk/matters/{id}/{action}", seated(act.act), methods=BOTH),
]
