"""The outbox: work that an event orders, written with it in one transaction.

A row is claimed with a lease and a fencing number; finishing it is conditional on that number, so that a worker
that slept past its lease completes nothing. Redis may forget everything: the rows are found again here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, ReturnDocument

from domain.kernel.job import Job
from store import logs
from store.mongo.connection import Connection, Document

LEASE = timedelta(seconds=30)
ATTEMPTS_MOST = 12
CLAIMS_MOST = 3 * ATTEMPTS_MOST
"""A row claimed so often and never finished nor given back kills its worker: a person must look."""
BACKOFF_FIRST, BACKOFF_MOST = timedelta(seconds=1), timedelta(minutes=30)
ROWS_A_LOOK = 200
JOBS_SHOWN = 100
OPTIONAL = ("target", "lane", "place", "failures", "correlation")
"""Fields that not every row has."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A row in a worker's hands until the lease ends."""

    id: str
    job: str
    stream: str
    data: dict[str, Any]
    fence: int
    attempts: int
    target: str | None = None
    """Whom a delivery is for; None for the register's own jobs."""
    lane: str | None = None
    place: int = 0
    failures: int = 0
    correlation: str | None = None
    """The correlation id of the request or task that ordered the work; None where none was set."""


def row(stream: str, n: int, index: int, job: Job, at: datetime) -> Document:
    """The row of a job; its id derives from the event that ordered it."""
    due = job.due or at
    return {
        "_id": f"{stream}:{n}:{index}",
        "stream": stream,
        "job": job.job,
        "data": dict(job.data),
        "state": "DUE",
        "due_at": due.replace(tzinfo=None),
        "lease_until": None,
        "fence": 0,
        "attempts": 0,
        **ordered_by(),
    }


def ordered_by() -> Document:
    """The correlation id of the request or task that orders a row, if there is one."""
    id = logs.ordered_by()
    return {"correlation": id} if id else {}


class Outbox:
    """Claiming and finishing rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _now(self) -> datetime:
        return self._connection.clock().replace(tzinfo=None)

    async def due(self) -> list[str]:
        """Ids of jobs that are due and in nobody's hands, oldest first, at most ROWS_A_LOOK.

        Deliveries are not among them: each target has its own turn (`store/read/deliveries.py`).
        """
        query = {**due_and_free(self._now()), "target": None}
        found = self._connection.outbox.find(query, {"_id": 1}).sort("due_at", ASCENDING).limit(ROWS_A_LOOK)
        return [job_row["_id"] async for job_row in found]

    async def of(self, stream: str) -> list[Document]:
        """The jobs that events of a stream ordered, the newest JOBS_SHOWN, without what they carry."""
        ids = {"$gte": f"{stream}:", "$lt": f"{stream};"}
        shown = {"job": 1, "state": 1, "due_at": 1, "attempts": 1}
        found = self._connection.outbox.find({"_id": ids}, shown).sort("_id", DESCENDING).limit(JOBS_SHOWN)
        return await found.to_list(JOBS_SHOWN)

    async def follow(self, claim: Claim, name: str, due: datetime) -> None:
        """Order the same work again at a later moment, once for each name, however often it is asked for."""
        fresh = row(claim.stream, 0, 0, Job(job=claim.job, data={}, due=due), due)
        id = f"{claim.stream}:0:{name}"
        change = {"$setOnInsert": {key: value for key, value in fresh.items() if key != "_id"}}
        await self._connection.outbox.update_one({"_id": id}, change, upsert=True)

    async def earlier(self, claim: Claim, job: str) -> bool:
        """Whether an earlier event of the same stream ordered such work that is not done yet."""
        rows = self._connection.outbox.find({"stream": claim.stream, "job": job, "state": "DUE"}, {"_id": 1})
        return any([version_of(job_row["_id"]) < version_of(claim.id) async for job_row in rows])

    async def claim(self, id: str) -> Claim | None:
        """Take a row for LEASE, or None when it is done, taken, or not yet due."""
        now = self._now()
        found = await self._connection.outbox.find_one_and_update(
            {"_id": id, **due_and_free(now)},
            {"$set": {"lease_until": now + LEASE}, "$inc": {"fence": 1, "attempts": 1}},
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
            await self.settle(claim, {"state": "DEAD", "lease_until": None, "failure": "never-finished"})
            return None
        return claim

    async def done(self, claim: Claim) -> bool:
        """Finish a row; False when the lease had passed to another worker meanwhile."""
        return await self.settle(claim, {"state": "DONE", "done_at": self._now(), "lease_until": None})

    async def renew(self, claim: Claim) -> bool:
        """Hold a row for another LEASE; False when it had passed to another worker meanwhile."""
        return await self.settle(claim, {"lease_until": self._now() + LEASE})

    async def again(self, claim: Claim, wait: timedelta = timedelta()) -> bool:
        """Give a row back that went well so far and has more to do; attempts count from nothing again."""
        change = {"state": "DUE", "lease_until": None, "due_at": self._now() + wait, "attempts": 0}
        return await self.settle(claim, change)

    async def failed(self, claim: Claim, code: str) -> bool:
        """Give a row back, later each time; after ATTEMPTS_MOST it waits for a person, DEAD."""
        doublings = min(claim.attempts - 1, ATTEMPTS_MOST)  # crashes count as attempts, without a limit
        wait = min(BACKOFF_FIRST * 2**doublings, BACKOFF_MOST)
        state = "DEAD" if claim.attempts >= ATTEMPTS_MOST else "DUE"
        change = {"state": state, "lease_until": None, "due_at": self._now() + wait, "failure": code}
        return await self.settle(claim, change)

    async def settle(self, claim: Claim, change: Document, **more: Document) -> bool:
        """Give a row back changed; False when the lease had passed to another worker. `more` are other operators."""
        fenced = {"_id": claim.id, "fence": claim.fence, "state": "DUE"}
        result = await self._connection.outbox.update_one(fenced, {"$set": change, **more})
        return result.matched_count == 1


def version_of(id: str) -> int:
    """The version whose event ordered a job."""
    return int(id.split(":")[1])


def due_and_free(now: datetime) -> Document:
    """That a row is due and in nobody's hands."""
    free = [{"lease_until": None}, {"lease_until": {"$lte": now}}]
    return {"state": "DUE", "due_at": {"$lte": now}, "$or": free}


def rows(stream: str, n: int, jobs: Iterator[Job], at: datetime) -> Iterator[Document]:
    """The rows of an event's jobs."""
    return (row(stream, n, index, job, at) for index, job in enumerate(jobs))
