"""The addresses under `/press/`: public, without a token, and without a trace of who read.

    /press/                the list, newest first; ?after= leads on, ?lang= chooses vi or en
    /press/<id>            a notice with all its versions, for ever; 410 with the tombstone once it was retracted
    /press/feed.atom       Atom, by when a notice last changed; ?after= leads on
    /press/feed.json       JSON Feed 1.1, likewise
    /press/style.css       the one style sheet

What was made of a notice at a version is kept, and a look at the database is good for a second: however many read, it
is asked once a second for each page of theirs. A retraction is seen within that second, in caches within a minute.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from time import monotonic
from typing import Any, TypeVar
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
"""Pages that are kept as bytes, and looks that are."""
LOOK_SECONDS = 1.0
"""How long a look at the database is good."""
HTML = "text/html; charset=utf-8"
GONE, MISSING = 410, 404

T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """Notices with their agencies' names, what tells this page from a later one, and the cursor that leads on."""

    notices: list[tuple[PublicView, str]]
    versions: tuple[Hashable, ...]
    following: str | None

    @property
    def changed(self) -> datetime | None:
        """When any of them last changed."""
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
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._looks: OrderedDict[Hashable, tuple[float, asyncio.Future[Any]]] = OrderedDict()
        self._style = Body.of(files("api.press").joinpath("style.css").read_bytes(), "text/css; charset=utf-8", None)

    async def listing(self, request: Request) -> Response:
        """The list."""
        language = language_of(request)
        try:
            page = await self._page(request, PAGE, "issued_at")
        except Refused:  # a cursor that is none of ours: there is no such page
            return self._missing(request)
        key = ("list", language, page.versions, page.following)

        def made() -> bytes:
            return pages.list_page(page.notices, page.following, self._base, language).encode()

        return answer(request, self._keep(key, made, HTML, page.changed), language=language)

    async def notice(self, request: Request) -> Response:
        """A notice, or its tombstone."""
        language, id = language_of(request), request.path_params["id"]
        store: Store = request.app.state.store
        found = await self._look(id, lambda: _notice(store, id)) if kind_of(id) is Kind.PUBLICATION else None
        if found is None:
            return self._missing(request)
        view, n, agency = found

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
            page = await self._page(request, FEED, "changed_at")
        except Refused:
            return self._missing(request)
        address = f"{self._base}/press/{name}"
        after = request.query_params.get("after")
        here = f"{address}?{urlencode({'after': after})}" if after else address
        older = f"{address}?{urlencode({'after': page.following})}" if page.following else None

        def made() -> bytes:
            return write(page.notices, self._base, here, older)

        return answer(request, self._keep((name, page.versions, here, older), made, media, page.changed))

    async def _page(self, request: Request, most: int, order: str) -> Page:
        store: Store = request.app.state.store
        after = request.query_params.get("after")
        return await self._look((most, after, order), lambda: _listed(store, most, after, order))

    async def _look(self, key: Hashable, look: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the database holds, not older than LOOK_SECONDS; who asks meanwhile waits for the same look."""
        seen, task = self._looks.get(key, (-LOOK_SECONDS, None))
        if task is None or monotonic() - seen >= LOOK_SECONDS:
            task = asyncio.ensure_future(look())
            self._looks.pop(key, None)
            self._looks[key] = monotonic(), task
            if len(self._looks) > KEPT_MOST:
                self._looks.popitem(last=False)
        held: T = await asyncio.shield(task)  # a reader that goes away takes nobody's look along
        return held

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


async def _notice(store: Store, id: str) -> tuple[PublicView, int, str] | None:
    """A notice before the public, its stream's version, and its agency's name."""
    found = await store.publications.public_at(id)
    return (*found, agency_name(await store.registry.current(), found[0])) if found else None


async def _listed(store: Store, most: int, after: str | None, order: str) -> Page:
    """A page of notices. Raises Refused for a cursor that is none of ours."""
    rows, more = await store.publications.public_page(most, after, order)
    registry = await store.registry.current()
    notices = [(view, agency_name(registry, view)) for row in rows if (view := public_view(row))]
    versions = tuple((row["_id"], row["n"], agency) for row, (_, agency) in zip(rows, notices, strict=True))
    return Page(notices, versions, cursor_of(rows[-1][order], rows[-1]["_id"]) if more else None)
