"""A worker process that is to die: `python -m tests.workers.compile_victim URI PREFIX ROW NOW STAGE`.

It does one job as a worker does, and kills itself with SIGKILL where STAGE says: nothing of it runs on, no handler
and no `finally`. Ends with 0 when it lived through the job, which no stage allows.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from pymongo import AsyncMongoClient

from store.driver.connection import Connection, Names
from store.keys.master import MasterKey
from store.queue.outbox import Outbox
from store.reports import versions
from store.reports.batches import Batches
from store.reports.consolidated import ConsolidatedReports
from store.store import Store
from workers.deliver import deliver

BATCH = 3


def die(*_: Any) -> None:
    """The end."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(owner: type, name: str, *, after: bool, time: int = 1) -> None:
    """Have a method kill the process, before its n-th call or after it."""
    whole: Callable[..., Awaitable[Any]] = getattr(owner, name)
    calls = 0

    async def method(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == time and not after:
            die()
        result = await whole(*args, **kwargs)
        if calls == time and after:
            die()
        return result

    setattr(owner, name, method)


STAGES: dict[str, Callable[[], None]] = {
    "claimed": lambda: dying(Outbox, "claim", after=True),
    "before the first batch": lambda: dying(Batches, "_write", after=False),
    "after the first batch": lambda: dying(Batches, "_write", after=True),
    "before the last batch": lambda: dying(Batches, "_write", after=False, time=3),
    "everything counted": lambda: dying(ConsolidatedReports, "conclude", after=False),
    "data made": lambda: dying(ConsolidatedReports, "_made", after=True),
    "data written": lambda: dying(ConsolidatedReports, "conclude", after=True),
    "before the event": lambda: dying(Store, "execute", after=False),
    "after the event": lambda: dying(Store, "execute", after=True),
    "before it is done": lambda: dying(Outbox, "complete", after=False),
}
"""Where it dies."""


async def main(uri: str, prefix: str, row: str, now: str, stage: str) -> None:
    """Do the job, as far as it comes."""
    moment = datetime.fromisoformat(now)

    def clock() -> datetime:
        nonlocal moment
        moment += timedelta(milliseconds=1)
        return moment

    versions.BATCH = BATCH
    STAGES[stage]()
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        connection = Connection(
            client=client,
            names=Names(prefix),
            master=MasterKey(b"\x07" * 32),
            origin="casebook.test/log",
            clock=clock,
        )
        await deliver({"store": Store(connection)}, row)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
