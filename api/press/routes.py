"""The addresses under `/press/`: public, without a token, and without a trace of who read.

    /press/                the list, newest first; ?after= leads on, ?lang= chooses vi or en
    /press/<id>            a notice with all its versions, for ever; 410 with the tombstone once it was retracted
    /press/feed.atom       Atom, by when a notice last changed; ?after= leads on
    /press/feed.json       JSON Feed 1.1, likewise
    /press/style.css       the one style sheet

Pages are kept, and a look at the database is good for a second (`api/press/kept.py`): however many read, it is asked
once a second for each page of theirs. A retraction or an erasure is seen within that second, in caches within a minute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.press import feeds, pages
from api.press.conditional import Body, answer
from api.press.kept import Kept, Looks
from api.press.words import language_of
from domain.kernel.calendar import in_utc, local_date
from domain.kernel.kind import Kind, kind_of
from domain.kernel.refusals import Refused
from domain.publication.public import PublicStatus, PublicView, public_view
from domain.registry.registry import Registry
from store.mongo.pages import cursor_of
from store.store import Store

PAGE, FEED = 20, 50
"""Notices of one page of the list, and of a feed."""
HTML = "text/html; charset=utf-8"
GONE, MISSING = 410, 404


@dataclass(frozen=True)
class Page:
    """Notices with their agencies' names, and the cursor that leads on."""

    notices: list[tuple[PublicView, str]]
    following: str | None

    @property
    def changed(self) -> datetime | None:
        """When any of them last changed; None where that says too little."""
        if any(notice.bare for notice, _ in self.notices):
            return None
        return max((notice.changed_at for notice, _ in self.notices), default=None)


def press_routes(public_url: str) -> list[Route]:
    """The routes, for an application whose `state.store` is the store, reached by the world at `public_url`."""
    desk = Desk(public_url)
    return [
        Route("/press/", desk.listing),
        Route("/press/feed.atom", desk.atom),
        Route("/press/feed.json", desk.json),
        Route("/press/style.css", desk.style),
        Route("/press/{id}", desk.notice),
    ]


class Desk:
    """Answers to readers."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._base = f"{parts.scheme}://{parts.netloc}"
        self._kept, self._looks = Kept(), Looks()
        self._style = Body.of(files("api.press").joinpath("style.css").read_bytes(), "text/css; charset=utf-8", None)

    async def listing(self, request: Request) -> Response:
        """The list."""
        language = language_of(request)
        try:
            page = await self._page(request, PAGE, "issued_at")
        except Refused:  # a cursor that is none of ours: there is no such page
            return self._missing(request)

        def made() -> Body:
            text = pages.list_page(page.notices, page.following, self._base, language)
            return Body.of(text.encode(), HTML, page.changed)

        place = ("list", language, request.query_params.get("after"))
        return answer(request, self._kept.body(place, page, made), language=language)

    async def notice(self, request: Request) -> Response:
        """A notice, or its tombstone."""
        language, id = language_of(request), request.path_params["id"]
        store: Store = request.app.state.store
        found = await self._looks.at(id, lambda: _notice(store, id)) if kind_of(id) is Kind.PUBLICATION else None
        if found is None:
            return self._missing(request)
        view, agency = found

        def made() -> Body:
            text = pages.notice_page(view, agency, f"{self._base}/press/{id}", language)
            return Body.of(text.encode(), HTML, None if view.bare else view.changed_at)

        body = self._kept.body((id, language), found, made)
        gone = view.status is PublicStatus.RETRACTED
        return answer(request, body, status=GONE if gone else 200, language=language)

    async def atom(self, request: Request) -> Response:
        """The Atom feed."""
        return await self._feed(request, "feed.atom", feeds.atom, feeds.ATOM_TYPE)

    async def json(self, request: Request) -> Response:
        """The JSON feed."""
        return await self._feed(request, "feed.json", feeds.json_feed, feeds.JSON_TYPE)

    async def style(self, request: Request) -> Response:
        """The style sheet."""
        return answer(request, self._style)

    async def _feed(self, request: Request, name: str, write: Callable[..., bytes], media: str) -> Response:
        try:
            page = await self._page(request, FEED, "changed_at")
        except Refused:
            return self._missing(request)
        address = f"{self._base}/press/{name}"
        after = request.query_params.get("after")
        here = f"{address}?{urlencode({'after': after})}" if after else address
        older = f"{address}?{urlencode({'after': page.following})}" if page.following else None

        def made() -> Body:
            return Body.of(write(page.notices, self._base, here, older), media, page.changed)

        return answer(request, self._kept.body((name, after), page, made))

    async def _page(self, request: Request, most: int, order: str) -> Page:
        store: Store = request.app.state.store
        after = request.query_params.get("after")
        return await self._looks.at((most, after, order), lambda: _listed(store, most, after, order))

    def _missing(self, request: Request) -> Response:
        language = language_of(request)
        body = Body.of(pages.missing_page(language).encode(), HTML, None)
        return answer(request, body, status=MISSING, language=language)


def agency_name(registry: Registry, notice: PublicView) -> str:
    """The agency's name on the day the notice was issued; its id while nobody entered a name."""
    name = registry.agencies[notice.agency].name_on(local_date(in_utc(notice.issued_at)))
    return name.name if name else notice.agency


async def _notice(store: Store, id: str) -> tuple[PublicView, str] | None:
    """A notice before the public, and its agency's name."""
    found = await store.publications.public(id)
    return (found, agency_name(await store.registry.current(), found)) if found else None


async def _listed(store: Store, most: int, after: str | None, order: str) -> Page:
    """A page of notices. Raises Refused for a cursor that is none of ours."""
    rows, more = await store.publications.public_page(most, after, order)
    registry = await store.registry.current()
    notices = [(view, agency_name(registry, view)) for row in rows if (view := public_view(row))]
    return Page(notices, cursor_of(rows[-1][order], rows[-1]["_id"]) if more else None)
