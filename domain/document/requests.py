"""Requests for official documents, the compiled files, and copies signed outside the register.

An agency that sees a case or report may request its documents. A notice to the press is available while the notice is
public. The file itself is not in the record. A worker compiles the file and encrypts it with a key of its source. A
second compilation of the same version gives the same bytes.

An officer of the requesting agency submits the signed file. The register verifies the file and records the signatures,
or the reason of a refusal. A verified copy is not replaced.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from domain.case.state.evidence import SealedFile, Uploaded
from domain.document.numbering import NUMBER_MOST
from domain.document.state import (
    FORMATS,
    PAGES,
    READ_WITH,
    UNSIGNED,
    DocumentFormat,
    DocumentHeading,
    DocumentKind,
    DocumentSignature,
    DocumentState,
    OfficeNumber,
    OfficialDocument,
    SignedCopy,
    SignedCopyState,
    Signing,
    Source,
    SourceRef,
    numbered_by_office,
    signed_by_head,
)
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Job, Sealed
from domain.kernel.fields import Ref, Spec, Upload, Whole, Words
from domain.kernel.refusals import NotFound, Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import SEES_ALL_RECORDS, Kind, Post
from domain.kernel.wording import Exempt
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import required

SYMBOL_MOST = 60
"""Most characters of a symbol, such as `QĐ-STTTT` or `UBND-VX`."""
HEADING_MOST, ADDRESSEES_MOST = 4_000, 20_000
"""Most characters of a heading, and of all addressees."""
A_DAY_MOST = 100
"""Most documents that one officer may request in a day."""
COMPILE = "compile-document"
READERS = frozenset(Post) - {Post.ADMIN, Post.DATA_PROTECTION_OFFICER}
"""Posts that may request documents. Administrators of accounts and programs may not."""
NAMES_STREAMS = (DocumentKind.CONSOLIDATED_REPORT, DocumentFormat.JSON)
"""Kind of document that names the cases behind each changed number. Recipients of a copy do not get it."""


class DocumentRequested(Begins[OfficialDocument], type="document.requested", state=DocumentState.REQUESTED):
    agency: str
    officer: str
    at: datetime
    source: str
    version: int
    kind: DocumentKind
    format: DocumentFormat
    part: str
    signing: Signing = Signing.HEAD
    numbered: OfficeNumber | None = None

    def jobs(self, document: OfficialDocument) -> Iterator[Job]:
        yield Job(job=COMPILE, data={})


class RequestDocument(
    OpeningCommand,
    kind=Kind.DOCUMENT,
    by_kind=READ_WITH,
    posts=READERS,
    daily=A_DAY_MOST,
    by={ActorKind.PERSON},
    needs=(Source,),
):
    """Request an official document, made from the present state of its source."""

    source_id: Annotated[
        str, SourceRef(doc="The case, complaint, directive, finding of an inspection, notice to the press, or report.")
    ]
    kind: Annotated[
        DocumentKind,
        Spec(
            doc="Kind of document. It needs the scope that reads its source: for a case or complaint "
            "`case:read:own`, for a directive or the finding of an inspection `activity:read`, for a notice "
            "`press:read`, for an agency's report `report:submit` or `report:read`, for a consolidated report "
            "`report:read` or `report:compile`. The whole file of a case needs `audit:read` or `audit:read:all`."
        ),
    ]
    format: Annotated[DocumentFormat, Spec(doc="File format.")]
    part: Annotated[
        str | None,
        Ref(
            doc="What in the source the document is about: the key of a round, hearing, transfer, proposal of "
            "removal or own measure, the cycle of a result, the level of a ruling, or the public code of a decision; "
            "null for the newest. For the whole file of a case: `own` or `all`, by what the caller may "
            "read."
        ),
    ] = None
    signing: Annotated[Signing, Spec(doc="On whose behalf the document will be signed, when a head signs it.")] = (
        Signing.HEAD
    )
    number: Annotated[
        int | None,
        Whole(
            doc="Number that the agency's own office gave the document; null leaves a blank for it. Null where the act "
            "has a number in the record, as a decision has: the document bears that one.",
            least=1,
            most=NUMBER_MOST,
        ),
    ] = None
    symbol: Annotated[
        str | None,
        Words(
            doc="Symbol after the number, if it differs from the one that the register writes.",
            most=SYMBOL_MOST,
            sealed=False,
            exempt=Exempt.ACCOUNT,
        ),
    ] = None
    issued_on: Annotated[date | None, Spec(doc="Day of issue. Send it together with `number`.")] = None

    def decide(self, state: None, facts: Facts) -> DocumentRequested:
        """Request the document. Raises Refused for a source that the caller does not see, and for a document that the
        source does not offer."""
        source = facts.known(Source)
        if source is None:
            raise Refused(NotFound())
        behind = (self.kind, self.format) == NAMES_STREAMS and facts.actor.role not in SEES_ALL_RECORDS
        if behind or self.format not in FORMATS[self.kind]:
            raise Refused(invalid("format", "document-format-unknown"))
        if self.signing is not Signing.HEAD and not signed_by_head(self.kind, self.format):
            raise Refused(invalid("signing", "document-not-signed-by-head"))
        part = self._part(source)
        return facts.record(
            DocumentRequested,
            self,
            source=source.stream,
            version=source.version,
            part=part,
            numbered=self._numbered(source.numbers.get((self.kind, part)), facts),
        )

    def _numbered(self, recorded: OfficeNumber | None, facts: Facts) -> OfficeNumber | None:
        """Return the number that the office gave.

        Raises Refused for a number without its day, for a kind without office numbers, and for an act that already has
        a number.
        """
        if self.number is None and self.issued_on is None and self.symbol is None:
            return recorded if self.format in PAGES else None
        if recorded:
            raise Refused(invalid("number", "document-numbered-by-act"))
        if not numbered_by_office(self.kind, self.format):
            raise Refused(invalid("number", "document-not-numbered"))
        if self.number is None:
            raise Refused(invalid("number", "document-number-missing"))
        if self.issued_on is None:
            raise Refused(invalid("issued_on", "document-number-missing"))
        if self.issued_on > local_date(facts.now):
            raise Refused(invalid("issued_on", "in-the-future"))
        return OfficeNumber(number=self.number, symbol=self.symbol or "", day=self.issued_on)

    def _part(self, source: Source) -> str:
        """Return the requested part of the source, or the newest part. Raises Refused if the source has no such
        part."""
        parts = [part for kind, part in source.available if kind is self.kind]
        if not parts:
            raise Refused(RuleNotMet(code="document-nothing-there"))
        if self.part is not None and self.part not in parts:
            raise Refused(invalid("part", "document-part-unknown"))
        return self.part or parts[-1]


class CompileCommand(
    CommandOn[OfficialDocument],
    kind=Kind.DOCUMENT,
    states={DocumentState.REQUESTED},
    additive=True,
    by={ActorKind.SYSTEM},
):
    """Command of the register itself that completes a request for a document."""


class DocumentCompiled(
    Follows[OfficialDocument], type="document.compiled", state=DocumentState.COMPILED, sets={"ended_at": "at"}
):
    """The document was compiled; its file is encrypted."""

    file: SealedFile
    at: datetime
    heading: DocumentHeading | None = None


class FinishDocument(CompileCommand, needs=(Uploaded,)):
    """Record that a document was compiled (an act of the register itself)."""

    upload: Annotated[str, Upload(doc="Id of the encrypted file.", hashed=True)]
    issuer: Annotated[
        str | None, Words(doc="Issuing agency, as in the letterhead.", most=HEADING_MOST, exempt=Exempt.OFFICE)
    ] = None
    symbol: Annotated[str | None, Words(doc="Symbol of the document.", most=HEADING_MOST, exempt=Exempt.OFFICE)] = None
    place: Annotated[str | None, Words(doc="Place of issue.", most=HEADING_MOST, exempt=Exempt.OFFICE)] = None
    abstract: Annotated[str | None, Words(doc="Subject of the document.", most=HEADING_MOST, exempt=Exempt.OFFICE)] = (
        None
    )
    addressees: Annotated[
        str | None,
        Words(doc="Recipients of the document, one on each line.", most=ADDRESSEES_MOST, exempt=Exempt.OFFICE),
    ] = None

    def decide(self, document: OfficialDocument, facts: Facts) -> DocumentCompiled:
        """Record the compiled file. Raises Refused if the file was not stored for this document's source."""
        file = facts.known(Uploaded)
        if file is None or file.case != document.source:
            raise Refused(invalid("upload", "upload-unknown"))
        sealed = replace(file.file, plain=facts.sealed.get("upload"))
        return DocumentCompiled(file=sealed, at=facts.now, heading=_heading(facts.sealed))


