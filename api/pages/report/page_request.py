"""One request for a page of the public door: its language, what was typed, how often, and the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.callers.rates import Rates
from api.graphql.limits import SECONDS_MOST
from api.pages.forms.posted import Unreadable, posted
from api.pages.report.multipart import FormFile, form_of, is_form_data
from api.pages.report.places import Attaching
from api.pages.report.prices import Admitted, Asked, Filing, Prices
from api.pages.report.rates import opened, wait
from api.web.headers import FORM_PAGE, SELF, page_headers
from api.web.languages import language_of, other_language, texts_of
from api.web.origin import is_own_form
from api.web.templates import HTML, Templates
from domain.kernel import calendar
from domain.messages import Language, label
from domain.messages.dates import local_day
from resolvers.public import GiveBack, PublicContext
from store.process import logs
from store.store import Store

TEXTS = texts_of("api.pages.report")
WITH_SCRIPT = page_headers(style_src=SELF, form_action=SELF, script_src=SELF, referrer="same-origin")
"""Of the one page that has a script: it finds the proof of work of a form, so that a flood stops nobody who waits."""


CARRIED_OVER = ("decision", "year")
"""What an address says of a page that the same page in the other language needs as well."""

log = logging.getLogger("casebook.report")


TEMPLATES = Templates("api.pages.report", "api.pages.forms", "api.web")


def last_day(end: datetime, language: Language) -> str:
    """The last day of a term, whose end is the first moment after it."""
    return local_day(calendar.last_day(end), language)


IN_WORDS: Final[Mapping[str, Callable[..., str]]] = {"label": label, "day": local_day, "last_day": last_day}
"""What every template may write a value with, in the language of its page."""


class PageRequest:
    """One request for a page: its language, its fields, and what it takes to answer."""

    def __init__(self, request: Request, values: Mapping[str, str], file: FormFile | None = None) -> None:
        self.request, self.values, self.file = request, values, file
        self.language: Language = language_of(request, values.get("lang"))
        self.store: Store = request.app.state.store
        self.rates: Rates = request.app.state.rates
        self.host = request.client.host if request.client else None

    async def seconds(self, what: str) -> int:
        """Count one use; 0, or in how many seconds to come again."""
        return await wait(self.rates, what, self.host)

    async def opened(self, stream: str) -> None:
        """Give back what a code that was right had counted."""
        await opened(self.rates, self.host, stream)

    @property
    def prices(self) -> Prices:
        """What filing costs here."""
        found: Prices = self.request.app.state.prices
        return found

    async def admit(self, command: type, command_id: UUID) -> Admitted | Asked:
        """Let a filing in by what its form brought, or say what it has to bring."""
        proof, turn = self.values.get("proof", ""), self.values.get("turn", "")
        return await self.prices.admit(
            Filing(command=command, command_id=command_id, host=self.host, proof=proof, turn=turn)
        )

    async def waits(self, what: str) -> Response | None:
        """Count one use; the page that says when to come again once the allowance is used up."""
        seconds = await self.seconds(what)
        if not seconds:
            return None
        lead = TEXTS[self.language]["wait"]["lead"].format(minutes=minutes(seconds))
        return self.later("wait", lead, 429, {"Retry-After": str(seconds)})

    def later(self, words: str, lead: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """A page that tells to come again; what was typed stays in it, to be sent with one click."""
        again = {name: value for name, value in self.values.items() if name != "lang"}
        return self.show("later", headers, status, words=words, lead=lead, again=again, lost=self.file is not None)

    def show(self, page: str, /, headers: Mapping[str, str] | None = None, status: int = 200, **known: Any) -> Response:
        """A page in the language asked for."""
        words = TEXTS[self.language]
        query = self.request.query_params
        other, path = other_language(self.language), self.request.url.path
        in_other = urlencode({"lang": other} | {name: query[name] for name in CARRIED_OVER if name in query})
        shared = {"t": words, "lang": self.language, "other": other, "path": path, "in_other": in_other}
        body = TEMPLATES.render(f"{page}.html", **shared, **self._in_words(), **known)
        return Response(body, status, {**FORM_PAGE, **(headers or {})}, media_type=HTML)

    def _in_words(self) -> dict[str, Callable[[Any], str]]:
        """What writes values in the page's language."""
        return {name: partial(write, language=self.language) for name, write in IN_WORDS.items()}

    async def context(self) -> PublicContext:
        """What resolvers of the door work with; the pages count by themselves."""
        registry = await self.store.registry.current()
        return PublicContext(store=self.store, registry=registry, spend=Counted(), correlation="")


def minutes(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return -(-seconds // 60)


class Counted:
    """Nothing more to count: the page did."""

    async def __call__(self, what: str) -> None:
        """Count nothing."""

    async def opened(self, stream: str) -> None:
        """Nothing was counted here."""

    async def file(self, command: type, command_id: UUID) -> GiveBack:
        """Count nothing; there is nothing to give back."""
        return self._nothing

    async def _nothing(self) -> None:
        return None


Handler = Callable[[PageRequest], Awaitable[Response]]


def answered(handle: Handler, *, files: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """A handler behind what all pages share; `files` says that a form of its own may hold one."""

    async def answer(request: Request) -> Response:
        if request.method == "POST" and not is_own_form(request.headers):
            return refused(request, "foreign", 403)
        async with Attaching(request) as attaching:
            try:
                page_request = await _read(request, attaching if files else None)
            except Unreadable:
                return refused(request, "unreadable", 415)
            return await _answer(handle, page_request)

    return answer


async def _answer(handle: Handler, page_request: PageRequest) -> Response:
    try:
        async with asyncio.timeout(SECONDS_MOST):
            return await handle(page_request)
    except Exception as error:
        correlation = logs.current()
        log.error("masked error %s", correlation, exc_info=error)
        lead = TEXTS[page_request.language]["broken"]["lead"].format(correlation=correlation)
        return page_request.later("broken", lead, 503 if isinstance(error, TimeoutError) else 500)


async def _read(request: Request, attaching: Attaching | None) -> PageRequest:
    """What was posted, if anything was. Raises Unreadable."""
    if request.method != "POST":
        return PageRequest(request, {})
    if attaching and is_form_data(request):
        return PageRequest(request, *await form_of(request, attaching))
    return PageRequest(request, await posted(request))


def refused(request: Request, words: str, status: int) -> Response:
    """A page for what is not read at all."""
    return PageRequest(request, {}).show("refused", status=status, words=words)


def too_large(request: Request) -> Response:
    """A page for a form whose body is too large to read."""
    return refused(request, "too_large", 413)
