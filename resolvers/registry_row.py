"""Reading the rows of the registry as administrators keep them."""

from typing import Annotated

import strawberry

from domain.kernel.kind import IdOrder, Kind, kind_of
from domain.kernel.policy import Scope
from domain.registry.entry import RegistryRowKind
from resolvers.context import ContextInfo
from resolvers.fields import paged
from resolvers.pages import ListPage, Paging, open_list_of, wanted_of
from resolvers.recorded import unrecorded
from resolvers.registry import REGISTRY
from resolvers.rights import needs
from schema.arguments import Id
from schema.connection import Connection
from schema.cost import ONE, PAGE
from schema.lists import ById
from schema.registry_row import RegistryRow, RegistryRowFilter

KEPT = frozenset(Kind[kind.name] for kind in RegistryRowKind)


@strawberry.type
class RegistryRowQuery:
    @strawberry.field(
        graphql_type=RegistryRow | None,
        description="The row of the registry with this id; null when it is missing.",
        extensions=[unrecorded(REGISTRY), needs(Scope.REGISTRY_READ)],
        metadata=ONE,
    )
    async def registry_row(self, info: ContextInfo, id: Id) -> object | None:
        kind = kind_of(id)
        return await info.context.store.heads[kind].any(id) if kind in KEPT else None

    @strawberry.field(
        graphql_type=Connection[RegistryRow],
        description="The rows of one kind, confirmed or not, in the order of their ids.",
        extensions=[unrecorded(REGISTRY), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    @paged
    async def registry_rows(
        self,
        info: ContextInfo,
        kind: Annotated[RegistryRowKind, strawberry.argument(description="Kind of row.")],
        paging: Paging,
        filter: Annotated[
            RegistryRowFilter | None, strawberry.argument(description="Conditions that the rows must meet.")
        ] = None,
        order_by: ById = IdOrder.ASCENDING,
    ) -> ListPage:
        heads = info.context.store.heads[Kind[RegistryRowKind(kind).name]]
        return await open_list_of(heads, paging, wanted_of(filter, order_by))
