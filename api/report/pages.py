"""The public door as plain pages: no account, no cookie, no script. What was typed is never lost, and a form sent
twice is taken in once. Addresses and codes travel in bodies only, so that no log of a server in between holds one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

from api.graphql.limits import SECONDS_MOST
from api.rates import Rates
from api.report.forms import Unreadable, command_id_of, command_of, posted, shown
from api.report.rates import wait
from api.report.texts import TEXTS, language_of
from domain.case.public_reports import ReportContent
from domain.case.state.case import Category
from domain.complaint.filing import AppealRedress, FileRedress, WithdrawRedress
from domain.erasure.data_requests import RequestData
from domain.kernel.calendar import VIETNAM, local_date
from domain.kernel.refusals import CommandReused, NotFound, Problem, Refused
from domain.messages import Language, label, message
from resolvers.public import TO_FILE, TO_LOOK, TO_OPEN, PublicContext, agency_of, taken_in
from schema.public import matter_of
from store.store import Store

FORMS: Mapping[str, type] = {"content": ReportContent, "complaint": FileRedress, "data": RequestData}
"""Pages that begin something, and the command that each sends."""
ONWARD: Mapping[str, type] = {"appeal": AppealRedress, "withdraw": WithdrawRedress}
"""Steps in one's own matter."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

OWN_SITES = frozenset({"same-origin", "none"})
"""Where a browser may say that a form comes from. A page of another site could make its readers complain, each from a
network of their own. Browsers that say nothing are let in."""

KEPT = ("decision", "year")
"""What an address says of a page that the same page in the other language needs as well."""

log = logging.getLogger("casebook.report")

Handler = Callable[["Asked"], Awaitable[Response]]


def _shown_day(value: datetime | date) -> str:
    local = value.astimezone(VIETNAM) if isinstance(value, datetime) else value
    return local.strftime("%d/%m/%Y")


