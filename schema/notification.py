"""GraphQL types of webhooks, mail addresses and their deliveries, for the agency that owns them; read from rows of the
store."""

from datetime import datetime

import strawberry

from domain.case.state.case import Category
from domain.kernel.event import JobState, Topic
from domain.kernel.vocabulary import Kind
from domain.notification.state.receivers import KeyKind, MailingState, MailLanguage, MailPurpose, WebhookState
from schema.accounts import Client
from schema.edges import object_field
from schema.node import ActionNode
from schema.problems import Payload
from schema.registry import Agency, agencies_field, agency_field


@strawberry.type
class WebhookKey:
    """A key that signs messages."""

    id: strawberry.ID = strawberry.field(description="Id of the key.")
    kind: KeyKind = strawberry.field(description="Kind of signature.")
    since: datetime = strawberry.field(description="Time at which the key began to sign.")


@strawberry.type
class Webhook(ActionNode):
    """An address at which a program of the agency receives messages about events (Standard Webhooks)."""

    kind_of_stream = Kind.WEBHOOK

    name: str | None = strawberry.field(description="Name of the webhook; null once erased.")
    address: str | None = strawberry.field(description="Address to which messages are posted; null once erased.")
    topics: list[Topic] = strawberry.field(description="Topics of the messages.")
    categories: list[Category] = strawberry.field(description="Fields of administration of the cases; empty for all.")
    publishers: list[Agency] = agencies_field(
        "Agencies whose notices are sent; empty for all.", "publishers", name="publishers"
    )
    keys: list[WebhookKey] = strawberry.field(
        description="Keys that sign the messages. The secret of a key is not included, because it is shown only once."
    )
    client: strawberry.ID | None = strawberry.field(
        name="clientId", description="Program of the agency. The webhook sends only what this program may read."
    )
    client_shown: Client | None = object_field(
        "Program of the agency. The webhook sends only what this program may read.",
        "client",
        name="client",
        graphql_type=Client,
    )
    state: WebhookState = strawberry.field(description="State of the webhook.")
    reason: str | None = strawberry.field(
        name="reasons", description="Reason why an officer last disabled the webhook; null if no officer disabled it."
    )
    gone: bool = strawberry.field(
        description="True if the receiver answered 410, after which no more messages are sent."
    )
    agency: Agency = agency_field("Agency that the webhook belongs to.", "agency")


@strawberry.type
class Mailing(ActionNode):
    """A mail address that the register writes to. The register never shows the address itself."""

    kind_of_stream = Kind.MAILING

    purpose: MailPurpose = strawberry.field(description="Kind of mail that is sent to the address.")
    language: MailLanguage = strawberry.field(
        description="Language of the mail. Texts of agencies stay in their own language."
    )
    consent: str | None = strawberry.field(description="Consent of the owner of the address; null once erased.")
    entered_at: datetime = strawberry.field(description="Time at which the address was entered.")
    state: MailingState = strawberry.field(description="State of the address.")
    stopped_at: datetime | None = strawberry.field(
        description="Time at which the register stopped writing to the address; null before that."
    )
    left: bool = strawberry.field(description="True if the owner unsubscribed with the link in a mail.")
    agency: Agency = agency_field("Agency that entered the address.", "agency")


@strawberry.type
class DeliveryAttempt:
    """An attempt to deliver a message."""

    at: datetime = strawberry.field(description="Time at which the attempt ended.")
    status: int | None = strawberry.field(description="HTTP status of the receiver's answer; null without an answer.")
    failure: str | None = strawberry.field(
        description="Reason why the attempt failed, such as `timeout`; null when it succeeded."
    )


@strawberry.type
class Delivery:
    """A message to one receiver. `id` is the `webhook-id`, or the part of a mail's `Message-ID` before the @."""

    id: strawberry.ID = strawberry.field(
        description="Id of the message. It stays the same when the message is sent again."
    )
    event: str = strawberry.field(description="Event that the message is about: id of the object and version.")
    topic: str = strawberry.field(description="Topic of the message, such as `publication.issued`.")
    state: JobState = strawberry.field(
        description="State of the delivery. DEAD means that the delivery failed for good; an officer can order the "
        "delivery again."
    )
    due_at: datetime = strawberry.field(description="Time at which the next attempt is due.")
    failure: str | None = strawberry.field(
        description="Reason why the message is not delivered. `right-lost` means that the receiver may no longer see "
        "the object."
    )
    attempts: list[DeliveryAttempt] = strawberry.field(description="Newest 20 attempts, oldest first.")


@strawberry.input
class DeliveryFilter:
    """Conditions that messages must meet."""

    subscription: strawberry.ID | None = strawberry.field(
        default=None, description="Only messages to this webhook or mail address."
    )
    state: JobState | None = strawberry.field(default=None, description="Only messages in this state.")


@strawberry.type
class WebhookSecret(Payload):
    """The result of a command on a webhook: the webhook, and a new secret."""

    secret: str | None = strawberry.field(
        default=None,
        description="Key that the command made, for the program that receives messages: the secret key `whsec_…`, or "
        "the public key `whpk_…`. Keep a secret key secret. Only the sender of the command sees the key, for ten "
        "minutes.",
    )
