"""Reading complaints and erasures, and the contact that a person confided."""

from typing import Any

import strawberry
from strawberry.types import Info

from domain.access.record import Purpose, Reading
from domain.erasure.contact import contact_problem
from domain.kernel.kind import PUBLIC_REQUESTS, Kind, kind_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed, Refused
from resolvers.context import RequestContext
from resolvers.pages import Listed
from schema.arguments import After, First, Id
from schema.complaint import Redress
from schema.described import output
from schema.erasure import Erasure
from schema.nodes import Edge, PageInfo, page_info
from store.mongo.pages import cursor_of
from store.read.state_from_head import state_in
from store.record.contact_details import opened_contact

ContextInfo = Info[RequestContext, None]
REDRESS_NEEDS = "Needs `case:read:own` or `case:read:all`."
ERASURE_NEEDS = "Needs `erasure:approve` or `audit:read:all`."


@output
class RedressConnection:
    """A page of complaints, newest first."""

    edges: list[Edge[Redress]] = strawberry.field(description="The complaints with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class ErasureConnection:
    """A page of erasures, newest first."""

    edges: list[Edge[Erasure]] = strawberry.field(description="The erasures with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


async def read_matter(
    context: RequestContext, id: str, kinds: frozenset[Kind] = PUBLIC_REQUESTS
) -> dict[str, Any] | None:
    """A visible complaint or erasure, noted as read."""
    if kind_of(id) not in kinds:
        return None
    found = await context.store.matters.visible(context.actor, id)
    if found:
        context.store.access.note(context.actor, Reading.RECORD, streams=(id,), count=1)
    return found


async def listed(context: RequestContext, kind: Kind, first: int, after: str | None) -> Listed:
    """A page of the visible matters of a kind, noted as read."""
    page = await context.store.matters.of[kind].page(context.actor, first, after)
    context.store.access.note(context.actor, Reading.RECORDS, filters=(kind,), count=len(page.rows))
    return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], row["_id"]))


async def contact_of(context: RequestContext, id: str) -> str | None:
    """The contact that a person confided, recorded as opened before it is given. Raises NotAllowed, Refused."""
    found = await context.store.matters.visible(context.actor, id) if kind_of(id) in PUBLIC_REQUESTS else None
    if found is None or kind_of(id) is Kind.CASE:
        found = await context.store.cases.one(context.actor, id)
    kind = kind_of(id)
    if found is None or kind is None:
        return None
    if context.purpose not in (Purpose.REDRESS, Purpose.HANDLING, Purpose.DATA_SUBJECT_REQUEST):
        raise NotAllowed("purpose-missing", "Casebook-Purpose")
    state = state_in(kind, found)
    if problem := contact_problem(state, await context.facts_about(state)):
        raise Refused(problem)
    request = getattr(state, "request", None)
    group = request.contact if request else getattr(state, "contact", None)
    if group is None:
        return None
    await context.store.access.open(context.actor, Reading.CONTACT, id, context.purpose)
    return await opened_contact(context.store.connection, id, group)


@strawberry.type
class MatterQuery:
    """Reading what people outside the agencies began."""

    @strawberry.field(
        graphql_type=Redress | None,
        description=f"A complaint by its id; null when missing or not visible. {REDRESS_NEEDS}",
    )
    async def redress(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One complaint."""
        return await read_matter(info.context, id, frozenset({Kind.REDRESS}))

    @strawberry.field(
        graphql_type=RedressConnection,
        description="Complaints against decisions of the caller's agency or sent to it, newest first; all for those "
        f"who see every case. {REDRESS_NEEDS}",
    )
    async def redresses(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of complaints."""
        return await listed(info.context, Kind.REDRESS, first, after)

    @strawberry.field(
        graphql_type=Erasure | None,
        description=f"An erasure by its id; null when missing or not visible. {ERASURE_NEEDS}",
    )
    async def erasure(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One erasure."""
        return await read_matter(info.context, id, frozenset({Kind.ERASURE}))

    @strawberry.field(
        graphql_type=ErasureConnection, description=f"Erasures and requests about data, newest first. {ERASURE_NEEDS}"
    )
    async def erasures(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of erasures."""
        return await listed(info.context, Kind.ERASURE, first, after)

    @strawberry.field(
        description="How to reach the person who reported, complained or asked, if they said so; opening it is "
        "recorded first. For the lead agency of the case reported, the second level of the complaint, and those who "
        "answer requests about data; never for an agency that the claim is about. Needs the scope "
        f"`{Scope.CASE_INTAKE}`, `{Scope.REDRESS_DECIDE}` or `{Scope.ERASURE_APPROVE}`, and the header "
        "Casebook-Purpose."
    )
    async def contact(self, info: ContextInfo, id: Id) -> str | None:
        """The contact."""
        return await contact_of(info.context, id)
