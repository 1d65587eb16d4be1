"""Terms of the law and of the province, as clients see them: rows of the store."""

import strawberry

from domain.kernel.kind import Kind
from domain.registry.legal_term import TermOf, TermUnit, unit_of
from schema.context import Row
from schema.legal_row import LegalRow


@strawberry.type
class LegalTerm(LegalRow):
    """How long a term is, in a period. A confirmed row replaces the length that the register has built in."""

    kind_of_stream = Kind.TERM

    term: TermOf = strawberry.field(description="What the term is for.")
    amount: int = strawberry.field(description="Length of the term, in `unit`.")
    remote_amount: int | None = strawberry.field(
        description="Length in areas where travel is hard, in `unit`; null when it is the same."
    )

    @strawberry.field(description="Unit of `amount` and `remoteAmount`.")
    @staticmethod
    def unit(parent: strawberry.Parent[Row]) -> TermUnit:
        """By what the term is for."""
        return unit_of(TermOf(parent["term"]))
