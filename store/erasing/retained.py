"""Texts past their retention period, and unused uploads.

One run finds at most AT_ONCE of each; later runs find the rest. Destroyed texts are not found again.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from bson import encode

from domain.case.state.case import HIDDEN_CLOSURES
from domain.erasure.erasures import EndRetention
from domain.erasure.retention import Kept, Retention, retentions
from domain.erasure.state import ENDED
from domain.kernel.calendar import start_of
from domain.kernel.vocabulary import Kind, kind_of
from domain.registry.registry import Registry
from store.driver.conditions import stored
from store.driver.connection import Connection, Document
from store.driver.transaction import Session, transaction
from store.heads.collection import heads_of

AT_ONCE = 100


async def over(connection: Connection, days: int, registry: Registry) -> AsyncIterator[tuple[EndRetention, str]]:
    """Yield the orders that are due, each with the time at which the matter ended. The retention term counts from this
    time.

    `days` is the retention setting for protected and groundless cases, complaints about them and requests about data.
    """
    async for target, ended_at in _by_setting(connection, days):
        yield EndRetention(target=target, kept_days=days), ended_at
    for row in retentions(registry):
        contact = row.kept is Kept.CONTACT
        async for target, ended_at in _by_row(connection, row):
            yield EndRetention(target=target, kept_days=row.days, contact_only=contact), ended_at


async def _by_setting(connection: Connection, days: int) -> AsyncIterator[tuple[str, str]]:
    """Yield the ended matters whose retention is a setting.

    The query uses the indexes of cases `hidden`, `closure.at`; of complaints `case`; of requests and proposals `state`.
    """
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
    """Yield the ended matters whose retention is a row of law.

    The query uses the indexes of cases `hidden` and `protects`, both with `closure.at`, and of complaints `ended_at`.
    """
    ended = _ended(row, connection.clock())
    if row.kept is Kept.COMPLAINT:
        complaints: Document = {"ended_at": ended, "text": {"$ne": None}}
        found = heads_of(connection, Kind.REDRESS).find(complaints, {"ended_at": 1}).sort("ended_at", 1)
        async for redress in found.limit(AT_ONCE):
            yield redress["_id"], redress["ended_at"].isoformat()
        return
    query: Document = {"hidden": False, "closure.at": ended, "closure.reason": row.kept.value, "claim": {"$ne": None}}
    if row.kept is Kept.CONTACT:
        query = {"hidden": False, "closure.at": ended, "contact": {"$ne": None}}
    elif row.kept is Kept.PROTECTION:
        query = {"protects": True, "closure.at": ended, "claim": {"$ne": None}}
    cases = heads_of(connection, Kind.CASE).find(query, {"closure.at": 1}).sort("closure.at", 1)
    async for case in cases.limit(AT_ONCE):
        yield case["_id"], case["closure"]["at"].isoformat()


def _ended(row: Retention, now: datetime) -> Document:
    """Return the condition that a matter ended on a day of the row, and that its retention is over."""
    ended: Document = {"$gte": stored(start_of(row.span.since)), "$lte": stored(now - timedelta(row.days))}
    return ended | {"$lt": stored(start_of(row.span.until))} if row.span.until else ended


def _words_ended(before: datetime) -> Document:
    """Return the condition for requests and proposals that ended before a time and still have texts."""
    said = ("answer", "refusal", "destruction")
    return {
        "state": {"$in": sorted(ENDED)},
        "$or": [{"request.text": {"$ne": None}}, {"proposal.reasons": {"$ne": None}}],
        "$and": [{"$or": [{name: None}, {f"{name}.at": {"$lte": before}}]} for name in said],
    }


async def is_named(connection: Connection, group: str, session: Session) -> bool:
    """Return True if a key with this name opens anything except an unreferenced file.

    An attacker who can write rows of uploads could enter the name of any key. So the function searches texts, contacts,
    every version of the key's stream, and every document.
    """
    key = await connection.wrapped.find_one({"_id": {"$eq": group}}, {"stream": 1}, session=session)
    stream = {"$eq": key["stream"]} if key else {"$eq": ""}
    if await connection.sealed.find_one({"stream": stream, "group": {"$eq": group}}, {"_id": 1}, session=session):
        return True
    if await connection.contacts.find_one({"_id": {"$eq": group}}, {"_id": 1}, session=session):
        return True
    name = group.encode()
    kind = kind_of(key["stream"]) if key else None
    head = await heads_of(connection, kind).stored.find_one({"_id": stream}, session=session) if kind else None
    if head and _raw(group) in encode(head):  # the key of the head's own texts, whose name is before each text
        return True
    for query in ({"stream": stream}, {"kind": {"$eq": Kind.DOCUMENT.value}}):
        async for revision in connection.revisions.find(query, {"body": 1}, session=session):
            if name in bytes(revision["body"]):
                return True
    return False


def _raw(group: str) -> bytes:
    """Return a key's name as heads store it. A name that the register did not make is returned unchanged."""
    try:
        return bytes.fromhex(group)
    except ValueError:
        return group.encode()


UNUSED_KEPT = timedelta(days=1)


class UnusedUploads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def waiting(self) -> list[str]:
        """Return the ids of removable uploads, at most AT_ONCE, oldest first."""
        before = (self._connection.clock() - UNUSED_KEPT).replace(tzinfo=None)
        query = {"used": None, "at": {"$lte": before}}
        rows = self._connection.uploads.find(query, {"_id": 1}).sort("at").limit(AT_ONCE)
        return [row["_id"] async for row in rows]

    async def close(self, upload: str) -> bool:
        """Remove an upload's key. Return False if the upload is used after all. The row remains until the ciphertext is
        gone.

        A command that uses the upload at the same time writes to the same row: one of the two conflicts and retries.
        """
        return await transaction(self._connection.client, lambda session: self._remove(upload, session))

    async def _remove(self, upload: str, session: Session) -> bool:
        uploads = self._connection.uploads
        row = await uploads.find_one({"_id": upload, "used": None}, session=session)
        if row is None:
            return False
        if await is_named(self._connection, upload, session):
            await uploads.update_one({"_id": upload}, {"$set": {"used": True}}, session=session)
            return False
        await uploads.update_one({"_id": upload}, {"$set": {"closed": True}}, session=session)
        await self._connection.wrapped.delete_one({"_id": upload}, session=session)
        return True

    async def forget(self, upload: str) -> None:
        """Remove the row of an upload whose key and ciphertext are gone."""
        await self._connection.uploads.delete_one({"_id": upload, "closed": True})
