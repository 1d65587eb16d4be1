"""Having a webhook sent something by hand: a trial that tells nothing, a delivery once more, or all given up since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec
from domain.kernel.refusals import Refused, invalid
from domain.notification.keys import kept_row
from domain.notification.webhook import Webhook, WebhookState
from domain.rules.facts import Facts


class WebhookTried(Event, type="webhook.tried"):
    """A trial message was ordered."""

    by: str


class RedeliveryOrdered(Event, type="webhook.redelivery-ordered"):
    """A delivery is to be sent again."""

    delivery: str
    by: str


class AllRedeliveryOrdered(Event, type="webhook.all-redelivery-ordered"):
    """What was given up since a moment is to be sent again."""

    since: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class TryWebhook:
    """Have a trial message sent, which tells nothing."""


@dataclass(frozen=True, kw_only=True)
class RedeliverWebhook:
    """Have a delivery sent again, delivered before or given up; rights are asked for anew."""

    delivery: Annotated[str, Ref(doc="The delivery.")]


@dataclass(frozen=True, kw_only=True)
class RedeliverSince:
    """Have all sent again that was ordered since a moment and given up, such as while a webhook was disabled: at most
    10,000, the first ordered first."""

    since: Annotated[datetime, Spec(doc="Since this moment; not in the future.")]


def order_trial(state: Webhook, command: TryWebhook, facts: Facts) -> tuple[Event, ...]:
    """Order a trial."""
    return (WebhookTried(by=facts.actor.subject),)


def redeliver(state: Webhook, command: RedeliverWebhook, facts: Facts) -> tuple[Event, ...]:
    """Order it; that the delivery is one of this webhook, the worker sees."""
    return (RedeliveryOrdered(delivery=command.delivery, by=facts.actor.subject),)


def redeliver_since(state: Webhook, command: RedeliverSince, facts: Facts) -> tuple[Event, ...]:
    """Order all of it."""
    if command.since > facts.now:
        raise Refused(invalid("since", "in-the-future"))
    return (AllRedeliveryOrdered(since=command.since, by=facts.actor.subject),)


ACTIONS = (
    kept_row(TryWebhook, order_trial, WebhookState.DRAFT, WebhookState.ACTIVE, additive=True),
    kept_row(RedeliverWebhook, redeliver, WebhookState.ACTIVE, additive=True),
    kept_row(RedeliverSince, redeliver_since, WebhookState.ACTIVE, additive=True),
)
