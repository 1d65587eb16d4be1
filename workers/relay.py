"""The relay: looks at the outbox and hints at what is due. Losing Redis costs one look, nothing else.

While Redis is away the relay does the work itself, row by row: delay is then the only difference.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from arq import ArqRedis
from redis.exceptions import RedisError

from store.store import Store
from workers.deliver import deliver
from workers.queue import QUEUE

log = logging.getLogger("casebook.relay")


async def look(store: Store, redis: ArqRedis | None) -> int:
    """Hint at every row that is due; the number of rows. Job ids make double hints harmless."""
    due = await store.outbox.due()
    for id in due:
        if redis is None or not await _hinted(redis, id):
            redis = None  # no use in asking again in this look
            await deliver({"store": store}, id)
    return len(due)


async def _hinted(redis: ArqRedis, id: str) -> bool:
    try:
        await redis.enqueue_job("deliver", id, _job_id=f"deliver:{id}", _queue_name=QUEUE)
    except (RedisError, OSError) as error:
        log.warning("queue away: %s", type(error).__name__)
        return False
    return True


async def run(store: Store, redis: Callable[[], Awaitable[ArqRedis | None]], every: float) -> None:
    """Look again every `every` seconds until cancelled; the database going away only delays."""
    while True:
        try:
            await look(store, await redis())
        except Exception as error:  # the next look may find the database again
            log.warning("look failed: %s", type(error).__name__)
        await asyncio.sleep(every)
