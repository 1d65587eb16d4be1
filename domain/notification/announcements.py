"""Announcements of an event to subscribers outside: its topics, and who subscribed to them.

One job an event, and only if somebody subscribed: without subscribers nothing more is written.
"""

from collections.abc import Iterator
from typing import Any, Final

from domain.kernel.event import EVENTS, Event
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.topic import Topic
from domain.notification.digests import DIGEST, next_digest
from domain.notification.mailings import MailingEntered
from domain.notification.state.mailing import Mailing, MailingState, MailPurpose
from domain.notification.state.webhook import Webhook, WebhookState
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
