"""Texts past their retention period: found by the end of their matter, as long as it still has its texts.

One look finds AT_ONCE of each; the next look finds the rest. What is ordered and destroyed has no texts any more and is
found no longer.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from domain.case.state.case import HIDDEN_CLOSURES
from domain.erasure.erasures import EndRetention
from domain.erasure.retention import Kept, Retention, retentions
from domain.erasure.state import ENDED
from domain.kernel.calendar import start_of
from domain.kernel.kind import Kind
from domain.registry.registry import Registry
from store.driver.conditions import stored
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of

AT_ONCE = 100


async def over(connection: Connection, days: int, registry: Registry) -> AsyncIterator[tuple[EndRetention, str]]:
    """The orders that are due, each with the end that it is counted from.

    `days` is the setting for protected and groundless cases, complaints about them and requests about data.
    """
    async for target, ended_at in _by_setting(connection, days):
        yield EndRetention(target=target, kept_days=days), ended_at
    for row in retentions(registry):
        contact = row.kept is Kept.CONTACT
        async for target, ended_at in _by_row(connection, row):
            yield EndRetention(target=target, kept_days=row.days, contact_only=contact), ended_at


async def _by_setting(connection: Connection, days: int) -> AsyncIterator[tuple[str, str]]:
    """By the index of cases `hidden`, `closure.at`; of complaints `case`; of requests and proposals `state`."""
    before = stored(connection.clock() - timedelta(days))
    query = {
        "hidden": True,
        "closure.reason": {"$in": sorted(HIDDEN_CLOSURES)},
        "closure.at": {"$lte": before},
        "claim": {"$ne": None},
    }
    heads, redresses = heads_of(connection, Kind.CASE), heads_of(connection, Kind.REDRESS)
    for case in await heads.find(query, {"closure.at": 1}).limit(AT_ONCE).to_list(AT_ONCE):
        yield case["_id"], case["closure"]["at"].isoformat()
        about = {"case": case["_id"], "ended_at": {"$lte": before}, "text": {"$ne": None}}
        for redress in await redresses.find(about, {"ended_at": 1}).to_list(AT_ONCE):
            yield redress["_id"], redress["ended_at"].isoformat()
    async for erasure in heads_of(connection, Kind.ERASURE).find(_words_ended(before)).limit(AT_ONCE):
        yield erasure["_id"], erasure["at"].isoformat()


async def _by_row(connection: Connection, row: Retention) -> AsyncIterator[tuple[str, str]]:
    """By the indexes of cases `hidden` and `protects`, both with `closure.at`, and of complaints `ended_at`."""
    ended = _ended(row, connection.clock())
    if row.kept is Kept.COMPLAINT:
        complaints: Document = {"ended_at": ended, "text": {"$ne": None}}
        found = heads_of(connection, Kind.REDRESS).find(complaints, {"ended_at": 1}).sort("ended_at", 1)
        async for redress in found.limit(AT_ONCE):
            yield redress["_id"], redress["ended_at"].isoformat()
        return
    if row.kept is Kept.PROTECTION:
        query: Document = {"protects": True, "closure.at": ended}
    else:
        query = {"hidden": False, "closure.at": ended}
    if row.kept is Kept.CONTACT:
        query |= {"contact": {"$ne": None}}
    elif row.kept is Kept.PROTECTION:
        query |= {"claim": {"$ne": None}}
    else:
        query |= {"closure.reason": row.kept.value, "claim": {"$ne": None}}
    async for case in (
        heads_of(connection, Kind.CASE).find(query, {"closure.at": 1}).sort("closure.at", 1).limit(AT_ONCE)
    ):
        yield case["_id"], case["closure"]["at"].isoformat()


def _ended(row: Retention, now: datetime) -> Document:
    """That something ended on a day of the row, and long enough ago."""
    ended: Document = {"$gte": stored(start_of(row.span.since)), "$lte": stored(now - timedelta(row.days))}
    return ended | {"$lt": stored(start_of(row.span.until))} if row.span.until else ended


def _words_ended(before: datetime) -> Document:
    """Requests and proposals that ended before a moment and still have words of somebody."""
    said = ("answer", "refusal", "destruction")
    return {
        "state": {"$in": sorted(ENDED)},
        "$or": [{"request.text": {"$ne": None}}, {"proposal.reasons": {"$ne": None}}],
        "$and": [{"$or": [{name: None}, {f"{name}.at": {"$lte": before}}]} for name in said],
    }
