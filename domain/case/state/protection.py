"""Asking to be protected from content that harms a person, whether it is true or not. Records, no rules.

Who asks is not kept, only in which part: whoever handles the request sees what shows it and keeps nothing of that (X2).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed
from domain.kernel.step import Step


class HarmKind(StrEnum):
    """How content harms a person. What somebody says or thinks is never such a harm."""

    CHILD_DATA = "CHILD_DATA"
    PRIVATE_DATA = "PRIVATE_DATA"
    ABUSE_IMAGE = "ABUSE_IMAGE"
    INTIMATE_IMAGE = "INTIMATE_IMAGE"


class Asker(StrEnum):
    """Who may ask: the person harmed, their guardian, or the agency that protects children."""

    PERSON_HARMED = "PERSON_HARMED"
    GUARDIAN = "GUARDIAN"
    CHILD_PROTECTION = "CHILD_PROTECTION"


class OwnPart(StrEnum):
    """In which part somebody asks for themselves or for their child, without an account."""

    PERSON_HARMED = "PERSON_HARMED"
    GUARDIAN = "GUARDIAN"


@dataclass(frozen=True, kw_only=True)
class HarmTest:
    """What the content must not be for this way to be open: each is answered, and one yes closes it (Đ2.2, G3)."""

    criticism: bool
    public_interest: bool
    office: bool

    @property
    def passed(self) -> bool:
        """Whether the content is nothing of this."""
        return not (self.criticism or self.public_interest or self.office)


@dataclass(frozen=True, kw_only=True)
class PassedOn:
    """The request was passed on to a body that may order a removal by its own law."""

    agency: str
    step: Step


@dataclass(frozen=True, kw_only=True)
class ProtectionRequest:
    """A request to protect a person; `agency` is the one that recorded it, None for the public door."""

    id: str
    harm: HarmKind
    asker: Asker
    at: datetime
    agency: str | None = None
    words: Sealed | None = None
    passed_on: tuple[PassedOn, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawal: Sealed | None = None
    """How it was withdrawn, as an officer recorded it."""