ENVIRONMENT = Environment(
    loader=PackageLoader("api.report"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters["day"] = _shown_day


class Asked:
    """One request for a page: its language, its fields, and what it takes to answer."""

    def __init__(self, request: Request, values: Mapping[str, str]) -> None:
        self.request, self.values = request, values
        self.language: Language = language_of(request, values.get("lang"))
        self.store: Store = request.app.state.store
        self._rates: Rates = request.app.state.rates

    async def seconds(self, what: str) -> int:
        """Count one use; 0, or in how many seconds to come again."""
        host = self.request.client.host if self.request.client else None
        return await wait(self._rates, what, host)

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
        return self.page("later", headers, status, words=words, lead=lead, again=again)

    def page(self, page: str, /, headers: Mapping[str, str] | None = None, status: int = 200, **known: Any) -> Response:
        """A page in the language asked for."""
        words = TEXTS[self.language]
        other = "vi" if self.language == "en" else "en"
        asked = self.request.query_params
        kept = urlencode({each: asked[each] for each in KEPT if each in asked})
        shared = {"t": words, "lang": self.language, "other": other, "path": self.request.url.path, "kept": kept}
        body = ENVIRONMENT.get_template(f"{page}.html").render(**shared, label=self._label, **known)
        return Response(body, status, {**HEADERS, **(headers or {})}, media_type="text/html; charset=utf-8")

    def _label(self, value: Any) -> str:
        return label(value, self.language)

    async def context(self) -> PublicContext:
        """What resolvers of the door work with; the pages count by themselves."""
        registry = await self.store.registry.current()
        return PublicContext(store=self.store, registry=registry, spend=_counted, correlation="")


def minutes(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return -(-seconds // 60)


async def _counted(what: str) -> None:
    """Nothing more to count: the page did."""


def answered(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A handler behind what all pages share."""

    async def answer(request: Request) -> Response:
        if request.method == "POST" and request.headers.get("sec-fetch-site", "none") not in OWN_SITES:
            return refused(request, "foreign", 403)
        try:
            values = await posted(request) if request.method == "POST" else {}
        except Unreadable:
            return refused(request, "unreadable", 415)
        asked = Asked(request, values)
        try:
            async with asyncio.timeout(SECONDS_MOST):
                return await handle(asked)
        except Exception as error:
            correlation = token_hex(8)
            log.error("masked error %s", correlation, exc_info=error)
            lead = TEXTS[asked.language]["broken"]["lead"].format(correlation=correlation)
            return asked.later("broken", lead, 503 if isinstance(error, TimeoutError) else 500)

    return answer


def refused(request: Request, words: str, status: int) -> Response:
    """A page for what is not read at all."""
    return Asked(request, {}).page("refused", status=status, words=words)


async def index(asked: Asked) -> Response:
    """Where to go."""
    return asked.page("index")


def form(name: str) -> Handler:
    """A page that begins something: the form, or what became of it."""
    kind = FORMS[name]

    async def handle(asked: Asked) -> Response:
        if asked.request.method != "POST":
            known = {key: value for key, value in asked.request.query_params.items() if key == "decision"}
            return _form(asked, name, known, str(uuid4()), [])
        command_id = command_id_of(asked.values)
        command, faults = command_of(kind, asked.values)
        if faults:
            return _form(asked, name, asked.values, str(command_id), faults)
        if seconds := await asked.seconds(TO_FILE):  # what was typed stays, under the same command id
            return _form(asked, name, asked.values, str(command_id), [], seconds)
        receipt = await taken_in(await asked.context(), command, command_id)
        if receipt["problems"]:
            next_id = _next_id(str(command_id), receipt["problems"])
            return _form(asked, name, asked.values, next_id, receipt["problems"])
        return asked.page("receipt", name=name, receipt=receipt)

    return handle


def _next_id(command_id: str, problems: Sequence[Problem]) -> str:
    """The id to send a form under again: another one once something else was taken in under it, else the same."""
    return str(uuid4()) if any(isinstance(each, CommandReused) for each in problems) else command_id


def _said(problem: Problem, language: Language) -> str:
    """A problem in words for people, who know of no command ids."""
    if isinstance(problem, CommandReused):
        return str(TEXTS[language]["sent_before"])
    return message(problem.code, problem.params, language)


def _form(
    asked: Asked, name: str, values: Mapping[str, str], command_id: str, problems: list[Any], seconds: int = 0
) -> Response:
    fields, general = shown(FORMS[name], values, problems, asked.language, _said)
    known: dict[str, Any] = {"name": name, "fields": fields, "general": general, "command_id": command_id}
    if seconds:
        general.append(TEXTS[asked.language]["wait"]["lead"].format(minutes=minutes(seconds)))
        return asked.page("form", {"Retry-After": str(seconds)}, 429, **known)
    return asked.page("form", status=422 if problems else 200, **known)


async def decision(asked: Asked) -> Response:
    """Looking a decision up by the exact address of the content."""
    url = asked.values.get("url", "")
    if asked.request.method != "POST" or not url.strip():
        return asked.page("decision", url="", errors=[], asked=False, found=None)
    if waiting := await asked.waits(TO_LOOK):
        return waiting
    try:
        found = await asked.store.public_door.decision_for(url, await asked.store.registry.current())
    except Refused as refused:
        errors = [message(each.code, each.params, asked.language) for each in refused.problems]
        return asked.page("decision", status=422, url=url, errors=errors, asked=False, found=None)
    # What was typed is not shown again: the answer to any address without a decision is one and the same.
    return asked.page("decision", url="", errors=[], asked=True, found=found)


async def matter(asked: Asked) -> Response:
    """Following one's own matter by its code."""
    code = asked.values.get("code", "")
    if asked.request.method != "POST" or not code.strip():
        return asked.page("code", wrong=False)
    if waiting := await asked.waits(TO_OPEN):
        return waiting
    return await _matter(asked, code, {}, [])


def onward(name: str) -> Handler:
    """A step in one's own matter: to the second level, or taking it back."""

    async def handle(asked: Asked) -> Response:
        if asked.request.method != "POST":  # its address, opened again or kept
            return asked.page("code", wrong=False)
        if waiting := await asked.waits(TO_OPEN):
            return waiting
        code = asked.values.get("code", "")
        command, faults = command_of(ONWARD[name], asked.values)
        problems: list[Problem] = list(faults)
        if command is not None:
            context = await asked.context()
            found = await asked.store.public_door.matter(code, context.registry)
            if found is None or found["kind"] != "redress":
                return asked.page("code", status=404, wrong=True)
            receipt = await taken_in(context, command, command_id_of(asked.values), found["stream"])
            problems = receipt["problems"]
        return await _matter(asked, code, asked.values if problems else {}, problems)

    return handle


async def _matter(asked: Asked, code: str, values: Mapping[str, str], problems: list[Any]) -> Response:
    context = await asked.context()
    found = await asked.store.public_door.matter(code, context.registry)
    if found is None:
        return asked.page("code", status=404, wrong=True)
    errors = [_said(each, asked.language) for each in problems if not isinstance(each, NotFound)]
    known: dict[str, Any] = {
        "found": matter_of(found, agency_of(found, context)),
        "code": code,
        "text": values.get("text", ""),
        "errors": errors,
        "command_id": _next_id(values.get("command_id") or str(uuid4()), problems),
        "back_id": str(uuid4()),
    }
    return asked.page("matter", status=422 if problems else 200, **known)


async def statistics(asked: Asked) -> Response:
    """Counts of a year."""
    if waiting := await asked.waits(TO_LOOK):
        return waiting
    typed = asked.request.query_params.get("year", "")
    today = local_date(asked.store.connection.clock()).year
    try:
        year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else today
        table = await asked.store.statistics.of_year(year)
    except Refused:
        table = await asked.store.statistics.of_year(today)
    names = {each.value: label(each, asked.language) for each in Category}
    return asked.page("statistics", table=table, names=names, years=range(2021, today + 1))