def _heading(said: Mapping[str, Sealed]) -> DocumentHeading | None:
    """Return the sealed letterhead of a document. None for a file without a letterhead."""
    if not {"issuer", "symbol", "place", "abstract"} <= set(said):
        return None
    return DocumentHeading(
        issuer=said["issuer"],
        symbol=said["symbol"],
        place=said["place"],
        abstract=said["abstract"],
        addressees=said.get("addressees"),
    )


class DocumentFailed(
    Follows[OfficialDocument], type="document.failed", state=DocumentState.FAILED, sets={"ended_at": "at"}
):
    """The document cannot be compiled, and a retry would fail too."""

    failure: str
    at: datetime


class FailDocument(CompileCommand, writes=DocumentFailed):
    """Record that a document cannot be compiled (an act of the register itself)."""

    failure: Annotated[str, Spec(doc="The code of the reason.")]


VERIFY = "verify-signed-copy"
SIGNERS_MOST = 4_000
"""Most characters of the names of all signers."""
PDF_TYPE = "application/pdf"
COPYABLE = {DocumentState.COMPILED}


class SignedCopySubmitted(Follows[OfficialDocument], type="document.signed-copy-submitted", sets={"signed": "copy"}):
    copy: SignedCopy

    def jobs(self, document: OfficialDocument) -> Iterator[Job]:
        yield Job(job=VERIFY, data={})


