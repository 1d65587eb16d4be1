"""The addresses under `/press/`: public, without a token, and without a trace of who read.

    /press/                the list, newest first; ?after= leads on, ?lang= chooses vi or en
    /press/<id>            a notice with all its versions, for ever; 410 with the tombstone once it was retracted
    /press/feed.atom       Atom, by when a notice last changed; ?after= leads on
    /press/feed.json       JSON Feed 1.1, likewise
    /press/style.css       the one style sheet

What was made of a notice at a version is kept, so that many readers cost one look at the database each and no page.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from importlib.resources import files
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.press import feeds, pages
from api.press.conditional import Body, answer
from api.press.words import language_of
from domain.calendar import in_utc, local_date
from domain.publications import PublicStatus, PublicView, public_view
from domain.refusals import Refused
from domain.registry import Registry
from domain.streams import Kind, kind_of
from store.pages import cursor_of
from store.store import Store

PAGE, FEED = 20, 50
"""Notices of one page of the list, and of a feed."""
KEPT_MOST = 500
"""Pages that are kept as bytes."""
HTML = "text/html; charset=utf-8"
GONE, MISSING = 410, 404


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
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._style = Body.of(files("api.press").joinpath("style.css").read_bytes(), "text/css; charset=utf-8", None)

    async def listing(self, request: Request) -> Response:
        """The list."""
        language = language_of(request)
        try:
            notices, versions, following = await self._page(request, PAGE, "issued_at")
        except Refused:  # a cursor that is none of ours: there is no such page
            return self._missing(request)
        key = ("list", language, versions, following)

        def made() -> bytes:
            return pages.list_page(notices, following, self._base, language).encode()

        return answer(request, self._keep(key, made, HTML, _newest(notices)), language=language)

    async def notice(self, request: Request) -> Response:
        """A notice, or its tombstone."""
        language, id = language_of(request), request.path_params["id"]
        store: Store = request.app.state.store
        found = await store.publications.public_at(id) if kind_of(id) is Kind.PUBLICATION else None
        if found is None:
            return self._missing(request)
        view, n = found
        agency = agency_name(await store.registry.current(), view)

        def made() -> bytes:
            return pages.notice_page(view, agency, f"{self._base}/press/{id}", language).encode()

        body = self._keep((id, n, language, agency), made, HTML, view.changed_at)
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
            notices, versions, following = await self._page(request, FEED, "changed_at")
        except Refused:
            return self._missing(request)
        address = f"{self._base}/press/{name}"
        after = request.query_params.get("after")
        here = f"{address}?{urlencode({'after': after})}" if after else address
        older = f"{address}?{urlencode({'after': following})}" if following else None

        def made() -> bytes:
            return write(notices, self._base, here, older)

        return answer(request, self._keep((name, versions, here, older), made, media, _newest(notices)))

    async def _page(
        self, request: Request, most: int, order: str
    ) -> tuple[list[tuple[PublicView, str]], tuple[Hashable, ...], str | None]:
        """Notices with their agencies' names, what tells this page from a later one, and the cursor that leads on."""
        store: Store = request.app.state.store
        rows, more = await store.publications.public_page(most, request.query_params.get("after"), order)
        registry = await store.registry.current()
        views = [view for row in rows if (view := public_view(row))]
        notices = [(view, agency_name(registry, view)) for view in views]
        versions = tuple((row["_id"], row["n"], agency) for row, (_, agency) in zip(rows, notices, strict=True))
        return notices, versions, cursor_of(rows[-1][order], rows[-1]["_id"]) if more else None

    def _keep(self, key: Hashable, made: Callable[[], bytes], media: str, changed: datetime | None) -> Body:
        """The body that was made for the key before, or is made now; the one longest unused gives way."""
        if key not in self._kept:
            self._kept[key] = Body.of(made(), media, changed)
            if len(self._kept) > KEPT_MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _missing(self, request: Request) -> Response:
        language = language_of(request)
        body = Body.of(pages.missing_page(language).encode(), HTML, None)
        return answer(request, body, status=MISSING, language=language)


def agency_name(registry: Registry, notice: PublicView) -> str:
    """The agency's name on the day the notice was issued; its id while nobody entered a name."""
    name = registry.agencies[notice.agency].name_on(local_date(in_utc(notice.issued_at)))
    return name.name if name else notice.agency


def _newest(notices: list[tuple[PublicView, str]]) -> datetime | None:
    return max((notice.changed_at for notice, _ in notices), default=None)
