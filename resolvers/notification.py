"""Queries for the webhooks and mail addresses of the caller's own agency, and for the result of every delivery."""

import json
from base64 import b64encode
from datetime import UTC, timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.access.record import Reading
from domain.kernel.event import JobState
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotFound, Refused
from domain.kernel.vocabulary import Kind, ListOrder, kind_of
from domain.notification.state import receivers as mailing_rows
from domain.notification.state import receivers as webhook_rows
from domain.notification.state.receivers import KeyKind
from resolvers.context import ContextInfo, RequestContext
from resolvers.fields import listing, one, paged
from resolvers.pages import ListPage, Paging, Row, page_of
from resolvers.recorded import note, opened, recorded, recorded_inside
from resolvers.request import needs
from schema.connection import Connection
from schema.cost import reads
from schema.lists import Id, InTime, is_reverse
from schema.notification import Delivery, DeliveryFilter
from store.driver.conditions import cursor_of
from store.heads.reader import sees
from store.heads.to_state import state_in
from store.read.notifications import Occurrence, message

SHOWN_FOR = timedelta(minutes=10)
"""Time during which a repeated command shows a new key again, in case the first answer was lost."""
ELSEWHERE = "null when it is missing or belongs to another agency."
EVENT_MOST = 100
"""Most characters of an event's name that are read."""


def new_secret(context: RequestContext, webhook: Row, command_id: UUID) -> str | None:
    """Return the key that a command made, in the form of Standard Webhooks; None for another command, and after
    SHOWN_FOR."""
    made = context.store.connection.master.object_id(str(command_id))
    for key in webhook["keys"]:
        if key["id"] == made and context.now - key["since"].replace(tzinfo=UTC) <= SHOWN_FOR:
            secret = context.store.connection.master.webhook_key(webhook["_id"], made)
            if key["kind"] == KeyKind.HMAC:
                return "whsec_" + b64encode(secret).decode()
            public = Ed25519PrivateKey.from_private_bytes(secret).public_key()
            return "whpk_" + b64encode(public.public_bytes_raw()).decode()
    return None


def sees_occurrence(context: RequestContext, occurrence: Occurrence) -> bool:
    """Return whether the caller may see the object of an event. The read of a case is recorded."""
    if occurrence.kind is Kind.PUBLICATION:
        return Scope.PRESS_READ in context.actor.scopes
    seen = sees(context.actor, Kind.CASE, occurrence.head)
    if seen:
        note(context, Reading.CASE, opened(occurrence.head["_id"]))
    return seen


async def read_own(context: RequestContext, kind: Kind, id: str) -> Row | None:
    """Return a webhook or an address of the caller's agency, recorded as read."""
    found = await context.store.heads[kind].one(context.actor, id) if kind_of(id) is kind else None
    if found:
        note(context, Reading.ADMINISTRATION, opened(id))
    return found


async def subscriptions(context: RequestContext, id: str | None) -> list[str]:
    """Return the ids of the agency's webhooks and mail addresses, or only the given one. Raise Refused for another
    agency's id."""
    if id is not None:
        kind = kind_of(id)
        if kind not in (Kind.WEBHOOK, Kind.MAILING) or await read_own(context, kind, id) is None:
            raise Refused(NotFound())
        return [id]
    registry, agencies = context.registry, context.actor.agencies
    own = [webhook.id for webhook in registry.rows(webhook_rows.Webhook).values() if webhook.agency in agencies]
    return own + [mailing.id for mailing in registry.rows(mailing_rows.Mailing).values() if mailing.agency in agencies]


@strawberry.type
class NotificationQuery:
    webhook = one(Kind.WEBHOOK, f"The webhook with this id; {ELSEWHERE}")
    webhooks = listing(Kind.WEBHOOK, "Webhooks of the caller's own agency.")
    mailing = one(Kind.MAILING, f"The mail address with this id; {ELSEWHERE}")
    mailings = listing(Kind.MAILING, "Mail addresses that the caller's own agency entered.")

    @strawberry.field(
        graphql_type=Connection[Delivery],
        description="Messages to the webhooks and mail addresses of the caller's own agency, latest ordered first. "
        "Each message has every attempt to deliver it. The state DEAD is for messages that failed for good; "
        "`redeliverWebhook`, `redeliverSince` and `resendLetter` send them again.",
        extensions=[recorded(Reading.ADMINISTRATION, "deliveries"), needs(Scope.FOCAL_MANAGE)],
        metadata=reads(3, page=1),
    )
    @paged
    async def deliveries(
        self,
        info: ContextInfo,
        paging: Paging,
        filter: Annotated[
            DeliveryFilter | None, strawberry.argument(description="Conditions that the messages must meet.")
        ] = None,
        order_by: InTime = ListOrder.NEWEST,
    ) -> ListPage:
        wanted = filter or DeliveryFilter()
        state = JobState(wanted.state) if wanted.state else None
        targets = await subscriptions(info.context, wanted.subscription)
        deliveries = info.context.store.deliveries
        page = await deliveries.page(targets, paging.size, paging.cursor, state, paging.backward, is_reverse(order_by))
        count = partial(deliveries.count, targets, state)
        return page_of(page, paging, lambda row: cursor_of(row["ordered_at"], row["id"]), count)

    @strawberry.field(
        description="Message that a webhook of the caller's own agency would get about an event now, as JSON. Nothing "
        "is sent. Null when the webhook did not subscribe to such an event, or may not receive it.",
        extensions=[
            recorded_inside(Reading.ADMINISTRATION, "The webhook is opened too, and is not in the answer."),
            needs(Scope.FOCAL_MANAGE),
        ],
        metadata=reads(5),
    )
    async def webhook_dry_run(
        self,
        info: ContextInfo,
        webhook_id: Id,
        event: Annotated[
            str, strawberry.argument(description="Event, spelled as in deliveries: id of the object and version.")
        ],
    ) -> str | None:
        context = info.context
        row = await read_own(context, Kind.WEBHOOK, webhook_id)
        occurrence = await context.store.occurrence(event[:EVENT_MOST])
        if row is None or occurrence is None or not sees_occurrence(context, occurrence):
            return None
        master = context.store.connection.master
        found = message(occurrence, state_in(Kind.WEBHOOK, row), context.registry, context.now, master)
        return json.dumps(found, ensure_ascii=False) if found else None