def signed_on_paper(document: OfficialDocument, facts: Facts) -> Problem | None:
    """The document is a PDF that a person signs."""
    signed = document.format is DocumentFormat.PDF and document.kind not in UNSIGNED
    return None if signed else RuleNotMet(code="document-not-signed")


def no_copy_there(document: OfficialDocument, facts: Facts) -> Problem | None:
    """No signed copy of the document was accepted, and no copy waits for verification."""
    there = document.signed is not None and document.signed.state is not SignedCopyState.REFUSED
    return RuleNotMet(code="signed-copy-there") if there else None


class SubmitSignedCopy(
    CommandOn[OfficialDocument],
    kind=Kind.DOCUMENT,
    by_kind=READ_WITH,
    posts=READERS,
    states=COPYABLE,
    by={ActorKind.PERSON},
    needs=(Uploaded,),
    requires=(signed_on_paper, no_copy_there),
):
    """Submit the file of a document that was signed outside the register. The register verifies its signatures, and
    accepts or refuses the file."""

    upload: Annotated[str, Upload(doc="The signed file, uploaded for the source of the document.", hashed=True)]

    def decide(self, document: OfficialDocument, facts: Facts) -> SignedCopySubmitted:
        """Record the copy. Raises Refused unless the actor's agency uploaded a PDF for the document's source."""
        found = facts.known(Uploaded)
        if found is None or found.case != document.source or not facts.acts_for(found.agency):
            raise Refused(invalid("upload", "upload-unknown"))
        if found.file.media_type != PDF_TYPE:
            raise Refused(invalid("upload", "signed-copy-no-pdf"))
        copy = SignedCopy(
            state=SignedCopyState.SUBMITTED,
            file=replace(found.file, plain=facts.sealed.get("upload")),
            officer=facts.actor.subject,
            submitted_at=facts.now,
        )
        return SignedCopySubmitted(copy=copy)


def copy_waits(document: OfficialDocument, facts: Facts) -> Problem | None:
    """A signed copy waits for its verification."""
    waits = document.signed is not None and document.signed.state is SignedCopyState.SUBMITTED
    return None if waits else RuleNotMet(code="signed-copy-over")


class VerifyingCommand(
    CommandOn[OfficialDocument],
    kind=Kind.DOCUMENT,
    states=COPYABLE,
    additive=True,
    by={ActorKind.SYSTEM},
    requires=(copy_waits,),
):
    """Command of the register itself that completes the verification of a signed copy."""


class SignedCopyVerified(Follows[OfficialDocument], type="document.signed-copy-verified"):
    signatures: tuple[DocumentSignature, ...]
    signers: Sealed
    at: datetime

    def fold(self, document: OfficialDocument) -> OfficialDocument:
        signed = _ended(document, self.at, SignedCopyState.VERIFIED)
        return replace(document, signed=replace(signed, signatures=self.signatures, signers=self.signers))


class AcceptSignedCopy(VerifyingCommand, writes=SignedCopyVerified):
    """Record that a signed copy is valid, and its signers (an act of the register itself)."""

    signatures: Annotated[tuple[DocumentSignature, ...], Spec(doc="The signatures, in the order they were made.")]
    signers: Annotated[
        str,
        Words(
            doc="Names of the signers in their certificates, one on each line.", most=SIGNERS_MOST, exempt=Exempt.OFFICE
        ),
    ]


class SignedCopyRefused(Follows[OfficialDocument], type="document.signed-copy-refused"):
    failure: str
    at: datetime

    def fold(self, document: OfficialDocument) -> OfficialDocument:
        return replace(document, signed=_ended(document, self.at, SignedCopyState.REFUSED, self.failure))


class RefuseSignedCopy(VerifyingCommand, writes=SignedCopyRefused):
    """Record the reason why a signed copy is not valid (an act of the register itself)."""

    failure: Annotated[str, Spec(doc="The code of the reason.")]


def _ended(document: OfficialDocument, at: datetime, state: SignedCopyState, failure: str | None = None) -> SignedCopy:
    return replace(required(document.signed), state=state, ended_at=at, failure=failure)
