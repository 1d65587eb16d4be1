"""Reading cases: one, by number, and lists."""

import strawberry
from strawberry.types import Info

from domain.access import Reading
from domain.streams import RECORDS, Kind, kind_of
from resolvers.context import RequestContext
from resolvers.pages import Listed
from resolvers.records import read_record
from schema.cases import Case, CaseConnection, CaseFilter
from schema.nodes import Node
from store import cases as store
from store.pages import cursor_of

ContextInfo = Info[RequestContext, None]
CODE_MOST = 40


def wanted_from(given: CaseFilter | None) -> store.CaseFilter:
    """The store's filter of the client's."""
    if given is None:
        return store.CaseFilter()
    return store.CaseFilter(
        states=tuple(given.states or ()),
        category=given.category,
        agency=given.agency,
        opened_since=given.opened_since,
        opened_before=given.opened_before,
        search=given.search,
    )


async def read_case(context: RequestContext, id: str) -> dict[str, object] | None:
    """A visible case, noted as read."""
    if kind_of(id) is not Kind.CASE:
        return None
    found = await context.store.cases.one(context.actor, id)
    if found:
        context.store.access.note(context.actor, Reading.CASE, streams=(id,), count=1)
    return found


@strawberry.type
class CaseQuery:
    """Reading cases."""

    @strawberry.field(graphql_type=Case | None, description="A case by its id; null when missing or not visible.")
    async def case(self, info: ContextInfo, id: strawberry.ID) -> dict[str, object] | None:
        """One case."""
        return await read_case(info.context, id)

    @strawberry.field(
        graphql_type=Case | None, description="A case by its readable number; null when missing or not visible."
    )
    async def case_by_code(self, info: ContextInfo, code: str) -> dict[str, object] | None:
        """One case by its number."""
        context = info.context
        found = await context.store.cases.by_code(context.actor, code[:CODE_MOST])
        if found:
            context.store.access.note(context.actor, Reading.CASE, streams=(found["_id"],), count=1)
        return found

    @strawberry.field(graphql_type=CaseConnection, description="Cases the caller may see, newest first.")
    async def cases(
        self, info: ContextInfo, first: int, after: str | None = None, filter: CaseFilter | None = None
    ) -> Listed:
        """A page of cases."""
        context, wanted = info.context, wanted_from(filter)
        page = await context.store.cases.page(context.actor, wanted, first, after)
        context.store.access.note(context.actor, Reading.CASES, filters=wanted.used(), count=len(page.rows))
        return Listed.of(
            page.rows,
            page.more,
            lambda row: cursor_of(row["opened_at"], row["_id"]),
            lambda: context.store.cases.count(context.actor, wanted),
        )

    @strawberry.field(graphql_type=Node | None, description="Any object by its id; null when missing or not visible.")
    async def node(self, info: ContextInfo, id: strawberry.ID) -> object | None:
        """One object."""
        if kind_of(id) is Kind.AGENCY:
            return info.context.registry.agencies.get(id)
        if kind_of(id) in RECORDS:
            return await read_record(info.context, id)
        return await read_case(info.context, id)
