"""From an event to deliveries: a row for each subscription that asked for it and may know it.

Killed in the middle, it is done again, and the ids are the same again: no row twice, none forgotten.
"""

from collections.abc import AsyncIterator

from domain.announcing import ANNOUNCE
from domain.streams import Kind
from domain.webhook import WebhookState
from domain.webhook_messages import TRIAL
from store.deliveries import Order
from store.outbox import Claim
from store.store import Store
from store.telling import Happening, message

WEBHOOK = "deliver-webhook"
"""The job of a delivery to a webhook."""


class OutOfTurn(Exception):
    """An earlier version of the notice is not announced yet: this one waits its turn."""


async def announce(store: Store, claim: Claim) -> None:
    """Order the deliveries of the event that the errand belongs to. Raises OutOfTurn."""
    event = claim.id.rpartition(":")[0]
    told = await store.telling(event)
    assert told is not None, f"announced without its revision: {event}"
    if told.kind is Kind.PUBLICATION and await store.outbox.earlier(claim, ANNOUNCE):
        raise OutOfTurn
    await store.deliveries.order([each async for each in _orders(store, told)])


async def _orders(store: Store, told: Happening) -> AsyncIterator[Order]:
    registry, now = await store.registry.current(), store.connection.clock()
    lane = told.kind is Kind.PUBLICATION
    for each in registry.webhooks.values():
        if each.state is not WebhookState.ACTIVE:
            continue
        if found := message(told, each, registry, now, store.connection.master):
            yield Order(target=each.id, event=told.id, topic=str(found["type"]), job=WEBHOOK, lane=lane)


async def order_trial(store: Store, claim: Claim) -> None:
    """Order the trial message that an officer asked for."""
    event = claim.id.rpartition(":")[0]
    await store.deliveries.order([Order(target=claim.stream, event=event, topic=TRIAL, job=WEBHOOK)])


async def redeliver(store: Store, claim: Claim) -> None:
    """Begin a delivery of the subscription anew; what is under way, or is none of its own, is left as it is."""
    await store.deliveries.requeue(claim.data["delivery"], claim.stream)
