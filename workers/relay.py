"""The relay: reads the outbox and sends hints about due work. If Redis loses its data, only one poll is lost.

While Redis is unreachable, the relay does the work itself: job by job, and one turn of each target. This only causes
delays.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from arq import ArqRedis
from redis.exceptions import RedisError

from store.store import Store
from workers.deliver import JOBS, Jobs, deliver
from workers.queue import QUEUE, QUEUE_SECONDS, SENDS, TASK_SECONDS
from workers.sending.turns import Senders, send

log = logging.getLogger("casebook.relay")
Result = TypeVar("Result")
ANSWER_SECONDS = float(TASK_SECONDS)
"""Longest time in seconds for the database to return due work, and for a job that the relay does itself.

A missing answer ends one poll; without a limit it would stop all polling.
"""
TURNS_MOST = 100


class Relay:
    def __init__(self, store: Store, senders: Senders | None = None, jobs: Jobs = JOBS) -> None:
        self._store = store
        self._context: dict[str, Any] = {"store": store, "senders": senders or Senders(), "jobs": jobs}
        self._turns: dict[str, asyncio.Task[int]] = {}

    async def look(self, redis: ArqRedis | None) -> int:
        """Send a hint for each piece of due work. Return the number of hints. arq's ids make repeated hints
        harmless."""
        targets = await _in_time(self._store.deliveries.targets())
        for target in targets:
            if redis is None or not await _hinted(redis, "send", target, SENDS):
                redis = None  # no use in trying again in this poll
                self._begin(target)
        due = await _in_time(self._store.outbox.due())
        for id in due:
            if redis is None or not await _hinted(redis, "deliver", id, QUEUE):
                redis = None
                await _in_time(deliver(self._context, id))
        return len(targets) + len(due)

    def _begin(self, target: str) -> None:
        """Start a turn of a target in the background, unless a turn of this target is running in this process."""
        self._turns = {target: turn for target, turn in self._turns.items() if not turn.done()}
        if target not in self._turns and len(self._turns) < TURNS_MOST:
            self._turns[target] = asyncio.create_task(send(self._context, target))

    async def settled(self) -> None:
        await asyncio.gather(*self._turns.values(), return_exceptions=True)


async def _in_time(work: Awaitable[Result]) -> Result:
    async with asyncio.timeout(ANSWER_SECONDS):
        return await work


async def _hinted(redis: ArqRedis, task: str, id: str, queue: str) -> bool:
    try:
        async with asyncio.timeout(QUEUE_SECONDS):
            await redis.enqueue_job(task, id, _job_id=f"{task}:{id}", _queue_name=queue)
    except (RedisError, OSError) as error:
        log.warning("queue away: %s", type(error).__name__)
        return False
    return True


async def look(store: Store, redis: ArqRedis | None) -> int:
    """Poll once, and wait for the turns that the poll started."""
    relay = Relay(store)
    found = await relay.look(redis)
    await relay.settled()
    return found


async def run(relay: Relay, redis: Callable[[], Awaitable[ArqRedis | None]], every: float) -> None:
    while True:
        try:
            await relay.look(await redis())
        except Exception as error:  # the next poll may reach the database again
            log.warning("look failed: %s", type(error).__name__)
        await asyncio.sleep(every)
