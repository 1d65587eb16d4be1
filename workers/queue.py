"""arq on Redis or Valkey, used for hints only, because the due work is in the outbox.

Values are JSON, never pickles: a person who can write to Redis must not be able to run code here.
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
"""Queue of deliveries. It is separate, so that a slow recipient delays no job."""
SWEEPS = "casebook:sweeps"
"""Queue of sweeps, which may take long.

If a worker is killed, other workers wait for the longest task time of the queue before they take the worker's job.
"""
HEALTH_SECONDS = 10
QUEUE_SECONDS = 5
"""Longest time in seconds for sending a hint. After that, Redis counts as unreachable."""
TASK_SECONDS = 25
"""Longest time of a task in seconds. It is less than the outbox's lease, so a task ends before another worker may claim
its row."""

RETRIES, BACKOFF_BASE, BACKOFF_CAP = 10, 0.05, 0.5


def dumps(value: dict[str, Any]) -> bytes:
    return json.dumps(value, default=repr).encode()


def loads(data: bytes) -> dict[str, Any]:
    """Parse JSON bytes. Raise ValueError for anything else."""
    value: dict[str, Any] = json.loads(data)
    return value


def redis_settings(url: str) -> RedisSettings:
    """Return arq's settings for an address, with retries that cover a short outage."""
    made = RedisSettings.from_dsn(url)
    made.retry = Retry(ExponentialBackoff(cap=BACKOFF_CAP, base=BACKOFF_BASE), RETRIES)
    made.retry_on_error = [RedisConnectionError, RedisTimeoutError, OSError]
    return made
