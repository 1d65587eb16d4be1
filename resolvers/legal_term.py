"""Reading the terms that were entered."""

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.lists import open_list_of
from resolvers.pages import ListPage, Paging
from resolvers.recorded import unrecorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, Before, Last, Size
from schema.connection import Connection
from schema.cost import PAGE
from schema.legal_term import LegalTerm


@strawberry.type
class LegalTermQuery:
    """Reading terms."""

    @strawberry.field(
        graphql_type=Connection[LegalTerm],
        description="The lengths of terms that officers entered, including drafts.",
        extensions=[unrecorded("Terms are published law."), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    async def terms(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ListPage:
        """A page of terms."""
        return await open_list_of(info.context.store.heads[Kind.TERM], Paging.of(first, after, last, before))
