"""Counts that all processes share, in Redis, with a breaker: while it is away, nobody waits for it.

The first failure opens the breaker; from then on there is no answer, at once, until a probe in the background is
answered again. An outage is logged when it begins and when it ends.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger("casebook.rates")

ANSWER_SECONDS = 0.5
"""Seconds that Redis may take; one that hangs counts as away, like one that is gone."""
PROBE_SECONDS = 1.0
"""Between two probes while it is away."""
AWAY = (RedisError, OSError, TimeoutError)


class SharedCounters:
    def __init__(self, url: str) -> None:
        self._redis: Any = redis.asyncio.from_url(  # type: ignore[no-untyped-call]  # untyped there
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0)
        )
        self._probing: asyncio.Task[None] | None = None

    async def count(self, key: str, seconds: int, uses: int = 1) -> int | None:
        """Count uses of a key that is forgotten after so many seconds: how many there were; None while away.

        0 uses only ask, and leave no key behind: who asks from many networks fills no memory.
        """
        if self._probing is not None:
            return None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if not uses:
                    return int(await self._redis.get(key) or 0)
                async with self._redis.pipeline(transaction=True) as both:
                    used, _ = await both.incrby(key, uses).expire(key, seconds).execute()
            return int(used)
        except AWAY as error:
            self._open(error)
            return None

    def _open(self, error: BaseException) -> None:
        if self._probing is None:  # of several that failed together, the first says so
            log.warning("queue away, counting in this process: %s", type(error).__name__)
            self._probing = asyncio.create_task(self._probe())

    async def _probe(self) -> None:
        """Ask until it answers; when this task is lost, the breaker is too, with its process."""
        answered = False
        while not answered:
            await asyncio.sleep(PROBE_SECONDS)
            with suppress(*AWAY):
                async with asyncio.timeout(ANSWER_SECONDS):
                    answered = await self._redis.ping()
        log.info("queue back, counting there again")
        self._probing = None

    async def close(self) -> None:
        if self._probing is not None:
            self._probing.cancel()
            with suppress(asyncio.CancelledError):
                await self._probing
        await self._redis.aclose()
