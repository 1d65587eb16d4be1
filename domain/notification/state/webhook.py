"""A webhook, as the registry holds it: where an agency, or a program of a press agency, wants to be told of what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed
from domain.kernel.topic import Topic
from domain.rules.need import Need


class KeyKind(StrEnum):
    """How the register signs the messages of a webhook (Standard Webhooks)."""

    HMAC = "HMAC"
    """HMAC-SHA256 (`v1`), with a secret that both sides hold."""
    ED25519 = "ED25519"
    """Ed25519 (`v1a`): the receiver holds a public key, and can show others who sent it."""


class WebhookState(StrEnum):
    """State of a webhook. A DRAFT gets only test messages; a DISABLED webhook gets nothing."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"


@dataclass(frozen=True, kw_only=True)
class WebhookKey:
    """A key that messages are signed with. The key itself is in no database: it derives from the master key."""

    id: str
    kind: KeyKind
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A subscription of one agency; of its program `client`, if one is named, whose rights it then has.

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
    """True if the receiver itself answered that it wants no further messages (410)."""


@dataclass(frozen=True, kw_only=True)
class LoopbackAdmitted(Need):
    """This installation sends to addresses on the machine itself: development only, where the settings say so."""
