"""The desk's addresses, under `/desk/`."""

from typing import Final

from starlette.routing import Route

from api.pages.base.first_day import first_day
from api.pages.base.page_request import seated
from api.pages.base.sign_in import BOTH, sign_in_routes
from api.pages.desk import act, calendar, downloads, find, inbox, matter, press, reports
from api.pages.desk.pages import DESK
from api.web.templates import script_route

DESK_ROUTES: Final = [
    Route("/desk/", seated(inbox.inbox)),
    *sign_in_routes(DESK),
    Route("/desk/cases", seated(find.find)),
    Route("/desk/calendar", seated(calendar.calendar)),
    Route("/desk/press", seated(press.press)),
    Route("/desk/reports", seated(reports.reports)),
    Route("/desk/numbers", seated(reports.numbers)),
    Route("/desk/begin", seated(act.begin)),
    Route("/desk/begin/{action}", seated(act.act), methods=BOTH),
    Route("/desk/first-day", seated(first_day)),
    script_route("/desk/narrow.js", "api.pages.desk", "narrow.js"),
    *downloads.routes(),
    Route("/desk/matters/{id}", seated(matter.matter)),
    Route("/desk/matters/{id}/{action}", seated(act.act), methods=BOTH),
]
