"""Pages across cases: acts of an agency or an officer in a period, and patterns to examine. Each page is a list of
acts.

Inspectors read the acts of all agencies, in cases and in the registry. An agency reads its own acts in cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest
from api.pages.inspect.case import in_parts
from api.pages.inspect.find import begins, ends, noted, part_of
from api.pages.inspect.registry_rows import row_words
from domain.book import EVENTS
from domain.case import patterns
from domain.case.patterns import Deed
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import months_after
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import REGISTRY, Kind, kind_of
from domain.messages.dates import moment_in
from schema.record_names import EVENT_TYPES, shown_type

PARTS_MOST: Final = 12
MONTHS_FROM: Final = 62
"""Number of days from which a period is divided into months. A shorter period is divided into weeks, and a week into
days."""
WEEK: Final = 7


def shorter(since: date, until: date) -> list[tuple[date, date]]:
    """Return the newest parts of a period, at most PARTS_MOST. Both the first and the last day of the period are
    included. A single day has no parts."""
    parts: list[tuple[date, date]] = []
    for first in _firsts(since, until):
        parts.append((first, parts[-1][0] - timedelta(days=1) if parts else until))
        if len(parts) == PARTS_MOST:
            break
    return parts if len(parts) > 1 else []


def _firsts(since: date, until: date) -> Iterator[date]:
    """Yield the first days of the parts, the newest first."""
    days = (until - since).days + 1
    step = timedelta(days=1 if days <= WEEK else WEEK)
    first = until.replace(day=1) if days > MONTHS_FROM else until - step + timedelta(days=1)
    while first > since:
        yield first
        first = (first - timedelta(days=1)).replace(day=1) if days > MONTHS_FROM else first - step
    yield since


AT_ONCE: Final = 100
ACTS_MOST: Final = 500
"""Largest number of events of one type, or of one agency, that are read. A page states whether there are more."""
SHOWN_MOST: Final = 100
DAYS: Final = 90
"""Number of days of the default period."""
CASES: Final = sorted(type for type in EVENTS if type.startswith("case."))
ROWS: Final = sorted(type for type in EVENTS if type.partition(".")[0] in {kind.value for kind in REGISTRY})
ABOUT: Final[Mapping[str, Sequence[str]]] = {"": CASES, "registry": ROWS, "operator": ROWS}
"""Subjects of acts, with their types: cases, rows of the registry, and rows that the operator changed."""


async def acts(page: PageRequest) -> Response:
    """Show the events of cases, or of the registry's rows, by agency, officer, type and day, newest first."""
    everything = Scope.AUDIT_READ_ALL in page.context.actor.scopes
    about = page.given("about") if everything and page.given("about") in ABOUT else ""
    officer, type = page.given("officer"), page.given("type") if page.given("type") in ABOUT[about] else ""
    agency = page.given("agency") or _agency_of(page, officer)
    looked = await _looked(page, type or None, agency=agency or None, about=about, after=page.given("after") or None)
    kept = [one for one in looked.found if type or not EVENTS[one[0].type].BOOKKEEPING]
    kept = [one for one in kept if not officer or _same(page, one[0].officer, officer)]
    shown, following = kept[:SHOWN_MOST], looked.next
    if len(kept) > SHOWN_MOST:
        following = shown[-1][1]
    named = await (_rows_named if about else _named)(page, [deed for deed, _ in shown])
    found = [deed for deed, _ in looked.found]
    return page.show(
        "acts",
        **named,
        count=len(kept),
        first=not page.given("after"),
        more=bool(looked.next),
        next=following,
        shorter=_shorter(page) if following else (),
        typed={"about": about, "agency": agency, "officer": officer, "type": type, **_days(page)},
        abouts=[(name, page.texts["acts"]["of"][name]) for name in ABOUT if name] if everything else [],
        agencies=_agencies(page),
        officers=_officers(page, found, officer),
        types=sorted(((type, page.words.event(type)) for type in ABOUT[about]), key=lambda pair: pair[1]),
    )


