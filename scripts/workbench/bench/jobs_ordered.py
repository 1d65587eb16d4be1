"""Orders jobs in the bench's databases: `python jobs_ordered.py URI CASES DONE`, with any checkout's packages.

As many cases are brought under check as wanted; what that orders is due at once. Beside it lie DONE finished jobs.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from pymongo import AsyncMongoClient

from domain.kernel.job import Job
from scripts.workbench.bench.press import NAMES, connected
from scripts.workbench.bench.store import SUBJECT, Bench
from store.provisioning.provision import lay_out
from store.queue.outbox import row


async def prepared(client: AsyncMongoClient[dict[str, Any]]) -> Bench:
    """An installation with one agency; what is there is taken as it is."""
    await lay_out(client, NAMES)
    bench = Bench(connected(client))
    if await client[NAMES.main]["officers"].find_one({}) is None:
        await bench.prepare()
    return bench


async def main(uri: str, cases: int, done: int) -> None:
    """Bring cases under check, and lay finished jobs beside them."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        bench, now = await prepared(client), datetime.now(UTC)
        for _ in range(cases):
            await bench.a_case()
        plain, job = now.replace(tzinfo=None), Job(job="notify", data={"agency": SUBJECT, "about": "case.reported"})
        finished = {"state": "DONE", "done_at": plain, "until": plain + timedelta(days=1)}
        rows = [{**row(f"case-{uuid4().hex}", 1, 0, job, now), **finished} for _ in range(done)]
        if rows:
            await client[NAMES.main]["outbox"].insert_many(rows, ordered=False)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
