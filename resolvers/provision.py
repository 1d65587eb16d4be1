"""Reading the catalogue of provisions."""

from typing import Any

import strawberry
from strawberry.types import Info

from domain.kernel.kind import Kind, kind_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from resolvers.pages import Listed
from schema.arguments import After, First, Id
from schema.described import output
from schema.nodes import Edge, PageInfo, page_info
from schema.provision import Provision

ContextInfo = Info[RequestContext, None]


@output
class ProvisionConnection:
    """A page of provisions."""

    edges: list[Edge[Provision]] = strawberry.field(description="The provisions with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


def may_read(context: RequestContext) -> None:
    """Raises NotAllowed without the scope to read the registry."""
    if Scope.REGISTRY_READ not in context.actor.scopes:
        raise NotAllowed("scope-missing", Scope.REGISTRY_READ)


@strawberry.type
class ProvisionQuery:
    """Reading provisions."""

    @strawberry.field(
        graphql_type=Provision | None, description="A provision by its id; null when missing. Needs `registry:read`."
    )
    async def provision(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One provision."""
        may_read(info.context)
        return await info.context.store.heads[Kind.PROVISION].any(id) if kind_of(id) is Kind.PROVISION else None

    @strawberry.field(
        graphql_type=ProvisionConnection,
        description="The catalogue of provisions, drafts included. Needs `registry:read`.",
    )
    async def provisions(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of provisions."""
        may_read(info.context)
        page = await info.context.store.heads[Kind.PROVISION].any_page(first, after)
        return Listed.of(page.rows, page.more, lambda row: str(row["_id"]))
