"""Having a webhook sent something by hand: a trial that tells nothing, a delivery once more, or all given up since."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final

from domain.kernel.calendar import iso_millis
from domain.kernel.event import Follows
from domain.kernel.fields import Ref, Spec
from domain.kernel.job import Job
from domain.kernel.refusals import Refused, invalid
from domain.notification.command import WebhookCommand
from domain.notification.state.webhook import Webhook, WebhookState
from domain.rules.facts import Facts

TRY: Final = "try-webhook"
REDELIVER: Final = "redeliver"
"""The job that sends a delivery again: a webhook's message, or a letter."""
REDELIVER_SINCE: Final = "redeliver-since"


class WebhookTried(Follows[Webhook], type="webhook.tried"):
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return webhook

    def jobs(self, webhook: Webhook) -> Iterator[Job]:
        yield Job(job=TRY, data={})


class TryWebhook(WebhookCommand, states={WebhookState.DRAFT, WebhookState.ACTIVE}, additive=True, writes=WebhookTried):
    """Send a test message without content."""


class RedeliveryOrdered(Follows[Webhook], type="webhook.redelivery-ordered"):
    delivery: str
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return webhook

    def jobs(self, webhook: Webhook) -> Iterator[Job]:
        yield Job(job=REDELIVER, data={"delivery": self.delivery})


class RedeliverWebhook(WebhookCommand, states={WebhookState.ACTIVE}, additive=True):
    """Send a message again, whether it arrived or was given up. The register checks again whether the webhook may
    receive it."""

    delivery: Annotated[str, Ref(doc="Id of the delivery to send again.")]

    def decide(self, webhook: Webhook, facts: Facts) -> RedeliveryOrdered:
        """That the delivery is one of this webhook, the worker sees."""
        return facts.record(RedeliveryOrdered, self)


class AllRedeliveryOrdered(Follows[Webhook], type="webhook.all-redelivery-ordered"):
    since: datetime
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return webhook

    def jobs(self, webhook: Webhook) -> Iterator[Job]:
        yield Job(job=REDELIVER_SINCE, data={"since": iso_millis(self.since)})


class RedeliverSince(WebhookCommand, states={WebhookState.ACTIVE}, additive=True):
    """Send again what was ordered since a moment and then given up, for example while the webhook was disabled. At most
    10,000 messages, oldest first."""

    since: Annotated[datetime, Spec(doc="First moment of the period, not in the future.")]

    def decide(self, webhook: Webhook, facts: Facts) -> AllRedeliveryOrdered:
        if self.since > facts.now:
            raise Refused(invalid("since", "in-the-future"))
        return facts.record(AllRedeliveryOrdered, self)
