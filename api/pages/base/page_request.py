"""One request for a page of a desk: its reader, purpose and parameters, and the possible responses."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors.responses import RequestRefused
from api.graphql.context import context_of
from api.graphql.limits import SECONDS_MOST
from api.graphql.parameters import Parameters
from api.pages.base.open_desk import OpenDesk, desk_of
from api.pages.base.session import Session
from api.web.headers import DESK_PAGE, FORM_PAGE, NO_STORE
from api.web.languages import language_of, other_language
from api.web.origin import is_own_form
from api.web.templates import HTML
from auth.authenticator import Authenticator
from auth.tokens import Unauthenticated
from domain.access.record import Purpose
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from domain.messages import Language, message
from domain.narrative.words import Words
from resolvers.context import RequestContext
from store.process import logs
from store.store import Store

PAGE_SECONDS: Final = 3 * SECONDS_MOST
"""Seconds that a page may take. A page sends several documents, each of which has its own limit."""
STATUSES: Final = {"FORBIDDEN": 403, "BAD_INPUT": 422, "TOO_MANY_REQUESTS": 429, "TIMEOUT": 503, "LIMIT_EXCEEDED": 422}
"""HTTP status of a page by the GraphQL error's code. Any other error is internal."""
QUERY: Final = frozenset({OperationType.QUERY})
"""Kinds of operation that a page may send by default. Only the form of an act sends a mutation, and requests that kind
explicitly."""
log = logging.getLogger("casebook.desk")


class Unanswered(Exception):
    """The register refused a document: the code, and its message in the page's language."""

    def __init__(self, code: str, said: str, path: str | None = None) -> None:
        super().__init__(code)
        self.code, self.said, self.path = code, said, path


class NotFound(Exception):
    """The page does not exist for this reader."""


class PageRequest:
    def __init__(self, request: Request, desk: OpenDesk, session: Session, context: RequestContext) -> None:
        self.request, self.desk, self.context = request, desk, context
        self.seat = desk
        """Desk whose cookie contains the session. The sign-out leads to this desk."""
        self.language: Language = language_of(request, session.language)
        if request.query_params.get("lang") in ("vi", "en"):
            self.language = language_of(request)
            session = session.speaking(self.language)
        self.session: Session | None = session
        """Session to store in the browser; None once the session ended."""
        names = Scope.AUDIT_READ_ALL in context.actor.scopes
        self.words = Words(context.registry, self.language, today=context.today, names=names)
        self.read: dict[str, Any] = {}
        """Cache of values read for this page."""

    @property
    def texts(self) -> Mapping[str, Any]:
        return self.desk.pages.texts[self.language]

    @property
    def store(self) -> Store:
        return self.desk.store

    def given(self, name: str) -> str:
        """Return a parameter of the address; empty if the parameter is missing."""
        return self.request.query_params.get(name, "").strip()

    async def ask(self, name: str, **variables: Any) -> dict[str, Any]:
        """Return the register's answer to a document of the desk. Raise Unanswered for any error in the answer."""
        return await self.told(self.desk.pages.document(name), name, variables)

    async def told(
        self, text: str, name: str, variables: Mapping[str, Any], kinds: Collection[OperationType] = QUERY
    ) -> dict[str, Any]:
        """Return the register's answer to a document, which must be of one of these kinds. Raise Unanswered for any
        error in the answer."""
        asked = Parameters(query=text, document_id=None, variables=variables, operation_name=None)
        told = await self.desk.engine.told(self.context, asked, kinds)
        for error in told.get("errors", []):
            extensions = error["extensions"]
            said = self.said(extensions, "message")
            if extensions["code"] not in STATUSES:
                log.error(
                    "the document %s of the desk %s: %s (%s)",
                    name,
                    self.desk.pages.name,
                    error["message"],
                    extensions["correlationId"],
                )
            raise Unanswered(extensions["code"], said, extensions.get("path"))
        data: dict[str, Any] = told["data"]
        return data

    def said(self, of: Mapping[str, Any], name: str) -> str:
        """Return a text in the page's language, from an object that contains the text in both languages."""
        return str(of[f"{name}{self.language.capitalize()}"])

    def show(self, page: str, /, status: int = 200, headers: Mapping[str, str] | None = None, **known: Any) -> Response:
        body = self.desk.pages.templates.render(f"{page}.html", **self._shared(), **known)
        sent = {**DESK_PAGE, "Content-Language": self.language, **(headers or {})}
        return Response(body, status, sent, media_type=HTML)

    def trouble(self, name: str, status: int, said: str | None = None) -> Response:
        """Return the page of an error. It has a link if the desk defines one for the error."""
        return self.show("trouble", status, trouble=name, said=said, more=self.desk.pages.way_on(self.request, status))

    def _shared(self) -> dict[str, Any]:
        agency = self.words.agency(self.context.actor.own)
        purpose = self.session.purpose if self.session else None
        return {
            **self.desk.pages.known,
            **_of_language(self.desk, self.request, self.language),
            "words": self.words,
            "who": {"agency": agency, "posts": self.words.labels(sorted(self.context.actor.posts))},
            "purpose": self.words.label(purpose) if purpose else None,
            "now": self.context.now,
            "nav": [(path, self.texts["nav"][name]) for name, path in self._sections()],
            "here": self.request.url.path,
            "way_out": f"{self.seat.pages.home}sign-out",
            "query": self.query,
        }

    def _sections(self) -> Iterator[tuple[str, str]]:
        """Yield the sections that the reader's navigation shows, with their addresses."""
        pages, actor = self.desk.pages, self.context.actor
        return ((name, path) for name, path in pages.navigation.items() if pages.shown_to(actor, name))

    def query(self, changes: Mapping[str, str]) -> str:
        """Return the query of this page's address with some values changed."""
        return urlencode({**self.request.query_params, **changes})

    def ask_purpose(self, to: str, status: int = 200) -> Response:
        purposes = [(purpose.value, self.words.label(purpose)) for purpose in Purpose]
        chosen = self.session.purpose if self.session else None
        return self.show("purpose", status, purposes=purposes, to=to, chosen=chosen)


