"""Reading the terms that were entered."""

import strawberry

from domain.kernel.kind import Kind
from resolvers.fields import listing


@strawberry.type
class LegalTermQuery:
    terms = listing(Kind.TERM, "The lengths of terms that officers entered, including drafts.")
