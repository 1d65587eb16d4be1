"""The desk's addresses, under `/desk/`."""

from typing import Final

from starlette.routing import Route

from api.pages.base.page_request import seated
from api.pages.base.sign_in import BOTH, sign_in_routes
from api.pages.desk import act, downloads, find, inbox, matter
from api.pages.desk.pages import DESK

DESK_ROUTES: Final = [
    Route("/desk/", seated(inbox.inbox)),
    *sign_in_routes(DESK),
    Route("/desk/cases", seated(find.find)),
    Route("/desk/begin", seated(act.begin)),
    Route("/desk/begin/{action}", seated(act.act), methods=BOTH),
    Route("/desk/first-day", seated(inbox.first_day)),
    *downloads.routes(),
    Route("/desk/matters/{id}", seated(matter.matter)),
    Route("/desk/matters/{id}/{action}", seated(act.act), methods=BOTH),
]
