"""Webhooks, and mail addresses to which the register writes, as rows of the registry."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed, Topic
from domain.rules.facts import Need


class MailPurpose(StrEnum):
    """Kind of mail that is sent to an address."""

    PRESS_NOTICES = "PRESS_NOTICES"
    """Notices to the press, before they are public (Đ4.5)."""
    DIGEST = "DIGEST"
    """Once each working day the pending work of the agency: cases and reports, by number, deadline and link alone. No
    mail if nothing is pending."""
    REGISTER_FAULT = "REGISTER_FAULT"
    """A scheduled verification found that register and log do not agree: only kinds and counts of faults."""


class MailLanguage(StrEnum):
    """Language of a mail. Texts of agencies stay in their own language."""

    VI = "VI"
    EN = "EN"


class MailingState(StrEnum):
    """State of a mail address. The register does not write to a STOPPED address."""

    ACTIVE = "ACTIVE"
    STOPPED = "STOPPED"


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """Mail address of an agency. `contact` names the sealed address; `left` says that its owner unsubscribed."""

    id: str
    agency: str
    purpose: MailPurpose
    contact: str
    consent: Sealed
    language: MailLanguage
    entered_by: str
    entered_at: datetime
    state: MailingState = MailingState.ACTIVE
    stopped_by: str | None = None
    stopped_at: datetime | None = None
    left: bool = False


@dataclass(frozen=True, kw_only=True)
class AddressInUse(Need):
    """Answer that the agency already has the command's mail address for the same purpose."""


class KeyKind(StrEnum):
    """Kind of key with which the register signs the messages of a webhook (Standard Webhooks)."""

    HMAC = "HMAC"
    """HMAC-SHA256 (`v1`), with a secret that both sides know."""
    ED25519 = "ED25519"
    """Ed25519 (`v1a`): the receiver has a public key, and can show others who sent a message."""


class WebhookState(StrEnum):
    """State of a webhook. A DRAFT gets only test messages; a DISABLED webhook gets nothing."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"


@dataclass(frozen=True, kw_only=True)
class WebhookKey:
    """Key that signs messages. The key itself is in no database, because it derives from the master key."""

    id: str
    kind: KeyKind
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Subscription of one agency, or of its program `client`, whose rights it then has.

    Empty `categories` mean cases of every field of administration, empty `publishers` notices of every agency.
    """

    id: str
    agency: str
    name: Sealed
    address: Sealed
    topics: tuple[Topic, ...]
    keys: tuple[WebhookKey, ...]
    set_by: str
    client: str | None = None
    categories: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    state: WebhookState = WebhookState.DRAFT
    enabled_by: str | None = None
    disabled_by: str | None = None
    reason: Sealed | None = None
    gone: bool = False
    """True if the receiver itself refused further messages (status 410)."""


@dataclass(frozen=True, kw_only=True)
class LoopbackAdmitted(Need):
    """Answer that this installation may send to addresses on the machine itself: a setting for development only."""
