"""A case for readers: its events line by line, and two of its versions side by side."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest, Unanswered
from api.pages.base.row_words import differences
from api.pages.forms.values import number_in
from domain.case.safeguards import Act, safeguards
from domain.kernel.calendar import iso_millis
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, kind_of
from domain.narrative.differences import blocks, sentences, why
from domain.narrative.words import Words
from schema.lists import IDS_MOST
from schema.record_names import ACTIONS_SHOWN, EVENT_TYPES
from store.pack.plan import StreamTooLong
from store.pack.sealing import Sealing, sealings
from store.tlog.strict import LogFault

EVENTS: Final = 20
"""Number of events on one page. A telephone loads this number at once even with the longest texts."""
ACTS_AT_ONCE, ACTS_MOST = 100, 500
"""Largest number of events that are read to find safeguards: in one request, and in total."""
READINGS: Final = 20
FINDINGS: Final = 5
NAMED_IN_WORDS: Final = (Kind.PROVISION, Kind.SPOKESPERSON)
"""Kinds of rows whose names are sealed texts. The names are read if the reader may know them."""
FILE_MOST: Final = 200
"""Largest number of events of a printed file. For a longer history, the record pack contains all events."""


async def case(page: PageRequest) -> Response:
    """Show a case. The read is recorded before the page is made, so that the page includes it."""
    id = page.request.path_params["id"]
    after = page.given("after") or None
    found = (await page.ask("case", id=id, first=EVENTS, after=after))["case"]
    if found is None:
        raise NotFound
    events = [edge["node"] for edge in found["history"]["edges"]]
    await learn_names(page, events)
    acts = await acts_of(page, id)
    readings = await page.ask("readings", case=id, first=READINGS, after=None)
    shown = found["history"]["pageInfo"]
    return page.show(
        "case",
        case=found,
        desk="desk" in page.request.app.state.desks,
        events=[line(page, event) for event in events],
        guards=safeguards(acts, _persons(page)),
        whole=len(acts) == found["version"],
        gaps=_gaps(acts, found["version"]),
        readings=reading_rows(page, readings, id),
        more_readings=readings["accessLog"]["pageInfo"]["hasNextPage"],
        next=shown["endCursor"] if shown["hasNextPage"] else None,
        first=after is None,
        findings=await _findings(page, id) if after is None else [],
        everything=Scope.AUDIT_READ_ALL in page.context.actor.scopes,
    )


async def _findings(page: PageRequest, id: str) -> list[dict[str, Any]]:
    """Return the newest findings of inspections about a case. Return an empty list if the reader may not read them."""
    try:
        found = (await page.ask("findings", first=FINDINGS, after=None, filter={"case": id}))["inspections"]
    except Unanswered as refused:
        if refused.code != "FORBIDDEN":
            raise
        return []
    return [edge["node"] for edge in found["edges"]]


async def file(page: PageRequest) -> Response:
    """Show the whole file on one page for printing. It has the contents, every step with all its fields, the annexes,
    and the proof."""
    id = page.request.path_params["id"]
    events: list[dict[str, Any]] = []
    found, after = None, None
    while len(events) < FILE_MOST:
        found = (await page.ask("case", id=id, first=EVENTS, after=after))["case"]
        if found is None:
            raise NotFound
        events += [edge["node"] for edge in found["history"]["edges"]]
        shown = found["history"]["pageInfo"]
        if not shown["hasNextPage"]:
            break
        after = shown["endCursor"]
    await learn_names(page, events)
    return page.show(
        "file",
        case=found,
        events=[line(page, event) for event in events],
        whole=found is not None and len(events) == found["version"],
        sealings=await sealings_or_none(page, id),
        log_key=page.request.app.state.log_key,
    )


async def sealings_or_none(page: PageRequest, id: str) -> Sequence[Sealing] | None:
    """Return the checkpoints that sealed a case; None if the log cannot be read."""
    try:
        return await sealings(page.store.connection, id)
    except (StreamTooLong, LogFault):
        return None


def line(
    page: PageRequest, event: dict[str, Any], kind: Kind = Kind.CASE, words: Words | None = None
) -> dict[str, Any]:
    """Return one event as a line with folded details, in the page's words or in the given words."""
    words = words or page.words
    found = blocks(differences(event["changes"]), words, kind, event["at"])
    return {
        **event,
        "type": EVENT_TYPES[event["type"]],
        "blocks": found,
        "said": list(sentences(found, words)) if event["version"] > 1 else [],
        "why": why(found),
    }


async def acts_of(page: PageRequest, id: str) -> list[Act]:
    """Return the events of a case, without their changes."""
    found: list[Act] = []
    after = None
    while len(found) < ACTS_MOST:
        answer = (await page.ask("acts", id=id, after=after))["case"]["history"]
        for edge in answer["edges"]:
            node = edge["node"]
            agency = node["agency"]["id"] if node["agency"] else None
            found.append(
                Act(
                    version=node["version"],
                    type=EVENT_TYPES[node["type"]],
                    at=node["at"],
                    agency=agency,
                    officer=node["officer"] and node["officer"]["officerId"],
                )
            )
        if not answer["pageInfo"]["hasNextPage"]:
            break
        after = answer["pageInfo"]["endCursor"]
    return found


def _gaps(acts: Sequence[Act], newest: int) -> list[int]:
    """Return the versions that are missing from a case whose events were all read. A missing version was removed from
    the record."""
    there = {act.version for act in acts}
    return [version for version in range(1, newest + 1) if version not in there] if len(acts) < ACTS_MOST else []


