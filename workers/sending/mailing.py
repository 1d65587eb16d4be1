"""Sends a due letter through the mail server of the settings, always with STARTTLS."""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import aiosmtplib
from cryptography.exceptions import InvalidTag

from domain.kernel.calendar import in_utc, local_date
from domain.kernel.event import JobState
from domain.notification.digests import DIGEST
from domain.notification.messages import REGISTER_FAULT, asked_for
from domain.notification.state.receivers import Mailing, MailingState
from domain.registry.registry import Registry
from store.queue.outbox import Claim
from store.read.notifications import letter, subscriber
from store.store import Store
from workers.announce import digest
from workers.sending.letters import (
    Envelope,
    LetterContent,
    LetterRefused,
    composed,
    of_account,
    of_digest,
    of_faults,
    of_notice,
)
from workers.sending.outcome import TOTAL_SECONDS, Outcome, Sent, system_trust

QUIT_SECONDS = 2.0
"""Seconds for the final QUIT, after the server has accepted the letter."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    trust: ssl.SSLContext = field(default_factory=system_trust)
    base: str = ""
    """Public address of the API."""
    case_url: str = ""
    total: float = TOTAL_SECONDS

    def leave(self, mailing: str, token: str) -> str:
        return f"{self.base}/mail/leave/{mailing}/{token}"

    async def send(self, recipient: str, letter: bytes) -> Sent:
        """Send a letter once. Faults of the server or the network are returned, never raised."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            start_tls=True,
            tls_context=self.trust,
            timeout=self.total,
        )
        try:
            async with asyncio.timeout(self.total):
                if (refused := await _begun(client)) is not None:
                    return refused
                await client.sendmail(self.sender, [recipient], letter)
            await _quit(client)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _outcome_of(refused.recipients[0].code)
        except aiosmtplib.SMTPResponseException as refused:
            return _outcome_of(refused.code)
        except (aiosmtplib.SMTPTimeoutError, TimeoutError):
            return Sent(failure="timeout")
        except ssl.SSLError:
            return Sent(failure="tls")
        except (aiosmtplib.SMTPException, OSError) as error:
            return Sent(failure="tls" if isinstance(error.__cause__, ssl.SSLError) else "unreachable")
        finally:
            client.close()
        return Sent(status=250)


async def _begun(client: aiosmtplib.SMTP) -> Sent | None:
    """Connect and sign in. Return None on success, otherwise the refusal. A refusal here, such as for a wrong password,
    does not concern the letter and is never final."""
    try:
        await client.connect()
    except aiosmtplib.SMTPResponseException as refused:
        return replace(_outcome_of(refused.code), final=False)
    return None


async def _quit(client: aiosmtplib.SMTP) -> None:
    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(QUIT_SECONDS):
            await client.quit()


def _outcome_of(code: int) -> Sent:
    return Sent(status=code, failure=f"smtp-{code}", final=500 <= code < 600)


def password_in(file: Path | None) -> str:
    return file.read_text().strip() if file else ""


STOPPED, NOTHING, NO_SERVER = "mailing-stopped", "nothing-to-tell", "no-mail-server"
OTHER_KEY = "address-under-another-key"


async def send_letter(store: Store, server: MailServer | None, claim: Claim) -> Outcome:
    registry, now = await store.registry.current(), store.connection.clock()
    mailing = registry.rows(Mailing)[claim.target or ""]
    if server is None:
        return Outcome(state=JobState.DEAD, failure=NO_SERVER)
    recipient = await store.contact(mailing.id, mailing.contact)
    if mailing.state is not MailingState.ACTIVE or recipient is None:
        return Outcome(state=JobState.DONE, failure=STOPPED)
    leave = server.leave(mailing.id, store.connection.master.leaving(mailing.id))
    written = await _written(store, server, claim, mailing, registry, now, leave)
    if written is None:
        return Outcome(state=JobState.DONE, failure=NOTHING)
    mark = await store.history.log_mark()
    envelope = Envelope(sender=server.sender, recipient=recipient, id=claim.id, at=now, leave=leave, log_mark=mark)
    try:
        return Outcome.of(await server.send(recipient, composed(envelope, written)))
    except LetterRefused as refused:
        return Outcome(state=JobState.DEAD, failure=f"header-{refused.header.lower()}")


async def send_account_letter(store: Store, server: MailServer | None, claim: Claim) -> Outcome:
    if server is None:
        return Outcome(state=JobState.DONE, failure=NO_SERVER)
    assert claim.target is not None  # the account; the event may concern its officer, or a rule
    try:
        recipient = store.account_letters.recipient(claim.target, claim.data["to"])
    except InvalidTag:
        return Outcome(state=JobState.DONE, failure=OTHER_KEY)
    written = of_account(claim.data["topic"], datetime.fromisoformat(claim.data["at"]), f"{server.base}/oauth/")
    envelope = Envelope(sender=server.sender, recipient=recipient, id=claim.id, at=store.connection.clock())
    return Outcome.of(await server.send(recipient, composed(envelope, written)))


async def _written(
    store: Store, server: MailServer, claim: Claim, mailing: Mailing, registry: Registry, now: datetime, leave: str
) -> LetterContent | None:
    if claim.data["topic"] == DIGEST:
        items = await digest(store, mailing, registry, now)
        return (
            of_digest(items, server.case_url, server.base, leave, mailing.language, local_date(now)) if items else None
        )
    if claim.data["topic"] == REGISTER_FAULT:
        found = await store.verifications.of(claim.data["event"])
        may = subscriber(mailing.agency, None, registry, now, store.connection.master)
        return of_faults(found, leave, mailing.language) if found and may and asked_for(mailing) else None
    occurrence = await store.occurrence(claim.data["event"])
    notice = letter(occurrence, mailing, registry, now) if occurrence else None
    if notice is None:
        return None
    name = registry.agencies[notice.agency].name_on(local_date(in_utc(notice.issued_at)))
    link = f"{server.base}/press/{notice.id}"
    return of_notice(claim.data["topic"], notice, name.name if name else notice.agency, link, leave, mailing.language)
