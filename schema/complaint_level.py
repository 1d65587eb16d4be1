"""Levels of complaints, as clients see them: rows of the store."""

import strawberry

from domain.kernel.kind import Kind
from domain.registry.complaint_level import DecidedBy, WayOn
from schema.legal_row import LegalRow


@strawberry.type
class ComplaintLevel(LegalRow):
    """Who hears a second complaint, in a period. A confirmed row replaces what the register has built in."""

    kind_of_stream = Kind.LEVEL

    decided_by: DecidedBy = strawberry.field(description="Who decided what the complaint is against.")
    second: WayOn = strawberry.field(
        description="Who hears the second complaint; COURT when only a court is left after the first."
    )
