"""State of the official documents that the register makes from its own data. This module contains no rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.case.state.evidence import SealedFile
from domain.kernel.event import Sealed
from domain.kernel.fields import Ref
from domain.kernel.policy import Scope
from domain.rules.facts import Need


class DocumentKind(StrEnum):
    """Kind of official document."""

    MINUTES = "MINUTES"
    OPINION_REQUEST = "OPINION_REQUEST"
    HEARING_INVITATION = "HEARING_INVITATION"
    HEARING_INVITATION_EN = "HEARING_INVITATION_EN"
    PROPOSAL = "PROPOSAL"
    DECISION = "DECISION"
    DECISION_EN = "DECISION_EN"
    CORRECTION_LETTER = "CORRECTION_LETTER"
    REMOVAL_PROPOSAL = "REMOVAL_PROPOSAL"
    RESULT_REPORT = "RESULT_REPORT"
    TRANSFER_RECORD = "TRANSFER_RECORD"
    RULING = "RULING"
    RULING_EN = "RULING_EN"
    RESTORATION_NOTICE = "RESTORATION_NOTICE"
    RESTORATION_NOTICE_EN = "RESTORATION_NOTICE_EN"
    DIRECTIVE = "DIRECTIVE"
    INSPECTION_MINUTES = "INSPECTION_MINUTES"
    INSPECTION_CONCLUSION = "INSPECTION_CONCLUSION"
    PRESS_NOTICE = "PRESS_NOTICE"
    AGENCY_REPORT = "AGENCY_REPORT"
    AGENCY_REPORT_EN = "AGENCY_REPORT_EN"
    CONSOLIDATED_REPORT = "CONSOLIDATED_REPORT"
    CONSOLIDATED_PUBLIC = "CONSOLIDATED_PUBLIC"
    CONSOLIDATED_REPORT_EN = "CONSOLIDATED_REPORT_EN"
    CASE_FILE = "CASE_FILE"
    CASE_FILE_EN = "CASE_FILE_EN"


class FileSight(StrEnum):
    """Sight of the reader for whom the whole case file was made. It is the `part` of such a document."""

    OWN = "own"
    """Sight of an agency. It excludes officers of other agencies, and notices before their issue."""
    ALL = "all"
    """Sight of an inspector."""


class DocumentFormat(StrEnum):
    """File format."""

    PDF = "PDF"
    DOCX = "DOCX"
    XLSX = "XLSX"
    JSON = "JSON"


class Signing(StrEnum):
    """Capacity in which a person signs (Decree 30/2020/NĐ-CP, Điều 13; Annex I, box 7a)."""

    HEAD = "HEAD"
    """The head of the agency. In a body that decides collectively, the chair signs in its name (TM.)."""
    DEPUTY = "DEPUTY"
    """A deputy signs for the head (KT.)."""
    ACTING = "ACTING"
    """A person who is entrusted with the head's office signs (Q.)."""
    BY_ORDER = "BY_ORDER"
    """The head of a part of the agency signs by order of the agency's head (TL.)."""
    BY_DELEGATION = "BY_DELEGATION"
    """A person signs to whom the head delegated the signature (TUQ.)."""


class DocumentState(StrEnum):
    """State of an official document."""

    REQUESTED = "REQUESTED"
    COMPILED = "COMPILED"
    FAILED = "FAILED"


MEDIA_TYPES: Mapping[DocumentFormat, str] = {
    DocumentFormat.PDF: "application/pdf",
    DocumentFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DocumentFormat.JSON: "application/json",
}
PAGES = frozenset({DocumentFormat.PDF, DocumentFormat.DOCX})
NUMBERED = frozenset({DocumentKind.AGENCY_REPORT, DocumentKind.CONSOLIDATED_REPORT, DocumentKind.CONSOLIDATED_PUBLIC})
CASE_FILES = frozenset({DocumentKind.CASE_FILE, DocumentKind.CASE_FILE_EN})
"""Kinds of document that are whole case files. A case file is a history, not a document of an office."""
READING_VERSIONS: Mapping[DocumentKind, DocumentKind] = {
    DocumentKind.HEARING_INVITATION: DocumentKind.HEARING_INVITATION_EN,
    DocumentKind.DECISION: DocumentKind.DECISION_EN,
    DocumentKind.RULING: DocumentKind.RULING_EN,
    DocumentKind.RESTORATION_NOTICE: DocumentKind.RESTORATION_NOTICE_EN,
}
"""Kinds with a reading version. It is made from the same part and has no legal force."""
READ_ONLY = (
    frozenset({DocumentKind.AGENCY_REPORT_EN, DocumentKind.CONSOLIDATED_REPORT_EN, *READING_VERSIONS.values()})
    | CASE_FILES
)
FORMATS: Mapping[DocumentKind, frozenset[DocumentFormat]] = {
    **dict.fromkeys(DocumentKind, PAGES),
    **dict.fromkeys(NUMBERED, frozenset(DocumentFormat)),
    **dict.fromkeys(READ_ONLY, frozenset({DocumentFormat.PDF})),
}
"""File formats of each kind. Documents with tables of numbers also exist as data. A reading version exists only as
pages."""


