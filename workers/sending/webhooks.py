"""Sends due messages to a webhook, signed as Standard Webhooks specifies.

The signed content is `<id>.<timestamp>.<body>`, with the timestamp in whole seconds.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.kernel.event import JobState
from domain.notification.messages import ALERTS, REGISTER_FAULT, TRIAL, alerts, asked_for, body, of_faults
from domain.notification.state.receivers import KeyKind, Webhook, WebhookState
from domain.notification.webhooks import NoteWebhookGone
from domain.registry.registry import Registry
from store.keys.master import MasterKey
from store.queue.outbox import Claim
from store.read.notifications import due_reader, message, subscriber
from store.store import Store
from workers.commands import carry_out
from workers.sending.outcome import Outcome
from workers.sending.posting import GONE, Post


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """Signing key in use. `secret` has 32 bytes: the HMAC key, or the seed of an Ed25519 key (RFC 8032)."""

    kind: KeyKind
    secret: bytes

    def sign(self, data: bytes) -> str:
        """Return a signature of the data, preceded by its version."""
        if self.kind is KeyKind.HMAC:
            return "v1," + b64encode(hmac.new(self.secret, data, sha256).digest()).decode()
        return "v1a," + b64encode(Ed25519PrivateKey.from_private_bytes(self.secret).sign(data)).decode()


def headers(id: str, at: datetime, body: bytes, keys: Iterable[SigningKey]) -> Mapping[str, str]:
    stamp = str(int(at.timestamp()))
    data = f"{id}.{stamp}.".encode() + body
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(key.sign(data) for key in keys),
    }


RIGHT_LOST, DISABLED = "right-lost", "webhook-disabled"
SETTLED = "duty-settled"
"""Code for a duty that was done before the delivery, or whose deadline has changed."""


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
    if sent.status == GONE:  # after a crash before the row is settled, the next attempt finds the webhook disabled
        await carry_out(store, claim, NoteWebhookGone(), part=f"gone/{claim.fence}", target=claim.target)
    return Outcome.of(sent)


def keys_of(webhook: Webhook, master: MasterKey) -> list[SigningKey]:
    """Return the current signing keys of the webhook's messages, oldest first."""
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
    """Return the message about a duty, according to the current rights; None if the duty is no longer due."""
    actor = due_reader(webhook.agency, webhook.client, registry, now, store.connection.master)
    found = await store.inboxes.named(actor, event, registry, now) if actor else []
    waiting = alerts(found, webhook, now)
    return next((alert.message() for alert in waiting if alert.event == event), None)
