"""Vocabulary and state of a case, and the folding of its events into the state.

Categories are fields of administration. No category describes a speaker, a view or a motive (X4). A case has no field
for the author (X2).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from domain.case.state.evidence import EvidenceItem
from domain.case.state.hearing import Hearing
from domain.case.state.measures import (
    Appraisal,
    Decision,
    Execution,
    OwnMeasure,
    Proposal,
    Remedy,
    Result,
    Suggestion,
    Verification,
)
from domain.case.state.message import Message
from domain.case.state.pathways import (
    LIVE,
    CoordinationRequest,
    DuplicateLink,
    PoliceTransfer,
    PublicationLink,
    Referral,
    Reopening,
    Rerouting,
    Restoration,
    Takedown,
)
from domain.case.state.protection import HarmTest, ProtectionRequest, Withdrawal
from domain.case.state.recusal import Recusal
from domain.case.state.rescreening import Rescreening
from domain.case.state.round import Round
from domain.kernel.event import Sealed, Step
from domain.kernel.vocabulary import Role


class CaseState(StrEnum):
    """State of a case. For a closed case, `closure` contains the reason."""

    RECEIVED = "RECEIVED"
    SCREENED = "SCREENED"
    CHECKING = "CHECKING"
    COORDINATING = "COORDINATING"
    APPRAISED = "APPRAISED"
    PROPOSED = "PROPOSED"
    DECIDED = "DECIDED"
    EXECUTING = "EXECUTING"
    RESULT_REPORTED = "RESULT_REPORTED"
    TRANSFERRED = "TRANSFERRED"
    CLOSED = "CLOSED"


class Channel(StrEnum):
    """Channel of a report (Đ3.1.a, Đ3.1.b). PUBLIC is the register's own form, which anybody can use."""

    PHONE = "PHONE"
    SMS = "SMS"
    EMAIL = "EMAIL"
    E_DOCUMENT = "E_DOCUMENT"
    OTHER_ELECTRONIC = "OTHER_ELECTRONIC"
    POST = "POST"
    PUBLIC = "PUBLIC"


class Medium(StrEnum):
    """Kind of medium that shows the content. Never an account."""

    WEBSITE = "WEBSITE"
    SOCIAL_NETWORK = "SOCIAL_NETWORK"
    FORUM = "FORUM"
    VIDEO = "VIDEO"
    MESSAGING = "MESSAGING"
    PRESS = "PRESS"
    OTHER = "OTHER"


class Category(StrEnum):
    """The field of administration that a claim is about."""

    HEALTH = "HEALTH"
    EDUCATION = "EDUCATION"
    LAND = "LAND"
    ENVIRONMENT = "ENVIRONMENT"
    FINANCE = "FINANCE"
    AGRICULTURE = "AGRICULTURE"
    TRANSPORT = "TRANSPORT"
    CONSTRUCTION = "CONSTRUCTION"
    TRADE = "TRADE"
    CULTURE_SPORT = "CULTURE_SPORT"
    LABOUR_SOCIAL = "LABOUR_SOCIAL"
    DISASTER = "DISASTER"
    PUBLIC_ORDER = "PUBLIC_ORDER"
    SCIENCE_TECHNOLOGY = "SCIENCE_TECHNOLOGY"
    PUBLIC_SERVICES = "PUBLIC_SERVICES"
    INTERNAL_AFFAIRS = "INTERNAL_AFFAIRS"
    JUDICIAL_REFORM = "JUDICIAL_REFORM"
    ANTI_CORRUPTION = "ANTI_CORRUPTION"
    OTHER = "OTHER"


class CheckMethod(StrEnum):
    """Method by which an agency checked what was published (Đ4.3)."""

    VIEWED_CONTENT = "VIEWED_CONTENT"
    OWN_RECORDS = "OWN_RECORDS"
    ASKED_AGENCY = "ASKED_AGENCY"
    SITE_VISIT = "SITE_VISIT"
    PUBLIC_SOURCE = "PUBLIC_SOURCE"
    OTHER = "OTHER"


