"""The pages of the public register, without a token and without a record of readers.

    /register/                  acts of agencies in a month or a year, with counts; `FILTERS` lists the conditions;
    /register/<stream>/<n>      one act, later changes of it, and the address of its proof;
    /register/<year>.csv        every act of a year, also .jsonl; .sha256 has the sums of both;
    /register/feed.atom         the newest acts;
    /register/check             verifies the lines of a stream in the browser, at once with `?stream=`.
The lines themselves and their proofs are also under `/register/` (`api/log/public_register.py`).
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.pages.register import files
from api.pages.register.charts import charts, last_months, months, outcomes
from api.pages.register.rows import counted, flat, shown
from api.web.headers import SELF, Representation, cached, page_headers, respond
from api.web.languages import language_of, other_language, texts_of
from api.web.page_cache import FRESH_SECONDS, PageCache
from api.web.templates import HTML, Templates, script_route
from domain.case.state.case import Category
from domain.case.state.measures import Finding
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Kind
from domain.messages import Language, label
from domain.messages.dates import local_day, local_month
from domain.registry.registry import Registry
from domain.statement.state import LIST, PROVINCE, StatementKind
from resolvers.public_rows import spokespersons
from store.read.public_register import Entry, Wanted
from store.store import Store

PAGE_MOST: Final = 50
FEED_MOST: Final = 50
TEXTS: Final = texts_of("api.pages.register")
TEMPLATES: Final = Templates("api.pages.register", "api.web")
HEADERS: Final = {**page_headers(style_src=SELF, form_action=SELF), **cached(FRESH_SECONDS), "Vary": "Accept-Language"}
CHECKING: Final = {**HEADERS, **page_headers(style_src=SELF, script_src=SELF, connect_src=SELF, form_action=SELF)}
"""Headers of the page that verifies a stream. They let our scripts fetch lines from this server."""
FILE_HEADERS: Final = {**page_headers(), **cached(FRESH_SECONDS)}
TIME: Final = re.compile(r"(20[0-9]{2})(-(?:0[1-9]|1[0-2]))?")
"""Pattern of a year, or of a month in a year."""
FILE: Final = re.compile(r"(20[0-9]{2})\.(csv|jsonl|sha256)")
CODES: Final[Mapping[str, type[StrEnum]]] = {"kind": StatementKind, "finding": Finding, "field": Category}
FILTERS: Final = ("time", "agency", *CODES, "outcome", "provision", "number", "after")
"""Parameters of the list's address."""
NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")


def register_routes(public_url: str) -> list[Route]:
    """Return the routes, for an application whose `state.store` is the store; `public_url` is its public address."""
    pages = RegisterPages(public_url)
    return [
        Route("/register/", pages.listing),
        Route("/register/feed.atom", pages.feed),
        Route("/register/check", check),
        script_route("/register/check.js", "api.pages.register", "check.js"),
        Route("/register/{name}", pages.of_year),
        Route("/register/{stream}/{number}", act),
    ]


class Seen:
    """The register as one request shows it."""

    def __init__(self, store: Store, registry: Registry, language: Language, today: date, lines: int) -> None:
        self.store, self.registry, self.language, self.today = store, registry, language, today
        self.texts, self.source = TEXTS[language], (lines, registry, today)
        """Texts, and the source of the page. The page is rendered again when the source changes."""

    @classmethod
    async def of(cls, request: Request, language: Language | None = None) -> "Seen":
        store: Store = request.app.state.store
        today, lines = local_date(store.connection.clock()), await store.public_register.size()
        return cls(store, await store.registry.current(), language or language_of(request), today, lines)

    def row(self, entry: Entry) -> dict[str, Any]:
        return shown(entry, self.registry, self.texts, self.language, self.today)

    async def places(self, entries: Sequence[Entry]) -> dict[str, str]:
        """Return in words the provisions on which acts are based, by the ids of the provisions."""
        ids = {id for entry in entries if entry.act for id in entry.act.provisions}
        rows = await self.store.heads[Kind.PROVISION].any_of(ids) if ids else ()
        return {row["_id"]: ", ".join(filter(None, (row["place"], row["instrument"]))) for row in rows}

    def page(self, request: Request, template: str, **known: Any) -> Representation:
        other = other_language(self.language)
        kept = {name: value for name, value in request.query_params.items() if name in FILTERS}
        in_other = urlencode({**kept, "lang": other})
        shared = {"lang": self.language, "other": other, "in_other": in_other, "t": self.texts}
        return Representation.of(TEMPLATES.render(template, **shared, **known).encode(), HTML)

    def respond(self, request: Request, page: Representation, status: int = 200) -> Response:
        return respond(request, page, {**HEADERS, "Content-Language": self.language}, status=status)

    def missing(self, request: Request) -> Response:
        return self.respond(request, self.page(request, "missing.html"), 404)


