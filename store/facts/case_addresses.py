"""The addresses that a case is about: its own, and those of the cases linked to it as duplicates."""

from datetime import UTC, datetime

from domain.case.state.related import CaseAddresses
from domain.kernel import text
from domain.kernel.kind import Kind
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.collection import heads_of

LINKED_MOST = 200
"""Linked cases whose addresses count; those linked beyond are looked at in a case of their own."""


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


def _addresses(row: Document | None) -> frozenset[str]:
    """Every address that a case has itself."""
    given = [row["url"], *row["addresses"]] if row else []
    return frozenset(text.normal_url(url) for url in given if url)


def _since(row: Document) -> datetime:
    """When the link stands since that a case has now."""
    at: datetime = row["links"][-1]["linked"]["at"]
    return at.replace(tzinfo=UTC)
