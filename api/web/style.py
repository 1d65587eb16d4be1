"""The style sheet and the script of a package's pages as routes."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.web.conditional import Representation, respond
from api.web.headers import cached, page_headers

CSS, SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
STYLE_SECONDS = 3600
"""How long a style sheet is good without asking, unless its pages change sooner."""


def style_route(path: str, package: str, seconds: int = STYLE_SECONDS) -> Route:
    """The route of the one style sheet of a package: `style.css` beside its modules."""
    return _route(path, package, "style.css", CSS, seconds)


def script_route(path: str, package: str, name: str) -> Route:
    """The route of a script beside a package's modules."""
    return _route(path, package, name, SCRIPT, STYLE_SECONDS)


def _route(path: str, package: str, name: str, media: str, seconds: int) -> Route:
    shown = Representation.of(files(package).joinpath(name).read_bytes(), media)

    async def answer(request: Request) -> Response:
        return respond(request, shown, {**page_headers(), **cached(seconds)})

    return Route(path, answer)
