"""GraphQL types of official documents, read from rows of the store."""

from datetime import date, datetime
from typing import Any

import strawberry

from domain.document.state import DocumentFormat, DocumentKind, DocumentState, SignedCopyState, Signing
from domain.kernel.vocabulary import Kind
from domain.messages import Language, message
from schema.edges import object_field
from schema.node import ActionNode, Node
from schema.registry import Agency, agency_field


def _place(root: Any) -> str | None:
    return f"/documents/{root['_id']}" if root["state"] == DocumentState.COMPILED else None


@strawberry.type
class DocumentSignature:
    """A signature under a document."""

    issuer: str = strawberry.field(description="Name of the issuer of the certificate.")
    serial: str = strawberry.field(description="Serial number of the certificate, hexadecimal.")
    certificate: str = strawberry.field(description="SHA-256 of the certificate, hexadecimal.")
    at: datetime = strawberry.field(
        description="When it was signed, by the time stamp; without one, by the clock of the signer's machine."
    )
    stamped: bool = strawberry.field(description="Whether a time stamp of a trusted authority proves the time.")


def _copy_place(root: Any) -> str | None:
    return f"/documents/{root['_id']}/signed" if root["signed"] is not None else None


def _signers(root: Any) -> list[str] | None:
    names: str | None = root["signers"]
    return names.split("\n") if names else None


def _failure_text(language: Language) -> Any:
    return lambda root: message(root["failure"], {}, language) if root["failure"] else None


@strawberry.type
class SignedCopy:
    """A file that was signed outside the register, with the result of checking its signatures."""

    state: SignedCopyState = strawberry.field(description="State of the copy. Only a verified one counts as signed.")
    submitted_at: datetime = strawberry.field(description="When the copy was handed in.")
    ended_at: datetime | None = strawberry.field(description="When the copy was verified or refused.")
    failure: str | None = strawberry.field(description="Code of the reason why it was refused; null otherwise.")
    failure_vi: str | None = strawberry.field(resolver=_failure_text("vi"), description="The reason, in Vietnamese.")
    failure_en: str | None = strawberry.field(resolver=_failure_text("en"), description="The reason, in English.")
    signers: list[str] | None = strawberry.field(
        resolver=_signers,
        description="Names of the signers in their certificates, in the order of the signatures; null before it is "
        "verified and once the name was erased.",
    )
    signatures: list[DocumentSignature] = strawberry.field(description="The signatures, in the order they were made.")


@strawberry.type
class OfficeNumber:
    """The number, symbol and day that the registry of an office gave to a document."""

    number: int = strawberry.field(description="The number.")
    symbol: str = strawberry.field(description="Symbol after the number; empty when the register writes its usual one.")
    day: date = strawberry.field(description="The day of issue.")


@strawberry.type
class DocumentPreview:
    """The lines that a document would have if you requested it now. A preview has no number and no file."""

    kind: DocumentKind = strawberry.field(description="Kind of document.")
    part: str = strawberry.field(description="What in the source it is about.")
    source_version: int = strawberry.field(description="Version of the source that it was made from.")
    lines: list[str] = strawberry.field(
        description="Its lines in the order of the page; an empty line separates parts. The first and the last call it "
        "a preview."
    )


@strawberry.type
class OfficialDocument(ActionNode):
    """A document in the format of Decree 30/2020/NĐ-CP, made from one version of a case, a notice or a report."""

    kind_of_stream = Kind.DOCUMENT

    n: int = strawberry.field(name="version", description="Number of its newest version.")
    state: DocumentState = strawberry.field(description="State of the document.")
    at: datetime = strawberry.field(description="When the document was requested.")
    kind: DocumentKind = strawberry.field(description="Kind of document.")
    format: DocumentFormat = strawberry.field(description="File format.")
    source: strawberry.ID = strawberry.field(
        name="sourceId", description="Case, notice or report that the document is made from."
    )
    source_shown: Node | None = object_field(
        "Case, notice or report that the document is made from, as it is now.", "source", name="source"
    )
    source_version: int = strawberry.field(
        resolver=lambda root: root["version"], description="Version of the source that the document is made from."
    )
    part: str = strawberry.field(
        description="What in the source the document is about: the key of a round, hearing, transfer, proposal of "
        "removal or own measure, the public code of "
        "a decision, or the number of a version, submission, edition or level; empty when its kind "
        "needs none."
    )
    signing: Signing = strawberry.field(description="On whose behalf the document is signed.")
    numbered: OfficeNumber | None = strawberry.field(
        description="Number, symbol and day that the document shows; null when it leaves a blank for them."
    )
    failure: str | None = strawberry.field(description="Code of the reason why it could not be made; null otherwise.")
    ended_at: datetime | None = strawberry.field(description="When the document was made, or failed for good.")
    download: str | None = strawberry.field(
        resolver=_place,
        description="Address of the file; null before it is made. Download it with the same token and the header "
        "`Casebook-Purpose`. The response has the hashes of the file and of its data.",
    )
    signed: SignedCopy | None = strawberry.field(
        description="The signed file that an officer handed in; null before that."
    )
    signed_download: str | None = strawberry.field(
        resolver=_copy_place,
        description="Address of the signed file; null without one. Upload a signed file there with POST, then hand it "
        "in with `submitSignedCopy`.",
    )
    agency: Agency = agency_field("Agency that requested the document.", "agency")
