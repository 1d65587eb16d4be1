"""Telling whoever asked that a scheduled verification found faults.

The verifier may only add to the record, so that a worker looks what the newest verification found. Deliveries are
named by the verification: two workers, or a crash in the middle, tell once.
"""

from domain.notification.messages import REGISTER_FAULT, asked_for, worth_a_message
from domain.notification.state.receivers import Mailing, Webhook
from store.queue.deliveries import Order
from store.read.notifications import subscriber
from store.store import Store
from workers.announce import LETTER, WEBHOOK


async def order_register_faults(store: Store) -> int:
    """Order what is to be told of the newest verification and was not; how much that is."""
    found, now = await store.verifications.newest(), store.connection.clock()
    if found is None or not worth_a_message(found.said, now):
        return 0
    registry, master = await store.registry.current(), store.connection.master
    webhooks = [
        (row.id, WEBHOOK)
        for row in registry.rows(Webhook).values()
        if asked_for(row) and subscriber(row.agency, row.client, registry, now, master)
    ]
    readers = [
        (row.id, LETTER)
        for row in registry.rows(Mailing).values()
        if asked_for(row) and subscriber(row.agency, None, registry, now, master)
    ]
    orders = [
        Order(target=target, event=found.event, topic=REGISTER_FAULT, job=job) for target, job in (*webhooks, *readers)
    ]
    return await store.deliveries.order(orders)