class CheckOutcome(StrEnum):
    """Finding of a check about the published content. The truth of the claim is recorded separately."""

    AS_REPORTED = "AS_REPORTED"
    DIFFERS = "DIFFERS"
    NOT_FOUND = "NOT_FOUND"


class ExpressionKind(StrEnum):
    """Kind of expression (Đ2.2)."""

    FACT = "FACT"
    OPINION = "OPINION"
    SATIRE = "SATIRE"
    QUESTION = "QUESTION"
    CRITICISM = "CRITICISM"
    COMPLAINT = "COMPLAINT"
    JOURNALISM = "JOURNALISM"


class ExpressionConclusion(StrEnum):
    """Conclusion of an expression review: protected by freedom of speech or of the press, or not (Đ2.2, G3)."""

    PROTECTED = "PROTECTED"
    NOT_PROTECTED = "NOT_PROTECTED"
    HARMS_PERSON = "HARMS_PERSON"


class ClosureReason(StrEnum):
    """Reason why a case ended."""

    COMPLETED = "COMPLETED"
    NO_GROUNDS = "NO_GROUNDS"
    PROTECTED = "PROTECTED"
    POLICE_OUTCOME = "POLICE_OUTCOME"
    REMEDIED = "REMEDIED"
    WITHDRAWN = "WITHDRAWN"
    DUPLICATE = "DUPLICATE"


class PublicationChoice(StrEnum):
    """Choice to publish the outcome or not (Đ4.5, G6)."""

    PUBLISH = "PUBLISH"
    NOT_PUBLISH = "NOT_PUBLISH"


HIDDEN_CLOSURES = frozenset({ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS})
"""Reasons of closure that remove a case from search and lists of similar cases at once, because the content was not at
fault."""


