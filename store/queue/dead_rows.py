"""Dead letters: rows of the outbox that are DEAD until a person retries them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from pymongo import ASCENDING

from domain.kernel.event import JobState
from store.driver.connection import Connection, Document
from store.queue.outbox import free

DEAD_A_LOOK = 1_000


@dataclass(frozen=True, kw_only=True)
class Dead:
    """A row that was given up; `failure` is a code, `due_at` when it would have been tried again or was last due."""

    id: str
    job: str
    failure: str
    attempts: int
    due_at: datetime


def anew(now: datetime) -> Document:
    """The change by which a row begins again; a worker that had it before can no longer change it."""
    fresh = {
        "state": JobState.DUE.value,
        **free(now),
        "failures": 0,
        "attempts": 0,
        "failure": None,
    }
    return {"$set": fresh, "$inc": {"fence": 1}}


class DeadRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def listed(self, ids: Collection[str] = (), job: str | None = None) -> list[Dead]:
        """Those of some ids and of one job, or all; the longest due first, at most DEAD_A_LOOK."""
        query: Document = {"state": JobState.DEAD.value}
        query |= {"_id": {"$in": sorted(ids)}} if ids else {}
        query |= {"job": job} if job else {}
        order = [("due_at", ASCENDING), ("_id", ASCENDING)]
        return [_shown(row) async for row in self._connection.outbox.find(query).sort(order).limit(DEAD_A_LOOK)]

    async def revive(self, ids: Collection[str]) -> int:
        """Begin these again; how many of them were given up."""
        query = {"_id": {"$in": sorted(ids)}, "state": JobState.DEAD.value}
        changed = await self._connection.outbox.update_many(query, anew(self._connection.clock()))
        return changed.modified_count


def _shown(row: Document) -> Dead:
    return Dead(
        id=row["_id"],
        job=row["job"],
        failure=row.get("failure") or "unknown",
        attempts=row["attempts"],
        due_at=row["due_at"].replace(tzinfo=UTC),
    )
