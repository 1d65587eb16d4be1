"""One loader for each need of a rule, read in the snapshot on which the rule decides.

A command lists its needs; without needs nothing is read. To add a need, add a class in its package of `domain/` and a
line in LOADERS.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.activity.recounts import TableOf
from domain.administration.provisions import TextOfDraft
from domain.case.state.case import CaseState
from domain.case.state.evidence import Uploaded
from domain.case.state.pathways import STANDING
from domain.case.state.related import (
    CaseAddresses,
    CaseRef,
    DecidedElsewhere,
    Duplicates,
    InspectionOf,
    KnownSources,
    NamedSource,
    NoticesUnderReview,
    OtherDecision,
    RelatedCase,
    RelatedCases,
)
from domain.complaint.accusations import AccusedCase
from domain.complaint.state import ContestedDecision
from domain.document.availability import available_documents, case_files
from domain.document.numbering import number_of_act
from domain.document.state import Source, SourceRef
from domain.erasure.state import ErasureTarget
from domain.kernel import text
from domain.kernel.actor import Actor
from domain.kernel.fields import fields_of
from domain.kernel.refusals import NotFound, Refused
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.state.receivers import AddressInUse, LoopbackAdmitted
from domain.registry.registry import Registry
from domain.rules.facts import Need
from store.driver.conditions import all_of
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.facts.named import (
    accused_case_of,
    address_in_use,
    contested_decision_of,
    erasure_target_of,
    inspection_of,
    table_of,
    text_of_draft,
    uploaded,
)
from store.heads.collection import heads_of
from store.heads.reader import sees, visible_to

LINKED_MOST = 200
"""Most linked cases whose addresses count. Further linked cases are not considered."""
DECIDED_MOST = 200
"""Most other decided cases about an address of the case that are read."""
DECIDED = (CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED)
"""States in which the newest decision of the current cycle is in force."""


async def case_addresses(connection: Connection, stream: str, session: Session | None) -> CaseAddresses:
    """Return the addresses of a case and of its linked cases, except erased ones."""
    heads, shown = heads_of(connection, Kind.CASE), {"url": 1, "addresses": 1, "duplicate_of": 1, "links": 1}
    case = await heads.find_one({"_id": {"$eq": stream}}, shown, session=session)
    earlier = case["duplicate_of"] if case else None
    linked = heads.find({"duplicate_of": {"$in": [id for id in (stream, earlier) if id]}}, shown, session=session)
    rows = await linked.limit(LINKED_MOST).to_list(LINKED_MOST)
    own = _addresses(case)
    found = [(address, _since(row)) for row in rows if row["_id"] != stream for address in _addresses(row)]
    if case and earlier:
        since = _since(case)
        # This case belongs to the others of the earlier case since the later of both links.
        found = [(address, max(since, at)) for address, at in found]
        first = await heads.find_one({"_id": {"$eq": earlier}}, shown, session=session)
        found += [(address, since) for address in _addresses(first)]
    linked_at: dict[str, datetime] = {}
    for address, at in found:
        if address not in own:
            linked_at[address] = min(at, linked_at.get(address, at))
    return CaseAddresses(normal=own.union(linked_at), linked_at=linked_at)


async def linked_with(connection: Connection, case: str) -> list[str]:
    """Return a case, the earlier case to which it is linked, and the other cases that are linked to either of them."""
    heads = heads_of(connection, Kind.CASE)
    head = await heads.find_one({"_id": {"$eq": case}}, {"duplicate_of": 1})
    first = (head and head["duplicate_of"]) or case
    rows = await heads.find({"duplicate_of": {"$eq": first}}, {"_id": 1}).limit(LINKED_MOST).to_list(LINKED_MOST)
    return [first, *(row["_id"] for row in rows)]


async def decided_elsewhere(
    connection: Connection, stream: str, actor: Actor, session: Session | None
) -> DecidedElsewhere:
    """Return the other cases that share an address with this case and have a decision in force."""
    heads, linked = heads_of(connection, Kind.CASE), {"duplicate_of": 1, "links": 1}
    case = await heads.find_one({"_id": {"$eq": stream}}, {**linked, "url": 1, "addresses": 1}, session=session)
    if case is None:
        return DecidedElsewhere(decisions=())
    keys = [connection.master.match(address) for address in _addresses(case)]
    shown = {**linked, "code": 1, "state": 1, "cycle": 1, "decisions.cycle": 1, "seen_by": 1}
    found = heads.find({"decision_keys": {"$in": keys}}, shown, session=session).limit(DECIDED_MOST)
    others = [row async for row in found if row["_id"] != stream and _in_force(row)]
    return DecidedElsewhere(
        decisions=tuple(
            OtherDecision(code=row["code"] if sees(actor, Kind.CASE, row) else "", linked_by=_linked_by(case, row))
            for row in others
        )
    )


async def known_sources(connection: Connection, stream: str, session: Session | None) -> KnownSources:
    shown = {"verifications": 1}
    case = await heads_of(connection, Kind.CASE).find_one({"_id": {"$eq": stream}}, shown, session=session)
    return KnownSources(sources=tuple(map(_source, case["verifications"])) if case else ())


def _source(verification: Document) -> NamedSource:
    if row := verification["source"]:
        return NamedSource(agency=row["agency"], name=row["name"], url=row["url"])
    return NamedSource(agency=verification["agency"], name=verification["outside_source"])


def _in_force(row: Document) -> bool:
    return row["state"] in DECIDED and any(decision["cycle"] == row["cycle"] for decision in row["decisions"])


def _linked_by(one: Document, other: Document) -> str | None:
    """Return the officer who linked two cases. If both are linked to the same earlier case, return the officer of the
    later link."""
    both = [row for row in (one, other) if row["duplicate_of"]]
    direct = [row for row in both if row["duplicate_of"] in (one["_id"], other["_id"])]
    same = both if len(both) > 1 and one["duplicate_of"] == other["duplicate_of"] else []
    links = [row["links"][-1]["linked"] for row in direct or same]
    officer: str | None = max(links, key=lambda step: step["at"])["officer"] if links else None
    return officer


def _addresses(row: Document | None) -> frozenset[str]:
    given = [row["url"], *row["addresses"]] if row else []
    return frozenset(text.normal_url(url) for url in given if url)


def _since(row: Document) -> datetime:
    at: datetime = row["links"][-1]["linked"]["at"]
    return at.replace(tzinfo=UTC)


STANDS: Document = {"state": {"$in": sorted(STANDING)}}
"""Condition that the public can read a notice now. A draft or a withdrawn notice is not a source of a document."""


def _shown(actor: Actor, kind: Kind | None) -> Document | None:
    """Return the filter for sources that the actor may use; None for a kind without documents."""
    match kind:
        case Kind.CASE | Kind.REDRESS | Kind.DIRECTIVE | Kind.INSPECTION | Kind.REPORT | Kind.CONSOLIDATED:
            return visible_to(actor, kind)
        case Kind.PUBLICATION:
            return STANDS
        case _:
            return None


async def source_of(connection: Connection, command: Any, actor: Actor, session: Session | None) -> Source | None:
    """Return the current version of the source from which the command requests a document; None if it is missing or
    hidden."""
    for field in fields_of(command.__class__):
        if isinstance(field.spec, SourceRef):
            return await visible_source(connection, getattr(command, field.name), actor, session)
    return None


async def visible_source(
    connection: Connection, stream: str, actor: Actor, session: Session | None = None
) -> Source | None:
    kind = kind_of(stream)
    shown = _shown(actor, kind)
    if kind is None or shown is None:
        return None
    query = all_of({"_id": {"$eq": stream}}, shown)
    head = await heads_of(connection, kind).find_one(query, session=session)
    if head is None:
        return None
    return made_source(kind, head, actor)


def made_source(kind: Kind, head: Document, actor: Actor) -> Source:
    available = (*available_documents(kind, head), *case_files(kind, actor.scopes))
    numbers = {of: number for of in available if (number := number_of_act(*of, head))}
    return Source(stream=head["_id"], version=head["n"], available=available, numbers=numbers)


async def related_cases(connection: Connection, command: Any, actor: Actor, session: Session | None) -> RelatedCases:
    """Return the related cases that the command names.

    Raise Refused with NotFound for a case that is missing or that the actor may not see.
    """
    wanted = {getattr(command, field.name) for field in fields_of(command.__class__) if isinstance(field.spec, CaseRef)}
    wanted.discard(None)
    heads = heads_of(connection, Kind.CASE)
    named = [head async for head in heads.find({"_id": {"$in": sorted(wanted)}}, session=session)]
    if len(named) < len(wanted) or not all(sees(actor, Kind.CASE, head) for head in named):
        raise Refused(NotFound())
    return RelatedCases(cases={head["_id"]: _related(head) for head in named})


async def duplicates(connection: Connection, stream: str, session: Session | None) -> Duplicates:
    query = {"duplicate_of": {"$eq": stream}}
    found = await heads_of(connection, Kind.CASE).find_one(query, {"_id": 1}, session=session)
    return Duplicates(there=found is not None)


async def notices_under_review(connection: Connection, case: Any, session: Session | None) -> NoticesUnderReview:
    notices = [link.publication for link in case.live_notices]
    found = notices and await heads_of(connection, Kind.PUBLICATION).find_one(
        under_review(notices), {"_id": 1}, session=session
    )
    return NoticesUnderReview(there=bool(found))


def under_review(notices: Sequence[str]) -> Document:
    return {"_id": {"$in": list(notices)}, "review_since": {"$ne": None}}


def _related(head: Document) -> RelatedCase:
    return RelatedCase(
        id=head["_id"],
        received_at=head["receipt"]["received_at"].replace(tzinfo=UTC),
        hidden=head["hidden"],
        duplicate_of=head["duplicate_of"],
    )


@dataclass(frozen=True, kw_only=True)
class Question:
    """Context in which a need is loaded. `command` is None when only the state's needs are loaded."""

    connection: Connection
    actor: Actor
    registry: Registry
    stream: str
    state: Any
    command: Any = None
    session: Session | None = None


