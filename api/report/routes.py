"""The public door's addresses, under `/report/`."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.report.pages import FORMS, HEADERS, ONWARD, answered, decision, form, index, matter, onward, statistics

STYLE = files("api.report").joinpath("style.css").read_text(encoding="utf-8")
BOTH = ["GET", "POST"]


async def graphql(request: Request) -> Response:
    """The door for programs."""
    answer: Response = await request.app.state.public_graphql.respond(request)
    return answer


async def sdl(request: Request) -> Response:
    """The door's schema as text."""
    return PlainTextResponse(request.app.state.public_sdl, media_type="text/plain; charset=utf-8")


async def style(request: Request) -> Response:
    """The one style sheet."""
    headers = {**HEADERS, "Cache-Control": "public, max-age=3600"}
    return Response(STYLE, headers=headers, media_type="text/css; charset=utf-8")


REPORT_ROUTES = [
    Route("/report/", answered(index)),
    *(Route(f"/report/{name}", answered(form(name)), methods=BOTH) for name in FORMS),
    Route("/report/decision", answered(decision), methods=BOTH),
    Route("/report/matter", answered(matter), methods=BOTH),
    *(Route(f"/report/{name}", answered(onward(name)), methods=BOTH) for name in ONWARD),
    Route("/report/statistics", answered(statistics)),
    Route("/report/graphql", graphql, methods=BOTH),
    Route("/report/schema.graphql", sdl),
    Route("/report/style.css", style),
]
