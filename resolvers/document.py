"""Reading how far official documents have come."""

import strawberry

from domain.kernel.kind import Kind
from resolvers.fields import listing, one

SOURCE = "The caller sees a document only with the scope that its source needs."


@strawberry.type
class DocumentQuery:
    official_document = one(
        Kind.DOCUMENT,
        "The document with this id, if the caller's agency requested it; null when it is missing or not visible to the "
        f"caller. {SOURCE}",
    )
    official_documents = listing(
        Kind.DOCUMENT, f"Documents that the caller's agency requested, newest first; inspectors see all. {SOURCE}"
    )