Loader = Callable[[Question], Awaitable[Need | None]]


async def _loopback_admitted(question: Question) -> LoopbackAdmitted | None:
    """Return the setting of this process. API and worker have the same one."""
    return LoopbackAdmitted() if question.connection.loopback else None


LOADERS: Mapping[type[Need], Loader] = {
    AccusedCase: lambda q: accused_case_of(q.connection, q.command, q.state, q.actor, q.session),
    AddressInUse: lambda q: address_in_use(q.connection, q.command, q.actor, q.registry, q.session),
    CaseAddresses: lambda q: case_addresses(q.connection, q.stream, q.session),
    ContestedDecision: lambda q: contested_decision_of(q.connection, q.command, q.state, q.registry, q.session),
    DecidedElsewhere: lambda q: decided_elsewhere(q.connection, q.stream, q.actor, q.session),
    Duplicates: lambda q: duplicates(q.connection, q.stream, q.session),
    ErasureTarget: lambda q: erasure_target_of(q.connection, q.command, q.state, q.session),
    InspectionOf: lambda q: inspection_of(q.connection, q.command, q.session),
    KnownSources: lambda q: known_sources(q.connection, q.stream, q.session),
    LoopbackAdmitted: _loopback_admitted,
    NoticesUnderReview: lambda q: notices_under_review(q.connection, q.state, q.session),
    RelatedCases: lambda q: related_cases(q.connection, q.command, q.actor, q.session),
    Source: lambda q: source_of(q.connection, q.command, q.actor, q.session),
    TableOf: lambda q: table_of(q.connection, getattr(q.command, "figures", None), q.session),
    TextOfDraft: lambda q: text_of_draft(q.connection, q.stream, q.session),
    Uploaded: lambda q: uploaded(q.connection, q.command, q.session),
}


async def answers(needs: Iterable[type[Need]], question: Question) -> Mapping[type[Need], Need]:
    """Return the answers to needs, without those that have none. Raise the loaders' errors."""
    found = {need: await LOADERS[need](question) for need in needs}
    return {need: answer for need, answer in found.items() if answer is not None}