OF_AN_AGENCY = (Scope.REPORT_SUBMIT, Scope.REPORT_READ)
CONSOLIDATED = (Scope.REPORT_READ, Scope.REPORT_COMPILE)
HISTORIES = (Scope.AUDIT_READ_ALL, Scope.AUDIT_READ)
READ_WITH: Mapping[DocumentKind, tuple[Scope, ...]] = {
    **dict.fromkeys(DocumentKind, (Scope.CASE_READ_OWN,)),
    DocumentKind.DIRECTIVE: (Scope.ACTIVITY_READ,),
    DocumentKind.INSPECTION_MINUTES: (Scope.ACTIVITY_READ,),
    DocumentKind.INSPECTION_CONCLUSION: (Scope.ACTIVITY_READ,),
    DocumentKind.PRESS_NOTICE: (Scope.PRESS_READ,),
    DocumentKind.AGENCY_REPORT: OF_AN_AGENCY,
    DocumentKind.AGENCY_REPORT_EN: OF_AN_AGENCY,
    DocumentKind.CONSOLIDATED_REPORT: CONSOLIDATED,
    DocumentKind.CONSOLIDATED_PUBLIC: CONSOLIDATED,
    DocumentKind.CONSOLIDATED_REPORT_EN: CONSOLIDATED,
    **dict.fromkeys(CASE_FILES, HISTORIES),
}
"""Scopes that open a document and its source. One of them is enough."""


def readable(scopes: Collection[Scope]) -> frozenset[DocumentKind]:
    """Return the kinds of document that a caller with these scopes may read."""
    return frozenset(kind for kind, needed in READ_WITH.items() if not set(needed).isdisjoint(scopes))


@dataclass(frozen=True, kw_only=True)
class OfficeNumber:
    """Number, symbol and day that the office's registry gave a document (Decree 30/2020/NĐ-CP, Điều 15)."""

    number: int
    symbol: str
    day: date


@dataclass(frozen=True, kw_only=True)
class DocumentHeading:
    """Heading of a document with a letterhead. `addressees` has one addressee on each line."""

    issuer: Sealed
    symbol: Sealed
    place: Sealed
    abstract: Sealed
    addressees: Sealed | None = None


class SignedCopyState(StrEnum):
    """State of a signed copy."""

    SUBMITTED = "SUBMITTED"
    VERIFIED = "VERIFIED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, kw_only=True)
class DocumentSignature:
    """Signature on a document. `certificate` is the SHA-256 of the certificate. Unless `stamped`, the time `at` is the
    signer's own claim.

    The copy contains the signers' names in sealed form, in the order of the signatures.
    """

    issuer: str
    serial: str
    certificate: str
    at: datetime
    stamped: bool


@dataclass(frozen=True, kw_only=True)
class SignedCopy:
    """Submitted file of a signed document, with the result of its verification."""

    state: SignedCopyState
    file: SealedFile
    officer: str
    submitted_at: datetime
    ended_at: datetime | None = None
    failure: str | None = None
    signatures: tuple[DocumentSignature, ...] = ()
    signers: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class OfficialDocument:
    """Document made from a version of a stream. Its file is encrypted with a key of that stream, and is erased with the
    stream's texts."""

    id: str
    state: DocumentState
    agency: str
    officer: str
    at: datetime
    source: str
    version: int
    kind: DocumentKind
    format: DocumentFormat
    part: str
    file: SealedFile | None = None
    failure: str | None = None
    ended_at: datetime | None = None
    signing: Signing = Signing.HEAD
    signed: SignedCopy | None = None
    numbered: OfficeNumber | None = None
    heading: DocumentHeading | None = None


SIGNED_APART = frozenset({DocumentKind.MINUTES, DocumentKind.TRANSFER_RECORD, DocumentKind.INSPECTION_MINUTES})
"""Kinds of document that two persons sign: both sides, or the chair and the writer."""
UNSIGNED = READ_ONLY | {DocumentKind.CONSOLIDATED_PUBLIC}


def signed_by_head(kind: DocumentKind, format: DocumentFormat) -> bool:
    """Return whether the head of an agency, or a person in the head's place, signs this kind of file."""
    return format in PAGES and kind not in SIGNED_APART | UNSIGNED


def numbered_by_office(kind: DocumentKind, format: DocumentFormat) -> bool:
    """Return whether the registry of an office numbers this kind of file."""
    return format in PAGES and kind not in UNSIGNED


AvailableDocuments = tuple[tuple[DocumentKind, str], ...]


@dataclass(frozen=True, kw_only=True)
class SourceRef(Ref):
    """Id of the source of an official document. The facts contain the data of the source that the actor may use."""


@dataclass(frozen=True, kw_only=True)
class Source(Need, named_by=SourceRef):
    """Present source of documents: the kinds that can be made from the source, each with its part.

    `numbers` contains the recorded numbers of the acts behind the parts.
    """

    stream: str
    version: int
    available: AvailableDocuments
    numbers: Mapping[tuple[DocumentKind, str], OfficeNumber] = field(default_factory=dict)
