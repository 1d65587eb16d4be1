"""Outcome of a delivery, the time of its retry, and the default trust for TLS."""

import random
import ssl
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from domain.kernel.event import JobState
from domain.notification.announcements import next_try
from store.queue.outbox import Claim
from store.store import Store

TOTAL_SECONDS = 15.0
"""Longest time for one attempt, whatever the receiver does."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Result of one attempt: the receiver's status, and a code if the message was not delivered.

    `asked` is the wait that the receiver requests. `final` means that a retry would get the same answer.
    """

    status: int | None = None
    failure: str | None = None
    asked: timedelta | None = None
    final: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Outcome for the row of a delivery. If `state` is None, the delivery is retried after the next wait in the table;
    if `sent` is None, nothing was sent."""

    state: JobState | None
    failure: str | None = None
    sent: Sent | None = None

    @classmethod
    def of(cls, sent: Sent) -> "Outcome":
        failed = JobState.DEAD if sent.final else None
        return cls(state=failed if sent.failure else JobState.DONE, sent=sent)


async def settle(store: Store, claim: Claim, outcome: Outcome) -> bool:
    """Write the outcome. Return False if another worker has taken over the lease; in that case its outcome counts."""
    sent = outcome.sent or Sent()
    failure, tried = outcome.failure or sent.failure, outcome.sent is not None
    if outcome.state is not None:
        return await store.deliveries.finished(claim, outcome.state, failure, sent.status, sent=tried)
    due = next_try(claim.failures + 1, store.connection.clock(), random.random(), sent.asked)
    if due is None:
        return await store.deliveries.finished(claim, JobState.DEAD, failure, sent.status)
    return await store.deliveries.retry(claim, due, failure or "unknown", sent.status)


@cache
def system_trust() -> ssl.SSLContext:
    """Return the system's certificate authorities, read-only and cached, because reading them takes longer than sending
    a message."""
    return ssl.create_default_context()
