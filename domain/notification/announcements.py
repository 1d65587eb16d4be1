"""Announcements of events to outside subscribers: topics, subscriptions, and retries of a delivery.

An event with a subscriber writes one job. An event without a subscriber writes no job.

The waits are those of Standard Webhooks (standardwebhooks.com, "Deliverability and reliability"). Each wait gets a
random extension, so that deliveries that failed together are not retried together.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from domain.kernel.event import EVENTS, Event, Job, Topic
from domain.kernel.vocabulary import Kind
from domain.notification.digests import DIGEST, next_digest
from domain.notification.mailings import MailingEntered
from domain.notification.state.receivers import Mailing, MailingState, MailPurpose, Webhook, WebhookState
from domain.publication.public import PUBLIC_EVENTS
from domain.publication.state import Publication
from domain.registry.registry import Registry

ANNOUNCE: Final = "announce"


def topics_of(type: str) -> frozenset[Topic]:
    """Return the topics of an event: the topic of its type, and for any event of a case also the change of that
    case."""
    own = EVENTS[type].TOPIC
    changed = {Topic.CASE_CHANGED} if type.startswith(f"{Kind.CASE}.") else set()
    return frozenset(changed | {own} if own else changed)


def asks(webhook: Webhook, type: str, state: Any) -> bool:
    """Return whether a webhook subscribed to an event, given the state after the event. The webhook's rights are
    checked elsewhere."""
    if topics_of(type).isdisjoint(webhook.topics):
        return False
    if isinstance(state, Publication):
        return not webhook.publishers or state.agency in webhook.publishers
    return not webhook.categories or state.category in webhook.categories


def reads(mailing: Mailing, type: str) -> bool:
    """Return whether a mail address receives letters about an event."""
    return (
        mailing.state is MailingState.ACTIVE and mailing.purpose is MailPurpose.PRESS_NOTICES and type in PUBLIC_EVENTS
    )


def announcements(state: Any, event: Event, registry: Registry) -> Iterator[Job]:
    """Yield the jobs that need the registry: the announcement to subscribers, and the first digest."""
    match event:
        case MailingEntered(purpose=MailPurpose.DIGEST, at=at):
            yield Job(job=DIGEST, data={}, due=next_digest(at, registry.calendar))
        case _ if topics_of(event.TYPE) and _asked(state, event, registry):
            yield Job(job=ANNOUNCE, data={})


def _asked(state: Any, event: Event, registry: Registry) -> bool:
    active = (row for row in registry.rows(Webhook).values() if row.state is WebhookState.ACTIVE)
    if any(asks(webhook, event.TYPE, state) for webhook in active):
        return True
    return any(reads(mailing, event.TYPE) for mailing in registry.rows(Mailing).values())


WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Waits after each failure. After the last wait, a further failure is final."""
JITTER: Final = 0.2
"""Longest random extension of a wait, as a fraction of it."""
ASKED_MOST: Final = timedelta(hours=24)
"""Longest wait that a receiver may request with `Retry-After` (RFC 9110 section 10.2.3)."""


def next_try(failures: int, now: datetime, chance: float, asked: timedelta | None = None) -> datetime | None:
    """Return the time of the retry after this number of failures. None after the last retry: a person must handle the
    delivery.

    `chance` is from 0 to 1. A longer wait that the receiver requests is respected.
    """
    if failures > len(WAITS):
        return None
    wait = WAITS[failures - 1] * (1 + JITTER * chance)
    return now + max(wait, min(asked or timedelta(), ASKED_MOST))
