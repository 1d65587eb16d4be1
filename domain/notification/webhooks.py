"""How an agency has programs told: one officer enters where and of what, a second one lets it begin.

An address that the register sends to leaves the house, so whoever entered or changed it does not enable it (G5).
Rights are not kept here: they are asked for anew for each message, as if the agency's program came and read.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.state.case import Category
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Items, Ref, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, invalid, unguarded
from domain.kernel.roles import Post
from domain.notification.address import ADDRESS_MOST, well_formed
from domain.notification.keys import ADMINS, KEY_KIND, WebhookKeyAdded, WebhookKeyWithdrawn, kept_row, new_key
from domain.notification.redelivery import AllRedeliveryOrdered, RedeliveryOrdered, WebhookTried
from domain.notification.webhook import KeyKind, Topic, Webhook, WebhookKey, WebhookState
from domain.registry.client import ClientState
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, same_person

NAME_MOST, REASON_MOST, FILTER_MOST = 100, 300, 50
WEBHOOKS_MOST = 20
"""Webhooks of an agency that are not disabled."""


class WebhookRegistered(Event, type="webhook.registered"):
    """A webhook was entered, with its first key."""

    agency: str
    name: Sealed
    address: Sealed
    topics: tuple[Topic, ...]
    key: WebhookKey
    by: str
    client: str | None = None
    categories: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()


class WebhookChanged(Event, type="webhook.changed"):
    """It leads elsewhere or asks for something else, and waits for a second person again."""

    name: Sealed
    address: Sealed
    topics: tuple[Topic, ...]
    by: str
    categories: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()


class WebhookEnabled(Event, type="webhook.enabled"):
    """A second person let it begin."""

    by: str


class WebhookDisabled(Event, type="webhook.disabled"):
    """It is sent nothing from now on."""

    by: str
    reason: Sealed


class WebhookGone(Event, type="webhook.gone"):
    """The receiver answered that it wants no more (RFC 9110 section 15.5.11)."""


_NAME = Words(doc="Its name, for the agency's own officers.", most=NAME_MOST)
_ADDRESS = Words(
    doc="Where messages are posted: https, a name in ASCII, port 443 or 8443. Put no secret into it.",
    most=ADDRESS_MOST,
)
_TOPICS = Items(doc="What it is told of.", most=len(Topic))
_CATEGORIES = Items(doc="Only cases of these fields of administration; all when empty.", most=len(Category))
_PUBLISHERS = Items(doc="Only notices of these agencies; all when empty.", most=FILTER_MOST)


@dataclass(frozen=True, kw_only=True)
class RegisterWebhook:
    """Enter a webhook of one's own agency; a second person enables it. Its key is shown once, in the answer."""

    name: Annotated[str, _NAME]
    address: Annotated[str, _ADDRESS]
    topics: Annotated[tuple[Topic, ...], _TOPICS]
    key_kind: Annotated[KeyKind, KEY_KIND] = KeyKind.HMAC
    client: Annotated[str | None, Ref(doc="The agency's program with whose rights it is told.")] = None
    categories: Annotated[tuple[Category, ...], _CATEGORIES] = ()
    publishers: Annotated[tuple[str, ...], _PUBLISHERS] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeWebhook:
    """Say anew where a webhook leads and what it is told of; it rests until a second person enables it again."""

    name: Annotated[str, _NAME]
    address: Annotated[str, _ADDRESS]
    topics: Annotated[tuple[Topic, ...], _TOPICS]
    categories: Annotated[tuple[Category, ...], _CATEGORIES] = ()
    publishers: Annotated[tuple[str, ...], _PUBLISHERS] = ()


@dataclass(frozen=True, kw_only=True)
class EnableWebhook:
    """Let a webhook begin (a second person)."""


@dataclass(frozen=True, kw_only=True)
class DisableWebhook:
    """Stop a webhook; what was not delivered yet waits until somebody orders it again."""

    reason: Annotated[str, Words(doc="Why.", most=REASON_MOST)]


@dataclass(frozen=True, kw_only=True)
class NoteWebhookGone:
    """Note that the receiver wants no more (an act of the register itself)."""


def register(state: None, command: RegisterWebhook, facts: Facts) -> tuple[Event, ...]:
    """Enter a webhook."""
    rows = facts.registry.rows(Webhook).values()
    own = [each for each in rows if facts.acts_for(each.agency) and each.state is not WebhookState.DISABLED]
    if len(own) >= WEBHOOKS_MOST:
        raise Refused(LimitReached(code="webhooks-most", limit=WEBHOOKS_MOST))
    if command.client is not None and not _own_program(command.client, facts):
        raise Refused(invalid("client", "own-program-needed"))
    _check(command, facts)
    return (
        WebhookRegistered(
            agency=facts.actor.own,
            name=facts.reference("name"),
            address=facts.reference("address"),
            topics=command.topics,
            key=new_key(command.key_kind, facts),
            by=facts.actor.subject,
            client=command.client,
            categories=tuple(each.value for each in command.categories),
            publishers=command.publishers,
        ),
    )


