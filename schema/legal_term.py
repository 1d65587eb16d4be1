"""Terms of the law and of the province, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.term import TermSource
from domain.registry.legal_term import LegalTermStatus, TermCertainty, TermOf, TermUnit, unit_of
from schema.context import Row
from schema.described import output
from schema.node import ActionNode
from schema.officer import OfficerReference, officer_field
from schema.spans import DateRange


@output
class LegalTerm(ActionNode):
    """How long a term is, in a period. A confirmed row replaces the length that the register has built in."""

    kind_of_stream = Kind.TERM

    term: TermOf = strawberry.field(description="What the term is for.")
    status: LegalTermStatus = strawberry.field(name="state", description="State of the row. A draft has no effect.")
    amount: int = strawberry.field(description="Length of the term, in `unit`.")
    remote_amount: int | None = strawberry.field(
        description="Length in areas where travel is hard, in `unit`; null when it is the same."
    )
    basis: TermSource = strawberry.field(description="Whether a law sets it, or the province chose it.")
    source: str = strawberry.field(
        description="Law, article and clause; or the document in which the province chose it."
    )
    span: DateRange = strawberry.field(description="The row applies to terms that begin on these days.")
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
    ended_for: str | None = strawberry.field(description="Why the term was ended; null while it stands.")

    @strawberry.field(description="Unit of `amount` and `remoteAmount`.")
    @staticmethod
    def unit(parent: strawberry.Parent[Row]) -> TermUnit:
        """By what the term is for."""
        return unit_of(TermOf(parent["term"]))

    @strawberry.field(description="How sure it is: confirmed against a law, confirmed as a choice, or not confirmed.")
    @staticmethod
    def certainty(parent: strawberry.Parent[Row]) -> TermCertainty:
        """By its basis, once a second person confirmed it."""
        active = parent["status"] == LegalTermStatus.ACTIVE.value
        return TermCertainty(parent["basis"]) if active else TermCertainty.UNCONFIRMED