class RegisterPages:
    """Pages and files about many acts. They are cached until the register gets another line."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._base, self._kept = f"{parts.scheme}://{parts.netloc}", PageCache()

    async def feed(self, request: Request) -> Response:
        seen = await Seen.of(request, "vi")
        entries = (await seen.store.public_register.entries(Wanted()))[:FEED_MOST]

        def make() -> Representation:
            rows = [{**seen.row(entry), "of_province": seen.texts["province"]} for entry in entries]
            return Representation.of(files.atom(entries, rows, seen.texts["site"], self._base), files.ATOM_TYPE)

        return respond(request, self._kept.get("feed", seen.source, make), FILE_HEADERS)

    async def listing(self, request: Request) -> Response:
        """Show the acts of a month, by default the present month: first the counts, then the acts, newest first."""
        seen, query = await Seen.of(request), request.query_params
        register, after = seen.store.public_register, query.get("after")
        wanted = _wanted(query, seen.today)
        if wanted is None or (after and await register.entry(after) is None):
            return seen.missing(request)
        key = (wanted, after, seen.language)
        if (kept := self._kept.held(key, seen.source)) is None:
            page, everything = await register.page(wanted, PAGE_MOST, after), await register.entries(Wanted())
            of_span, speakers = (
                await register.entries(wanted),
                await spokespersons(seen.store, seen.registry, seen.today),
            )
            places = await seen.places(everything)
            known = _listed(seen, wanted, page, of_span, everything, places)
            kept = seen.page(request, "list.html", **known, speakers=speakers)
        return seen.respond(request, self._kept.get(key, seen.source, lambda: kept))

    async def of_year(self, request: Request) -> Response:
        """Return the file of a year; 404 for another file name, or for a year without an act."""
        seen, name = await Seen.of(request), request.path_params["name"]
        if (found := FILE.fullmatch(name)) is None:
            return seen.missing(request)
        if (kept := self._kept.held(name, seen.source)) is None:
            entries = await seen.store.public_register.entries(Wanted(year=int(found[1])))
            if not entries:
                return seen.missing(request)
            made = await asyncio.to_thread(_files, seen, found[1], entries)  # thousands of rows would block the loop
            kept = self._kept.get(name, seen.source, lambda: made[name])
        return respond(request, kept, FILE_HEADERS)


def _listed(
    seen: Seen,
    wanted: Wanted,
    page: tuple[Sequence[Entry], bool],
    of_span: Sequence[Entry],
    everything: Sequence[Entry],
    places: Mapping[str, str],
) -> dict[str, Any]:
    (entries, more), language = page, seen.language
    asked, agencies = _asked(wanted), counted(everything, seen.registry, seen.today)
    return {
        "rows": [seen.row(entry) for entry in entries],
        "following": urlencode({**asked, "lang": language, "after": entries[-1].id}) if more else None,
        "narrowed": urlencode({name: value for name, value in asked.items() if name != "time"}),
        "counts": counted(of_span, seen.registry, seen.today),
        "span": local_month(date.fromisoformat(f"{wanted.month}-01"), language) if wanted.month else wanted.year,
        "asked": asked,
        "choices": {
            "time": _times(everything, seen),
            "agency": [(id or PROVINCE, name or seen.texts["province"]) for id, name, _, _ in agencies],
            **{name: [(code.value, label(code, language)) for code in codes] for name, codes in CODES.items()},
            "outcome": outcomes(everything, seen.texts, language),
            "provision": sorted(places.items(), key=lambda place: place[1]),
        },
        "kinds": {kind.value: label(kind, language) for kind in StatementKind},
        "years": _years(everything, seen),
        "charts": charts(of_span, places, seen.texts, language),
        "months": months(everything, seen.today, language),
        "total": len(of_span),
    }


def _asked(wanted: Wanted) -> dict[str, Any]:
    """Return the parameters of an address that leads to the same list of acts."""
    rest = {name: value for name, value in wanted.asked.items() if name not in ("year", "month")}
    return {"time": wanted.month or str(wanted.year), **rest}


def _years(everything: Sequence[Entry], seen: Seen) -> list[int]:
    return sorted({entry.line.year or 0 for entry in everything} | {seen.today.year}, reverse=True)


def _times(everything: Sequence[Entry], seen: Seen) -> list[tuple[str, str]]:
    """Return the months to choose from, the newest first, then the years."""
    newest_first = [
        (f"{first:%Y-%m}", local_month(first, seen.language)) for first in reversed(last_months(seen.today))
    ]
    return newest_first + [(str(year), str(year)) for year in _years(everything, seen)]


def _files(seen: Seen, year: str, entries: Sequence[Entry]) -> dict[str, Representation]:
    """Return the files of a year by their names."""
    rows = [flat(entry, seen.registry, seen.today) for entry in reversed(entries)]
    made = {f"{year}.csv": files.as_csv(rows), f"{year}.jsonl": files.as_lines(rows)}
    made[f"{year}.sha256"] = files.sums(made)
    return {name: Representation.of(data, files.MEDIA[name.rpartition(".")[2]]) for name, data in made.items()}


def _wanted(query: Any, today: date) -> Wanted | None:
    """Return the conditions of a list. The default is the present month. Return None for an invalid value."""
    given = {name: query.get(name) for name in FILTERS if query.get(name)}
    time, number = TIME.fullmatch(given.get("time", f"{today:%Y-%m}")), given.get("number", "1")
    unknown = any(given.get(name) not in {None, *known} for name, known in CODES.items())
    if time is None or unknown or not NUMBER.fullmatch(number):
        return None
    codes: dict[str, Any] = {name: known(given[name]) for name, known in CODES.items() if name in given}
    return Wanted(
        year=None if time[2] else int(time[1]),
        month=time[0] if time[2] else None,
        number=int(number) if "number" in given else None,
        agency=given.get("agency"),
        outcome=given.get("outcome"),
        provision=given.get("provision"),
        **codes,
    )


async def act(request: Request) -> Response:
    """Show one act. If the number is that of a line that discloses an earlier withheld act, show the withheld act."""
    seen, number = await Seen.of(request), request.path_params["number"]
    stream = request.path_params["stream"]
    entry = await seen.store.public_register.entry(f"{stream}:{number}") if NUMBER.fullmatch(number) else None
    if entry is None:
        return seen.missing(request)
    changes = entry.act.of if entry.act else None
    page = seen.page(
        request,
        "act.html",
        row=seen.row(entry),
        due=local_day(entry.line.withheld.due, seen.language) if entry.line.withheld else None,
        opened_by=entry.opened_by,
        opened_on=local_day(date.fromisoformat(entry.opened_on), seen.language) if entry.opened_on else None,
        provisions=[*(await seen.places([entry])).values()],
        changes=await _named(seen, [changes] if changes else []),
        changed_by=await _named(seen, entry.changed_by),
        words=entry.act.words if entry.act else None,
        of_lines=len(await seen.store.public_register.lines(entry.stream)),
        line=entry.opened_by or entry.line.n,
        files=entry.files,
    )
    return seen.respond(request, page)


async def check(request: Request) -> Response:
    """Show the page that verifies streams in the browser. If the address contains a stream's name, the page begins at
    once."""
    seen = await Seen.of(request)
    streams = [LIST, *await seen.store.public_register.streams()]
    given = request.query_params.get("stream")
    page = seen.page(request, "check.html", streams=streams, at=given if given in streams else None)
    return respond(request, page, {**CHECKING, "Content-Language": seen.language})


async def _named(seen: Seen, ids: Sequence[str]) -> list[dict[str, Any]]:
    found = [await seen.store.public_register.entry(id) for id in ids]
    return [seen.row(entry) for entry in found if entry]
