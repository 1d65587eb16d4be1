"""Templates of pages, and their common style sheet."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any, ClassVar

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.web.headers import Representation, cached, page_headers, respond

HTML = "text/html; charset=utf-8"


class Templates:
    """Templates from the folders `templates` of several packages. A template of an earlier package overrides later ones
    with the same name."""

    office: ClassVar[Any] = None
    """Contact texts of this process's office (`api/web/office.py`), for the footer of every page."""

    def __init__(self, *packages: str, **filters: Callable[..., Any]) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(package) for package in packages]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"dialled": dialled, **filters}

    def render(self, template: str, **values: Any) -> str:
        """Render a page. Raise UndefinedError if a value that the template needs is missing."""
        return self._environment.get_template(template).render({"office": Templates.office, **values})


def dialled(phone: str) -> str:
    """Return a telephone number in the form of a `tel:` address (RFC 3966)."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


CSS, SCRIPT, ICON = "text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"
FRESH_SECONDS = 300
"""Seconds for which a browser caches the sheet or a script without revalidation."""


def look_routes() -> list[Route]:
    """Return the routes of the style sheet, and of the icon that browsers request for every page."""
    return [_route("/style.css", "api.web", "style.css", CSS), _route("/favicon.ico", "api.web", "icon.svg", ICON)]


def script_route(path: str, package: str, name: str, *, fresh: int = FRESH_SECONDS) -> Route:
    """Return the route of a script file in a package."""
    return _route(path, package, name, SCRIPT, fresh)


def _route(path: str, package: str, name: str, media: str, fresh: int = FRESH_SECONDS) -> Route:
    shown = Representation.of(files(package).joinpath(name).read_bytes(), media)

    async def answer(request: Request) -> Response:
        return respond(request, shown, {**page_headers(), **cached(fresh)})

    return Route(path, answer)
