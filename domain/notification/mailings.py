"""Commands that enter, end and leave the subscription of a mail address, and that order redelivery of messages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from domain.kernel.actor import ActorKind, Process
from domain.kernel.calendar import iso_millis
from domain.kernel.event import Begins, Follows, Job, Sealed, filled
from domain.kernel.fields import ContactText, Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Refused, invalid
from domain.kernel.vocabulary import Kind
from domain.notification.command import ACTIVE_MAILING, MAIL_KEEPERS, MailingCommand, WebhookCommand
from domain.notification.state.receivers import (
    AddressInUse,
    Mailing,
    MailingState,
    MailLanguage,
    MailPurpose,
    Webhook,
    WebhookState,
)
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

TRY: Final = "try-webhook"
REDELIVER: Final = "redeliver"
"""Job that sends a delivery again, which is a webhook's message or a letter."""
REDELIVER_SINCE: Final = "redeliver-since"


class WebhookTried(Follows[Webhook], type="webhook.tried"):
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return webhook

    def jobs(self, webhook: Webhook) -> Iterator[Job]:
        yield Job(job=TRY, data={})


class TryWebhook(WebhookCommand, states={WebhookState.DRAFT, WebhookState.ACTIVE}, additive=True, writes=WebhookTried):
    """Send a test message, without content, to a webhook."""


class RedeliveryOrdered(Follows[Webhook], type="webhook.redelivery-ordered"):
    delivery: str
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return webhook

    def jobs(self, webhook: Webhook) -> Iterator[Job]:
        """Order the delivery. The worker checks that it belongs to this webhook."""
        yield Job(job=REDELIVER, data={"delivery": self.delivery})


class RedeliverWebhook(WebhookCommand, states={WebhookState.ACTIVE}, additive=True, writes=RedeliveryOrdered):
    """Send a message again, whether it arrived or failed finally. The register checks again whether the webhook may
    receive the message."""

    delivery: Annotated[str, Ref(doc="Id of the delivery to send again.")]


class AllRedeliveryOrdered(Follows[Webhook], type="webhook.all-redelivery-ordered"):
    since: datetime
    by: str

    def fold(self, webhook: Webhook) -> Webhook:
        return webhook

    def jobs(self, webhook: Webhook) -> Iterator[Job]:
        yield Job(job=REDELIVER_SINCE, data={"since": iso_millis(self.since)})


class RedeliverSince(WebhookCommand, states={WebhookState.ACTIVE}, additive=True):
    """Send again the messages that were ordered since a time and failed finally, for example while the webhook was
    disabled. At most 10,000 messages are sent, oldest first."""

    since: Annotated[datetime, Spec(doc="First moment of the period, not in the future.")]

    def decide(self, webhook: Webhook, facts: Facts) -> AllRedeliveryOrdered:
        if self.since > facts.now:
            raise Refused(invalid("since", "in-the-future"))
        return facts.record(AllRedeliveryOrdered, self)


MAIL_ADDRESS_MOST, CONSENT_MOST, DELIVERY_MOST = 254, 300, 80
MAILINGS_MOST = 200
"""Most active addresses of an agency."""
MAIL_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_%+-])?@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
"""Form of a plain address (RFC 5321 section 4.1.2) without quotes, comments or characters beyond ASCII. Such an address
cannot inject a header or an envelope."""


class MailingEntered(Begins[Mailing], type="mailing.entered"):
    agency: str
    purpose: MailPurpose
    contact: str
    consent: Sealed
    language: MailLanguage
    by: str
    at: datetime

    def begin(self, id: str) -> Mailing:
        return filled(Mailing, self, id=id, entered_by=self.by, entered_at=self.at)


class EnterMailing(
    OpeningCommand, kind=Kind.MAILING, scope=Scope.FOCAL_MANAGE, posts=MAIL_KEEPERS, needs=(AddressInUse,)
):
    """Enter a mail address. A press office may enter one for notices to the press, any agency one for its own
    digests."""

    purpose: Annotated[MailPurpose, Spec(doc="Kind of mail to send.")]
    address: Annotated[
        str, ContactText(doc="The mail address. It is stored encrypted, apart from the record.", most=MAIL_ADDRESS_MOST)
    ]
    consent: Annotated[str, Words(doc="Way in which the owner of the address consented.", most=CONSENT_MOST)]
    language: Annotated[MailLanguage, Spec(doc="Language of the mail.")] = MailLanguage.VI

    def decide(self, state: None, facts: Facts) -> MailingEntered:
        """Enter the address. Raises Refused for an address that is already entered, because it would get each letter
        twice."""
        if not MAIL_ADDRESS.fullmatch(self.address):
            raise Refused(invalid("address", "mail-address"))
        if self.purpose is MailPurpose.PRESS_NOTICES and Scope.PRESS_ISSUE not in facts.actor.scopes:
            raise Refused(invalid("purpose", "press-office-only"))
        if facts.known(AddressInUse):
            raise Refused(invalid("address", "mail-address-entered"))
        rows = facts.registry.rows(Mailing).values()
        own = [row for row in rows if facts.acts_for(row.agency) and row.state is MailingState.ACTIVE]
        if len(own) >= MAILINGS_MOST:
            raise Refused(LimitReached(code="mailings-most", limit=MAILINGS_MOST))
        return facts.record(MailingEntered, self, contact=facts.contact_details["address"])


class LetterOrdered(Follows[Mailing], type="mailing.letter-ordered"):
    delivery: str
    by: str

    def fold(self, mailing: Mailing) -> Mailing:
        return mailing

    def jobs(self, mailing: Mailing) -> Iterator[Job]:
        """Order the letter. The worker checks that the earlier letter went to this address."""
        yield Job(job=REDELIVER, data={"delivery": self.delivery})


class ResendLetter(MailingCommand, additive=True, writes=LetterOrdered):
    """Send again a mail that failed finally."""

    delivery: Annotated[str, Ref(doc="Id of the delivery of the mail.", most=DELIVERY_MOST)]


class MailingStopped(
    Follows[Mailing], type="mailing.stopped", state=MailingState.STOPPED, sets={"stopped_by": "by", "stopped_at": "at"}
):
    by: str
    at: datetime


class StopMailing(MailingCommand, writes=MailingStopped):
    """Stop writing to a mail address."""


class MailingLeft(Follows[Mailing], type="mailing.left"):
    """The recipient unsubscribed through the link in a letter (RFC 8058)."""

    at: datetime

    def fold(self, mailing: Mailing) -> Mailing:
        return replace(mailing, state=MailingState.STOPPED, stopped_at=self.at, left=True)


class LeaveMailing(
    CommandOn[Mailing],
    kind=Kind.MAILING,
    states=ACTIVE_MAILING,
    additive=True,
    by={ActorKind.SYSTEM},
    process=Process.API,
    writes=MailingLeft,
):
    """Unsubscribe through the link in a letter (an act of the register for the recipient who used the link)."""
