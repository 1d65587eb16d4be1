"""Waiting time of the register's own work: work that is due and that no worker holds.

An event may order work for a day that is past, as when an agency is entered that began years ago. Such work waits since
the event and not since that day.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from pymongo import ASCENDING

from store.driver.connection import Connection, Document
from store.queue.outbox import ready

LOOKED_MOST = 50
"""Rows that are looked at, the longest ready first."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A job that waits, and since when somebody could have done it."""

    id: str
    job: str
    since: datetime

    def age(self, now: datetime) -> float:
        return max(0.0, (now - self.since).total_seconds())


async def oldest_waiting(connection: Connection) -> Waiting | None:
    """The job that has waited longest among the first LOOKED_MOST; None when none waits."""
    query = {"target": None, **ready(connection.clock().replace(tzinfo=None))}
    found = connection.outbox.find(query, {"job": 1, "ready_at": 1}).sort("ready_at", ASCENDING).limit(LOOKED_MOST)
    rows = await found.to_list(LOOKED_MOST)
    events = {_event(row) for row in rows}
    written = connection.revisions.find({"_id": {"$in": sorted(events)}}, {"at": 1})
    at: dict[str, datetime] = {row["_id"]: row["at"] async for row in written} if events else {}
    waiting = [_waiting(row, at.get(_event(row)) or row["ready_at"]) for row in rows]
    return min(waiting, key=lambda job: job.since, default=None)


def _event(row: Document) -> str:
    return ":".join(row["_id"].split(":")[:2])


def _waiting(row: Document, ordered: datetime) -> Waiting:
    since = max(row["ready_at"], ordered).replace(tzinfo=UTC)
    return Waiting(id=row["_id"], job=row["job"], since=since)
