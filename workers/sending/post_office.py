"""Sending a letter that is due: it is checked again whether it may be written, and it says what is true now."""

from datetime import datetime

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
from workers.sending.mailing import MailServer
from workers.sending.outcome import Outcome

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
    try:
        recipient = store.account_letters.recipient(claim.stream, claim.data["to"])
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
        return of_digest(items, server.case_url, leave, mailing.language) if items else None
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
