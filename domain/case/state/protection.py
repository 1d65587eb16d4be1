"""Asking to be protected from content that harms a person, and withdrawing that or a report. Records, no rules.

The name of the asker is not kept, only their part: whoever handles the request sees what shows it and keeps nothing of
that (X2).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed, Step


class HarmKind(StrEnum):
    """How content harms a person. What somebody says or thinks is never such a harm."""

    CHILD_DATA = "CHILD_DATA"
    PRIVATE_DATA = "PRIVATE_DATA"
    ABUSE_IMAGE = "ABUSE_IMAGE"
    INTIMATE_IMAGE = "INTIMATE_IMAGE"


URGENT = frozenset({HarmKind.CHILD_DATA, HarmKind.ABUSE_IMAGE, HarmKind.INTIMATE_IMAGE})
"""Harms of a child or by an intimate picture, against which two persons of two agencies may act at once."""


class Asker(StrEnum):
    """Who may ask: the person harmed, their guardian, or the agency that protects children."""

    PERSON_HARMED = "PERSON_HARMED"
    GUARDIAN = "GUARDIAN"
    CHILD_PROTECTION = "CHILD_PROTECTION"


class OwnPart(StrEnum):
    """In which part somebody asks for themselves or for their child, without an account."""

    PERSON_HARMED = "PERSON_HARMED"
    GUARDIAN = "GUARDIAN"


class ShownBy(StrEnum):
    """The paper by which somebody showed another agency that they may ask."""

    OWN_PAPER = "OWN_PAPER"
    GUARDIAN_PAPER = "GUARDIAN_PAPER"
    CHILD_PROTECTION_PAPER = "CHILD_PROTECTION_PAPER"


@dataclass(frozen=True, kw_only=True)
class HarmTest:
    """Questions on the content: each is answered, and one yes closes this way (Đ2.2, G3).

    A test that finds none of it says so in words, with the facts; tests of before have no words.
    """

    criticism: bool
    public_interest: bool
    office: bool
    public_figure: bool = False
    about_whom: Sealed | None = None
    interest: Sealed | None = None
    truth: Sealed | None = None
    context: Sealed | None = None

    @property
    def passed(self) -> bool:
        """Return whether the content is nothing of this."""
        return not (self.criticism or self.public_interest or self.office or self.public_figure)

    @property
    def in_words(self) -> bool:
        """Return whether the facts are written down."""
        return None not in (self.about_whom, self.interest, self.truth, self.context)


@dataclass(frozen=True, kw_only=True)
class PassedOn:
    """The request was passed on to a body that may order a removal by its own law."""

    agency: str
    step: Step
    unheard: Sealed | None = None
    """Reason for not asking the publisher first; None where they were asked, and in older records."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """An agency that neither leads the case nor recorded the request saw who asks."""

    shown: ShownBy
    step: Step


@dataclass(frozen=True, kw_only=True)
class AtOnce:
    """A body was asked at once to hide the content, until others find that it harms, or the time runs out.

    `officers` are the two of two agencies who tested it. `released` is when it was seen that what was hidden is back.
    """

    agency: str
    officers: tuple[str, ...]
    begun: Step
    due_at: datetime
    unheard: Sealed
    upheld_at: datetime | None = None
    ended_at: datetime | None = None
    released: Step | None = None

    @property
    def runs(self) -> bool:
        """Return whether nobody found yet that the content harms, and the time has not run out."""
        return self.upheld_at is None and self.ended_at is None


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """An inspector saw how the way for content that harms a person was gone."""

    step: Step
    objects: bool = False


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
    """Way in which it was withdrawn, as an officer recorded it."""
    officer: str | None = None
    """Officer who recorded it; None for the public door, and in older records."""
    protectors: tuple[str, ...] = ()
    """The agencies that protect children on its day, of a request for a child or about an intimate picture."""
    confirmed: Confirmation | None = None
    at_once: AtOnce | None = None
    inspected: Inspected | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A withdrawal by who reported: by the code, or on a paper that an officer recorded and another agency confirms."""

    id: str
    cycle: int
    at: datetime
    paper: Step | None = None
    confirmed: Step | None = None
    refused: Step | None = None
    request: str | None = None
    """The request for protection that the paper withdraws; None for the report."""

    @property
    def counts(self) -> bool:
        """Return whether it is withdrawn."""
        return self.paper is None or self.confirmed is not None

    @property
    def waits(self) -> bool:
        return not self.counts and self.refused is None
