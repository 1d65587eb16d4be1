"""Jobs that were overdue when somebody looked. One that is gone later was deleted: a finished one is kept for a day."""

from datetime import timedelta
from typing import Final

from pymongo import ASCENDING

from domain.kernel.event import JobState
from store.driver.connection import Connection
from store.queue.outbox import JOBS_KEPT

NOTE: Final = "overdue"
"""The row among the counters: the ids that were seen, those that are gone, and when somebody looked."""
NOTED_MOST: Final = 1_000
"""Ids that one look notes, the longest due first."""
JUDGED_WITHIN: Final = JOBS_KEPT - timedelta(hours=1)
"""After a longer time a job that is gone may have been done and forgotten."""


async def vanished(connection: Connection, within: timedelta) -> list[str]:
    """Return the jobs that were seen undone and are gone, and note those that are due for longer than `within`.

    A job that vanished is named from then on.
    """
    now = connection.clock().replace(tzinfo=None)
    note = await connection.counters.find_one({"_id": NOTE}) or {}
    gone, seen = set(note.get("gone", ())), list(note.get("ids", ()))
    if seen and timedelta(0) <= now - note["at"] <= JUDGED_WITHIN:
        there = connection.outbox.find({"_id": {"$in": seen}}, {"_id": 1})
        gone |= set(seen) - {row["_id"] async for row in there}
    undone = {"state": {"$in": [JobState.DUE.value, JobState.DEAD.value]}, "due_at": {"$lte": now - within}}
    due = connection.outbox.find(undone, {"_id": 1}).sort("due_at", ASCENDING).limit(NOTED_MOST)
    change = {"at": now, "ids": [row["_id"] async for row in due], "gone": sorted(gone)[:NOTED_MOST]}
    await connection.counters.update_one({"_id": NOTE}, {"$set": change}, upsert=True)
    return sorted(gone)
