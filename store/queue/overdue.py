"""Search for deleted jobs. If an overdue job is gone at the next check, somebody deleted it, because finished jobs are
kept for a day."""

from datetime import timedelta
from typing import Any, Final, NamedTuple

from pymongo import ASCENDING

from domain.kernel.event import JobState
from store.driver.connection import Connection
from store.queue.outbox import JOBS_KEPT

NOTE: Final = "overdue"
"""Name of the row, among the counters, with the time of the check and the ids: those seen, gone and back."""
NOTED_MOST: Final = 1_000
"""Most ids that one check notes. Ids that have been due longest are noted first."""
JUDGED_WITHIN: Final = JOBS_KEPT - timedelta(hours=1)
"""Longest time between two checks for a valid comparison. After that time, a missing job may have been finished and
removed."""


class Vanished(NamedTuple):
    """Jobs that were deleted before they were done: jobs still missing, and jobs that somebody put back."""

    gone: list[str]
    back: list[str]


async def vanished(connection: Connection, within: timedelta) -> Vanished:
    """Return the jobs that were seen unfinished and then deleted. Note the jobs that have been due for longer than
    `within`.

    A job that vanished is reported from then on.
    """
    now = connection.clock().replace(tzinfo=None)
    note = await connection.counters.find_one({"_id": NOTE}) or {}
    seen, gone, back = (set(note.get(name, ())) for name in ("ids", "gone", "back"))
    there = {row["_id"] async for row in connection.outbox.find({"_id": {"$in": [*seen | gone]}}, {"_id": 1})}
    judged = seen and timedelta(0) <= now - note["at"] <= JUDGED_WITHIN
    lost = seen - there if judged else set[str]()
    gone, back = (gone | lost) - there, (back | gone & there) - lost
    undone = {"state": {"$in": [JobState.DUE.value, JobState.DEAD.value]}, "due_at": {"$lte": now - within}}
    due = connection.outbox.find(undone, {"_id": 1}).sort("due_at", ASCENDING).limit(NOTED_MOST)
    found = Vanished(sorted(gone), sorted(back))
    change: dict[str, Any] = {"at": now, "ids": [row["_id"] async for row in due]}
    change |= {name: ids[:NOTED_MOST] for name, ids in found._asdict().items()}
    await connection.counters.update_one({"_id": NOTE}, {"$set": change}, upsert=True)
    return found
