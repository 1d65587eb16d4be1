"""One request for a public page: its language, its typed values, its counted uses, and the possible responses."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.callers.rates import Rates
from api.errors.responses import RequestRefused
from api.graphql.limits import SECONDS_MOST
from api.pages.forms.multipart import FormFile, form_of, is_form_data
from api.pages.forms.posted import Unreadable, posted
from api.pages.report.places import Attaching
from api.pages.report.spending import Brought, Spending
from api.web.headers import FORM_PAGE, SELF, page_headers
from api.web.languages import language_of, other_language, texts_of
from api.web.origin import is_own_form
from api.web.templates import HTML, Templates
from domain.kernel import calendar
from domain.messages import Language, label
from domain.messages.dates import local_day
from resolvers.public import PublicContext
from store.process import logs
from store.store import Store

TEXTS = texts_of("api.pages.report")
WITH_SCRIPT = page_headers(style_src=SELF, form_action=SELF, script_src=SELF, referrer="same-origin")
"""Headers of the only page with a script. The script computes a form's proof of work. Without scripts, a person waits
for a turn instead."""


CARRIED_OVER = ("decision", "year", "day")
"""Parameters of a page's address that the link to the other language needs as well."""

log = logging.getLogger("casebook.report")


TEMPLATES = Templates("api.pages.report", "api.pages.forms", "api.web")


def last_day(end: datetime, language: Language) -> str:
    """Return the last day of a term. The term ends at the first moment after that day."""
    return local_day(calendar.last_day(end), language)


def grouped(code: str) -> str:
    """Return a code in groups of four or five characters, for copying by hand."""
    size = 5 if len(code) % 5 == 0 else 4
    return "-".join(code[at : at + size] for at in range(0, len(code), size))


IN_WORDS: Final[Mapping[str, Callable[..., str]]] = {"label": label, "day": local_day, "last_day": last_day}
"""Functions that every template may use to write a value in the language of its page."""


class PageRequest:
    """One request for a public page: its language, its fields, and methods that build the response."""

    def __init__(self, request: Request, values: Mapping[str, str], file: FormFile | None = None) -> None:
        self.request, self.values, self.file = request, values, file
        self.language: Language = language_of(request, values.get("lang"))
        self.store: Store = request.app.state.store
        self.rates: Rates = request.app.state.rates
        self.host = request.client.host if request.client else None

    @property
    def spend(self) -> Spending:
        proof = {self.values.get("command_id", "").lower(): self.values.get("proof", "")}
        brought = Brought(proof, self.values.get("turn", ""))
        return Spending(self.rates, self.request.app.state.prices, self.host, brought)

    def waits(self, refusal: RequestRefused) -> Response:
        """Return a page with the time after which the person can try again."""
        seconds = refusal.headers.get("Retry-After", "60")
        lead = TEXTS[self.language]["wait"]["lead"].format(minutes=minutes(int(seconds)))
        return self.later("wait", lead, refusal.status, refusal.headers)

    def later(self, words: str, lead: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """Return a page that asks the person to try again later. It contains the typed values, so that one click sends
        them again."""
        again = {name: value for name, value in self.values.items() if name != "lang"}
        return self.show("later", headers, status, words=words, lead=lead, again=again, lost=self.file is not None)

    def show(self, page: str, /, headers: Mapping[str, str] | None = None, status: int = 200, **known: Any) -> Response:
        words = TEXTS[self.language]
        query = self.request.query_params
        other, path = other_language(self.language), self.request.url.path
        in_other = urlencode({"lang": other} | {name: query[name] for name in CARRIED_OVER if name in query})
        shared = {"t": words, "lang": self.language, "other": other, "path": path, "in_other": in_other}
        body = TEMPLATES.render(f"{page}.html", **shared, **self._in_words(), grouped=grouped, **known)
        return Response(body, status, {**FORM_PAGE, **(headers or {})}, media_type=HTML)

    def _in_words(self) -> dict[str, Callable[[Any], str]]:
        return {name: partial(write, language=self.language) for name, write in IN_WORDS.items()}

    async def context(self) -> PublicContext:
        registry = await self.store.registry.current()
        return PublicContext(store=self.store, registry=registry, spend=self.spend, correlation="")


def minutes(seconds: int) -> int:
    """Return whole minutes, rounded up."""
    return -(-seconds // 60)


Handler = Callable[[PageRequest], Awaitable[Response]]


def answered(handle: Handler, *, files: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler with the checks that all pages share. If `files` is True, the form of the handler may contain a
    file."""

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
    except RequestRefused as refusal:
        return page_request.waits(refusal)
    except Exception as error:
        correlation = logs.current()
        log.error("masked error %s", correlation, exc_info=error)
        lead = TEXTS[page_request.language]["broken"]["lead"].format(correlation=correlation)
        return page_request.later("broken", lead, 503 if isinstance(error, TimeoutError) else 500)


async def _read(request: Request, attaching: Attaching | None) -> PageRequest:
    """Return the request, with its posted values if there are any. Raise Unreadable."""
    if request.method != "POST":
        return PageRequest(request, {})
    if attaching and is_form_data(request):
        return PageRequest(request, *await form_of(request, attaching))
    return PageRequest(request, await posted(request))


def refused(request: Request, words: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a page for a request that is refused before it is read."""
    return PageRequest(request, {}).show("refused", headers, status, words=words)
