"""What an event means to those outside who asked to be told: its topics, and who asked for them.

One job an event, and only if somebody subscribed: without subscribers nothing more is written.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from domain.case.ministry import MinistrySilent, TakedownReviewDue
from domain.case.notification import AgencyNotified
from domain.case.requests import RequestOverdue
from domain.case.round_ends import RoundLapsed
from domain.kernel.event import Event
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.notification.digests import DIGEST, next_digest
from domain.notification.mailings import MailingEntered
from domain.notification.state.mailing import Mailing, MailingState, MailPurpose
from domain.notification.state.webhook import Topic, Webhook, WebhookState
from domain.publication.state import Publication
from domain.registry.registry import Registry

ANNOUNCE: Final = "announce"
OF_NOTICES: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "publication.issued": Topic.PUBLICATION_ISSUED,
        "publication.corrected": Topic.PUBLICATION_CORRECTED,
        "publication.under-review": Topic.PUBLICATION_CORRECTED,
        "publication.confirmed": Topic.PUBLICATION_CORRECTED,
        "publication.retracted": Topic.PUBLICATION_RETRACTED,
    }
)
"""The events of `domain.publication.public.PUBLIC_EVENTS`, by topic."""
DEADLINES: Final = frozenset(event.TYPE for event in (RoundLapsed, RequestOverdue, MinistrySilent, TakedownReviewDue))


def topics_of(type: str) -> frozenset[Topic]:
    """The topics of an event, by its type."""
    if found := OF_NOTICES.get(type):
        return frozenset({found})
    if not type.startswith(f"{Kind.CASE}."):
        return frozenset()
    more = {Topic.CASE_OBLIGATION} if type == AgencyNotified.TYPE else set()
    more |= {Topic.CASE_DEADLINE} if type in DEADLINES else set()
    return frozenset({Topic.CASE_CHANGED, *more})


def asks(webhook: Webhook, type: str, state: Any) -> bool:
    """Whether a webhook asked for an event that left a state. Whether it may know, is asked elsewhere."""
    if topics_of(type).isdisjoint(webhook.topics):
        return False
    if isinstance(state, Publication):
        return not webhook.publishers or state.agency in webhook.publishers
    return not webhook.categories or state.category in webhook.categories


def reads(mailing: Mailing, type: str) -> bool:
    """Whether an event is written of to an address."""
    return mailing.state is MailingState.ACTIVE and mailing.purpose is MailPurpose.PRESS_NOTICES and type in OF_NOTICES


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
