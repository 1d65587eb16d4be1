"""The desk's addresses, under `/administer/`. A page refuses readers without any right in its section."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.pages.administer import acting, lists, together, waiting
from api.pages.administer.sections import ADMINISTER, SECTIONS, Section, administers, open_to
from api.pages.base.page_request import PageRequest, seated
from api.pages.base.sign_in import BOTH, common_routes

Handler = Callable[[PageRequest, Section], Awaitable[Response]]


async def _of_section(handle: Handler, section: Section, page: PageRequest) -> Response:
    """Show a page of a section to a reader with a right in it."""
    if not open_to(section, page.context.actor):
        return page.trouble("refused", 403)
    return await handle(page, section)


async def _first(page: PageRequest) -> Response:
    """Show the first page to a reader with any right at the desk."""
    return await waiting.waiting(page) if administers(page.context.actor) else page.trouble("refused", 403)


def _page(handle: Handler, section: Section) -> Callable[[Request], Awaitable[Response]]:
    return seated(partial(_of_section, handle, section))


def _routes_of(section: Section) -> list[Route]:
    return [
        Route(section.path, _page(lists.rows, section)),
        Route(f"{section.path}/new/{{action}}", _page(acting.act, section), methods=BOTH),
        Route(f"{section.path}/together", _page(together.together, section), methods=BOTH),
        Route(f"{section.path}/{{id}}", _page(lists.row, section)),
        Route(f"{section.path}/{{id}}/{{action}}", _page(acting.act, section), methods=BOTH),
    ]


ADMINISTER_ROUTES: Final = [
    Route("/administer/", seated(_first)),
    *common_routes(ADMINISTER),
    *(route for section in SECTIONS.values() for route in _routes_of(section)),
]