async def overview(page: PageRequest) -> Response:
    """Show all patterns with the number found in the period."""
    found = [(name, len(rows), more) for name in NAMES for rows, more in (await _found(page, name),)]
    return page.show("patterns", found=found, typed=_days(page), overdue=True)


async def pattern(page: PageRequest) -> Response:
    """Show one pattern."""
    name = page.request.path_params["name"]
    if name not in NAMES:
        raise NotFound
    rows, more = await _found(page, name)
    shown, following = part_of(page, rows, SHOWN_MOST)
    deeds_shown = [deed for row in shown for deed in _deeds_of(row)]
    return page.show(
        "pattern",
        name=name,
        rows=shown,
        more=more,
        next=following,
        shorter=_shorter(page) if more or len(rows) > SHOWN_MOST else (),
        typed=_days(page),
        **await _named(page, deeds_shown),
    )


NAMES: Final = ("quick", "alone", "silent", "reopened", "recusals", "announced", "erased")
ERASURES: Final = {"announced": "erasure.announced", "erased": "erasure.done"}
"""Events of the patterns about erasures."""


async def _found(page: PageRequest, name: str) -> tuple[Sequence[Any], bool]:
    """Return the acts of a pattern, and whether older acts were not read."""
    match name:
        case "quick":
            appraised, one = await _of_type(page, patterns.APPRAISED)
            decided, other = await _of_type(page, patterns.DECIDED)
            return patterns.quick_decisions([*appraised, *decided]), one or other
        case "alone":
            decided, more = await _of_type(page, patterns.DECIDED)
            return patterns.one_signatory(decided), more
        case "silent":
            days = _days(page)
            found, more = await noted(page, days["since"], days["until"])
            return patterns.silent_agencies(found), more
        case "recusals":
            return await _of_type(page, patterns.RECUSAL_MOVED)
        case "announced" | "erased":
            if Scope.AUDIT_READ_ALL not in page.context.actor.scopes:
                return (), False
            return await deeds(page, ERASURES[name], kind="ERASURE")
        case _:
            return await deeds(page, patterns.REOPENED)


