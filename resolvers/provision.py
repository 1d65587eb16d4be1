"""Reading the catalogue of provisions."""

import strawberry

from domain.kernel.kind import Kind
from resolvers.fields import listing, one


@strawberry.type
class ProvisionQuery:
    provision = one(Kind.PROVISION)
    provisions = listing(Kind.PROVISION, "The catalogue of provisions, including drafts.")
