"""The addresses under `/press/`: public, without a token, and without a record of readers.

    /press/                the list, newest first; ?after= continues it, ?lang= is vi or en, other parameters filter it
    /press/<id>            a notice with all its versions; 410 with the tombstone once it was retracted
    /press/feed.atom       Atom, ordered by a notice's last change; ?after= continues it
    /press/feed.json       JSON Feed 1.1, likewise

Pages and database reads are cached (`api/web/page_cache.py`): however many people read, the database is queried once a
second for each page. A retraction or an erasure shows within that second, and in caches within a minute.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.pages.press import feeds, pages
from api.pages.press.pages import NoticeList
from api.pages.press.search import EVERYTHING, Sought, newest
from api.web.headers import SELF, Representation, cached, page_headers, respond
from api.web.languages import language_of
from api.web.page_cache import FRESH_SECONDS, PageCache, ReadCache
from api.web.templates import HTML
from domain.kernel.calendar import in_utc, local_date
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind, kind_of
from domain.messages import Language
from domain.press_question.questions import Spokesperson
from domain.publication.public import PublicStatus, PublicView, public_view
from domain.registry.registry import Registry
from domain.registry.regulation import cited_on
from resolvers.public_rows import official_pages, spokespersons
from store.driver.conditions import cursor_of
from store.read.publications import WordsAltered
from store.store import Store

PAGE_MOST, FEED_MOST = 20, 50
GONE, MISSING, ALTERED = 410, 404, 503
HEADERS = {**page_headers(style_src=SELF, form_action=SELF), **cached(FRESH_SECONDS)}
IN_A_LANGUAGE = {"Vary": "Accept-Language"}


def press_routes(public_url: str) -> list[Route]:
    """Return the routes, for an application whose `state.store` is the store; `public_url` is its public address."""
    press = PressPages(public_url)
    return [
        Route("/press/", press.listing),
        Route("/press/feed.atom", press.feed(ATOM_FEED)),
        Route("/press/feed.json", press.feed(JSON_FEED)),
        Route("/press/{id}", press.notice),
    ]


@dataclass(frozen=True)
class Feed:
    """One format of the feed: its file, its media type, and its writer."""

    name: str
    media_type: str
    write: Callable[..., bytes]


ATOM_FEED = Feed("feed.atom", feeds.ATOM_TYPE, feeds.atom)
JSON_FEED = Feed("feed.json", feeds.JSON_TYPE, feeds.json_feed)


class PressPages:
    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._base = f"{parts.scheme}://{parts.netloc}"
        self.pages, self.reads = PageCache(), ReadCache()

    async def listing(self, request: Request) -> Response:
        language, sought = language_of(request), Sought.of(request.query_params)
        if sought is None:
            return _missing(request)
        try:
            page = await self._page(request, PAGE_MOST, "issued_at", sought)
        except Refused:  # an invalid cursor: there is no such page
            return _missing(request)

        def make() -> Representation:
            text = pages.list_page(page, sought, self._base, language)
            return Representation.of(text.encode(), HTML, page.changed)

        key = ("list", language, request.query_params.get("after"), sought)
        return _in_language(request, self.pages.get(key, page, make), language)

    async def notice(self, request: Request) -> Response:
        language, id = language_of(request), request.path_params["id"]
        store: Store = request.app.state.store
        try:
            found = await self.reads.get(id, lambda: _notice(store, id)) if kind_of(id) is Kind.PUBLICATION else None
        except WordsAltered:
            return _missing(request, "altered", ALTERED)
        if found is None:
            return _missing(request)
        view, agency, story = found

        def make() -> Representation:
            text = pages.notice_page(view, agency, story, f"{self._base}/press/{id}", language)
            return Representation.of(text.encode(), HTML, None if view.bare or story else view.changed_at)

        page = self.pages.get((id, language), found, make)
        return _in_language(request, page, language, GONE if view.status is PublicStatus.RETRACTED else 200)

    def feed(self, feed: Feed) -> Callable[[Request], Awaitable[Response]]:
        address = f"{self._base}/press/{feed.name}"

        async def handle(request: Request) -> Response:
            try:
                page = await self._page(request, FEED_MOST, "changed_at")
            except Refused:
                return _missing(request)
            after = request.query_params.get("after")
            here = f"{address}?{urlencode({'after': after})}" if after else address
            older = f"{address}?{urlencode({'after': page.following})}" if page.following else None

            def make() -> Representation:
                content = feed.write(page.notices, self._base, here, older, page.log_mark)
                return Representation.of(content, feed.media_type, page.changed)

            return respond(request, self.pages.get((feed.name, after), page, make), HEADERS)

        return handle

    async def _page(self, request: Request, most: int, order: str, sought: Sought = EVERYTHING) -> NoticeList:
        store: Store = request.app.state.store
        if sought.words:
            found = await self.reads.get(replace(sought, words=""), lambda: _searched(store, sought))
            notices = [(view, agency) for view, agency in found.notices if sought.holds(view)]
            return replace(found, notices=notices[:FEED_MOST])
        after = request.query_params.get("after")
        return await self.reads.get((most, after, order, sought), lambda: _listed(store, most, after, order, sought))


def _missing(request: Request, why: str = "missing", status: int = MISSING) -> Response:
    language = language_of(request)
    return _in_language(request, Representation.of(pages.missing_page(language, why).encode(), HTML), language, status)


def _in_language(request: Request, page: Representation, language: Language, status: int = 200) -> Response:
    return respond(request, page, {**HEADERS, **IN_A_LANGUAGE, "Content-Language": language}, status=status)


def agency_name(registry: Registry, notice: PublicView) -> str:
    """Return the agency's name on the day of issue; its id if no name was entered yet."""
    name = registry.agencies[notice.agency].name_on(local_date(in_utc(notice.issued_at)))
    return name.name if name else notice.agency