def _of_language(desk: OpenDesk, request: Request, language: Language) -> dict[str, Any]:
    """Return the values that every page needs for its language, and for its link to the other language."""
    other = other_language(language)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return {
        "t": desk.pages.texts[language],
        "home": desk.pages.home,
        "asks_purpose": desk.pages.asks_purpose,
        "lang": language,
        "other": other,
        "in_other": urlencode([*kept, ("lang", other)]),
    }


def shown_to_nobody(request: Request, words: str, status: int) -> Response:
    """Return a page for a browser without a session. The page explains the next step."""
    desk = desk_of(request)
    query = f"?{request.url.query}" if request.url.query else ""
    back = words in ("sign_in", "another")
    to = urlencode({"to": f"{request.url.path}{query}" if back else desk.pages.home})
    return _outside(desk, request, status, words=words, to=to, said=None)


def _outside(desk: OpenDesk, request: Request, status: int, **known: str | None) -> Response:
    language = language_of(request)
    body = desk.pages.templates.render("outside.html", **_of_language(desk, request, language), **known)
    return Response(body, status, {**FORM_PAGE, "Content-Language": language}, media_type=HTML)


def to_page(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, {**NO_STORE, "Referrer-Policy": "no-referrer"})


Handler = Callable[[PageRequest], Awaitable[Response]]


Seat = Callable[[Request], tuple[OpenDesk, Session | None]]


def own_seat(request: Request) -> tuple[OpenDesk, Session | None]:
    """Return the desk of the address, and the session of the browser at this desk."""
    desk = desk_of(request)
    return desk, desk.session(request)


def seated(
    handle: Handler, *, needs_purpose: bool = True, seat: Seat = own_seat
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a page for readers who are signed in and stated a purpose. Redirect others to the sign-in, or to the form
    for their purpose.

    `seat` finds the session, and the desk whose cookie contains it.
    """

    async def answer(request: Request) -> Response:
        if request.method == "POST" and not is_own_form(request.headers):
            return shown_to_nobody(request, "foreign", 403)
        desk, session = seat(request)
        if session is None:
            ended = desk.any_session(request)
            if ended and request.method == "POST" and desk.pages.left_behind:
                await desk.pages.left_behind(request, ended, desk.store)
            return shown_to_nobody(request, "sign_in", 401)
        try:
            page = PageRequest(request, desk_of(request), session, await _context(request, session))
            page.seat = desk
        except Unauthenticated as why:
            log.info("a session that counts no more: %s", why)
            made = shown_to_nobody(request, "sign_in", 401)
            desk.forget(made)
            return made
        except NotAllowed as denied:
            return _denied(request, denied)
        except RequestRefused as busy:
            return _busy(request, busy)
        await request.body()  # before the page's time limit begins, so that a slow body ends with 408
        made = await _answered(page, handle, needs_purpose=needs_purpose)
        if page.session is None:
            desk.forget(made)
        else:
            desk.keep(made, page.session)
        return made

    return answer


async def missing(request: Request) -> Response:
    """Return the page for an unknown address of a desk. For signed-in readers the page is shown within the desk."""
    if desk_of(request).session(request) is None:
        return shown_to_nobody(request, "missing", 404)
    return await seated(_missing, needs_purpose=False)(request)


async def _missing(page: PageRequest) -> Response:
    return page.trouble("address", 404)


async def _context(request: Request, session: Session) -> RequestContext:
    """Return the context with the current rights. Raise Unauthenticated, NotAllowed, RequestRefused."""
    authenticator: Authenticator = request.app.state.authenticator
    entry = await authenticator.entry_of_viewer(session.viewer)
    await request.app.state.callers.count(session.viewer)
    store: Store = request.app.state.store
    return await context_of(store, session.viewer, logs.current(), session.purpose, entry.registry)


async def _answered(page: PageRequest, handle: Handler, *, needs_purpose: bool) -> Response:
    assert page.session is not None
    if needs_purpose and page.desk.pages.asks_purpose and page.session.purpose is None:
        query = f"?{page.request.url.query}" if page.request.url.query else ""
        return page.ask_purpose(f"{page.request.url.path}{query}")
    try:
        list_of_cases = "id" not in page.request.path_params
        async with page.store.access.page_of_readings(list_of_cases=list_of_cases), asyncio.timeout(PAGE_SECONDS):
            return await handle(page)
    except NotFound:
        return page.trouble("missing", 404)
    except Unanswered as refused:
        return page.trouble("unanswered", STATUSES.get(refused.code, 500), refused.said)
    except NotAllowed as denied:
        return page.trouble("unanswered", 403, _said(denied, page.language))
    except TimeoutError:
        return page.trouble("slow", 503)
    except Exception as error:
        correlation = logs.current()
        log.error("masked error %s", correlation, exc_info=error)
        return page.trouble("broken", 500, page.texts["trouble"]["broken"]["lead"].format(correlation=correlation))


def _said(denied: NotAllowed, language: Language) -> str:
    return message(denied.code, {}, language)


def _denied(request: Request, denied: NotAllowed) -> Response:
    said = _said(denied, language_of(request))
    return _outside(desk_of(request), request, 403, words="refused", to="", said=said)


def _busy(request: Request, busy: RequestRefused) -> Response:
    made = shown_to_nobody(request, "busy", busy.status)
    made.headers.update(busy.headers)
    return made
