"""The public door's addresses, under `/report/`."""

from starlette.routing import Route

from api.pages.report.attaching import post_file
from api.pages.report.law import law
from api.pages.report.page_request import answered
from api.pages.report.pages import ATTACHING, FORMS, ONWARD, decision, form, index, matter, onward, prove, statistics
from api.pages.report.record import record
from api.web.style import script_route

BOTH = ["GET", "POST"]


REPORT_ROUTES = [
    Route("/report/", answered(index)),
    *(Route(f"/report/{name}", answered(form(name)), methods=BOTH) for name in FORMS),
    Route("/report/decision", answered(decision), methods=BOTH),
    Route("/report/matter", answered(matter), methods=BOTH),
    Route("/report/prove", answered(prove), methods=BOTH),
    Route("/report/record", answered(record), methods=["POST"]),
    *(Route(f"/report/{name}", answered(onward(name), files=name in ATTACHING), methods=BOTH) for name in ONWARD),
    Route("/report/file", post_file, methods=["POST"]),
    Route("/report/statistics", answered(statistics)),
    Route("/report/law", answered(law)),
    script_route("/report/proof.js", "api.pages.report", "proof.js"),
]
