"""Findings (Đ4.3), and proposals, decisions and their execution (Đ4.4, Đ5.1, Đ6.1). Records, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.event import Sealed, Step
from domain.registry.law import TermCertainty


class VerificationResult(StrEnum):
    """Result of a verification of the claim."""

    TRUE = "TRUE"
    PARTLY_TRUE = "PARTLY_TRUE"
    FALSE = "FALSE"
    UNVERIFIABLE = "UNVERIFIABLE"


class Finding(StrEnum):
    """Conclusion of the lead agency. Only FALSE, PARTLY_FALSE and, on a request for protection, HARMS_PERSON can lead
    to a measure."""

    FALSE = "FALSE"
    PARTLY_FALSE = "PARTLY_FALSE"
    TRUE_ISSUE = "TRUE_ISSUE"
    UNVERIFIABLE = "UNVERIFIABLE"
    OPINION = "OPINION"
    HARMS_PERSON = "HARMS_PERSON"


MEASURABLE = frozenset({Finding.FALSE, Finding.PARTLY_FALSE})
FALSIFYING = frozenset({VerificationResult.FALSE, VerificationResult.PARTLY_TRUE})
"""Results of a verification that support a step against the content."""
FOLLOWS: Mapping[VerificationResult, frozenset[Finding]] = {
    VerificationResult.TRUE: frozenset({Finding.TRUE_ISSUE}),
    VerificationResult.PARTLY_TRUE: frozenset({Finding.PARTLY_FALSE, Finding.TRUE_ISSUE}),
    VerificationResult.FALSE: frozenset({Finding.FALSE}),
    VerificationResult.UNVERIFIABLE: frozenset({Finding.UNVERIFIABLE}),
}
"""Findings that agree with each result of a verification."""
DEVIATES: Mapping[VerificationResult, frozenset[Finding]] = {
    VerificationResult.TRUE: frozenset({Finding.OPINION, Finding.UNVERIFIABLE}),
    VerificationResult.PARTLY_TRUE: frozenset({Finding.OPINION, Finding.UNVERIFIABLE}),
    VerificationResult.FALSE: frozenset({Finding.PARTLY_FALSE, Finding.OPINION, Finding.UNVERIFIABLE}),
    VerificationResult.UNVERIFIABLE: frozenset({Finding.OPINION}),
}
"""Findings that differ from a verification in favour of the author, and are accepted with a reason. Any other different
finding contradicts the verification, and requires a new one (Đ2.2, Đ4.3)."""


class SourceKind(StrEnum):
    """Kind of a source outside the participating agencies. EXPERT is a person, identified by post."""

    AGENCY = "AGENCY"
    INSTITUTION = "INSTITUTION"
    PUBLICATION = "PUBLICATION"
    EXPERT = "EXPERT"


@dataclass(frozen=True, kw_only=True)
class OutsideSource:
    """Source outside the participating agencies, with its kind, its document or address, and its day."""

    kind: SourceKind
    on: date
    agency: str | None = None
    name: Sealed | None = None
    document_number: Sealed | None = None
    url: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Carried:
    """Verification of the earlier linked case that this case reuses. `agency` and `officer` made it in the earlier
    case."""

    verification: str
    agency: str
    officer: str


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Answer of one agency on the truth of the claim, with the sources and the evidence against the answer (G2)."""

    id: str
    agency: str
    officer: str
    at: datetime
    cycle: int
    result: VerificationResult
    independent: bool
    sources: Sealed
    contrary: Sealed
    outside_source: Sealed | None = None
    source: OutsideSource | None = None
    """The outside source; None without an outside source, and in older records."""
    new_source: bool = False
    """True if no earlier verification of the case has the same source. False in older records, which lack this
    information."""
    carried: Carried | None = None
    """Verification of the earlier linked case that this row copies; None for a verification made in this case."""


@dataclass(frozen=True, kw_only=True)
class Appraisal:
    """Lead agency's conclusion for this cycle."""

    finding: Finding
    agency: str
    officer: str
    at: datetime
    cycle: int
    reasons: Sealed
    deviation: Sealed | None = None
    standing: Sealed | None = None
    """Proof that the requester is entitled to protection; only for the finding HARMS_PERSON."""


class Measure(StrEnum):
    """Measure against content, mildest first. A measure is always about one item, never about an account."""

    OFFICIAL_INFORMATION = "OFFICIAL_INFORMATION"
    CORRECTION_REQUEST = "CORRECTION_REQUEST"
    WARNING_LETTER = "WARNING_LETTER"
    LABEL_PROPOSAL = "LABEL_PROPOSAL"
    SANCTION_FILE = "SANCTION_FILE"
    TAKEDOWN_PROPOSAL = "TAKEDOWN_PROPOSAL"


MILD = frozenset({Measure.OFFICIAL_INFORMATION, Measure.CORRECTION_REQUEST})
"""Measures that restrict nobody. One of them must be considered before any restrictive measure."""
ON_CONTENT = frozenset({Measure.LABEL_PROPOSAL, Measure.TAKEDOWN_PROPOSAL})
"""Measures that change the content itself, by a proposal to the ministry."""


