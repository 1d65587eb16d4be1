"""Reading grants, and the appointments, accounts and programs of the caller's own agency."""

from typing import Annotated

import strawberry

from domain.access.record import Reading
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.lists import list_of
from resolvers.pages import ListPage, Paging
from resolvers.recorded import recorded, unrecorded
from resolvers.rights import needs
from schema.accounts import Client, Officer, User
from schema.arguments import PAGE_SIZE, After, Before, Last, Size
from schema.connection import Connection
from schema.cost import PAGE, SEALED_PAGE
from schema.grant import Grant

OfAgency = Annotated[strawberry.ID | None, strawberry.argument(description="Only grants of this agency.")]


@strawberry.type
class AccountQuery:
    """Who and what may sign in, and what agencies are granted."""

    @strawberry.field(
        graphql_type=Connection[Officer],
        description="Appointments of officers of the caller's own agency.",
        extensions=[recorded(Reading.ADMINISTRATION, Kind.OFFICER), needs(Scope.FOCAL_MANAGE)],
        metadata=SEALED_PAGE,
    )
    async def officers(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ListPage:
        """A page of appointments."""
        return await list_of(
            info.context, info.context.store.heads[Kind.OFFICER], Paging.of(first, after, last, before)
        )

    @strawberry.field(
        graphql_type=Connection[User],
        description="Accounts of persons of the caller's own agency.",
        extensions=[recorded(Reading.ADMINISTRATION, Kind.USER), needs(Scope.FOCAL_MANAGE)],
        metadata=PAGE,
    )
    async def users(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ListPage:
        """A page of accounts."""
        return await list_of(info.context, info.context.store.heads[Kind.USER], Paging.of(first, after, last, before))

    @strawberry.field(
        graphql_type=Connection[Client],
        description="Programs of the caller's own agency.",
        extensions=[recorded(Reading.ADMINISTRATION, Kind.CLIENT), needs(Scope.FOCAL_MANAGE)],
        metadata=PAGE,
    )
    async def clients(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ListPage:
        """A page of programs."""
        return await list_of(info.context, info.context.store.heads[Kind.CLIENT], Paging.of(first, after, last, before))

    @strawberry.field(
        graphql_type=Connection[Grant],
        description="Grants of all agencies, or of one agency.",
        extensions=[unrecorded("Grants name agencies and scopes, nobody's case."), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    async def grants(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        agency: OfAgency = None,
    ) -> ListPage:
        """A page of grants."""
        return await list_of(
            info.context, info.context.store.heads[Kind.GRANT], Paging.of(first, after, last, before), agency=agency
        )
