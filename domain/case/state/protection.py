"""Requests for protection from content that harms a person, and withdrawals of a request or of a report. Records, no
rules.

The record contains the requester's role, not the requester's name. The officer sees the identity paper and copies
nothing from it (X2).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.kernel.event import Sealed, Step


class HarmKind(StrEnum):
    """Kind of harm that content does to a person. Opinions and statements are never a kind of harm."""

    CHILD_DATA = "CHILD_DATA"
    PRIVATE_DATA = "PRIVATE_DATA"
    ABUSE_IMAGE = "ABUSE_IMAGE"
    INTIMATE_IMAGE = "INTIMATE_IMAGE"


URGENT = frozenset({HarmKind.CHILD_DATA, HarmKind.ABUSE_IMAGE, HarmKind.INTIMATE_IMAGE})
"""Harms to a child or by an intimate picture. Two persons of two agencies may act against these harms at once."""


class Asker(StrEnum):
    """Person or agency that requests protection: the person harmed, their guardian, or the agency that protects
    children."""

    PERSON_HARMED = "PERSON_HARMED"
    GUARDIAN = "GUARDIAN"
    CHILD_PROTECTION = "CHILD_PROTECTION"


class OwnPart(StrEnum):
    """Role of a person who requests protection without an account: the person harmed, or the guardian of a child."""

    PERSON_HARMED = "PERSON_HARMED"
    GUARDIAN = "GUARDIAN"


class ShownBy(StrEnum):
    """Paper that proves to another agency that a person is entitled to request protection."""

    OWN_PAPER = "OWN_PAPER"
    GUARDIAN_PAPER = "GUARDIAN_PAPER"
    CHILD_PROTECTION_PAPER = "CHILD_PROTECTION_PAPER"


@dataclass(frozen=True, kw_only=True)
class HarmTest:
    """Answers to the questions about the content. One answer of yes means that the content is protected (Đ2.2, G3).

    A test that found harm contains the facts in written form. Older tests contain no written facts.
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
        """Return whether every answer is no."""
        return not (self.criticism or self.public_interest or self.office or self.public_figure)

    @property
    def in_words(self) -> bool:
        """Return whether the facts are written down."""
        return None not in (self.about_whom, self.interest, self.truth, self.context)


@dataclass(frozen=True, kw_only=True)
class PassedOn:
    """Forwarding of the request to a body that may order a removal by its own law."""

    agency: str
    step: Step
    unheard: Sealed | None = None
    """Reason for not asking the publisher first; None if the publisher was asked, and in older records."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """Confirmation of the requester's identity, by an agency that neither leads the case nor recorded the request."""

    shown: ShownBy
    step: Step


@dataclass(frozen=True, kw_only=True)
class AtOnce:
    """Request to a body to hide the content immediately. The step runs until others confirm the harm, or until its term
    ends.

    `officers` are the two officers, of two agencies, who tested the content. `released` is the time when somebody saw
    the content restored.
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
        """Return whether the immediate step was neither upheld nor ended."""
        return self.upheld_at is None and self.ended_at is None


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """Inspection of the handling of content that harms a person."""

    step: Step
    objects: bool = False


@dataclass(frozen=True, kw_only=True)
class ProtectionRequest:
    """Request to protect a person. `agency` recorded the request; None if it arrived through the public form."""

    id: str
    harm: HarmKind
    asker: Asker
    at: datetime
    agency: str | None = None
    words: Sealed | None = None
    passed_on: tuple[PassedOn, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawal: Sealed | None = None
    """Way in which the request was withdrawn, as an officer recorded it."""
    officer: str | None = None
    """Officer who recorded the request; None if it arrived through the public form, and in older records."""
    protectors: tuple[str, ...] = ()
    """Agencies competent on the day of the request to protect children, if the harm is to a child or by an intimate
    picture."""
    confirmed: Confirmation | None = None
    at_once: AtOnce | None = None
    inspected: Inspected | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Withdrawal by the reporter, with the code or on paper. An officer records the paper, and another agency confirms
    it."""

    id: str
    cycle: int
    at: datetime
    paper: Step | None = None
    confirmed: Step | None = None
    refused: Step | None = None
    request: str | None = None
    """Request for protection that the paper withdraws; None for the report."""

    @property
    def counts(self) -> bool:
        """Return whether the withdrawal is effective."""
        return self.paper is None or self.confirmed is not None

    @property
    def waits(self) -> bool:
        return not self.counts and self.refused is None
