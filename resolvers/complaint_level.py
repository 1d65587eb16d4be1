"""Reading the levels of complaints that were entered."""

import strawberry

from domain.kernel.kind import Kind
from resolvers.fields import listing


@strawberry.type
class ComplaintLevelQuery:
    complaint_levels = listing(Kind.LEVEL, "Who hears a second complaint, as officers entered it, including drafts.")
