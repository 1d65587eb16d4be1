"""Webhooks of an agency: their addresses and signing keys. One officer enters a webhook, and a second officer enables
it.

Messages leave the register. So the person who entered or changed the address may not enable the webhook (G5). Rights
are not stored here. They are checked for each message, as if the agency's program read the data.

The host must be a name, never an IP address, so every host is resolved and checked when a message is sent. An address
has no user, no fragment and only ASCII characters. A host name in other letters is written as `xn--…`.
"""

import re
from dataclasses import replace
from typing import Annotated, Final

from domain.case.state.case import Category
from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows, Sealed, Topic, filled
from domain.kernel.fields import Items, Ref, Refs, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Problem, Refused, RuleNotMet, invalid, misfit
from domain.kernel.vocabulary import KEEPERS, Kind, Post
from domain.kernel.wording import SENTENCE_LEAST, Exempt
from domain.notification.command import WebhookCommand
from domain.notification.state.receivers import KeyKind, LoopbackAdmitted, Webhook, WebhookKey, WebhookState
from domain.registry.accounts import ClientState
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for, room_for, second_person

KEYS_MOST = 4
"""Most keys of a webhook that sign messages at the same time."""
KEY_KIND: Final = Spec(doc="Way in which messages are signed.")


def new_key(kind: KeyKind, facts: Facts) -> WebhookKey:
    """Return a key that is valid from now. The bytes of the key are derived from its id."""
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
    """The webhook has at least one other key."""
    return RuleNotMet(code="webhook-key-last") if len(webhook.keys) == 1 else None


class WithdrawWebhookKey(WebhookCommand, requires=(another_key,)):
    """Withdraw a signing key of a webhook, after the receiver has another key."""

    key: Annotated[str, Ref(doc="Id of the key: `WebhookKey.id`.", to="keys")]

    def decide(self, webhook: Webhook, facts: Facts) -> WebhookKeyWithdrawn:
        if self.key not in {key.id for key in webhook.keys}:
            raise Refused(invalid("key", "webhook-key-unknown"))
        return facts.record(WebhookKeyWithdrawn, self)


ADDRESS_MOST: Final = 300
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PATH: Final = r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
_PUBLIC: Final = re.compile(
    rf"https://(?P<host>(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?)(?::(?P<port>[0-9]{{1,5}}))?{_PATH}"
)
_LOOPBACK: Final = re.compile(rf"http://(?:127\.0\.0\.1|\[::1\])(?::[0-9]{{1,5}})?{_PATH}")
_INSIDE: Final = ("localhost", "local", "internal", "intranet", "lan", "home", "arpa", "onion")
"""Last labels of host names on the machine itself or in its local network (RFC 6761, RFC 6762, RFC 8375)."""
PORTS: Final = frozenset({443, 8443})


def on_loopback(address: str) -> bool:
    """Return whether the address is an http address on the machine itself. The settings allow such addresses for
    development only."""
    return _LOOPBACK.fullmatch(address) is not None


def well_formed(address: str, ports: frozenset[int] = PORTS) -> bool:
    """Return whether the address is https to an outside host name on an allowed port, or http on the machine itself."""
    if len(address) > ADDRESS_MOST:
        return False
    if on_loopback(address):
        return True
    found = _PUBLIC.fullmatch(address)
    if found is None or len(found["host"]) > 253 or found["host"].rpartition(".")[2] in _INSIDE:
        return False
    return int(found["port"] or 443) in ports


NAME_MOST, REASON_MOST, FILTER_MOST = 100, 300, 50
WEBHOOKS_MOST = 20
"""Most webhooks of an agency, not counting disabled ones."""
NAME = Words(doc="Name of the webhook, for officers of the agency.", most=NAME_MOST)
ADDRESS = Words(
    doc="Address to which messages are posted: https, a name in ASCII, port 443 or 8443. Put no secret into it.",
    most=ADDRESS_MOST,
    exempt=Exempt.ACCOUNT,
)
TOPICS = Items(doc="Topics of the messages.", most=len(Topic))
CATEGORIES = Items(doc="Fields of administration of the cases; empty for all.", most=len(Category))
PUBLISHERS = Refs(doc="Agencies whose notices are sent; empty for all.", most=FILTER_MOST, to=Kind.AGENCY)


def _check(address: str, topics: tuple[Topic, ...], publishers: tuple[str, ...], facts: Facts) -> None:
    if not well_formed(address):
        raise Refused(invalid("address", "webhook-address"))
    if on_loopback(address) and not facts.known(LoopbackAdmitted):
        raise Refused(invalid("address", "webhook-loopback"))
    if not topics:
        raise Refused(invalid("topics", "topic-needed"))
    refuse_for(*misfit("publishers", "agency-unknown", publishers, facts.registry.agencies.__contains__))


class WebhookRegistered(Begins[Webhook], type="webhook.registered"):
    agency: str
    name: Sealed
    address: Sealed
    topics: tuple[Topic, ...]
    key: WebhookKey
    by: str
    client: str | None = None
    categories: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()

    def begin(self, id: str) -> Webhook:
        return filled(Webhook, self, id=id, keys=(self.key,), set_by=self.by)


