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
    """A document in the format of Decree 30/2020/NĐ-CP: of one version of a case, a notice to the press or a report."""

    kind_of_stream = Kind.DOCUMENT

    n: int = strawberry.field(name="version", description="Version of this object.")
    state: DocumentState = strawberry.field(description="How far it is.")
    at: datetime = strawberry.field(description="When it was asked for.")
    kind: DocumentKind = strawberry.field(description="Which document.")
    format: DocumentFormat = strawberry.field(description="As which file.")
    source: strawberry.ID = strawberry.field(description="The case, the notice or the report it is made from.")
    source_version: int = strawberry.field(
        resolver=lambda root: root["version"], description="The version of the source it is made from."
    )
    part: str = strawberry.field(description="The round, the transfer or the decision it is about.")
    signing: Signing = strawberry.field(description="In whose place it is to be signed.")
    failure: str | None = strawberry.field(description="Code of the reason why there is none.")
    ended_at: datetime | None = strawberry.field(description="When it was compiled, or given up.")
    download: str | None = strawberry.field(
        resolver=_place,
        description="Where the file is: ask for it with the same token and the header `Casebook-Purpose`. Its digest "
        "and that of its data come with it. Null until it is compiled.",
    )
    agency: Agency = agency_field("The agency that asked for it.", "agency")
