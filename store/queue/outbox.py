"""The outbox: jobs that an event orders and that its transaction writes; also dead rows, and the age of waiting jobs.

A row is claimed with a lease and a fencing number. A worker can finish the row only with that number, so it cannot
finish the row after its lease ended. Redis may lose everything: the rows are found again here.

`ready_at` is the time at which a row may be claimed: when it is due, or when its current lease ends. So ready rows are
one range of one index. A finished job of the register's own is deleted after JOBS_KEPT; deliveries are kept. An event
may order work for a past day, for example if it enters an agency that began years ago. Such work counts as waiting
since the event, not since the past day.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, ReturnDocument

from domain.kernel.event import Job, JobState
from store.driver.connection import Connection, Document
from store.process import logs, tracing

LEASE = timedelta(seconds=30)
FREE = datetime(1970, 1, 1)  # noqa: DTZ001  # without a time zone, as in documents
JOBS_KEPT = timedelta(days=1)
"""Time for which a finished job can be read. After that, the database removes it."""
ATTEMPTS_MOST = 12
CLAIMS_MOST = 3 * ATTEMPTS_MOST
"""Most claims of a row. A row that is claimed more often, and never finished or returned, kills its worker and needs an
investigation."""
BACKOFF_FIRST, BACKOFF_MOST = timedelta(seconds=1), timedelta(minutes=30)
ROWS_A_LOOK = 200
JOBS_SHOWN = 100
OPTIONAL = ("target", "lane", "place", "failures", "correlation", "trace")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Row that a worker has claimed until the lease ends."""

    id: str
    job: str
    stream: str
    data: dict[str, Any]
    fence: int
    attempts: int
    target: str | None = None
    """Recipient of a delivery; None for the register's own jobs."""
    lane: str | None = None
    place: int = 0
    failures: int = 0
    correlation: str | None = None
    """Correlation id of the request or task that ordered the work; None if none was set."""
    trace: str | None = None
    """W3C traceparent of the request or task that ordered the work; None without traces."""


def row(stream: str, n: int, index: int, job: Job, at: datetime) -> Document:
    due = job.due or at
    return {
        "_id": f"{stream}:{n}:{index}",
        "stream": stream,
        "job": job.job,
        "data": dict(job.data),
        "state": JobState.DUE.value,
        **free(due),
        "fence": 0,
        "attempts": 0,
        **ordered_by(),
    }


def ordered_by() -> Document:
    """Return the correlation id and the trace of the request or task that orders a row, if there are any."""
    told = {"correlation": logs.ordered_by(), "trace": tracing.carried()}
    return {name: id for name, id in told.items() if id}


class Outbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _now(self) -> datetime:
        return self._connection.clock().replace(tzinfo=None)

    async def due(self) -> list[str]:
        """Return the ids of due and unclaimed jobs, oldest first, at most ROWS_A_LOOK.

        Deliveries are not included, because each target has its own turn (`store/queue/deliveries.py`).
        """
        query = {"target": None, **ready(self._now())}
        found = self._connection.outbox.find(query, {"_id": 1}).sort("ready_at", ASCENDING).limit(ROWS_A_LOOK)
        return [job_row["_id"] async for job_row in found]

    async def of(self, stream: str) -> list[Document]:
        """Return the newest JOBS_SHOWN jobs that events of a stream ordered, without their data."""
        ids = {"$gte": f"{stream}:", "$lt": f"{stream};"}
        shown = {"job": 1, "state": 1, "due_at": 1, "attempts": 1}
        found = self._connection.outbox.find({"_id": ids}, shown).sort("_id", DESCENDING).limit(JOBS_SHOWN)
        return await found.to_list(JOBS_SHOWN)

    async def follow(self, claim: Claim, name: str, due: datetime) -> None:
        """Order the same work again for a later time. Repeated calls with the same name order it once."""
        fresh = row(claim.stream, 0, 0, Job(job=claim.job, data={}, due=due), due)
        id = f"{claim.stream}:0:{name}"
        change = {"$setOnInsert": {key: value for key, value in fresh.items() if key != "_id"}}
        await self._connection.outbox.update_one({"_id": id}, change, upsert=True)

    async def earlier(self, claim: Claim, job: str) -> bool:
        """Return True if an earlier event of the same stream ordered a job of this name that is not done yet."""
        rows = self._connection.outbox.find({"stream": claim.stream, "job": job, "state": "DUE"}, {"_id": 1})
        return any([version_of(job_row["_id"]) < version_of(claim.id) async for job_row in rows])

    async def claim(self, id: str) -> Claim | None:
        """Claim a row for LEASE. Return None if it is done, claimed, or not yet due."""
        now = self._now()
        found = await self._connection.outbox.find_one_and_update(
            {"_id": id, **ready(now)},
            {"$set": leased(now), "$inc": {"fence": 1, "attempts": 1}},
            return_document=ReturnDocument.AFTER,
        )
        if found is None:
            return None
        claim = Claim(
            id=id,
            job=found["job"],
            stream=found["stream"],
            data=found["data"],
            fence=found["fence"],
            attempts=found["attempts"],
            **{field: found[field] for field in OPTIONAL if field in found},
        )
        if claim.attempts > CLAIMS_MOST:
            await self.settle(claim, {"state": "DEAD", "lease_until": FREE, "failure": "never-finished"})
            return None
        return claim

    async def complete(self, claim: Claim) -> bool:
        """Finish a row. Return False if another worker has the lease now.

        A row ordered with a name is kept, because its existence prevents a second order.
        """
        now = self._now()
        change: Document = {"state": JobState.DONE.value, "done_at": now, "lease_until": FREE}
        if version_of(claim.id):
            change["until"] = now + JOBS_KEPT
        return await self.settle(claim, change)

    async def renew(self, claim: Claim) -> bool:
        """Extend a claim by another LEASE. Return False if another worker has the lease now."""
        return await self.settle(claim, leased(self._now()))

    async def retry(self, claim: Claim, wait: timedelta = timedelta()) -> bool:
        """Return a row to the queue that has succeeded so far but has more work to do. Its attempts are reset."""
        change = {"state": "DUE", **free(self._now() + wait), "attempts": 0}
        return await self.settle(claim, change)

    async def failed(self, claim: Claim, code: str) -> bool:
        """Return a failed row to the queue, with a growing wait. After ATTEMPTS_MOST attempts it is DEAD and waits for
        a person."""
        doublings = min(claim.attempts - 1, ATTEMPTS_MOST)  # crashes count as attempts, without a limit
        wait = min(BACKOFF_FIRST * 2**doublings, BACKOFF_MOST)
        state = "DEAD" if claim.attempts >= ATTEMPTS_MOST else "DUE"
        change = {"state": state, **free(self._now() + wait), "failure": code}
        return await self.settle(claim, change)

    async def settle(self, claim: Claim, change: Document, **more: Document) -> bool:
        """Change a claimed row and end the claim.

        The result is False if another worker has the lease now. `more` are other update operators.
        """
        fenced = {"_id": claim.id, "fence": claim.fence, "state": "DUE"}
        result = await self._connection.outbox.update_one(fenced, {"$set": change, **more})
        return result.matched_count == 1


def version_of(id: str) -> int:
    return int(id.split(":")[1])


def ready(now: datetime) -> Document:
    """Return the condition that a row is due and unclaimed."""
    return {"state": JobState.DUE.value, "ready_at": {"$lte": now}}


def free(due: datetime) -> Document:
    """Return the fields of an unclaimed row that is due from a time on."""
    at = due.replace(tzinfo=None)
    return {"due_at": at, "lease_until": FREE, "ready_at": at}


def leased(now: datetime) -> Document:
    """Return the fields of a row whose claim begins, or is extended."""
    return {"lease_until": now + LEASE, "ready_at": now + LEASE}


def job_rows(stream: str, n: int, jobs: Iterator[Job], at: datetime) -> Iterator[Document]:
    return (row(stream, n, index, job, at) for index, job in enumerate(jobs))


DEAD_A_LOOK = 1_000


@dataclass(frozen=True, kw_only=True)
class Dead:
    """Dead row. `failure` is a code; `due_at` is the time of its next attempt, or the time at which it was last due."""

    id: str
    job: str
    failure: str
    attempts: int
    due_at: datetime


def anew(now: datetime) -> Document:
    """Return the change that restarts a row. The row's previous worker can no longer change it."""
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
        """Return the dead rows with these ids and this job, or all of them, longest due first, at most DEAD_A_LOOK."""
        query: Document = {"state": JobState.DEAD.value}
        query |= {"_id": {"$in": sorted(ids)}} if ids else {}
        query |= {"job": job} if job else {}
        order = [("due_at", ASCENDING), ("_id", ASCENDING)]
        return [_shown(row) async for row in self._connection.outbox.find(query).sort(order).limit(DEAD_A_LOOK)]

    async def revive(self, ids: Collection[str]) -> int:
        """Retry these jobs. Return the number of those that were dead."""
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


LOOKED_MOST = 50
"""Most rows that are read. Rows that have been ready longest are read first."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Waiting job, and the time since which it could have been done."""

    id: str
    job: str
    since: datetime

    def age(self, now: datetime) -> float:
        return max(0.0, (now - self.since).total_seconds())


async def oldest_waiting(connection: Connection) -> Waiting | None:
    """Return the job that has waited longest among the first LOOKED_MOST; None if no job waits."""
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
