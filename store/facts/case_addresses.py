"""Context of a case: its addresses and those of linked cases, decisions on them, and its sources."""

from datetime import UTC, datetime

from domain.case.state.case import CaseState
from domain.case.state.related import CaseAddresses, DecidedElsewhere, KnownSources, NamedSource, OtherDecision
from domain.kernel import text
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.collection import heads_of
from store.heads.visibility import sees

LINKED_MOST = 200
"""Linked cases whose addresses count; those linked beyond are looked at in a case of their own."""
DECIDED_MOST = 200
"""Other decided cases about an address of this one that are looked at."""
DECIDED = (CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED)
"""States in which the newest decision of the running cycle is in force."""


async def case_addresses(connection: Connection, stream: str, session: Session | None) -> CaseAddresses:
    """The addresses as heads hold them in the clear; an erased one is left out."""
    heads, shown = heads_of(connection, Kind.CASE), {"url": 1, "addresses": 1, "duplicate_of": 1, "links": 1}
    case = await heads.find_one({"_id": {"$eq": stream}}, shown, session=session)
    earlier = case["duplicate_of"] if case else None
    linked = heads.find({"duplicate_of": {"$in": [id for id in (stream, earlier) if id]}}, shown, session=session)
    rows = await linked.limit(LINKED_MOST).to_list(LINKED_MOST)
    own = _addresses(case)
    found = [(address, _since(row)) for row in rows if row["_id"] != stream for address in _addresses(row)]
    if case and earlier:
        since = _since(case)
        # To the others of the earlier case this one belongs since its own link, or since theirs if that is later.
        found = [(address, max(since, at)) for address, at in found]
        first = await heads.find_one({"_id": {"$eq": earlier}}, shown, session=session)
        found += [(address, since) for address in _addresses(first)]
    linked_at: dict[str, datetime] = {}
    for address, at in found:
        if address not in own:
            linked_at[address] = min(at, linked_at.get(address, at))
    return CaseAddresses(normal=own.union(linked_at), linked_at=linked_at)


async def decided_elsewhere(
    connection: Connection, stream: str, actor: Actor, session: Session | None
) -> DecidedElsewhere:
    """The other cases about an address of this one that have a decision in force."""
    heads = heads_of(connection, Kind.CASE)
    case = await heads.find_one({"_id": {"$eq": stream}}, session=session)
    if case is None:
        return DecidedElsewhere(decisions=())
    keys = [connection.master.match(address) for address in _addresses(case)]
    found = heads.find({"decision_keys": {"$in": keys}}, session=session).limit(DECIDED_MOST)
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
    """Return the officer who linked two cases to each other, or the later of the two to the same earlier case."""
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
    """Return the time of a case's current link."""
    at: datetime = row["links"][-1]["linked"]["at"]
    return at.replace(tzinfo=UTC)
