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
        description="Time of the signature, from its time stamp; without a time stamp, from the clock of the signer's "
        "machine."
    )
    stamped: bool = strawberry.field(description="True if a time stamp of a trusted authority proves the time.")


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

    state: SignedCopyState = strawberry.field(description="State of the copy. Only a verified copy counts as signed.")
    submitted_at: datetime = strawberry.field(description="Time at which the copy was handed in.")
    ended_at: datetime | None = strawberry.field(description="Time at which the copy was verified or refused.")
    failure: str | None = strawberry.field(
        description="Code of the reason for refusing the copy; null if the copy was not refused."
    )
    failure_vi: str | None = strawberry.field(
        resolver=_failure_text("vi"), description="Reason for refusing the copy, in Vietnamese."
    )
    failure_en: str | None = strawberry.field(
        resolver=_failure_text("en"), description="Reason for refusing the copy, in English."
    )
    signers: list[str] | None = strawberry.field(
        resolver=_signers,
        description="Names of the signers in their certificates, in the order of the signatures. Null before the copy "
        "is verified, and once the names are erased.",
    )
    signatures: list[DocumentSignature] = strawberry.field(
        description="Signatures, in the order in which they were made."
    )


@strawberry.type
class OfficeNumber:
    """The number, symbol and day that the registry of an office gave to a document."""

    number: int = strawberry.field(description="Number of the document.")
    symbol: str = strawberry.field(description="Symbol after the number; empty for the usual symbol.")
    day: date = strawberry.field(description="Day of issue.")


@strawberry.type
class DocumentPreview:
    """The lines that a document would have if you requested it now. A preview has no number and no file."""

    kind: DocumentKind = strawberry.field(description="Kind of document.")
    part: str = strawberry.field(description="Part of the source that the document is about.")
    source_version: int = strawberry.field(description="Version of the source that the preview was made from.")
    lines: list[str] = strawberry.field(
        description="Lines in the order of the page. An empty line separates parts. The first line and the last line "
        "state that the document is a preview."
    )


@strawberry.type
class OfficialDocument(ActionNode):
    """A document in the format of Decree 30/2020/NĐ-CP, made from one version of a case, a notice or a report."""

    kind_of_stream = Kind.DOCUMENT

    n: int = strawberry.field(name="version", description="Number of the newest version of the document.")
    state: DocumentState = strawberry.field(description="State of the document.")
    at: datetime = strawberry.field(description="Time at which the document was requested.")
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
        description="Part of the source that the document is about; empty when its kind needs none. It is the key of a "
        "round, hearing, transfer, proposal of removal or own measure; the public code of a decision; or the number of "
        "a version, submission, edition or level."
    )
    signing: Signing = strawberry.field(description="On whose behalf the document is signed.")
    numbered: OfficeNumber | None = strawberry.field(
        description="Number, symbol and day that the document shows; null when the document leaves a blank for them."
    )
    failure: str | None = strawberry.field(
        description="Code of the reason why the document could not be made; null otherwise."
    )
    ended_at: datetime | None = strawberry.field(
        description="Time at which the document was made, or at which its making finally failed."
    )
    download: str | None = strawberry.field(
        resolver=_place,
        description="Address of the file; null before the file is made. Download the file with the same token and the "
        "header `Casebook-Purpose`. The response contains the hashes of the file and of its data.",
    )
    signed: SignedCopy | None = strawberry.field(description="Signed file that an officer handed in; null without one.")
    signed_download: str | None = strawberry.field(
        resolver=_copy_place,
        description="Address of the signed file; null without one. Upload a signed file there with POST, then hand it "
        "in with `submitSignedCopy`.",
    )
    agency: Agency = agency_field("Agency that requested the document.", "agency")