async def _of_type(page: PageRequest, type: str) -> tuple[list[Deed], bool]:
    """Return the events of a type in the page's period, cached for the page."""
    if type not in page.read:
        page.read[type] = await deeds(page, type)
    found: tuple[list[Deed], bool] = page.read[type]
    return found


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Events that were read, newest first, each with its cursor. Also has the cursor from which older events were not
    read."""

    found: list[tuple[Deed, str]]
    next: str | None


async def deeds(
    page: PageRequest, type: str | None, *, kind: str = "CASE", since: str | None = None, until: str | None = None
) -> tuple[list[Deed], bool]:
    """Return the events of a type in a period, newest first, and whether there are more. The default period is that of
    the page."""
    looked = await _looked(page, type, kind=kind, since=since, until=until)
    return [deed for deed, _ in looked.found], looked.next is not None


async def _looked(
    page: PageRequest,
    type: str | None,
    *,
    kind: str = "CASE",
    about: str = "",
    agency: str | None = None,
    since: str | None = None,
    until: str | None = None,
    after: str | None = None,
) -> Looked:
    """Read at most ACTS_MOST events of a period after a cursor. The default period is that of the page."""
    days = {"since": since, "until": until} if since and until else _days(page)
    wanted = {
        "kind": kind,
        "type": shown_type(type) if type else None,
        "agency": agency,
        "since": begins(days["since"]),
        "before": ends(days["until"]),
    }
    given = {name: value for name, value in wanted.items() if value is not None} | ({about: True} if about else {})
    found: list[tuple[Deed, str]] = []
    while True:
        events = (await page.ask("events", first=AT_ONCE, after=after, filter=given))["auditEvents"]
        found += [(_deed(edge["node"]), edge["cursor"]) for edge in events["edges"]]
        after = events["pageInfo"]["endCursor"] if events["pageInfo"]["hasNextPage"] else None
        if after is None or len(found) >= ACTS_MOST:
            return Looked(found=found, next=after)


def _deed(node: dict[str, Any]) -> Deed:
    return Deed(
        stream=node["streamId"],
        version=node["version"],
        type=EVENT_TYPES[node["type"]],
        at=moment_in(node["at"]),
        agency=node["agency"]["id"] if node["agency"] else None,
        officer=node["officer"] and node["officer"]["officerId"],
        actor=ActorKind[node["actor"]],
    )


def _deeds_of(row: Any) -> Sequence[Deed]:
    if isinstance(row, patterns.Quick):
        return (row.decided,)
    if isinstance(row, patterns.Silent):
        return ()
    return row.deeds if isinstance(row, patterns.Alone) else (row,)


async def _named(page: PageRequest, found: Sequence[Deed]) -> dict[str, Any]:
    """Return the acts with the numbers of their cases. For an erasure, return the case whose texts it erased."""
    ids = list(dict.fromkeys(deed.stream for deed in found))
    rows = await in_parts(page, "numbers", ids)
    return {
        "deeds": found,
        "numbers": {row["id"]: (row["code"], row.get("targetId") or row["id"]) for row in rows if row},
    }


async def _rows_named(page: PageRequest, found: Sequence[Deed]) -> dict[str, Any]:
    words = await row_words(page, (deed.stream for deed in found))
    return {"deeds": found, "numbers": {deed.stream: words.row(deed.stream) for deed in found}}


def _days(page: PageRequest) -> dict[str, str]:
    """Return the typed period; by default the last DAYS days."""
    since, until = page.given("since"), page.given("until")
    if begins(since) is None and ends(until) is None:
        return {
            "since": (page.context.today - timedelta(days=DAYS)).isoformat(),
            "until": page.context.today.isoformat(),
        }
    return {"since": since if begins(since) else "", "until": until if ends(until) else ""}


def _shorter(page: PageRequest) -> list[tuple[str, str]]:
    """Return parts of the page's period that the reader can choose. A period without a first day counts as DAYS
    long."""
    days = _days(page)
    until = min(date.fromisoformat(days["until"]), page.context.today) if days["until"] else page.context.today
    since = date.fromisoformat(days["since"]) if days["since"] else until - timedelta(days=DAYS)
    return [(first.isoformat(), last.isoformat()) for first, last in shorter(since, until)] if since <= until else []


def _agencies(page: PageRequest) -> list[tuple[str, str]]:
    """Return the agencies whose acts the reader may see, sorted by name."""
    everything = Scope.AUDIT_READ_ALL in page.context.actor.scopes
    agencies = page.context.registry.agencies if everything else page.context.actor.agencies
    return sorted(((id, page.words.agency(id)) for id in agencies), key=lambda pair: pair[1])


def _officers(page: PageRequest, found: Sequence[Deed], chosen: str) -> list[tuple[str, str]]:
    """Return the officers who acted in the period, and the chosen officer. No list shows all officers."""
    ids = {deed.officer for deed in found if deed.officer} | ({chosen} if _agency_of(page, chosen) else set())
    return sorted(((id, page.words.officer(id)) for id in ids), key=lambda pair: pair[1])


def _agency_of(page: PageRequest, officer: str) -> str:
    row = page.context.registry.officers.get(officer) if kind_of(officer) is Kind.OFFICER else None
    return row.agency if row else ""


def _same(page: PageRequest, one: str | None, other: str) -> bool:
    registry = page.context.registry
    return one is not None and registry.person(one) == registry.person(other)


def months(today: date, count: int) -> list[date]:
    """Return the first days of the last months, of the present month, and of the month after it."""
    return [months_after(today.replace(day=1), later) for later in range(1 - count, 2)]
