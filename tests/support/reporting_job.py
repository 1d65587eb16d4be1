"""Run the jobs of consolidated reports one by one, and read their results."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from domain.report.compiling import consolidated_id
from domain.report.state.consolidated import Consolidated
from store.store import Store
from tests.support.clock import TestClock
from tests.support.world import reported
from workers.deliver import deliver

H1 = consolidated_id("2026-H1", 1)
AFTER = datetime(2026, 6, 20, 1, tzinfo=UTC)
"""Time after the cut-off of the first half of 2026."""


async def some_cases(store: Store, clock: TestClock, count: int = 7) -> None:
    """Receive `count` cases, one a day from March on."""
    for number in range(count):
        clock.now = datetime(2026, 3, 1 + number, 2, tzinfo=UTC)
        await reported(store, detected_at=clock.now, url=f"https://tin.example/bai-{number}")


async def compile_row(store: Store) -> str:
    found = await store.connection.outbox.find_one({"job": "compile-report"})
    assert found is not None
    return str(found["_id"])


async def work(store: Store, job: str | None = None) -> list[str]:
    done = []
    while due := [item for item in await store.outbox.due() if job is None or await _job(store, item) == job]:
        done += [await deliver({"store": store}, item) for item in due]
    return done


async def _job(store: Store, id: str) -> str:
    row = await store.connection.outbox.find_one({"_id": id})
    assert row is not None
    return str(row["job"])


async def the(store: Store, id: str = H1) -> Consolidated:
    found = await store.consolidated.state(id)
    assert found is not None
    return found


async def data(store: Store, id: str = H1) -> dict[str, Any]:
    frozen = (await the(store, id)).frozen
    assert frozen is not None
    raw = await store.consolidated.data(id, vars(frozen))
    assert raw is not None
    assert sha256(raw).hexdigest() == frozen.data
    return json.loads(raw)  # type: ignore[no-any-return]


def received(found: dict[str, Any]) -> list[int]:
    [table] = [item for item in found["tables"] if item["id"] == "RECEIVED"]
    return list(table["total"])
