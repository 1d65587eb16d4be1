"""Keys that sign a webhook's messages: several at once, so that a receiver changes over without losing one."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.notification.webhook import KeyKind, Webhook, WebhookKey, WebhookState
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency

KEYS_MOST = 4
"""Keys of a webhook that sign at the same time."""
KEY_KIND: Final = Spec(doc="How messages are signed.")
ADMINS: Final = frozenset({Post.ADMIN})


class WebhookKeyAdded(Event, type="webhook.key-added"):
    """One key more signs."""

    key: WebhookKey
    by: str


class WebhookKeyWithdrawn(Event, type="webhook.key-withdrawn"):
    """A key signs no more."""

    key: str
    by: str


@dataclass(frozen=True, kw_only=True)
class AddWebhookKey:
    """Add a key, which signs beside the others from now on; it is shown in the answer and never again."""

    key_kind: Annotated[KeyKind, KEY_KIND] = KeyKind.HMAC


@dataclass(frozen=True, kw_only=True)
class WithdrawWebhookKey:
    """Withdraw a key, once the receiver knows another one."""

    key: Annotated[str, Ref(doc="The key.")]


def new_key(kind: KeyKind, facts: Facts) -> WebhookKey:
    """A key that begins now; what it is derives from its id."""
    return WebhookKey(id=facts.new_id, kind=kind, since=facts.now)


def add_key(state: Webhook, command: AddWebhookKey, facts: Facts) -> tuple[Event, ...]:
    """Add a key."""
    if len(state.keys) >= KEYS_MOST:
        raise Refused(LimitReached(code="webhook-keys-most", limit=KEYS_MOST))
    return (WebhookKeyAdded(key=new_key(command.key_kind, facts), by=facts.actor.subject),)


def withdraw_key(state: Webhook, command: WithdrawWebhookKey, facts: Facts) -> tuple[Event, ...]:
    """Withdraw a key; one stays."""
    if command.key not in {each.id for each in state.keys}:
        raise Refused(invalid("key", "webhook-key-unknown"))
    if len(state.keys) == 1:
        raise Refused(RuleNotMet(code="webhook-key-last"))
    return (WebhookKeyWithdrawn(key=command.key, by=facts.actor.subject),)


def kept_row(command: type, decide: Any, *states: WebhookState, **more: Any) -> Action:
    """The row of an act on an existing webhook by its own agency."""
    given: dict[str, Any] = {"posts": ADMINS, "may": own_agency, "scope": Scope.FOCAL_MANAGE, **more}
    return Action(command=command, stream=Kind.WEBHOOK, decide=decide, states=frozenset(states), **given)


ACTIONS = (
    kept_row(AddWebhookKey, add_key, *WebhookState),
    kept_row(WithdrawWebhookKey, withdraw_key, *WebhookState),
)
