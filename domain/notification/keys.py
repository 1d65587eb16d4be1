"""Keys that sign a webhook's messages: several at once, so that a receiver changes over without losing one."""

from dataclasses import replace
from typing import Annotated, Final

from domain.kernel.event import Follows
from domain.kernel.fields import Ref, Spec
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.notification.command import WebhookCommand
from domain.notification.state.webhook import KeyKind, Webhook, WebhookKey
from domain.rules.facts import Facts
from domain.rules.requirement import room_for

KEYS_MOST = 4
"""Keys of a webhook that sign at the same time."""
KEY_KIND: Final = Spec(doc="How messages are signed.")


def new_key(kind: KeyKind, facts: Facts) -> WebhookKey:
    """A key that begins now; what it is derives from its id."""
    return WebhookKey(id=facts.new_id, kind=kind, since=facts.now)


class WebhookKeyAdded(Follows[Webhook], type="webhook.key-added"):
    key: WebhookKey
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return replace(webhook, keys=(*webhook.keys, self.key))


class AddWebhookKey(WebhookCommand, requires=(room_for("keys", KEYS_MOST, "webhook-keys-most"),)):
    """Add a signing key. Each key of the webhook signs its messages from then on. Only this answer shows the key."""

    key_kind: Annotated[KeyKind, KEY_KIND] = KeyKind.HMAC

    def decide(self, webhook: Webhook, facts: Facts) -> WebhookKeyAdded:
        return WebhookKeyAdded(key=new_key(self.key_kind, facts), by=facts.actor.subject)


class WebhookKeyWithdrawn(Follows[Webhook], type="webhook.key-withdrawn"):
    key: str
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return replace(webhook, keys=tuple(key for key in webhook.keys if key.id != self.key))


def another_key(webhook: Webhook, facts: Facts) -> Problem | None:
    """The webhook has another key."""
    return RuleNotMet(code="webhook-key-last") if len(webhook.keys) == 1 else None


class WithdrawWebhookKey(WebhookCommand, requires=(another_key,)):
    """Withdraw a key, once the receiver has another one."""

    key: Annotated[str, Ref(doc="Id of the key: `WebhookKey.id`.", to="keys")]

    def decide(self, webhook: Webhook, facts: Facts) -> WebhookKeyWithdrawn:
        if self.key not in {key.id for key in webhook.keys}:
            raise Refused(invalid("key", "webhook-key-unknown"))
        return facts.record(WebhookKeyWithdrawn, self)
