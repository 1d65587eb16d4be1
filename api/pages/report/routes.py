"""The addresses of public pages, under `/report/`."""

from starlette.responses import Response
from starlette.routing import Route

from api.log.record_pack import answer
from api.pages.report.attaching import post_file
from api.pages.report.law import law
from api.pages.report.page_request import PageRequest, answered
from api.pages.report.pages import ATTACHING, FORMS, ONWARD, decision, form, index, matter, onward, prove, statistics
from api.web.templates import script_route
from domain.kernel.vocabulary import Kind
from resolvers.public import opened
from store.pack.readers import Holder


async def record(page: PageRequest) -> Response:
    """Return the record pack. The request counts as a use of the code. The holder of a report's code gets only the
    report, not the rest of its case."""
    found = await opened(await page.context(), page.values.get("code", ""))
    if found is None or found["asked"]:
        return page.show("code", status=404, wrong=True)
    return await answer(page.request, found["stream"], Holder(), most=1 if found["kind"] is Kind.CASE else None)


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