class Service(StrEnum):
    """Way in which the person concerned was informed of a decision."""

    DOCUMENT_DELIVERED = "DOCUMENT_DELIVERED"
    PUBLISHER_NOTIFIED = "PUBLISHER_NOTIFIED"
    PUBLIC_NOTICE = "PUBLIC_NOTICE"
    NOT_POSSIBLE = "NOT_POSSIBLE"


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Another agency's view on how to handle the case (Đ5.2.b, Đ5.4.b, Đ5.7.b). It binds nobody."""

    agency: str
    officer: str
    at: datetime
    measure: Measure
    provision: str
    reasons: Sealed


@dataclass(frozen=True, kw_only=True)
class Limitation:
    """Limitation period for a sanction, with the legal source of the period."""

    begins: date
    last_day: date
    months: int
    source: str
    certainty: TermCertainty


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Measure that the lead agency proposes, with the milder measures considered and the reasons why these are not
    enough."""

    measure: Measure
    alternatives: tuple[Measure, ...]
    provisions: tuple[str, ...]
    weighing: Sealed
    necessity: Sealed
    drafted_by: str
    drafted_at: datetime
    cycle: int
    reply: Sealed | None = None
    """Reply to the answer of the person concerned; None if the person did not answer."""
    limitation: Limitation | None = None
    """Limitation period as computed at the proposal; None in older records."""
    after_limitation: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Decision that a second person signed. A decision is never edited; a later decision supersedes an earlier one."""

    public_code: str
    measure: Measure
    provisions: tuple[str, ...]
    number: Sealed
    decided_on: date
    reasons: Sealed
    redress_notice: Sealed
    agency: str
    signatory: str
    at: datetime
    cycle: int
    finding: Finding | None = None
    """Finding on which the decision rests, copied because the finding of the case may change later; None in older
    records."""
    false_fact: Sealed | None = None
    alternatives: tuple[Measure, ...] = ()
    weighing: Sealed | None = None
    reply: Sealed | None = None
    unheard: Sealed | None = None
    """Reason for deciding without a hearing; None if there was a hearing, or if the measure restricts nobody."""
    procedures: tuple[str, ...] = ()
    """Provisions of procedure in force on the day of the decision; empty if the catalogue had none, and in older
    records."""
    limitation: Limitation | None = None
    """Limitation period as computed at the decision; None in older records."""
    after_limitation: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceRecord:
    """Record of how the person concerned was informed, or why informing the person was not possible."""

    service: Service
    note: Sealed
    on: date
    since: date | None = None
    """First day, after a correction, on which the time to complain can begin. Thus a correction never shortens that
    time."""

    @property
    def received(self) -> date | None:
        """Return the day from which the time to complain runs; None unless the document was delivered."""
        return (self.since or self.on) if self.service is Service.DOCUMENT_DELIVERED else None


@dataclass(frozen=True, kw_only=True)
class Execution:
    """Executing agency of a decision, and the record of how the person concerned was informed."""

    agency: str
    begun_at: datetime
    served: ServiceRecord
    cycle: int
    officer: str | None = None
    """Officer who recorded how the person was informed; None in older records."""
    corrected: Step | None = None
    """Last correction of how the person was informed, with the reasons for the correction."""


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """Reported problem that turned out to be true, and the agency that remedies the problem (Đ5.7.b). A remedy is no
    measure against speech."""

    agency: str
    problem: Sealed
    due_at: datetime
    begun_at: datetime
    cycle: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """Result report to the People's Committee through the lead agency (Đ6.1)."""

    agency: str
    officer: str
    at: datetime
    done_on: date
    document_number: Sealed
    summary: Sealed
    cycle: int


class OwnMeasureKind(StrEnum):
    """Measure that an agency can take on its own page, never on another page."""

    OWN_PAGE_COMMENT_HIDDEN = "OWN_PAGE_COMMENT_HIDDEN"
    OWN_PAGE_CORRECTED = "OWN_PAGE_CORRECTED"
    OWN_POST_WITHDRAWN = "OWN_POST_WITHDRAWN"


@dataclass(frozen=True, kw_only=True)
class OwnMeasure:
    """Measure that an agency took on its own page, with the end of the measure and the deadline for its
    justification.
    """

    id: str
    kind: OwnMeasureKind
    agency: str
    officer: str
    taken_at: datetime
    recorded_at: datetime
    due_at: datetime
    cycle: int
    proportionality: Sealed
    justified_by: str | None = None
    provision: str | None = None
    justification: Sealed | None = None
    ended_at: datetime | None = None
    lapsed: bool = False
    page: Sealed | None = None
    served: ServiceRecord | None = None
    public_code: str | None = None
    """Code for a complaint of the person concerned; None in older records."""
    redress: str | None = None
