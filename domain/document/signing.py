"""A document that was signed outside comes back: the copy, and who signed it (Decree 30/2020/NĐ-CP, Điều 4 and 5).

An officer of the agency that asked for the document hands in the signed file. The register verifies it; the signatures
stand in the record, or the reason why the copy is refused. A copy that was verified is not replaced.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.state.evidence import Uploaded
from domain.document.requests import READERS
from domain.document.state import (
    READ_WITH,
    UNSIGNED,
    DocumentFormat,
    DocumentSignature,
    DocumentState,
    OfficialDocument,
    SignedCopy,
    SignedCopyState,
)
from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows, Job, Sealed
from domain.kernel.fields import Spec, Upload, Words
from domain.kernel.kind import Kind
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.wording import Exempt
from domain.rules.command import CommandOn
from domain.rules.facts import Facts

VERIFY = "verify-signed-copy"
SIGNERS_MOST = 4_000
"""Characters of the names of all who signed."""
PDF_TYPE = "application/pdf"
COPYABLE = {DocumentState.COMPILED}


class SignedCopySubmitted(Follows[OfficialDocument], type="document.signed-copy-submitted", sets={"signed": "copy"}):
    copy: SignedCopy

    def jobs(self, document: OfficialDocument) -> Iterator[Job]:
        yield Job(job=VERIFY, data={})


def signed_on_paper(document: OfficialDocument, facts: Facts) -> Problem | None:
    """The document is a PDF that somebody signs."""
    signed = document.format is DocumentFormat.PDF and document.kind not in UNSIGNED
    return None if signed else RuleNotMet(code="document-not-signed")


def no_copy_there(document: OfficialDocument, facts: Facts) -> Problem | None:
    """No signed copy was accepted or is being verified."""
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
    """Hand in the file of a document that was signed outside the register. The register verifies its signatures, and
    accepts or refuses it."""

    upload: Annotated[str, Upload(doc="The signed file, uploaded for the source of the document.", hashed=True)]

    def decide(self, document: OfficialDocument, facts: Facts) -> SignedCopySubmitted:
        """The file must have been uploaded by the own agency, for what the document was made from."""
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
    """A signed copy waits to be verified."""
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
    """Base of the register's commands that end the verification of a copy."""


class SignedCopyVerified(Follows[OfficialDocument], type="document.signed-copy-verified"):
    signatures: tuple[DocumentSignature, ...]
    signers: Sealed
    at: datetime

    def fold(self, document: OfficialDocument) -> OfficialDocument:
        signed = _ended(document, self.at, SignedCopyState.VERIFIED)
        return replace(document, signed=replace(signed, signatures=self.signatures, signers=self.signers))


class AcceptSignedCopy(VerifyingCommand, writes=SignedCopyVerified):
    """Note who signed the document (an act of the register itself)."""

    signatures: Annotated[tuple[DocumentSignature, ...], Spec(doc="The signatures, in the order they were made.")]
    signers: Annotated[
        str,
        Words(doc="The names in their certificates, one a line.", most=SIGNERS_MOST, exempt=Exempt.OFFICE),
    ]


class SignedCopyRefused(Follows[OfficialDocument], type="document.signed-copy-refused"):
    failure: str
    at: datetime

    def fold(self, document: OfficialDocument) -> OfficialDocument:
        return replace(document, signed=_ended(document, self.at, SignedCopyState.REFUSED, self.failure))


class RefuseSignedCopy(VerifyingCommand, writes=SignedCopyRefused):
    """Note why a copy is not taken (an act of the register itself)."""

    failure: Annotated[str, Spec(doc="The code of the reason.")]


def _ended(document: OfficialDocument, at: datetime, state: SignedCopyState, failure: str | None = None) -> SignedCopy:
    assert document.signed is not None  # it was submitted before
    return replace(document.signed, state=state, ended_at=at, failure=failure)
