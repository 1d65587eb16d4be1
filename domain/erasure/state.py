"""State of the erasure of sealed texts, and of people's requests about their data. This module contains no rules."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.complaint.terms import Deadline
from domain.erasure.retention import Kept
from domain.kernel.event import Sealed
from domain.kernel.policy import Scope
from domain.rules.facts import Need

ERASURE_SCOPES = (Scope.ERASURE_APPROVE, Scope.INSPECTION_RECORD, Scope.AUDIT_READ_ALL)
"""Scopes that open every erasure: of an officer who answers, and of an inspector. One of them is enough."""


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
"""Final states."""


class ErasureGround(StrEnum):
    """Legal ground of an erasure."""

    DATA_SUBJECT = "DATA_SUBJECT"
    UNLAWFUL = "UNLAWFUL"
    RETENTION = "RETENTION"


class DataRequestKind(StrEnum):
    """Kind of request about personal data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""

    ACCESS = "ACCESS"
    CORRECTION = "CORRECTION"
    ERASURE = "ERASURE"


@dataclass(frozen=True, kw_only=True)
class DataRequest:
    """Request about personal data, with the terms of its answer."""

    kind: DataRequestKind
    text: Sealed
    ticket: str
    reply_by: datetime
    contact: str | None = None
    officer: str | None = None
    """Officer to whom the person proved their identity; None for a request by a code or an address."""
    url: Sealed | None = None
    """Exact address of the content; None for a request by a code or at a desk."""
    begun: datetime | None = None
    """Beginning of the terms; None in older requests, whose terms began on arrival."""
    done_by: Deadline | None = None
    """Term of completion (NĐ 356/2025, Điều 5); None in older requests."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """Statement of an officer on an erasure: an answer, proposal, approval or refusal."""

    agency: str
    officer: str
    at: datetime
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class Destruction:
    """Record of a destruction: the destroyed keys and the time. The texts under these keys can never be read again."""

    at: datetime
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """Erasure of the texts of one stream, or a data request that may lead to an erasure."""

    id: str
    code: str
    state: ErasureState
    at: datetime
    target: str | None = None
    """Stream whose texts are to be erased; None for a request by an address."""
    ground: ErasureGround
    request: DataRequest | None = None
    overdue_at: datetime | None = None
    answer: Word | None = None
    proposal: Word | None = None
    approvals: tuple[Word, ...] = ()
    refusal: Word | None = None
    destruction: Destruction | None = None
    public_code: str | None = None
    """Code for a complaint against the refusal; None before a refusal, and without a request."""
    replied: Word | None = None
    """Reply to the person about the procedure, before the answer."""
    extended: Word | None = None
    """Reason of the extension. The law allows one extension, by a fixed number of days."""
    undone_at: datetime | None = None
    """Time at which the register recorded that the request was not completed in time."""
    former: tuple[Word, ...] = ()
    """Earlier refusals that an upheld complaint undid."""
    upheld: str | None = None
    """Newest upheld complaint, because of which the request needs a new answer."""
    contact_only: bool = False
    """True if only the contact of a case's reporter is to be erased."""

    announced_at: datetime | None = None
    """Time of the eraser's announcement; None before that and after an objection."""
    destroys_at: datetime | None = None
    """Time at which the keys are destroyed unless an objection comes first."""
    objections: tuple[Word, ...] = ()
    """Objections to the order. Approvals before an objection are void."""

    @property
    def ended_at(self) -> datetime | None:
        """Return the time of the final answer, refusal or destruction; None before that."""
        last = {
            ErasureState.ANSWERED: self.answer.at if self.answer else None,
            ErasureState.REFUSED: self.refusal.at if self.refusal else None,
            ErasureState.DONE: self.destruction.at if self.destruction else None,
        }
        return last.get(self.state)

    @property
    def asks_for_erasure(self) -> bool:
        """Return whether the person asked for an erasure, not for access or correction."""
        return self.request is not None and self.request.kind is DataRequestKind.ERASURE

    @property
    def by_address(self) -> bool:
        """Return whether the person used the address of some content, and so proved no identity."""
        return self.request is not None and self.request.url is not None

    @property
    def readers(self) -> tuple[str, ...]:
        return ()

    @property
    def spoken(self) -> frozenset[str]:
        """Return the officers who took part in the erasure, or recorded the person's request. None of these officers
        may approve."""
        written = [self.request.officer] if self.request and self.request.officer else []
        return frozenset([*written, *(word.officer for word in self.words)])

    @property
    def words(self) -> tuple[Word, ...]:
        """Return the valid statements of officers: answer, proposal, approvals, earlier refusals, objections."""
        words = (self.answer, self.proposal, *self.approvals, *self.former, *self.objections)
        return tuple(word for word in words if word)


@dataclass(frozen=True, kw_only=True)
class ErasureTarget(Need):
    """Facts about the stream whose texts are to be destroyed."""

    OF_STATE: ClassVar[bool] = True

    stream: str
    over: bool
    redress_runs: bool
    ended_at: datetime | None = None
    kept: Kept | None = None
    """Kind of retention row of the target's texts. None if the installation's setting decides."""
