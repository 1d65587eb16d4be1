"""The addresses that a case is about: its own, and those of the cases linked to it as duplicates."""

from domain.case.state.related import CaseAddresses
from domain.kernel import text
from domain.kernel.kind import Kind
from store.mongo.connection import Connection
from store.mongo.transaction import Session

LINKED_MOST = 200
"""Linked cases whose addresses count; those linked beyond are looked at in a case of their own."""


async def case_addresses(connection: Connection, stream: str, session: Session | None) -> CaseAddresses:
    """The addresses as heads hold them in the clear; an erased one is left out."""
    heads, shown = connection.heads(Kind.CASE), {"url": 1, "duplicate_of": 1}
    case = await heads.find_one({"_id": {"$eq": stream}}, shown, session=session)
    earlier = case["duplicate_of"] if case else None
    linked = heads.find({"duplicate_of": {"$in": [id for id in (stream, earlier) if id]}}, shown, session=session)
    rows = [case, *await linked.limit(LINKED_MOST).to_list(LINKED_MOST)]
    if earlier:
        rows.append(await heads.find_one({"_id": {"$eq": earlier}}, shown, session=session))
    return CaseAddresses(normal=frozenset(text.normal_url(row["url"]) for row in rows if row and row["url"]))
