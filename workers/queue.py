"""arq on Redis or Valkey: hints only. What is due is in the outbox.

Values are JSON, never pickles: who can write to Redis must not be able to run code here.
"""

import json
from typing import Any

from arq.connections import RedisSettings
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

QUEUE = "casebook:queue"
SENDS = "casebook:sends"
"""Deliveries have a queue of their own: what waits for somebody outside delays no job."""
SWEEPS = "casebook:sweeps"
"""Sweeps have one too, for they may take long: what a killed worker had in hand is kept from all others for as long as
the longest task of its queue may take."""
HEALTH_SECONDS = 10
QUEUE_SECONDS = 5
"""Most that a hint may take; then the queue counts as away."""
TASK_SECONDS = 25
"""Less than the outbox's lease, so that a task ends before another worker may take its row."""

RETRIES, BACKOFF_BASE, BACKOFF_CAP = 10, 0.05, 0.5


def dumps(value: dict[str, Any]) -> bytes:
    return json.dumps(value, default=repr).encode()


def loads(data: bytes) -> dict[str, Any]:
    """The value of JSON bytes. Raises ValueError for anything else."""
    value: dict[str, Any] = json.loads(data)
    return value


def redis_settings(url: str) -> RedisSettings:
    """arq's settings of an address; a short outage passes unnoticed."""
    made = RedisSettings.from_dsn(url)
    made.retry = Retry(ExponentialBackoff(cap=BACKOFF_CAP, base=BACKOFF_BASE), RETRIES)
    made.retry_on_error = [RedisConnectionError, RedisTimeoutError, OSError]
    return made