async def _notice(store: Store, id: str) -> tuple[PublicView, str, list[tuple[PublicView, str]]] | None:
    """Return a public notice with its agency's name, and the other notices of the same story."""
    found, registry = await store.publications.public(id), await store.registry.current()
    if found is None:
        return None
    story = [(view, agency_name(registry, view)) for view in await store.publications.same_story(id)]
    return found, agency_name(registry, found), story


async def _listed(store: Store, most: int, after: str | None, order: str, sought: Sought) -> NoticeList:
    """Return a page of notices. Raise Refused for an invalid cursor."""
    page = await store.publications.public_page(most, after, order, wanted=sought.wanted)
    rows = page.rows
    return await _shown(store, rows, cursor_of(rows[-1][order], rows[-1]["_id"]) if page.more and rows else None)


async def _searched(store: Store, sought: Sought) -> NoticeList:
    """Return the notices among which a search looks for words."""
    return await _shown(store, await newest(store.publications, sought.wanted), None)


async def _shown(store: Store, rows: Sequence[Mapping[str, Any]], following: str | None) -> NoticeList:
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    notices = [(view, agency_name(registry, view)) for row in rows if (view := public_view(row))]
    newest_change = max((view.changed_at for view, _ in notices), default=None)
    return NoticeList(
        notices=notices,
        following=following,
        regulation=cited_on(registry, today).number,
        log_mark=await store.history.log_mark(newest_change and in_utc(newest_change)),
        official=official_pages(registry, today),
        speakers=await spokespersons(store, registry, today),
        agencies=_speaking(registry, today),
        today=today,
    )


def _speaking(registry: Registry, today: date) -> list[tuple[str, str]]:
    """Return the agencies that have or had a spokesperson, by name. Only these agencies issue notices."""
    ids = {row.agency for row in registry.rows(Spokesperson).values()}
    names = {id: registry.agencies[id].name_on(today) for id in ids}
    return sorted(((id, name.name if name else id) for id, name in names.items()), key=lambda agency: agency[1])
