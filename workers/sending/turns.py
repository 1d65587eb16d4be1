"""Turns of targets: for each target, one task sends its due messages one after another.

A slow target delays no other. If a worker is killed, the lease ends and the message is sent again: a receiver may get a
message twice, always under the same id.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from domain.kernel.refusals import Refused
from store.process import logs
from store.process.setting_values import Switch
from store.process.settings import Settings
from store.queue.deliveries import LETTER as ACCOUNT_LETTER
from store.queue.outbox import Claim
from store.queue.readers import LETTER as READER_LETTER
from store.store import Store
from workers.announce import LETTER, WEBHOOK
from workers.commands import traced
from workers.queue import TASK_SECONDS
from workers.sending.mailing import MailServer, password_in, send_account_letter, send_letter
from workers.sending.outcome import TOTAL_SECONDS, Outcome, settle
from workers.sending.posting import Post
from workers.sending.readers import send_reader_letter
from workers.sending.webhooks import send_webhook

log = logging.getLogger("casebook.sending")
TURN_SECONDS = TASK_SECONDS - TOTAL_SECONDS - 2
"""Seconds after which a turn begins no further message, so that the turn ends before its task is cancelled."""


@dataclass(frozen=True, kw_only=True)
class Senders:
    post: Post = field(default_factory=Post)
    mail: MailServer | None = None

    async def send(self, store: Store, claim: Claim) -> Outcome:
        """Send a delivery once. Raise KeyError for a job that is not a delivery."""
        ways: Mapping[str, Callable[[Claim], Awaitable[Outcome]]] = {
            WEBHOOK: partial(send_webhook, store, self.post),
            LETTER: partial(send_letter, store, self.mail),
            READER_LETTER: partial(send_reader_letter, store, self.mail),
            ACCOUNT_LETTER: partial(send_account_letter, store, self.mail),
        }
        return await ways[claim.job](claim)


async def send(context: dict[str, Any], target: str) -> int:
    """Run a target's turn as an arq task. Return the number of messages whose delivery was attempted."""
    store, senders = context["store"], context["senders"]
    now = asyncio.get_running_loop().time
    begun, tried = now(), 0
    for id in await store.deliveries.due_of(target):
        if now() - begun > TURN_SECONDS:
            break
        tried += await _one(store, senders, id)
    return tried


async def _one(store: Store, senders: Senders, id: str) -> bool:
    claim = await store.deliveries.claim(id)
    if claim is None:
        return False
    with logs.correlated(claim.correlation), traced(claim):
        try:
            if not await settle(store, claim, await senders.send(store, claim)):
                log.warning("delivery %s: lease lost", id)
        except Exception as error:  # an error on our side: the row must be released, without the table of waits
            log.warning("delivery %s failed, attempt %d", id, claim.attempts, exc_info=error)
            code = error.problems[0].code if isinstance(error, Refused) else type(error).__name__
            await store.outbox.failed(claim, code)
    return True


def senders_of(settings: Settings) -> Senders:
    post = Post(loopback=settings.webhook_loopback is Switch.ON)
    return Senders(post=post, mail=_mail_of(settings) if settings.smtp_host else None)


def _mail_of(settings: Settings) -> MailServer:
    parts = urlsplit(settings.audience)
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=password_in(settings.smtp_password_file),
        trust=ssl.create_default_context(cafile=settings.smtp_ca_file),
        base=f"{parts.scheme}://{parts.netloc}",
        case_url=settings.client_url,
    )
