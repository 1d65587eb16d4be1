"""Reading directives, activities and difficulties."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.activity.state.activity import ActivityType
from domain.kernel.kind import RECORDS, Kind, kind_of
from resolvers.context import RequestContext
from resolvers.pages import Listed
from schema.activity import Activity
from schema.arguments import After, First, Id
from schema.described import output
from schema.difficulty import Difficulty
from schema.directive import Directive
from schema.nodes import Edge, PageInfo, page_info
from store.mongo.pages import cursor_of

ContextInfo = Info[RequestContext, None]
NEEDS = "Needs `activity:read`."
MISSING = f"null when missing or not visible. {NEEDS}"


@output
class DirectiveConnection:
    """A page of directives, newest first."""

    edges: list[Edge[Directive]] = strawberry.field(description="The directives with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class ActivityConnection:
    """A page of activities, newest first."""

    edges: list[Edge[Activity]] = strawberry.field(description="The activities with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class DifficultyConnection:
    """A page of difficulties, newest first."""

    edges: list[Edge[Difficulty]] = strawberry.field(description="The difficulties with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


async def read_record(context: RequestContext, id: str, kinds: frozenset[Kind] = RECORDS) -> dict[str, Any] | None:
    """A visible record of one of the kinds, noted as read."""
    kind = kind_of(id)
    if kind not in kinds:
        return None
    found = await context.store.heads[kind].one(context.actor, id)
    if found:
        context.store.access.note(context.actor, Reading.RECORD, streams=(id,), count=1)
    return found


async def listed(
    context: RequestContext, kind: Kind, first: int, after: str | None, type: ActivityType | None = None
) -> Listed:
    """A page of the visible records of a kind, noted as read."""
    page = await context.store.heads[kind].page(context.actor, first, after, type=type)
    context.store.access.note(
        context.actor, Reading.RECORDS, filters=(kind, *(("type",) if type else ())), count=len(page.rows)
    )
    return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], row["_id"]))


@strawberry.type
class RecordQuery:
    """Reading what stands beside cases."""

    @strawberry.field(graphql_type=Directive | None, description=f"A directive by its id; {MISSING}")
    async def directive(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One directive."""
        return await read_record(info.context, id, frozenset({Kind.DIRECTIVE}))

    @strawberry.field(
        graphql_type=DirectiveConnection,
        description="Directives that address the caller's agency, newest first; all for the People's Committee, "
        f"the lead agency and inspectors. {NEEDS}",
    )
    async def directives(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of directives."""
        return await listed(info.context, Kind.DIRECTIVE, first, after)

    @strawberry.field(graphql_type=Activity | None, description=f"An activity by its id; {MISSING}")
    async def activity(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One activity."""
        return await read_record(info.context, id, frozenset({Kind.ACTIVITY}))

    @strawberry.field(
        graphql_type=ActivityConnection,
        description="Activities the caller's agency recorded or is named in, newest first; all for the People's "
        f"Committee, the lead agency and inspectors. {NEEDS}",
    )
    async def activities(
        self,
        info: ContextInfo,
        first: First,
        after: After = None,
        type: Annotated[ActivityType | None, strawberry.argument(description="Only this kind.")] = None,
    ) -> Listed:
        """A page of activities."""
        return await listed(info.context, Kind.ACTIVITY, first, after, type)

    @strawberry.field(graphql_type=Difficulty | None, description=f"A difficulty by its id; {MISSING}")
    async def difficulty(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One difficulty."""
        return await read_record(info.context, id, frozenset({Kind.DIFFICULTY}))

    @strawberry.field(
        graphql_type=DifficultyConnection,
        description="Difficulties the caller's agency filed, newest first; all for the People's Committee, the "
        f"lead agency and inspectors. {NEEDS}",
    )
    async def difficulties(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of difficulties."""
        return await listed(info.context, Kind.DIFFICULTY, first, after)
