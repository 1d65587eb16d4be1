"""Announcements of an event to subscribers outside: its topics, who subscribed, when a delivery is tried again.

One job an event, and only if somebody subscribed: without subscribers nothing more is written.

The waits are those of Standard Webhooks (standardwebhooks.com, "Deliverability and reliability"); each is lengthened
by chance, so that what failed together does not come back together.
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
    """The topics of an event, by its type: its own, and of any event of a case that the case changed."""
    own = EVENTS[type].TOPIC
    changed = {Topic.CASE_CHANGED} if type.startswith(f"{Kind.CASE}.") else set()
    return frozenset(changed | {own} if own else changed)


def asks(webhook: Webhook, type: str, state: Any) -> bool:
    """Return whether a webhook asked for an event that left a state. Whether it may know, is asked elsewhere."""
    if topics_of(type).isdisjoint(webhook.topics):
        return False
    if isinstance(state, Publication):
        return not webhook.publishers or state.agency in webhook.publishers
    return not webhook.categories or state.category in webhook.categories


def reads(mailing: Mailing, type: str) -> bool:
    """Return whether an event is written of to an address."""
    return (
        mailing.state is MailingState.ACTIVE and mailing.purpose is MailPurpose.PRESS_NOTICES and type in PUBLIC_EVENTS
    )


def announcements(state: Any, event: Event, registry: Registry) -> Iterator[Job]:
    """The jobs that depend on the registry: telling those outside, if anybody asked, and the first digest."""
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
"""After the first failure, the second, …; after one more there is no further try."""
JITTER: Final = 0.2
"""The most by which a wait is lengthened, as a part of it."""
ASKED_MOST: Final = timedelta(hours=24)
"""The longest wait that a receiver may ask for with `Retry-After` (RFC 9110 section 10.2.3)."""


def next_try(failures: int, now: datetime, chance: float, asked: timedelta | None = None) -> datetime | None:
    """Return when to try again after so many failures; None when a person has to look.

    `chance` is from 0 to 1. What the receiver asked for is waited for, if it is longer.
    """
    if failures > len(WAITS):
        return None
    wait = WAITS[failures - 1] * (1 + JITTER * chance)
    return now + max(wait, min(asked or timedelta(), ASKED_MOST))
