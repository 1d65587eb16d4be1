"""The style sheet of a package's pages as a route."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.web.conditional import Representation, respond
from api.web.headers import cached, page_headers

CSS = "text/css; charset=utf-8"
STYLE_SECONDS = 3600
"""How long a style sheet is good without asking, unless its pages change sooner."""


def style_route(path: str, package: str, seconds: int = STYLE_SECONDS) -> Route:
    """The route of the one style sheet of a package: `style.css` beside its modules."""
    sheet = Representation.of(files(package).joinpath("style.css").read_bytes(), CSS)

    async def style(request: Request) -> Response:
        return respond(request, sheet, {**page_headers(), **cached(seconds)})

    return Route(path, style)
