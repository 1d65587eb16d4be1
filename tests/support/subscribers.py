"""Set up webhooks of the test province, and play the worker step by step on the test's clock."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from standardwebhooks import Webhook as Independent

from domain.administration.grants import ApproveGrant, ProposeGrantEnd
from domain.kernel.event import Topic
from domain.kernel.vocabulary import Post
from domain.notification.webhooks import EnableWebhook, RegisterWebhook
from store.store import Store
from tests.support.complaints import act as acted
from tests.support.receiver import Canary
from tests.support.world import LEAD, caller
from workers.relay import Relay
from workers.sending.posting import Post as Posting
from workers.sending.turns import Senders

LOOKS_MOST = 50


def senders(total: float = 60) -> Senders:
    """Return senders that may reach this machine; one attempt may last `total` seconds, for a busy machine."""
    return Senders(post=Posting(loopback=True, total=total))


def at_this_machine(store: Store) -> Store:
    """Return the store of an installation whose webhooks may reach this machine."""
    return Store(replace(store.connection, loopback=True))


async def registered(store: Store, agency: str, place: int | str, *topics: Topic, **more: Any) -> str:
    """Register a webhook that waits for a second person; `place` is an address, or a port of this machine."""
    address = place if isinstance(place, str) else f"http://127.0.0.1:{place}/nhan"
    command = RegisterWebhook(name="Trang nội bộ", address=address, topics=topics or tuple(Topic), **more)
    return (await at_this_machine(store).execute(caller(agency, Post.ADMIN), command, command_id=uuid4())).stream


async def act(store: Store, agency: str, webhook: str, command: Any, post: Post = Post.ADMIN) -> None:
    await acted(at_this_machine(store), caller(agency, post), command, webhook)


async def active(store: Store, agency: str, place: int | str, *topics: Topic, **more: Any) -> str:
    webhook = await registered(store, agency, place, *topics, **more)
    await act(store, agency, webhook, EnableWebhook(), Post.SIGNATORY)
    return webhook


async def without_grant(store: Store, agency: str) -> None:
    """End an agency's grant."""
    grant = f"grant-{agency.removeprefix('agency-')}"
    ending = ProposeGrantEnd(reasons="Cơ quan đã giải thể theo QĐ 9.")
    await acted(store, caller(LEAD, Post.ADMIN), ending, grant)
    await acted(store, caller("agency-ppc", Post.SIGNATORY), ApproveGrant(), grant)


async def looked(store: Store, ways: Senders | None = None) -> None:
    """Send until nothing more is due now."""
    relay = Relay(store, ways or senders())
    for _ in range(LOOKS_MOST):
        found = await relay.look(None)
        await relay.settled()
        if not found:
            return
    raise AssertionError("something is always due")


def messages(canary: Canary) -> list[tuple[Mapping[str, str], bytes]]:
    """Return the headers and body of each message that a listener received."""
    found: list[tuple[Mapping[str, str], bytes]] = []
    for item in canary.got:
        head, _, body = item.partition(b"\r\n\r\n")
        pairs = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        found.append(({name.lower(): value for name, value in pairs}, body))
    return found


def bodies(canary: Canary) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in messages(canary)]


async def row_of(store: Store, webhook: str) -> dict[str, Any]:
    [found] = await store.connection.outbox.find({"target": webhook}).to_list(None)
    return found


def signature(secret: bytes, headers: Mapping[str, str], body: bytes) -> str:
    """Return the signature of a message as an independent library computes it."""
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Independent("whsec_" + b64encode(secret).decode()).sign(headers["webhook-id"], moment, body.decode())
