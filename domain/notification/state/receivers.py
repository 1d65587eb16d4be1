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
    """Pending work of the agency, once each working day: cases and reports with number, deadline and link only. No mail
    is sent if no work is pending."""
    REGISTER_FAULT = "REGISTER_FAULT"
    """Notice that a scheduled verification found a difference between register and log. It contains only kinds and
    counts of faults."""


class MailLanguage(StrEnum):
    """Language of a mail. Texts written by agencies are not translated."""

    VI = "VI"
    EN = "EN"


class MailingState(StrEnum):
    """State of a mail address. The register does not write to a STOPPED address."""

    ACTIVE = "ACTIVE"
    STOPPED = "STOPPED"


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """Mail address of an agency. `contact` names the sealed address. `left` states that the owner of the address
    unsubscribed."""

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
    """Fact: whether the agency already entered the command's mail address for the same purpose."""


class KeyKind(StrEnum):
    """Kind of key with which the register signs the messages of a webhook (Standard Webhooks)."""

    HMAC = "HMAC"
    """HMAC-SHA256 (`v1`), with a secret that both sides know."""
    ED25519 = "ED25519"
    """Ed25519 (`v1a`). The receiver has a public key, and can prove to others who sent a message."""


class WebhookState(StrEnum):
    """State of a webhook. A DRAFT webhook gets only test messages. A DISABLED webhook gets no messages."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"


@dataclass(frozen=True, kw_only=True)
class WebhookKey:
    """Key that signs messages. No database contains the key itself, because it is derived from the master key."""

    id: str
    kind: KeyKind
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Subscription of one agency. If `client` names a program of the agency, the subscription has the rights of that
    program.

    Empty `categories` mean cases of every field of administration. Empty `publishers` mean notices of every agency.
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
    """Fact: whether this installation may send to addresses on the machine itself. The setting is for development
    only."""
