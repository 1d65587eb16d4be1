"""Orders deliveries to subscribers for an event, a deadline or a fault of the register.

After a crash in the middle the job runs again with the same ids: no row is written twice, and none is missing. The
verifier may only add to the record, so a worker reads the newest verification's findings. The ids of their deliveries
are derived from the verification, so each is sent once, even with two workers or after a crash.

The passing of time writes nothing to the record, so due duties are found by the clock. The ids of their deliveries are
derived from duty and deadline. So no delivery is written twice or missed, even with two workers or after a crash.
"""

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final

from domain.administration.users import AccountLetter
from domain.kernel.calendar import local_date, start_of
from domain.kernel.vocabulary import Kind, Post, kind_of
from domain.notification.announcements import ANNOUNCE
from domain.notification.digests import DIGEST, MORNING, DigestItem, first_due_first, next_digest, of_duties, of_reports
from domain.notification.messages import REGISTER_FAULT, TRIAL, alerts, asked_for, worth_a_message
from domain.notification.state.receivers import Mailing, MailingState, Webhook, WebhookState
from domain.registry.registry import Registry
from store.heads.to_state import state_in
from store.process import logs
from store.queue.deliveries import Order
from store.queue.outbox import Claim
from store.read.notifications import Occurrence, digest_reader, due_reader, letter, message, subscriber
from store.store import Store

WEBHOOK, LETTER = "deliver-webhook", "deliver-letter"


class OutOfTurn(Exception):
    """An earlier version of the notice is not announced yet, so this version must wait."""


async def announce(store: Store, claim: Claim) -> None:
    event = claim.id.rpartition(":")[0]
    occurrence = await store.occurrence(event)
    assert occurrence is not None, f"announced without its revision: {event}"
    if occurrence.kind is Kind.PUBLICATION and await store.outbox.earlier(claim, ANNOUNCE):
        raise OutOfTurn
    await store.deliveries.order([order async for order in _orders(store, occurrence)])


async def _orders(store: Store, occurrence: Occurrence) -> AsyncIterator[Order]:
    registry, now = await store.registry.current(), store.connection.clock()
    lane = occurrence.kind is Kind.PUBLICATION
    for webhook in registry.rows(Webhook).values():
        if webhook.state is not WebhookState.ACTIVE:
            continue
        if found := message(occurrence, webhook, registry, now, store.connection.master):
            yield Order(target=webhook.id, event=occurrence.id, topic=str(found["type"]), job=WEBHOOK, lane=lane)
    for reader in registry.rows(Mailing).values():
        if letter(occurrence, reader, registry, now):
            yield Order(target=reader.id, event=occurrence.id, topic=occurrence.event.TYPE, job=LETTER, lane=lane)


async def order_digest(store: Store, claim: Claim) -> None:
    """Order today's digest if duties are due, and order the next check. For a disabled address, no further check is
    ordered."""
    registry, now = await store.registry.current(), store.connection.clock()
    mailing = registry.rows(Mailing)[claim.stream]
    if mailing.state is not MailingState.ACTIVE:
        return
    if await digest(store, mailing, registry, now):
        event = f"{mailing.id}:{local_date(now).isoformat()}"
        await store.deliveries.order([Order(target=mailing.id, event=event, topic=DIGEST, job=LETTER)])
    due = next_digest(now, registry.calendar)
    await store.outbox.follow(claim, local_date(due).isoformat(), due)


async def digest(store: Store, mailing: Mailing, registry: Registry, now: datetime) -> list[DigestItem]:
    """Return the current duties of an address's agency; empty if it has no right to know them."""
    actor = digest_reader(mailing, registry, now, store.connection.master)
    if actor is None:
        return []
    waiting = await store.inboxes.due(actor, registry, now)
    reports = [state_in(Kind.REPORT, row) for row in await store.reports.in_work(actor, None)]
    return first_due_first(of_duties(waiting.items) + of_reports(reports, actor.own, registry, now))


async def order_trial(store: Store, claim: Claim) -> None:
    event = claim.id.rpartition(":")[0]
    await store.deliveries.order([Order(target=claim.stream, event=event, topic=TRIAL, job=WEBHOOK)])


async def write_to_person(store: Store, claim: Claim) -> None:
    """Order the letter about an event of an account to the account's person, who may have no address.

    A letter about a signing key goes to everybody in the agency who has a signing key. So somebody notices a key
    without an owner. A letter about a rule on signing goes to everybody with a signing key in any agency, and to
    inspectors.
    """
    about, event = AccountLetter(claim.data["about"]), claim.id.rpartition(":")[0]
    users = [claim.stream]
    if kind_of(claim.stream) in (Kind.OFFICER, Kind.REGULATION):
        users = _holders(await store.registry.current(), claim.stream)
    for user in users:
        await store.account_letters.order(user, about, event)


def _holders(registry: Registry, stream: str) -> list[str]:
    """Return the accounts to which a letter goes: those with a signing key in the officer's agency, or in any agency
    for a rule.

    An unconfirmed key counts as well.
    """
    officer = registry.officers.get(stream)

    def told(id: str) -> bool:
        row = registry.officers[id]
        holds = any(key.ended_at is None for key in row.keys)
        return holds and row.agency == officer.agency if officer else holds or Post.INSPECTOR in row.posts

    names = [name for name, ids in registry.subjects.items() if stream in ids or any(map(told, ids))]
    return [registry.accounts[name] for name in names if name in registry.accounts]


async def redeliver(store: Store, claim: Claim) -> None:
    """Retry a delivery of the subscription, unless the delivery is running or belongs to another subscription."""
    await store.deliveries.requeue(claim.data["delivery"], claim.stream)


async def redeliver_since(store: Store, claim: Claim) -> None:
    """Retry the subscription's deliveries that have failed since a given time."""
    await store.deliveries.requeue_since(claim.stream, datetime.fromisoformat(claim.data["since"]))


async def order_register_faults(store: Store) -> int:
    """Order the missing messages about the newest verification. Return the number of orders."""
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


log = logging.getLogger("casebook.worker")
DUE_MINUTES: Final = frozenset(range(2, 60, 5))
"""Minutes of every hour at which the check runs: a term may end at any time of the day."""
ORDERS_AT_ONCE: Final = 500


async def order_alerts(store: Store) -> int:
    """Order the missing alerts of every active webhook. Return the number of orders."""
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


async def order_readers_digests(store: Store) -> int:
    """Order the morning's letters to readers who subscribed themselves. Return the number of new orders."""
    now = store.connection.clock()
    today = local_date(now)
    return await store.readers.order_digests(today) if now >= start_of(today) + MORNING else 0


async def sweep_due(ctx: dict[Any, Any]) -> str:
    """Run one check as an arq task. Return its result, for the log."""
    logs.begin()
    store: Store = ctx["store"]
    ordered = await order_alerts(store) + await order_register_faults(store) + await order_readers_digests(store)
    if ordered:
        log.info("alerts ordered: %d", ordered)
    return f"ordered {ordered}"
