"""A mail address that the register writes to, as the registry holds it. The address itself is kept apart, sealed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed
from domain.rules.need import Need


class MailPurpose(StrEnum):
    """Kind of mail that is sent to an address."""

    PRESS_NOTICES = "PRESS_NOTICES"
    """Notices to the press, as they come before the public (Đ4.5)."""
    DIGEST = "DIGEST"
    """Once a working day what waits for the agency, cases and reports, by number, deadline and link alone; nothing when
    nothing waits."""
    REGISTER_FAULT = "REGISTER_FAULT"
    """A scheduled verification found that register and log do not agree: kinds of faults and counts alone."""


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
    """An address, entered by an agency. `contact` names the sealed address; `left` says that its owner stopped it."""

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
    """The agency writes to the mail address of the command already, for the same purpose."""
