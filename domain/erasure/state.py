"""Destroying sealed texts, and what people ask about their data. Records, no rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.complaint.terms import Deadline
from domain.erasure.retention import Kept
from domain.kernel.event import Sealed
from domain.rules.facts import Need


class ErasureState(StrEnum):
    """State of an erasure, or of a request about personal data."""

    REQUESTED = "REQUESTED"
    ANSWERED = "ANSWERED"
    PROPOSED = "PROPOSED"
    APPROVED_ONCE = "APPROVED_ONCE"
    ORDERED = "ORDERED"
    REFUSED = "REFUSED"
    DONE = "DONE"


ENDED = frozenset({ErasureState.ANSWERED, ErasureState.REFUSED, ErasureState.DONE})
"""Nothing more can come of it."""


class ErasureGround(StrEnum):
    """Legal ground of an erasure."""

    DATA_SUBJECT = "DATA_SUBJECT"
    UNLAWFUL = "UNLAWFUL"
    RETENTION = "RETENTION"


class DataRequestKind(StrEnum):
    """What a person asks for about their personal data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""

    ACCESS = "ACCESS"
    CORRECTION = "CORRECTION"
    ERASURE = "ERASURE"


@dataclass(frozen=True, kw_only=True)
class DataRequest:
    """Request about data, with the time by which it has to be answered."""

    kind: DataRequestKind
    text: Sealed
    ticket: str
    reply_by: datetime
    contact: str | None = None
    officer: str | None = None
    """To whom the person showed who they are; None for whoever asked by a code or by an address."""
    url: Sealed | None = None
    """The exact address of the content that it is about; None for a request by a code or at a desk."""
    begun: datetime | None = None
    """Beginning of the terms; None in older requests, whose terms began when they came in."""
    done_by: Deadline | None = None
    """Until when what was asked for is done (NĐ 356/2025, Điều 5); None in requests of before that was counted."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """An officer's word in an erasure: an answer, a proposal, an approval or a refusal."""

    agency: str
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class Destruction:
    """The record of destruction: which keys are gone, and when. What they opened can never be read again."""

    at: datetime
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """An erasure of one stream's texts, or a request about personal data that may lead to one."""

    id: str
    code: str
    state: ErasureState
    at: datetime
    target: str | None = None
    """The stream whose texts it is about; None for a request by an address, which names none."""
    ground: ErasureGround
    request: DataRequest | None = None
    overdue_at: datetime | None = None
    answer: Word | None = None
    proposal: Word | None = None
    approvals: tuple[Word, ...] = ()
    refusal: Word | None = None
    destruction: Destruction | None = None
    public_code: str | None = None
    """With which the person complains against the refusal; None while nothing was refused to somebody who asked."""
    replied: Word | None = None
    """Word to the person about the procedure, before the answer."""
    extended: Word | None = None
    """Reason why it takes longer: once, by as many days as the law lets."""
    undone_at: datetime | None = None
    """Time at which the register noted that it was not done in time."""
    former: tuple[Word, ...] = ()
    """Earlier refusals that had to be answered again, after a complaint."""
    upheld: str | None = None
    """The newest complaint because of which it had to be answered again."""
    contact_only: bool = False
    """True if only the contact of a case's reporter is to be erased."""

    announced_at: datetime | None = None
    """Time at which the eraser announced the destruction; None before that, and after an objection."""
    destroys_at: datetime | None = None
    """Time at which the keys are destroyed unless somebody objects before."""
    objections: tuple[Word, ...] = ()
    """Objections after it was ordered; the approvals before each are void."""

    @property
    def ended_at(self) -> datetime | None:
        """Return when the last word in it was said; None while it runs."""
        last = {
            ErasureState.ANSWERED: self.answer.at if self.answer else None,
            ErasureState.REFUSED: self.refusal.at if self.refusal else None,
            ErasureState.DONE: self.destruction.at if self.destruction else None,
        }
        return last.get(self.state)

    @property
    def asks_for_erasure(self) -> bool:
        """Return whether the person asked for an erasure, not for something else about their data."""
        return self.request is not None and self.request.kind is DataRequestKind.ERASURE

    @property
    def by_address(self) -> bool:
        """Return whether the person has nothing but the address of some content, and showed to nobody who they are."""
        return self.request is not None and self.request.url is not None

    @property
    def readers(self) -> tuple[str, ...]:
        return ()

    @property
    def spoken(self) -> frozenset[str]:
        """The officers who had a word in it, or wrote the request down for the person: none of them approves."""
        written = [self.request.officer] if self.request and self.request.officer else []
        return frozenset([*written, *(word.officer for word in self.words)])

    @property
    def words(self) -> tuple[Word, ...]:
        """Return the words of officers that still count: answer, proposal, approvals, earlier refusals, objections."""
        words = (self.answer, self.proposal, *self.approvals, *self.former, *self.objections)
        return tuple(word for word in words if word)


@dataclass(frozen=True, kw_only=True)
class ErasureTarget(Need):
    """Facts for rules about the stream whose texts are to be destroyed."""

    OF_STATE: ClassVar[bool] = True

    stream: str
    over: bool
    redress_runs: bool
    ended_at: datetime | None = None
    kept: Kept | None = None
    """By which rows its texts are kept; None for what the setting of the installation says."""
