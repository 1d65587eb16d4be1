"""Webhooks and addresses to write to, with what was sent to them, as their own agency sees them: rows of the store."""

from datetime import datetime

import strawberry

from domain.case.state.case import Category
from domain.kernel.job import JobState
from domain.kernel.kind import Kind
from domain.notification.mailing import MailingState, MailLanguage, MailPurpose
from domain.notification.webhook import KeyKind, Topic, WebhookState
from schema.described import output
from schema.node import ActionNode
from schema.payload import Payload
from schema.registry import Agency, agency_field


@output
class WebhookKey:
    """A key that messages are signed with."""

    id: strawberry.ID = strawberry.field(description="Id of the key.")
    kind: KeyKind = strawberry.field(description="How it signs.")
    since: datetime = strawberry.field(description="Since when it signs.")


@output
class Webhook(ActionNode):
    """Where the agency's program is told of what, by Standard Webhooks."""

    kind_of_stream = Kind.WEBHOOK

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


@output
class Mailing(ActionNode):
    """An address that the register writes to. The address itself is kept apart and shown to nobody."""

    kind_of_stream = Kind.MAILING

    purpose: MailPurpose = strawberry.field(description="What is written.")
    language: MailLanguage = strawberry.field(description="The language of the words around.")
    consent: str | None = strawberry.field(description="How its owner asked for it; null once erased.")
    entered_at: datetime = strawberry.field(description="When it was entered.")
    state: MailingState = strawberry.field(description="Whether it is written to.")
    stopped_at: datetime | None = strawberry.field(description="When it was stopped.")
    left: bool = strawberry.field(description="Whether its owner left, by the link of a letter.")
    agency: Agency = agency_field("The agency that entered it.", "agency")


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
class WebhookSecret(Payload):
    """What a command on a webhook answers besides the webhook."""

    secret: str | None = strawberry.field(
        default=None,
        description="The key that the command made, for the program that receives messages: `whsec_…`, to be kept "
        "secret, or the public key `whpk_…`. Only the sender of the command sees it, for ten minutes.",
    )