def _persons(page: PageRequest) -> dict[str, str]:
    registry = page.context.registry
    return {officer: registry.person(officer) for officer in registry.officers}


async def learn_names(page: PageRequest, events: list[dict[str, Any]]) -> None:
    """Read the sealed names of the rows in the changes. Names that the reader may not know are left out."""
    changes = [change for event in events for change in event["changes"]]
    sides = {change.get(side) for change in changes for side in ("wordBefore", "wordAfter")}
    await learn_names_of(page, (side for side in sides if side))


async def learn_names_of(page: PageRequest, ids: Iterable[str]) -> None:
    """Read the sealed names of the rows among these ids. Names that the reader may not know are left out."""
    ids = sorted({id for id in ids if kind_of(id) in NAMED_IN_WORDS})
    if not ids or Scope.REGISTRY_READ not in page.context.actor.scopes:
        return
    for row in await in_parts(page, "names", ids):
        if row:
            name = " ".join(part for part in (row.get("place"), row.get("instrument")) if part)
            speaks = ", ".join(part for part in (row.get("name"), row.get("office")) if part)
            page.words.learned[row["id"]] = name or speaks or row["id"]


async def in_parts(page: PageRequest, document: str, ids: Sequence[str]) -> list[dict[str, Any] | None]:
    """Return the objects with these ids, in requests of the largest allowed size."""
    parts = [ids[start : start + IDS_MOST] for start in range(0, len(ids), IDS_MOST)]
    return [row for part in parts for row in (await page.ask(document, ids=part))["nodes"]]


def reading_rows(page: PageRequest, answer: dict[str, Any], about: str | None) -> list[dict[str, Any]]:
    """Return single reads, newest first, with the reader's agency. If `about` is given, return only reads of this
    object.

    An access record contains an agency's reads within a second, including reads of other objects.
    """
    rows, officers = [], _officers_by_pseudonym(page)
    for edge in answer["accessLog"]["edges"]:
        record = edge["node"]
        agency = record["agency"]["id"] if record["agency"] else None
        rows += [{**read, "agency": agency, "refused": False} for read in record["readings"]]
        if record["refusal"]:
            refusal = record["refusal"]
            subject = officers.get(refusal["subject"], refusal["subject"])
            action = ACTIONS_SHOWN.get(refusal["action"])
            rows.append({**refusal, "action": action, "subject": subject, "agency": agency, "refused": True})
    if about:
        rows = [row for row in rows if about in row.get("streamIds", ()) or row.get("streamId") == about]
    return _without_repeats(sorted(rows, key=lambda row: row["at"], reverse=True))


LISTS: Final = frozenset({"CASES", "RECORDS", "EVENTS", "ACCESS_LOG", "ADMINISTRATION"})
"""Kinds of reads that programs repeat: reads of lists."""


def _without_repeats(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merge equal reads of lists into the newest, with their number and first time. Without this, programs that poll
    would hide other reads."""
    found: dict[object, dict[str, Any]] = {}
    for number, row in enumerate(rows):
        poll = not row["refused"] and row["kind"] in LISTS and not row["words"]
        of = (row[name] for name in ("subject", "client", "agency", "kind", "purpose")) if poll else (number,)
        one = found.setdefault((*of, *(row["filters"] if poll else ())), {**row, "times": 0})
        one |= {"times": one["times"] + 1, "since": row["at"]}
    return list(found.values())


def _officers_by_pseudonym(page: PageRequest) -> dict[str, str]:
    """Return the appointments by the pseudonyms of their accounts. Refusals are recorded under pseudonyms."""
    registry, pseudonym = page.context.registry, page.store.connection.master.pseudonym
    accounts = {**registry.people, **registry.subjects}
    return {pseudonym(account): officers[-1] for account, officers in accounts.items() if officers}


async def readings(page: PageRequest) -> Response:
    """Show reads of all cases, or of one case. Inspectors see all reads. Agencies see the reads by their own
    callers."""
    about, searches = page.given("case") or None, page.given("only") == "searches"
    given = {"case": about, "searches": searches, "after": page.given("after") or None}
    answer = await page.ask("readings", first=READINGS * 2, **given)
    shown = answer["accessLog"]["pageInfo"]
    rows = reading_rows(page, answer, about)
    following = shown["endCursor"] if shown["hasNextPage"] else None
    return page.show("readings", rows=rows, about=about, searches=searches, next=following)


async def compare(page: PageRequest) -> Response:
    """Show the form and the differences, by default between the last two versions."""
    id = page.request.path_params["id"]
    newest = (await page.ask("version", id=id))["case"]
    if newest is None:
        raise NotFound
    last = newest["version"]
    newer = _version(page, "newer", last, last)
    older = _version(page, "older", max(newer - 1, 0), last)
    older, newer = min(older, newer), max(older, newer)
    if older == newer:
        older = max(newer - 1, 0)
    found = (await page.ask("diff", id=id, older=older, newer=newer))["case"]
    await learn_names(page, [{"changes": found["diff"]}])
    at = iso_millis(page.context.now)
    made = blocks(differences(found["diff"]), page.words, Kind.CASE, at)
    return page.show("compare", case=found, older=older, newer=newer, blocks=made)


def _version(page: PageRequest, name: str, otherwise: int, last: int) -> int:
    typed = number_in(page.given(name))
    return otherwise if typed is None else min(typed, last)