class Informed(StrEnum):
    """Way in which the agency or person who reported was informed of the closure (Đ2.2)."""

    BY_DOCUMENT = "BY_DOCUMENT"
    BY_MESSAGE = "BY_MESSAGE"
    BY_PHONE = "BY_PHONE"
    ANONYMOUS = "ANONYMOUS"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Way and time of the report's arrival (Đ3.1). An imported report may lack the way and the time of detection."""

    received_at: datetime
    channel: Channel | None = None
    detected_at: datetime | None = None
    note: Sealed | None = None
    document_number: Sealed | None = None
    postmark_on: date | None = None
    delivered_on: date | None = None
    notify_by: datetime | None = None
    """Deadline for notifying the lead agency; None without a time of detection, and in older records."""
    delay: Step | None = None
    """Reason of a late notification."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """Origin of an imported case. The dates of the case come from the source, not from the register."""

    source: Sealed
    row: int
    undated: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    id: str
    agency: str
    officer: str
    at: datetime
    cycle: int
    method: CheckMethod
    outcome: CheckOutcome
    summary: Sealed


@dataclass(frozen=True, kw_only=True)
class ExpressionReview:
    """Review of free expression, which every adverse step requires (Đ2.2, G3)."""

    id: str
    agency: str
    role: Role
    officer: str
    at: datetime
    cycle: int
    expression: ExpressionKind
    conclusion: ExpressionConclusion
    reasons: Sealed
    false_fact: Sealed | None = None
    provision: str | None = None
    harm: HarmTest | None = None
    """Test of content that harms a person; None in a review of allegedly false content."""
    answer: Sealed | None = None
    """Answer to the earlier review that found the content protected; None if there was no such review."""


@dataclass(frozen=True, kw_only=True)
class Closure:
    reason: ClosureReason
    at: datetime
    agency: str
    officer: str
    reasons: Sealed
    informed: Informed
    publication: PublicationChoice | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    agency: str
    at: datetime
    about: str


@dataclass(frozen=True, kw_only=True)
class PaperFile:
    agency: str
    at: datetime
    pointer: Sealed


@dataclass(frozen=True, kw_only=True)
class ReportCorrection:
    """Earlier words of a corrected report, with author and reason; null for unchanged fields."""

    step: Step
    claim: Sealed | None = None
    url: Sealed | None = None
    place: Sealed | None = None
    medium: Medium | None = None
    claim_as_written: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """Case. Its `members` are the agencies that may see the case."""

    id: str
    code: str
    state: CaseState
    regulation: str
    claim: Sealed
    receipt: Receipt
    reporter: str
    lead: str
    members: tuple[str, ...]
    cycle: int = 1
    medium: Medium = Medium.OTHER
    url: Sealed | None = None
    place: Sealed | None = None
    published_at: datetime | None = None
    category: Category | None = None
    areas: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    assigned: str | None = None
    focal: str | None = None
    screening_note: Sealed | None = None
    imported: Import | None = None
    checks: tuple[Check, ...] = ()
    expression_reviews: tuple[ExpressionReview, ...] = ()
    closure: Closure | None = None
    notices: tuple[Notice, ...] = ()
    verifications: tuple[Verification, ...] = ()
    appraisal: Appraisal | None = None
    rounds: tuple[Round, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    proposal: Proposal | None = None
    decisions: tuple[Decision, ...] = ()
    executions: tuple[Execution, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    results: tuple[Result, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    recused: tuple[str, ...] = ()
    own_measures: tuple[OwnMeasure, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    paper_files: tuple[PaperFile, ...] = ()
    takedowns: tuple[Takedown, ...] = ()
    transfers: tuple[PoliceTransfer, ...] = ()
    requests: tuple[CoordinationRequest, ...] = ()
    referrals: tuple[Referral, ...] = ()
    reroutings: tuple[Rerouting, ...] = ()
    duplicate_of: str | None = None
    links: tuple[DuplicateLink, ...] = ()
    ticket: str | None = None
    contact: str | None = None
    publications: tuple[PublicationLink, ...] = ()
    corruption: bool = False
    """True if a participant stated that the claim alleges corruption, even in another field."""
    addresses: tuple[Sealed, ...] = ()
    """Further addresses of the same content, in addition to `url`."""
    report_corrections: tuple[ReportCorrection, ...] = ()

    hearings: tuple[Hearing, ...] = ()
    restorations: tuple[Restoration, ...] = ()
    protections: tuple[ProtectionRequest, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    messages: tuple[Message, ...] = ()
    rescreenings: tuple[Rescreening, ...] = ()
    reassigned_from: str | None = None
    """Agency that checked before the last reassignment; None in older records."""
    assigned_at: datetime | None = None
    """Time when the check was reassigned; None while the first checking agency checks, and in older records."""
    claim_as_written: Sealed | None = None
    """Claim with its numbers and accounts; None without any, and in older records."""

    def of_other_words(self, at: datetime) -> bool:
        """Return whether the claim was reworded after a finding made at the given time."""
        return any(correction.claim and at < correction.step.at for correction in self.report_corrections)

    def of_other_field(self, at: datetime) -> bool:
        """Return whether the field of the case changed after a verification made at the given time."""
        return any(row.leaves_field and row.done and at < row.done.at for row in self.rescreenings)

    @property
    def alleges_corruption(self) -> bool:
        """Return whether the claim alleges corruption, according to its field, a participant's statement, or a
        forwarding of the allegation."""
        return self.category is Category.ANTI_CORRUPTION or self.corruption or bool(self.reroutings)

    @property
    def live_notices(self) -> tuple[PublicationLink, ...]:
        """Return the notices to the press that are public or in preparation."""
        return tuple(notice for notice in self.publications if notice.state in LIVE)

    @property
    def hidden(self) -> bool:
        """Return whether the case no longer appears in search and lists of similar cases."""
        return self.closure is not None and self.closure.reason in HIDDEN_CLOSURES


def with_members(case: Case, *agencies: str | None) -> tuple[str, ...]:
    """Return the members with these agencies added, each once, in order of joining."""
    return tuple(dict.fromkeys((*case.members, *filter(None, agencies))))


def with_row(case: Case, rows: str, id: str, **changes: Any) -> Case:
    """Return the case with changes in one row, named by its id, of the list `rows`."""
    changed: Any = tuple(replace(row, **changes) if row.id == id else row for row in getattr(case, rows))
    return replace(case, **{rows: changed})


TOLD_CLOSURES: Final = frozenset({ClosureReason.COMPLETED, ClosureReason.REMEDIED})
