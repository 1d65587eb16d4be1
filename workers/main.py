"""The worker process: `python -m workers.main`. The relay finds due jobs, and arq tasks execute them.

A Redis outage ends arq's own loop, which is restarted with back-off. SIGINT and SIGTERM end the process with 0, after
the running jobs.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any, cast

from arq import ArqRedis, Worker, create_pool, cron, func
from arq.cron import CronJob
from redis.exceptions import RedisError

from store.process import logs
from store.process.exporting import exporting
from store.process.private_files import close_memory
from store.process.settings import Settings, SettingsRefused
from store.queue import signs_of_life as alive
from store.store import Store, opened_store
from workers import relay
from workers.announce import DUE_MINUTES, sweep_due
from workers.deliver import deliver, jobs_of
from workers.queue import (
    HEALTH_SECONDS,
    QUEUE,
    QUEUE_SECONDS,
    SENDS,
    SWEEPS,
    TASK_SECONDS,
    dumps,
    loads,
    redis_settings,
)
from workers.reports import J4_MINUTE, SWEEP_MINUTE, SWEEP_SECONDS, scheduled, sweep
from workers.sending.turns import Senders, send, senders_of

log = logging.getLogger("casebook.worker")
TASKS_AT_ONCE, SENDS_AT_ONCE, SWEEPS_AT_ONCE = 10, 100, 2
"""Concurrent tasks of one process in each queue: jobs, deliveries, and sweeps."""
RESTART_FIRST, RESTART_MOST = 0.2, 5.0
DRAIN_SECONDS = 20.0
"""Seconds for running jobs after the process is asked to end. Service managers wait 30 seconds before they kill it."""


def worker_of(store: Store, settings: Settings, *, burst: bool = False) -> Worker:
    """Return an arq worker for the store. It stores no results, so that an id can be used again immediately."""
    context = {"store": store, "jobs": jobs_of(settings)}
    return _worker(QUEUE, [deliver], context, settings, TASKS_AT_ONCE, [], burst=burst)


def sweeper_of(store: Store, settings: Settings, *, burst: bool = False) -> Worker:
    sweeping = cron(sweep, name="open-reports", minute=SWEEP_MINUTE, run_at_startup=True, timeout=SWEEP_SECONDS)
    compiling = cron(
        scheduled, name="schedule-consolidated", minute=J4_MINUTE, run_at_startup=True, timeout=TASK_SECONDS
    )
    telling = cron(sweep_due, name="order-alerts", minute=set(DUE_MINUTES), run_at_startup=True, timeout=SWEEP_SECONDS)
    crons = [sweeping, compiling, telling]
    return _worker(SWEEPS, [], {"store": store}, settings, SWEEPS_AT_ONCE, crons, burst=burst)


def sender_of(store: Store, senders: Senders, settings: Settings, *, burst: bool = False) -> Worker:
    return _worker(SENDS, [send], {"store": store, "senders": senders}, settings, SENDS_AT_ONCE, [], burst=burst)


def relay_of(store: Store, senders: Senders, settings: Settings) -> relay.Relay:
    """Return a relay that does jobs with the operator's settings, as the workers do."""
    return relay.Relay(store, senders, jobs_of(settings))


def _worker(
    queue: str,
    functions: Sequence[Callable[..., Any]],
    context: dict[str, Any],
    settings: Settings,
    most: int,
    crons: list[CronJob],
    *,
    burst: bool,
) -> Worker:
    return Worker(
        functions=[
            # arq types a function by a protocol that a decorated one does not show.
            func(cast(Any, function), name=function.__name__, keep_result=0, timeout=TASK_SECONDS, max_tries=1)
            for function in functions
        ],
        cron_jobs=crons,
        queue_name=queue,
        redis_settings=redis_settings(settings.redis_url),
        ctx=context,
        job_serializer=dumps,
        job_deserializer=loads,
        handle_signals=False,
        burst=burst,
        max_jobs=most,
        poll_delay=settings.worker_poll / 1000,
        health_check_interval=HEALTH_SECONDS,
        keep_result=0,
    )


class QueueConnection:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: ArqRedis | None = None

    async def __call__(self) -> ArqRedis | None:
        """Return a working connection; None if Redis is unreachable."""
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                if self._pool is None:
                    self._pool = await create_pool(
                        redis_settings(self._settings.redis_url), job_serializer=dumps, job_deserializer=loads
                    )
                await self._pool.ping()
        except (RedisError, OSError):
            await self.close()
        return self._pool

    async def close(self) -> None:
        if self._pool is not None:
            with suppress(RedisError, OSError):
                await self._pool.aclose()
        self._pool = None


async def drained(workers: Collection[Worker], within: float = DRAIN_SECONDS) -> int:
    """Accept no more jobs, and wait for the running ones. Return the number of jobs still running after `within`
    seconds.

    The caller cancels the jobs still running, and another worker repeats them after their lease has ended.
    """
    for worker in workers:
        worker.allow_pick_jobs = False
    at_work = [task for worker in workers for task in worker.tasks.values() if not task.done()]
    if not at_work:
        return 0
    _, left = await asyncio.wait(at_work, timeout=within)
    return len(left)


async def put_down(worker: Worker) -> None:
    """Cancel the jobs of a worker and close it. arq's own `close` would raise a cancelled job's CancelledError."""
    jobs = list(worker.tasks.values())
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
    worker.tasks.clear()
    with suppress(RedisError, OSError):
        await worker.close()


async def work(made: Callable[[], Worker], running: set[Worker]) -> None:
    """Run arq's loop until cancelled, with a new worker each time the loop ends. `running` contains the current
    worker."""
    wait, now = RESTART_FIRST, asyncio.get_running_loop().time
    while True:
        worker, began = made(), now()
        running.add(worker)
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            log.warning("queue away: %s", type(error).__name__)
        except Exception:  # a fault in arq must not leave a process that takes no jobs
            log.exception("the loop of a queue failed")
        finally:
            running.discard(worker)
            await put_down(worker)
        wait = RESTART_FIRST if now() - began > RESTART_MOST else min(wait * 2, RESTART_MOST)
        await asyncio.sleep(wait)


async def main() -> None:
    settings, stop = Settings.from_env(), asyncio.Event()
    logs.configure("worker", human=settings.development)
    if not settings.development:
        close_memory()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with exporting("worker", settings.traces_url):
        await _work(settings, stop)


async def _work(settings: Settings, stop: asyncio.Event) -> None:
    async with opened_store(settings) as store:
        queue, senders, running = QueueConnection(settings), senders_of(settings), set[Worker]()
        relaying = asyncio.create_task(
            relay.run(relay_of(store, senders, settings), queue, settings.worker_poll / 1000)
        )
        tasks = [
            asyncio.create_task(work(lambda: worker_of(store, settings), running)),
            asyncio.create_task(work(lambda: sweeper_of(store, settings), running)),
            asyncio.create_task(work(lambda: sender_of(store, senders, settings), running)),
            asyncio.create_task(alive.keep_signing(store.connection, "worker")),
        ]
        log.info("worker ready")
        await stop.wait()
        relaying.cancel()
        if left := await drained(running):
            log.warning("%d jobs cut off, to be done again", left)
        for task in tasks:
            task.cancel()
        await asyncio.gather(relaying, *tasks, return_exceptions=True)
        await queue.close()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SettingsRefused as refused:
        sys.exit(str(refused))
