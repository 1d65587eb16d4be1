"""Reading cases: one, by number, and lists."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.case.order import CaseOrder
from domain.kernel.kind import Kind, kind_of
from resolvers.context import RequestContext
from resolvers.pages import Listed
from schema.arguments import After, First, Id
from schema.case import Case, CaseConnection, CaseFilter
from store.read import case_filter as store
from store.read.case_orders import cursor_of

ContextInfo = Info[RequestContext, None]
CODE_MOST = 40
MISSING = "null when missing or not visible."
NEEDS = "Needs `case:read:own` or `case:read:all`."


def wanted_from(given: CaseFilter | None) -> store.CaseFilter:
    """The store's filter of the client's."""
    if given is None:
        return store.CaseFilter()
    return store.CaseFilter(
        states=tuple(given.states or ()),
        category=given.category,
        agency=given.agency,
        lead=given.lead,
        assigned=given.assigned,
        concerned=given.concerned,
        areas=tuple(given.areas or ()),
        opened_since=given.opened_since,
        opened_before=given.opened_before,
        changed_since=given.changed_since,
        due_since=given.due_since,
        due_before=given.due_before,
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

    @strawberry.field(graphql_type=Case | None, description=f"A case by its id; {MISSING} {NEEDS}")
    async def case(self, info: ContextInfo, id: Id) -> dict[str, object] | None:
        """One case."""
        return await read_case(info.context, id)

    @strawberry.field(graphql_type=Case | None, description=f"A case by its readable number; {MISSING} {NEEDS}")
    async def case_by_code(
        self,
        info: ContextInfo,
        code: Annotated[str, strawberry.argument(description="The readable number, such as `CB-2026-000003`.")],
    ) -> dict[str, object] | None:
        """One case by its number."""
        context = info.context
        found = await context.store.cases.by_code(context.actor, code[:CODE_MOST])
        if found:
            context.store.access.note(context.actor, Reading.CASE, streams=(found["_id"],), count=1)
        return found

    @strawberry.field(graphql_type=CaseConnection, description=f"Cases the caller may see, in an order. {NEEDS}")
    async def cases(
        self,
        info: ContextInfo,
        first: First,
        after: After = None,
        filter: Annotated[CaseFilter | None, strawberry.argument(description="What the list is narrowed to.")] = None,
        order: Annotated[CaseOrder, strawberry.argument(description="The order of the list.")] = CaseOrder.NEWEST,
    ) -> Listed:
        """A page of cases."""
        context, wanted = info.context, wanted_from(filter)
        among = await context.store.cases.among(context.actor, wanted)
        page = await context.store.cases.page(context.actor, wanted, first, after, CaseOrder(order), among)
        context.store.access.note(context.actor, Reading.CASES, filters=wanted.used(), count=len(page.rows))
        return Listed.of(
            page.rows,
            page.more,
            lambda row: cursor_of(CaseOrder(order), row),
            lambda: context.store.cases.count(context.actor, wanted, among),
            truncated=among.truncated,
        )
