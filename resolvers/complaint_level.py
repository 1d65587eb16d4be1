"""Reading the levels of complaints that were entered."""

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.lists import open_list_of
from resolvers.pages import ListPage, Paging
from resolvers.recorded import unrecorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, Before, Last, Size
from schema.complaint_level import ComplaintLevel
from schema.connection import Connection
from schema.cost import PAGE


@strawberry.type
class ComplaintLevelQuery:
    """Reading levels of complaints."""

    @strawberry.field(
        graphql_type=Connection[ComplaintLevel],
        description="Who hears a second complaint, as officers entered it, including drafts.",
        extensions=[unrecorded("Levels are published law."), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    async def complaint_levels(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ListPage:
        """A page of levels."""
        return await open_list_of(info.context.store.heads[Kind.LEVEL], Paging.of(first, after, last, before))
