"""Sending what is due to a webhook: rights are checked again, it is signed now, and the outcome is written down."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.kernel.event import JobState
from domain.notification.messages import ALERTS, REGISTER_FAULT, TRIAL, alerts, asked_for, body, of_faults
from domain.notification.state.receivers import Webhook, WebhookState
from domain.notification.webhooks import NoteWebhookGone
from domain.registry.registry import Registry
from store.keys.master import MasterKey
from store.queue.outbox import Claim
from store.read.notifications import due_reader, message, subscriber
from store.store import Store
from workers.commands import carry_out
from workers.sending.outcome import Outcome
from workers.sending.posting import GONE, Post
from workers.sending.signing import SigningKey, headers

RIGHT_LOST, DISABLED = "right-lost", "webhook-disabled"
SETTLED = "duty-settled"
"""The duty was done before anybody could be told, or has another deadline by now."""


async def send_webhook(store: Store, post: Post, claim: Claim) -> Outcome:
    registry, now = await store.registry.current(), store.connection.clock()
    webhook = registry.rows(Webhook)[claim.target or ""]
    trial = claim.data["topic"] == TRIAL
    if webhook.state is WebhookState.DISABLED or (webhook.state is WebhookState.DRAFT and not trial):
        return Outcome(state=JobState.DEAD, failure=DISABLED)
    said = body(TRIAL, now, {}) if trial else await _message(store, webhook, claim, registry, now)
    address = await store.address(webhook.id)
    if said is None or address is None:
        return Outcome(state=JobState.DONE, failure=SETTLED if claim.data["topic"] in ALERTS else RIGHT_LOST)
    content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    signed = headers(claim.id, now, content, keys_of(webhook, store.connection.master))
    sent = await post.send(address, content, signed, now)
    if sent.status == GONE:
        await _disable(store, claim)
    return Outcome.of(sent)


def keys_of(webhook: Webhook, master: MasterKey) -> list[SigningKey]:
    """The keys that sign the webhook's messages now, the oldest first."""
    return [SigningKey(kind=key.kind, secret=master.webhook_key(webhook.id, key.id)) for key in webhook.keys]


async def _message(
    store: Store, webhook: Webhook, claim: Claim, registry: Registry, now: datetime
) -> Mapping[str, Any] | None:
    if claim.data["topic"] in ALERTS:
        return await _alert(store, webhook, claim.data["event"], registry, now)
    if claim.data["topic"] == REGISTER_FAULT:
        found = await store.verifications.of(claim.data["event"])
        may = subscriber(webhook.agency, webhook.client, registry, now, store.connection.master)
        return of_faults(claim.data["event"], found) if found and may and asked_for(webhook) else None
    occurrence = await store.occurrence(claim.data["event"])
    return message(occurrence, webhook, registry, now, store.connection.master) if occurrence else None


async def _alert(
    store: Store, webhook: Webhook, event: str, registry: Registry, now: datetime
) -> Mapping[str, Any] | None:
    """Return the message about a duty, if it still waits, with the current rights."""
    actor = due_reader(webhook.agency, webhook.client, registry, now, store.connection.master)
    found = await store.inboxes.named(actor, event, registry, now) if actor else []
    waiting = alerts(found, webhook, now)
    return next((alert.message() for alert in waiting if alert.event == event), None)


async def _disable(store: Store, claim: Claim) -> None:
    """The receiver wants no more. Cut off before the row is settled, the next try finds the webhook disabled."""
    await carry_out(store, claim, NoteWebhookGone(), part=f"gone/{claim.fence}", target=claim.target)
