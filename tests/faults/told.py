"""The ledgers of those who are told: what the record says that they must get, and what their own process wrote down."""

from base64 import b64encode

from standardwebhooks import Webhook as Independent

from domain.kernel.event import Topic
from domain.notification.state.receivers import Webhook
from store.driver.connection import Connection
from store.queue.deliveries import Order
from store.store import Store
from tests.support.receiving import Received, Receiver
from tests.support.subscribers import active
from tests.support.world import LEAD


async def subscribed(store: Store, address: str, count: int) -> list[str]:
    """Webhooks of the lead agency, which sees every case."""
    return [await active(store, LEAD, address, Topic.CASE_CHANGED) for _ in range(count)]


async def events_of(connection: Connection) -> set[str]:
    """Every version of a case."""
    return {item["_id"] async for item in connection.revisions.find({"kind": "case"}, {"_id": 1})}


def expected(events: set[str], webhooks: list[str]) -> set[str]:
    """The ids that must arrive: one for each event and each webhook."""
    return {Order(target=webhook, event=event, topic="", job="").id for event in events for webhook in webhooks}


def verified(connection: Connection, store_keys: dict[str, str], received: list[Received]) -> list[str]:
    """The ids of messages whose signature the independent library does not accept."""
    verifiers = [
        Independent("whsec_" + b64encode(connection.master.webhook_key(webhook, key)).decode())
        for webhook, key in store_keys.items()
    ]
    return [item.id for item in received if not any(_accepts(verifier, item) for verifier in verifiers)]


def _accepts(verifier: Independent, message: Received) -> bool:
    try:
        verifier.verify(message.body, message.headers)
    except Exception:  # whatever it raises, it does not accept the message
        return False
    return True


async def untold(connection: Connection, webhooks: list[str], before: set[str], receiver: Receiver) -> list[str]:
    """Where the ledgers differ; empty when all since `before` was told, and nothing else."""
    registry = await Store(connection).registry.current()
    keys = {webhook: registry.rows(Webhook)[webhook].keys[0].id for webhook in webhooks}
    received = [item for item in receiver.ledger() if not verified(connection, keys, [item])]
    wanted, got = expected(await events_of(connection) - before, webhooks), {item.id for item in received}
    found = [f"never told: {id}" for id in sorted(wanted - got)] + [
        f"told unasked: {id}" for id in sorted(got - wanted)
    ]
    rows = connection.outbox.find({"target": {"$gt": ""}, "state": {"$ne": "DONE"}})
    found += [f"told and not written down: {row['_id']} is {row['state']}" async for row in rows if row["_id"] in got]
    return found