class RegisterWebhook(
    OpeningCommand, kind=Kind.WEBHOOK, scope=Scope.FOCAL_MANAGE, posts={Post.ADMIN}, needs=(LoopbackAdmitted,)
):
    """Enter a webhook of your agency. A second person enables it. Only this answer shows its key."""

    name: Annotated[str, NAME]
    address: Annotated[str, ADDRESS]
    topics: Annotated[tuple[Topic, ...], TOPICS]
    key_kind: Annotated[KeyKind, KEY_KIND] = KeyKind.HMAC
    client: Annotated[
        str | None,
        Ref(
            doc="Program of the agency. When you name one, the webhook sends only what this program may read.",
            to=Kind.CLIENT,
        ),
    ] = None
    categories: Annotated[tuple[Category, ...], CATEGORIES] = ()
    publishers: Annotated[tuple[str, ...], PUBLISHERS] = ()

    def decide(self, state: None, facts: Facts) -> WebhookRegistered:
        self._check_limit(facts)
        if self.client is not None and not _own_program(self.client, facts):
            raise Refused(invalid("client", "own-program-needed"))
        _check(self.address, self.topics, self.publishers, facts)
        return facts.record(
            WebhookRegistered,
            self,
            key=new_key(self.key_kind, facts),
            categories=tuple(category.value for category in self.categories),
        )

    def _check_limit(self, facts: Facts) -> None:
        rows = facts.registry.rows(Webhook).values()
        own = [row for row in rows if facts.acts_for(row.agency) and row.state is not WebhookState.DISABLED]
        if len(own) >= WEBHOOKS_MOST:
            raise Refused(LimitReached(code="webhooks-most", limit=WEBHOOKS_MOST))


def _own_program(client: str, facts: Facts) -> bool:
    program = facts.registry.clients.get(client)
    return program is not None and program.state is ClientState.ACTIVE and facts.acts_for(program.agency)


class WebhookChanged(Follows[Webhook], type="webhook.changed"):
    """The address or topics of the webhook changed. A second person must enable it again."""

    name: Sealed
    address: Sealed
    topics: tuple[Topic, ...]
    by: str
    categories: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()

    def fold(self, webhook: Webhook) -> Webhook:
        return replace(
            webhook,
            name=self.name,
            address=self.address,
            topics=self.topics,
            set_by=self.by,
            categories=self.categories,
            publishers=self.publishers,
            state=WebhookState.DRAFT,
            gone=False,
        )


class ChangeWebhook(WebhookCommand, needs=(LoopbackAdmitted,)):
    """Change the address and topics of a webhook. The webhook sends nothing until a second person enables it again."""

    name: Annotated[str, NAME]
    address: Annotated[str, ADDRESS]
    topics: Annotated[tuple[Topic, ...], TOPICS]
    categories: Annotated[tuple[Category, ...], CATEGORIES] = ()
    publishers: Annotated[tuple[str, ...], PUBLISHERS] = ()

    def decide(self, webhook: Webhook, facts: Facts) -> WebhookChanged:
        _check(self.address, self.topics, self.publishers, facts)
        return facts.record(WebhookChanged, self, categories=tuple(category.value for category in self.categories))


class WebhookEnabled(Follows[Webhook], type="webhook.enabled"):
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return replace(webhook, state=WebhookState.ACTIVE, enabled_by=self.by, gone=False)


def set_by_another(webhook: Webhook, facts: Facts) -> Problem | None:
    """Another person entered or changed the webhook (G5)."""
    return second_person(webhook.set_by, facts)


class EnableWebhook(
    WebhookCommand,
    posts=KEEPERS,
    states={WebhookState.DRAFT, WebhookState.DISABLED},
    writes=WebhookEnabled,
    requires=(set_by_another,),
):
    """Enable a webhook, as a second person."""


class WebhookDisabled(
    Follows[Webhook], type="webhook.disabled", state=WebhookState.DISABLED, sets={"disabled_by": "by"}
):
    by: str
    reason: Sealed


class DisableWebhook(WebhookCommand, posts=KEEPERS, states={WebhookState.DRAFT, WebhookState.ACTIVE}):
    """Disable a webhook. Undelivered messages wait until somebody orders them to be sent again."""

    reasons: Annotated[str, Words(doc="Reasons for disabling the webhook.", least=SENTENCE_LEAST, most=REASON_MOST)]

    def decide(self, webhook: Webhook, facts: Facts) -> WebhookDisabled:
        return WebhookDisabled(by=facts.actor.subject, reason=facts.reference("reasons"))


class WebhookGone(Follows[Webhook], type="webhook.gone"):
    """The receiver refused further messages (RFC 9110 section 15.5.11)."""

    def fold(self, webhook: Webhook) -> Webhook:
        return replace(webhook, state=WebhookState.DISABLED, gone=True)


class NoteWebhookGone(
    CommandOn[Webhook], kind=Kind.WEBHOOK, states={WebhookState.ACTIVE}, additive=True, by={ActorKind.SYSTEM}
):
    """Record that the receiver refused further messages (an act of the register itself)."""

    def decide(self, webhook: Webhook, facts: Facts) -> WebhookGone:
        return WebhookGone()
