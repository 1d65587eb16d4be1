"""The arq workers of a process: what one that was killed had in hand comes to others soon."""

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest
from arq.worker import Worker

from domain.document.requests import COMPILE, VERIFY
from scripts.local.queue import Queue
from store.process.settings import Settings
from store.queue.outbox import LEASE
from store.store import Store
from tests.support.patience import PATIENCE, until_seen
from workers import main
from workers.main import drained, relay_of, sender_of, sweeper_of, work, worker_of
from workers.queue import QUEUE, SENDS, SWEEPS, TASK_SECONDS
from workers.reports import SWEEP_SECONDS
from workers.sending.turns import Senders

ARQ_ADDS = 10
"""Seconds beyond the longest job of its queue, for which arq keeps a job from other workers."""


async def test_no_job_is_kept_from_others_for_longer_than_its_lease_and_a_moment(
    store: Store, settings: Settings
) -> None:
    jobs, sends = worker_of(store, settings), sender_of(store, Senders(), settings)
    assert {item.in_progress_timeout_s for item in (jobs, sends)} == {TASK_SECONDS + ARQ_ADDS}
    assert LEASE.total_seconds() + ARQ_ADDS >= TASK_SECONDS + ARQ_ADDS
    sweeps = sweeper_of(store, settings)
    assert sweeps.in_progress_timeout_s == SWEEP_SECONDS + ARQ_ADDS, "the control: a queue waits for its longest job"
    assert {jobs.queue_name, sends.queue_name, sweeps.queue_name} == {QUEUE, SENDS, SWEEPS}


async def test_a_relay_does_jobs_with_the_settings_of_the_operator(store: Store, settings: Settings) -> None:
    """Without a queue it would make documents without the address of their public pages, and refuse signed copies."""
    own = replace(settings, audience="https://so.example/graphql")
    by_relay, by_worker = relay_of(store, Senders(), own)._context["jobs"], worker_of(store, own).ctx["jobs"]
    assert by_relay[COMPILE].keywords == by_worker[COMPILE].keywords == {"origin": "https://so.example"}
    assert len(by_relay[VERIFY].keywords["trust"].roots) == len(by_worker[VERIFY].keywords["trust"].roots) > 0


class Failing:
    """A worker of arq whose loop ends with an error that no outage explains."""

    def __init__(self, ends: list[float]) -> None:
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._ends = ends

    async def async_run(self) -> None:
        self._ends.append(asyncio.get_running_loop().time())
        raise KeyError("unknown")

    async def close(self) -> None:
        """Do nothing."""


async def test_a_loop_that_fails_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "RESTART_FIRST", 0.001)
    ends: list[float] = []
    working = asyncio.create_task(work(lambda: cast(Any, Failing(ends)), set()))

    async def again() -> bool:
        return len(ends) > 2 or working.done()

    await until_seen(again)
    assert not working.done()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def test_a_job_at_work_is_waited_for_and_no_other_is_begun(store: Store, settings: Settings) -> None:
    jobs, sends = worker_of(store, settings), sender_of(store, Senders(), settings)
    assert await drained([jobs, sends]) == 0
    assert not jobs.allow_pick_jobs
    free = asyncio.Event()
    jobs.tasks["one"] = asyncio.create_task(free.wait())
    assert await drained([jobs, sends], 0.01) == 1, "one that does not end is cut off at last"
    draining = asyncio.create_task(drained([jobs, sends]))
    free.set()
    assert await draining == 0
    assert jobs.tasks["one"].done()


async def test_a_queue_that_goes_away_with_jobs_at_work_ends_no_loop(
    store: Store, settings: Settings, own_redis: Queue
) -> None:
    made = asyncio.Queue[Worker]()

    def busy() -> Worker:
        worker = worker_of(store, settings)
        worker.tasks["one"] = asyncio.create_task(asyncio.Event().wait())
        made.put_nowait(worker)
        return worker

    async def connected() -> bool:
        return "redis" in first.ctx

    working = asyncio.create_task(work(busy, set()))
    first = await made.get()
    await until_seen(connected)
    own_redis.kill()
    another = asyncio.create_task(made.get())
    await asyncio.wait({another, working}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    assert (another.done(), working.done()) == (True, False), "another worker waits for the queue"
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
