"""What every row of law shows: where it comes from, on which days it holds, and who confirmed it."""

from datetime import datetime

import strawberry

from domain.kernel.term import TermSource
from domain.registry.legal_row import LegalTermStatus, TermCertainty, certainty_of
from schema.context import Row
from schema.node import ActionNode
from schema.officer import OfficerReference, officer_field
from schema.spans import DateRange


@strawberry.type
class LegalRow(ActionNode):
    """A row of law: entered by one person, confirmed by another."""

    status: LegalTermStatus = strawberry.field(name="state", description="State of the row. A draft has no effect.")
    basis: TermSource = strawberry.field(description="Whether a law sets it, or the province chose it.")
    source: str = strawberry.field(
        description="Law, article and clause; or the document in which the province chose it."
    )
    span: DateRange = strawberry.field(description="The row applies to what begins on these days.")
    drafted_by: strawberry.ID = strawberry.field(name="draftedById", description="Officer who entered it.")
    drafted_by_shown: OfficerReference | None = officer_field("Officer who entered it.", "drafted_by", name="draftedBy")
    drafted_at: datetime = strawberry.field(description="When it was entered.")
    activated_by: strawberry.ID | None = strawberry.field(
        name="activatedById", description="Second person, who compared it with its source; null for a draft."
    )
    activated_by_shown: OfficerReference | None = officer_field(
        "Second person, who compared it with its source.", "activated_by", name="activatedBy"
    )
    activated_at: datetime | None = strawberry.field(description="When it was confirmed; null for a draft.")
    ended_for: str | None = strawberry.field(description="Why it was ended; null while it stands.")

    @strawberry.field(description="How sure it is: confirmed against a law, confirmed as a choice, or not confirmed.")
    @staticmethod
    def certainty(parent: strawberry.Parent[Row]) -> TermCertainty:
        """By its basis, once a second person confirmed it."""
        return certainty_of(LegalTermStatus(parent["status"]), TermSource(parent["basis"]))
