"""Telling programs outside what is due for their agency, before a deadline and after it.

Nothing happens in the record when time passes, so this is looked for by the clock. The rows of deliveries derive from
duty and deadline: two workers, or a crash in the middle, make none twice and miss none.
"""

import logging
from typing import Any, Final

from domain.notification.messages import alerts
from domain.notification.state.receivers import Webhook, WebhookState
from store.process import logs
from store.queue.deliveries import Order
from store.read.notifications import due_reader
from store.store import Store
from workers.announce import WEBHOOK
from workers.register_faults import order_register_faults

log = logging.getLogger("casebook.worker")
DUE_MINUTES: Final = frozenset(range(2, 60, 5))
"""The minutes of every hour at which is looked: a term may end at any time of the day."""
ORDERS_AT_ONCE: Final = 500


async def order_alerts(store: Store) -> int:
    """Order what every active webhook is to be told now and was not; how much that is."""
    registry, now, ordered = await store.registry.current(), store.connection.clock(), 0
    for webhook in registry.rows(Webhook).values():
        actor = due_reader(webhook.agency, webhook.client, registry, now, store.connection.master)
        if webhook.state is not WebhookState.ACTIVE or actor is None:
            continue
        orders: list[Order] = []
        async for due in store.inboxes.near(actor, registry, now):
            for alert in alerts([due], webhook, now):
                orders.append(Order(target=webhook.id, event=alert.event, topic=alert.type, job=WEBHOOK))
            if len(orders) >= ORDERS_AT_ONCE:
                ordered += await store.deliveries.order(orders)
                orders = []
        ordered += await store.deliveries.order(orders)
    return ordered


async def sweep_due(ctx: dict[Any, Any]) -> str:
    """The arq task: one look; what became of it, for the log."""
    logs.begin()
    ordered = await order_alerts(ctx["store"]) + await order_register_faults(ctx["store"])
    if ordered:
        log.info("alerts ordered: %d", ordered)
    return f"ordered {ordered}"
