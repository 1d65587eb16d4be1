"""The style sheet of all pages, and scripts of a package, as routes."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.web.conditional import Representation, respond
from api.web.headers import cached, page_headers

CSS, SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
FRESH_SECONDS = 300
"""Seconds that a browser keeps the sheet or a script without asking again."""


def style_route() -> Route:
    return _route("/style.css", "api.web", "style.css", CSS)


def script_route(path: str, package: str, name: str) -> Route:
    """Make the route of a script beside a package's modules."""
    return _route(path, package, name, SCRIPT)


def _route(path: str, package: str, name: str, media: str) -> Route:
    shown = Representation.of(files(package).joinpath(name).read_bytes(), media)

    async def answer(request: Request) -> Response:
        return respond(request, shown, {**page_headers(), **cached(FRESH_SECONDS)})

    return Route(path, answer)
