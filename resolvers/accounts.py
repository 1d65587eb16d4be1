"""Reading grants, and the appointments, accounts and clients of one's own agency; the latter noted as read."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from resolvers.context import RequestContext
from resolvers.pages import Listed
from schema.accounts import Client, Officer, User
from schema.arguments import After, First
from schema.described import output
from schema.grant import Grant
from schema.nodes import Edge, PageInfo, page_info

ContextInfo = Info[RequestContext, None]
OWN = "of the caller's own agency. Needs the scope `focal:manage`."
OfAgency = Annotated[strawberry.ID | None, strawberry.argument(description="Those of one agency only.")]


@output
class OfficerConnection:
    """A page of appointments."""

    edges: list[Edge[Officer]] = strawberry.field(description="The appointments with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class UserConnection:
    """A page of accounts."""

    edges: list[Edge[User]] = strawberry.field(description="The accounts with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class ClientConnection:
    """A page of clients."""

    edges: list[Edge[Client]] = strawberry.field(description="The clients with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class GrantConnection:
    """A page of grants."""

    edges: list[Edge[Grant]] = strawberry.field(description="The grants with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


async def _own(context: RequestContext, kind: Kind, first: int, after: str | None) -> Listed:
    """A page of what the caller's agency keeps, noted as read: it names persons."""
    if Scope.FOCAL_MANAGE not in context.actor.scopes:
        raise NotAllowed("scope-missing", Scope.FOCAL_MANAGE)
    page = await context.store.heads[kind].page(context.actor, first, after)
    context.store.access.note(context.actor, Reading.ADMINISTRATION, filters=(kind.value,), count=len(page.rows))
    return Listed.of(page.rows, page.more, lambda row: str(row["_id"]))


@strawberry.type
class AccountQuery:
    """Who and what may sign in, and what agencies are granted."""

    @strawberry.field(graphql_type=OfficerConnection, description=f"Appointments {OWN}")
    async def officers(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of appointments."""
        return await _own(info.context, Kind.OFFICER, first, after)

    @strawberry.field(graphql_type=UserConnection, description=f"Accounts {OWN}")
    async def users(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of accounts."""
        return await _own(info.context, Kind.USER, first, after)

    @strawberry.field(graphql_type=ClientConnection, description=f"Clients {OWN}")
    async def clients(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of clients."""
        return await _own(info.context, Kind.CLIENT, first, after)

    @strawberry.field(
        graphql_type=GrantConnection, description="Grants of all agencies, or of one. Needs the scope `registry:read`."
    )
    async def grants(self, info: ContextInfo, first: First, after: After = None, agency: OfAgency = None) -> Listed:
        """A page of grants."""
        context = info.context
        if Scope.REGISTRY_READ not in context.actor.scopes:
            raise NotAllowed("scope-missing", Scope.REGISTRY_READ)
        page = await context.store.heads[Kind.GRANT].page(context.actor, first, after, agency=agency)
        return Listed.of(page.rows, page.more, lambda row: str(row["_id"]))
