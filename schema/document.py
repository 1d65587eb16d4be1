"""Official documents as clients see them: rows of the store."""

from datetime import datetime
from typing import Any

import strawberry

from domain.document.state import DocumentFormat, DocumentKind, DocumentState, Signing
from domain.kernel.kind import Kind
from schema.described import output
from schema.node import StreamNode
from schema.registry import Agency, agency_field


def _place(root: Any) -> str | None:
    return f"/documents/{root['_id']}" if root["state"] == DocumentState.COMPILED else None


@output
class OfficialDocument(StreamNode):
    """A document in the format of Decree 30/2020/NĐ-CP, made from one version of a case, a notice or a report."""

    kind_of_stream = Kind.DOCUMENT

    n: int = strawberry.field(name="version", description="Number of its newest version.")
    state: DocumentState = strawberry.field(description="State of the document.")
    at: datetime = strawberry.field(description="When the document was requested.")
    kind: DocumentKind = strawberry.field(description="Kind of document.")
    format: DocumentFormat = strawberry.field(description="File format.")
    source: strawberry.ID = strawberry.field(description="Case, notice or report that the document is made from.")
    source_version: int = strawberry.field(
        resolver=lambda root: root["version"], description="Version of the source that the document is made from."
    )
    part: str = strawberry.field(description="Round, transfer or decision that the document is about.")
    signing: Signing = strawberry.field(description="On whose behalf the document is signed.")
    failure: str | None = strawberry.field(description="Code of the reason why it could not be made; null otherwise.")
    ended_at: datetime | None = strawberry.field(description="When the document was made, or given up.")
    download: str | None = strawberry.field(
        resolver=_place,
        description="Address of the file; null before it is made. Download it with the same token and the header "
        "`Casebook-Purpose`. The response has the hashes of the file and of its data.",
    )
    agency: Agency = agency_field("Agency that requested the document.", "agency")
