"""Reading directives, activities, difficulties and findings of inspections."""

from typing import Annotated

import strawberry

from domain.access.record import Reading
from domain.activity.state.activity import ActivityType
from domain.activity.state.difficulty import DifficultyState
from domain.activity.state.directive import DirectiveState
from domain.activity.state.inspection import InspectionState
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.kinds import read_row
from resolvers.lists import list_of
from resolvers.pages import ListPage, Paging
from resolvers.recorded import recorded
from resolvers.rights import needs
from schema.activity import Activity
from schema.arguments import PAGE_SIZE, After, Before, Id, Last, Size
from schema.connection import Connection
from schema.cost import ONE, PAGE
from schema.difficulty import Difficulty
from schema.directive import Directive
from schema.inspection import InspectionFinding

ALL = "The People's Committee, the lead agency and inspectors see all."


@strawberry.type
class ActivityQuery:
    """Reading what agencies do under the Regulation besides cases."""

    @strawberry.field(
        graphql_type=Directive | None,
        description="The directive with this id; null when it is missing or not visible to the caller.",
        extensions=[recorded(Reading.RECORD), needs(Scope.ACTIVITY_READ)],
        metadata=ONE,
    )
    async def directive(self, info: ContextInfo, id: Id) -> object | None:
        """One directive."""
        return await read_row(info.context, Kind.DIRECTIVE, id)

    @strawberry.field(
        graphql_type=Connection[Directive],
        description=f"Directives to the caller's agency, newest first. {ALL}",
        extensions=[recorded(Reading.RECORDS, Kind.DIRECTIVE), needs(Scope.ACTIVITY_READ)],
        metadata=PAGE,
    )
    async def directives(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        state: Annotated[
            DirectiveState | None, strawberry.argument(description="Only directives in this state.")
        ] = None,
    ) -> ListPage:
        """A page of directives."""
        return await list_of(
            info.context, info.context.store.heads[Kind.DIRECTIVE], Paging.of(first, after, last, before), state=state
        )

    @strawberry.field(
        graphql_type=Activity | None,
        description="The activity with this id; null when it is missing or not visible to the caller.",
        extensions=[recorded(Reading.RECORD), needs(Scope.ACTIVITY_READ)],
        metadata=ONE,
    )
    async def activity(self, info: ContextInfo, id: Id) -> object | None:
        """One activity."""
        return await read_row(info.context, Kind.ACTIVITY, id)

    @strawberry.field(
        graphql_type=Connection[Activity],
        description=f"Activities that the caller's agency recorded or that name it, newest first. {ALL}",
        extensions=[recorded(Reading.RECORDS, Kind.ACTIVITY), needs(Scope.ACTIVITY_READ)],
        metadata=PAGE,
    )
    async def activities(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        type: Annotated[ActivityType | None, strawberry.argument(description="Only activities of this type.")] = None,
    ) -> ListPage:
        """A page of activities."""
        return await list_of(
            info.context, info.context.store.heads[Kind.ACTIVITY], Paging.of(first, after, last, before), type=type
        )

    @strawberry.field(
        graphql_type=Difficulty | None,
        description="The difficulty with this id; null when it is missing or not visible to the caller.",
        extensions=[recorded(Reading.RECORD), needs(Scope.ACTIVITY_READ)],
        metadata=ONE,
    )
    async def difficulty(self, info: ContextInfo, id: Id) -> object | None:
        """One difficulty."""
        return await read_row(info.context, Kind.DIFFICULTY, id)

    @strawberry.field(
        graphql_type=Connection[Difficulty],
        description=f"Difficulties that the caller's agency filed, newest first. {ALL}",
        extensions=[recorded(Reading.RECORDS, Kind.DIFFICULTY), needs(Scope.ACTIVITY_READ)],
        metadata=PAGE,
    )
    async def difficulties(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        state: Annotated[
            DifficultyState | None, strawberry.argument(description="Only difficulties in this state.")
        ] = None,
    ) -> ListPage:
        """A page of difficulties."""
        return await list_of(
            info.context, info.context.store.heads[Kind.DIFFICULTY], Paging.of(first, after, last, before), state=state
        )

    @strawberry.field(
        graphql_type=InspectionFinding | None,
        description="The finding of an inspection with this id; null when it is missing or not visible to the caller.",
        extensions=[recorded(Reading.RECORD), needs(Scope.ACTIVITY_READ)],
        metadata=ONE,
    )
    async def inspection(self, info: ContextInfo, id: Id) -> object | None:
        """One finding."""
        return await read_row(info.context, Kind.INSPECTION, id)

    @strawberry.field(
        graphql_type=Connection[InspectionFinding],
        description=f"Findings of inspections about the caller's agency, newest first. {ALL}",
        extensions=[recorded(Reading.RECORDS, Kind.INSPECTION), needs(Scope.ACTIVITY_READ)],
        metadata=PAGE,
    )
    async def inspections(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        state: Annotated[
            InspectionState | None, strawberry.argument(description="Only findings in this state.")
        ] = None,
    ) -> ListPage:
        """A page of findings."""
        return await list_of(
            info.context, info.context.store.heads[Kind.INSPECTION], Paging.of(first, after, last, before), state=state
        )
