"""Webhooks and addresses to write to, with what was sent to them, as their own agency sees them: rows of the store."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from domain.case.state.case import Category
from domain.kernel.job import JobState
from domain.kernel.kind import Kind
from domain.notification.mailing import MailingState, MailLanguage, MailPurpose
from domain.notification.webhook import KeyKind, Topic, WebhookState
from schema.case import AllowedAction
from schema.context import Context
from schema.described import output
from schema.nodes import Edge, Node, PageInfo, is_of, page_info
from schema.payload import Payload
from schema.registry import Agency, agency_field

ContextInfo = Info[Context, None]
VERSION = "Version; give it as `expectedVersion`."
ACTIONS = "Every action on it, and whether it is open to the caller now."


@output
class WebhookKey:
    """A key that messages are signed with."""

    id: strawberry.ID = strawberry.field(description="Id of the key.")
    kind: KeyKind = strawberry.field(description="How it signs.")
    since: datetime = strawberry.field(description="Since when it signs.")


@output
class Webhook(Node):
    """Where the agency's program is told of what, by Standard Webhooks."""

    n: int = strawberry.field(name="version", description=VERSION)
    name: str | None = strawberry.field(description="Its name; null once erased.")
    address: str | None = strawberry.field(description="Where messages are posted; null once erased.")
    topics: list[Topic] = strawberry.field(description="What it is told of.")
    categories: list[Category] = strawberry.field(description="Only cases of these fields; all when empty.")
    publishers: list[strawberry.ID] = strawberry.field(description="Only notices of these agencies; all when empty.")
    keys: list[WebhookKey] = strawberry.field(description="The keys that sign; what they are is shown once only.")
    client: strawberry.ID | None = strawberry.field(description="The program with whose rights it is told.")
    state: WebhookState = strawberry.field(description="Whether it is sent anything.")
    reason: str | None = strawberry.field(description="Why an officer disabled it last.")
    gone: bool = strawberry.field(description="Whether the receiver itself answered that it wants no more (410).")
    agency: Agency = agency_field("The agency.", "agency")

    @strawberry.field(description=ACTIONS)
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a webhook."""
        return is_of(Kind.WEBHOOK, value)


@output
class Mailing(Node):
    """An address that the register writes to. The address itself is kept apart and shown to nobody."""

    n: int = strawberry.field(name="version", description=VERSION)
    purpose: MailPurpose = strawberry.field(description="What is written.")
    language: MailLanguage = strawberry.field(description="The language of the words around.")
    consent: str | None = strawberry.field(description="How its owner asked for it; null once erased.")
    entered_at: datetime = strawberry.field(description="When it was entered.")
    state: MailingState = strawberry.field(description="Whether it is written to.")
    stopped_at: datetime | None = strawberry.field(description="When it was stopped.")
    left: bool = strawberry.field(description="Whether its owner left, by the link of a letter.")
    agency: Agency = agency_field("The agency that entered it.", "agency")

    @strawberry.field(description=ACTIONS)
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a mailing."""
        return is_of(Kind.MAILING, value)


@output
class DeliveryAttempt:
    """One try to deliver."""

    at: datetime = strawberry.field(description="When it ended.")
    status: int | None = strawberry.field(description="The status that the receiver answered with, if it answered.")
    failure: str | None = strawberry.field(description="Why it was not delivered, such as `timeout`; null when it was.")


@output
class Delivery:
    """One message to one receiver: `id` is the `webhook-id`, or the left part of a letter's `Message-ID`."""

    id: strawberry.ID = strawberry.field(description="Its id, the same however often it is sent.")
    event: str = strawberry.field(description="The event it tells of: stream and version.")
    topic: str = strawberry.field(description="What kind of event, such as `publication.issued`.")
    state: JobState = strawberry.field(description="DEAD: given up, until somebody orders it again.")
    due_at: datetime = strawberry.field(description="When it is due, or due again.")
    failure: str | None = strawberry.field(
        description="Why it is not delivered; `right-lost` on a DONE one: its subscriber may not know it any more."
    )
    attempts: list[DeliveryAttempt] = strawberry.field(description="The newest 20 tries, oldest first.")


@output
class WebhookConnection:
    """A page of webhooks."""

    edges: list[Edge[Webhook]] = strawberry.field(description="The webhooks with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class MailingConnection:
    """A page of addresses to write to."""

    edges: list[Edge[Mailing]] = strawberry.field(description="They, with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class DeliveryConnection:
    """A page of deliveries, by their ids."""

    edges: list[Edge[Delivery]] = strawberry.field(description="The deliveries with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class WebhookPayload(Payload):
    """What a mutation left: the webhook, or the problems that stood in its way."""

    webhook: Webhook | None = strawberry.field(default=None, description="The webhook as it was left.")
    secret: str | None = strawberry.field(
        default=None,
        description="The key that the command made, for the receiver: `whsec_…` to keep secret, or the public "
        "`whpk_…`. Shown to who sent the command, for ten minutes, and never again.",
    )


@output
class MailingPayload(Payload):
    """What a mutation left: the address to write to, or the problems that stood in its way."""

    mailing: Mailing | None = strawberry.field(default=None, description="It, as it was left.")
