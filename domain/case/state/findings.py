"""Findings of agencies: whether a claim is true, and whether a legal rule applies (Đ4.3). Records, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.kernel.event import Sealed


class VerificationResult(StrEnum):
    """Whether the claim is true."""

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
"""Results that can carry a step against what was said."""
FOLLOWS: Mapping[VerificationResult, frozenset[Finding]] = {
    VerificationResult.TRUE: frozenset({Finding.TRUE_ISSUE}),
    VerificationResult.PARTLY_TRUE: frozenset({Finding.PARTLY_FALSE, Finding.TRUE_ISSUE}),
    VerificationResult.FALSE: frozenset({Finding.FALSE}),
    VerificationResult.UNVERIFIABLE: frozenset({Finding.UNVERIFIABLE}),
}
"""The findings that say what a verification says."""
DEVIATES: Mapping[VerificationResult, frozenset[Finding]] = {
    VerificationResult.TRUE: frozenset({Finding.OPINION, Finding.UNVERIFIABLE}),
    VerificationResult.PARTLY_TRUE: frozenset({Finding.OPINION, Finding.UNVERIFIABLE}),
    VerificationResult.FALSE: frozenset({Finding.PARTLY_FALSE, Finding.OPINION, Finding.UNVERIFIABLE}),
    VerificationResult.UNVERIFIABLE: frozenset({Finding.OPINION}),
}
"""The findings that differ from a verification towards whoever spoke: admitted with a reason. Any other contradicts it;
what it needs is a new verification (Đ2.2, Đ4.3)."""


class SourceKind(StrEnum):
    """Kind of a source outside the agencies that take part. EXPERT is somebody named by the post that they hold."""

    AGENCY = "AGENCY"
    INSTITUTION = "INSTITUTION"
    PUBLICATION = "PUBLICATION"
    EXPERT = "EXPERT"


@dataclass(frozen=True, kw_only=True)
class OutsideSource:
    """A source outside the agencies that take part: which one, and its document or address with its day."""

    kind: SourceKind
    on: date
    agency: str | None = None
    name: Sealed | None = None
    document_number: Sealed | None = None
    url: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Verification:
    """One agency's answer to whether the claim is true, with its sources and what speaks against it (G2)."""

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
    """The row of the outside source; None where none was named, and in records of before."""
    new_source: bool = False
    """True if no earlier verification of the case rests on the same source; False in older records, which do not
    say."""


@dataclass(frozen=True, kw_only=True)
class Appraisal:
    """The lead agency's conclusion for this cycle."""

    finding: Finding
    agency: str
    officer: str
    at: datetime
    cycle: int
    reasons: Sealed
    deviation: Sealed | None = None
    standing: Sealed | None = None
    """Proof that whoever asked for protection may ask; only with HARMS_PERSON."""
