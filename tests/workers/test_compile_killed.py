"""A worker that is killed anywhere in a compile: another one completes it, once, with the same numbers."""

import asyncio
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from domain.report.state.consolidated import ConsolidatedState
from store.reports import versions
from store.store import Store
from tests.support import forked
from tests.support.clock import TestClock
from tests.support.reporting_job import AFTER, H1, compile_row, data, received, some_cases, the
from tests.workers.compile_victim import BATCH, STAGES
from workers.deliver import deliver
from workers.reports import schedule_due

CASES, SECONDS_MOST = 7, 600


async def killed(store: Store, uri: str, row: str, clock: TestClock, stage: str, log: Path) -> int:
    """Let a process do the job until it dies; how it ended."""
    arguments = (uri, store.connection.names.prefix, row, clock.now.isoformat(), stage)
    process = forked.start("tests.workers.compile_victim", arguments, {}, log)
    return await asyncio.to_thread(process.wait, SECONDS_MOST)


@pytest.mark.parametrize("stage", STAGES)
async def test_another_worker_completes_it_once(
    store: Store, root_uri: str, clock: TestClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stage: str
) -> None:
    monkeypatch.setattr(versions, "BATCH", BATCH)
    await some_cases(store, clock, CASES)
    clock.now = AFTER
    await schedule_due(store)
    row = await compile_row(store)
    assert await killed(store, root_uri, row, clock, stage, tmp_path / "victim.log") == -signal.SIGKILL
    left = [batch async for batch in store.consolidated.batches.all(H1, 1)]
    clock.now += timedelta(seconds=1)
    assert await deliver({"store": store}, row) == "nothing to do", "the dead worker's lease still runs"
    clock.now += timedelta(minutes=1)
    assert await deliver({"store": store}, row) == "done"
    assert (await the(store)).state is ConsolidatedState.FROZEN_DATA
    assert received(await data(store)) == [CASES, 0, CASES]
    batches = [batch async for batch in store.consolidated.batches.all(H1, 1)]
    assert [len(batch.versions) for batch in batches] == [3, 3, 1]
    assert batches[: len(left)] == left, "what was counted is not counted again"
    frozen = {"stream": H1, "type": "consolidated.frozen"}
    assert await store.connection.revisions.count_documents(frozen) == 1
    assert await deliver({"store": store}, row) == "nothing to do"
