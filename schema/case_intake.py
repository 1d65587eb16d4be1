"""What comes into a case beside the report: evidence, self-measures, pointers to paper."""

from datetime import datetime

import strawberry

from domain.case.state.evidence import EvidenceKind, Weight
from domain.case.state.own_measure import OwnMeasureKind
from schema.described import output
from schema.registry import Agency, agency_field


@output
class SealedFile:
    """A file under seal; its content is given by `/evidence`."""

    digest: str = strawberry.field(description="SHA-256 of the ciphertext, hex.")
    size: int = strawberry.field(description="Bytes of the file.")
    media_type: str = strawberry.field(description="Its type, as uploaded.")


@output
class EvidenceItem:
    """A file in the case (Đ4.3)."""

    id: strawberry.ID = strawberry.field(description="Id of the item; the address is /evidence/CASE/ITEM.")
    at: datetime = strawberry.field(description="When it was added.")
    kind: EvidenceKind = strawberry.field(description="What it is.")
    weight: Weight = strawberry.field(description="Whether it speaks for the claim or against it.")
    file: SealedFile = strawberry.field(description="The file.")
    source: str | None = strawberry.field(description="Where it comes from; null once erased.")
    redacted: bool = strawberry.field(description="Whether names, faces and addresses are masked.")
    agency: Agency = agency_field("The agency that added it.", "agency")


@output
class OwnMeasure:
    """What an agency did at once on its own page (Đ3.1)."""

    id: strawberry.ID = strawberry.field(description="Id of the self-measure.")
    kind: OwnMeasureKind = strawberry.field(description="What was done.")
    taken_at: datetime = strawberry.field(description="When it was done.")
    due_at: datetime = strawberry.field(description="It lapses unless justified before this moment.")
    proportionality: str | None = strawberry.field(description="Why nothing milder would do; null once erased.")
    provision: strawberry.ID | None = strawberry.field(description="The ground it was justified with.")
    justification: str | None = strawberry.field(description="Why it fits; null once erased.")
    ended_at: datetime | None = strawberry.field(description="When it was undone or lapsed.")
    lapsed: bool = strawberry.field(description="Whether it lapsed for want of a justification.")
    agency: Agency = agency_field("The agency that took it.", "agency")


@output
class PaperFile:
    """Where classified matter about the case lies on paper (Đ2.2)."""

    at: datetime = strawberry.field(description="When it was named.")
    pointer: str | None = strawberry.field(description="Number and place of the file; null once erased.")
    agency: Agency = agency_field("The agency that keeps it.", "agency")
