"""Reading the terms that were entered."""

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.pages import ListPage, page_of
from resolvers.recorded import unrecorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, First
from schema.connection import Connection
from schema.cost import PAGE
from schema.legal_term import LegalTerm


@strawberry.type
class LegalTermQuery:
    """Reading terms."""

    @strawberry.field(
        graphql_type=Connection[LegalTerm],
        description="The terms that were entered, including drafts.",
        extensions=[unrecorded("Terms are published law."), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    async def terms(self, info: ContextInfo, first: First = PAGE_SIZE, after: After = None) -> ListPage:
        """A page of terms."""
        page = await info.context.store.heads[Kind.TERM].any_page(first, after)
        return page_of(page.rows, page.more, after, lambda row: str(row["_id"]))
