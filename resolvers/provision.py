"""Reading the catalogue of provisions."""

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.kinds import read_row
from resolvers.lists import open_list_of
from resolvers.pages import ListPage, Paging
from resolvers.recorded import unrecorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, Before, Id, Last, Size
from schema.connection import Connection
from schema.cost import ONE, PAGE
from schema.provision import Provision

LAW = "Provisions are published law."


@strawberry.type
class ProvisionQuery:
    """Reading provisions."""

    @strawberry.field(
        graphql_type=Provision | None,
        description="The provision with this id; null when it is missing.",
        extensions=[unrecorded(LAW), needs(Scope.REGISTRY_READ)],
        metadata=ONE,
    )
    async def provision(self, info: ContextInfo, id: Id) -> object | None:
        """One provision."""
        return await read_row(info.context, Kind.PROVISION, id)

    @strawberry.field(
        graphql_type=Connection[Provision],
        description="The catalogue of provisions, including drafts.",
        extensions=[unrecorded(LAW), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    async def provisions(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ListPage:
        """A page of provisions."""
        return await open_list_of(info.context.store.heads[Kind.PROVISION], Paging.of(first, after, last, before))