def _own_program(client: str, facts: Facts) -> bool:
    program = facts.registry.clients.get(client)
    return program is not None and program.state is ClientState.ACTIVE and facts.acts_for(program.agency)


def _check(command: RegisterWebhook | ChangeWebhook, facts: Facts) -> None:
    if not well_formed(command.address):
        raise Refused(invalid("address", "webhook-address"))
    if not command.topics:
        raise Refused(invalid("topics", "topic-needed"))
    if not set(command.publishers) <= set(facts.registry.agencies):
        raise Refused(invalid("publishers", "agency-unknown"))


def may_enable(state: Webhook, facts: Facts) -> Problem | None:
    """By a second person (G5)."""
    if same_person(state.set_by, facts.actor.subject, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return own_agency(state, facts)


def change(state: Webhook, command: ChangeWebhook, facts: Facts) -> tuple[Event, ...]:
    """Change it."""
    _check(command, facts)
    return (
        WebhookChanged(
            name=facts.reference("name"),
            address=facts.reference("address"),
            topics=command.topics,
            by=facts.actor.subject,
            categories=tuple(each.value for each in command.categories),
            publishers=command.publishers,
        ),
    )


def enable(state: Webhook, command: EnableWebhook, facts: Facts) -> tuple[Event, ...]:
    """Enable it."""
    return (WebhookEnabled(by=facts.actor.subject),)


def disable(state: Webhook, command: DisableWebhook, facts: Facts) -> tuple[Event, ...]:
    """Disable it."""
    return (WebhookDisabled(by=facts.actor.subject, reason=facts.reference("reason")),)


def note_gone(state: Webhook, command: NoteWebhookGone, facts: Facts) -> tuple[Event, ...]:
    """Note it."""
    return (WebhookGone(),)


def evolve_webhook(state: Webhook | None, event: Event, id: str) -> Webhook:
    """Fold one webhook event."""
    match state, event:
        case None, WebhookRegistered() as it:
            return Webhook(
                id=id,
                agency=it.agency,
                name=it.name,
                address=it.address,
                topics=it.topics,
                keys=(it.key,),
                set_by=it.by,
                client=it.client,
                categories=it.categories,
                publishers=it.publishers,
            )
        case Webhook(), WebhookChanged() as it:
            return replace(
                state,
                name=it.name,
                address=it.address,
                topics=it.topics,
                set_by=it.by,
                categories=it.categories,
                publishers=it.publishers,
                state=WebhookState.DRAFT,
                gone=False,
            )
        case Webhook(), WebhookEnabled(by=by):
            return replace(state, state=WebhookState.ACTIVE, enabled_by=by, gone=False)
        case Webhook(), WebhookDisabled(by=by, reason=reason):
            return replace(state, state=WebhookState.DISABLED, disabled_by=by, reason=reason)
        case Webhook(), WebhookGone():
            return replace(state, state=WebhookState.DISABLED, gone=True)
        case Webhook(), WebhookKeyAdded(key=key):
            return replace(state, keys=(*state.keys, key))
        case Webhook(), WebhookKeyWithdrawn(key=key):
            return replace(state, keys=tuple(each for each in state.keys if each.id != key))
        case Webhook(), WebhookTried() | RedeliveryOrdered() | AllRedeliveryOrdered():
            return state
    raise TypeError(f"{event.TYPE} does not follow {state}")


SECONDS = frozenset({Post.ADMIN, Post.SIGNATORY})
DRAFT, ACTIVE, DISABLED = WebhookState.DRAFT, WebhookState.ACTIVE, WebhookState.DISABLED


ACTIONS = (
    Action(
        command=RegisterWebhook,
        stream=Kind.WEBHOOK,
        creates=True,
        decide=register,
        scope=Scope.FOCAL_MANAGE,
        posts=ADMINS,
    ),
    kept_row(ChangeWebhook, change, DRAFT, ACTIVE, DISABLED),
    kept_row(EnableWebhook, enable, DRAFT, DISABLED, posts=SECONDS, may=may_enable),
    kept_row(DisableWebhook, disable, DRAFT, ACTIVE, posts=SECONDS),
    Action(
        command=NoteWebhookGone,
        stream=Kind.WEBHOOK,
        decide=note_gone,
        states=frozenset({ACTIVE}),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
