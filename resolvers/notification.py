"""Reading webhooks, addresses to write to, and what became of every delivery; of the caller's own agency only."""

import json
from base64 import b64encode
from datetime import UTC, timedelta
from typing import Annotated

import strawberry
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.job import JobState
from domain.kernel.kind import Kind, kind_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed, NotFound, Refused
from domain.notification import mailing as mailing_rows
from domain.notification import webhook as webhook_rows
from domain.notification.webhook import KeyKind
from resolvers.context import RequestContext
from resolvers.pages import Listed, Row
from schema.arguments import After, First, Id
from schema.notification import DeliveryConnection, Mailing, MailingConnection, Webhook, WebhookConnection
from store.heads.visibility import sees
from store.mongo.pages import cursor_of
from store.read.notifications import Occurrence, message
from store.read.state_from_head import state_in

ContextInfo = Info[RequestContext, None]
OWN = "of the caller's own agency. Needs the scope `focal:manage`."
SHOWN_FOR = timedelta(minutes=10)
"""How long a key is shown again to who repeats the command, because the first answer was lost."""


def shown_once(context: RequestContext, webhook: Row, command: str) -> str | None:
    """The key that a command made, spelled as Standard Webhooks has it; None for another command, and later."""
    for key in webhook["keys"]:
        if key["id"] == command and context.now - key["since"].replace(tzinfo=UTC) <= SHOWN_FOR:
            secret = context.store.connection.master.webhook_key(webhook["_id"], command)
            if key["kind"] == KeyKind.HMAC:
                return "whsec_" + b64encode(secret).decode()
            public = Ed25519PrivateKey.from_private_bytes(secret).public_key()
            return "whpk_" + b64encode(public.public_bytes_raw()).decode()
    return None


def may_keep(context: RequestContext) -> None:
    """Raises NotAllowed without the scope to keep the agency's webhooks."""
    if Scope.FOCAL_MANAGE not in context.actor.scopes:
        raise NotAllowed("scope-missing", Scope.FOCAL_MANAGE)


async def own(context: RequestContext, kind: Kind, id: str) -> Row | None:
    """One row of the caller's agency, noted as read."""
    may_keep(context)
    if kind_of(id) is not kind:
        return None
    found = await context.store.heads[kind].one(context.actor, id)
    if found:
        context.store.access.note(context.actor, Reading.ADMINISTRATION, streams=(id,), count=1)
    return found


async def listed(context: RequestContext, kind: Kind, first: int, after: str | None) -> Listed:
    """A page of the agency's rows, noted as read."""
    may_keep(context)
    page = await context.store.heads[kind].page(context.actor, first, after)
    context.store.access.note(context.actor, Reading.ADMINISTRATION, filters=(kind.value,), count=len(page.rows))
    return Listed.of(page.rows, page.more, lambda row: str(row["_id"]))


def may_see(context: RequestContext, told: Occurrence) -> bool:
    """Whether the caller may know the event's object too; a case is noted as read."""
    if told.kind is Kind.PUBLICATION:
        return Scope.PRESS_READ in context.actor.scopes
    seen = sees(context.actor, Kind.CASE, told.head)
    if seen:
        context.store.access.note(context.actor, Reading.CASE, streams=(told.head["_id"],), count=1)
    return seen


async def subscriptions(context: RequestContext, one: str | None) -> list[str]:
    """The ids of the agency's webhooks and addresses, or of the one named. Raises Refused for one of others."""
    if one is not None:
        kind = kind_of(one)
        if kind not in (Kind.WEBHOOK, Kind.MAILING) or await own(context, kind, one) is None:
            raise Refused(NotFound())
        return [one]
    registry, actor = context.registry, context.actor
    found = [row.id for row in registry.rows(webhook_rows.Webhook).values() if row.agency in actor.agencies]
    return found + [row.id for row in registry.rows(mailing_rows.Mailing).values() if row.agency in actor.agencies]


@strawberry.type
class WebhookQuery:
    """Reading what is told outside."""

    @strawberry.field(graphql_type=Webhook | None, description=f"A webhook {OWN} Null when missing or of others.")
    async def webhook(self, info: ContextInfo, id: Id) -> Row | None:
        """One webhook."""
        return await own(info.context, Kind.WEBHOOK, id)

    @strawberry.field(graphql_type=WebhookConnection, description=f"Webhooks {OWN}")
    async def webhooks(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of webhooks."""
        return await listed(info.context, Kind.WEBHOOK, first, after)

    @strawberry.field(
        graphql_type=Mailing | None, description=f"An address to write to {OWN} Null when missing or of others."
    )
    async def mailing(self, info: ContextInfo, id: Id) -> Row | None:
        """One address."""
        return await own(info.context, Kind.MAILING, id)

    @strawberry.field(graphql_type=MailingConnection, description=f"Addresses to write to {OWN}")
    async def mailings(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of addresses."""
        return await listed(info.context, Kind.MAILING, first, after)

    @strawberry.field(
        graphql_type=DeliveryConnection,
        description="What was told, the last ordered first, with every try. With `state: DEAD` the dead letters, "
        f"which `redeliverWebhook`, `redeliverSince` and `resendLetter` begin anew; {OWN}",
    )
    async def deliveries(
        self,
        info: ContextInfo,
        first: First,
        after: After = None,
        subscription_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only to this webhook or address.")
        ] = None,
        state: Annotated[JobState | None, strawberry.argument(description="Only those that stand so.")] = None,
    ) -> Listed:
        """A page of deliveries."""
        context = info.context
        may_keep(context)
        targets = await subscriptions(context, subscription_id)
        page = await context.store.deliveries.page(targets, first, after, JobState(state) if state else None)
        context.store.access.note(context.actor, Reading.ADMINISTRATION, filters=("deliveries",), count=len(page.rows))
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["ordered_at"], row["id"]))

    @strawberry.field(
        description="What a webhook would be told of an event now, as JSON, without sending it; null when it did not "
        f"ask for it or may not know it. A webhook {OWN}"
    )
    async def webhook_dry_run(
        self,
        info: ContextInfo,
        webhook_id: Id,
        event: Annotated[str, strawberry.argument(description="The event: stream and version, as deliveries have it.")],
    ) -> str | None:
        """The body of a message."""
        context = info.context
        row = await own(context, Kind.WEBHOOK, webhook_id)
        told = await context.store.telling(event[:100])
        if row is None or told is None or not may_see(context, told):
            return None
        master = context.store.connection.master
        found = message(told, state_in(Kind.WEBHOOK, row), context.registry, context.now, master)
        return json.dumps(found, ensure_ascii=False) if found else None
