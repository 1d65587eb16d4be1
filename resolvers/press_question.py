"""Reading questions of the press, and who speaks for an agency."""

from typing import Annotated

import strawberry

from domain.access.record import Reading
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from resolvers.context import ContextInfo
from resolvers.kinds import PRESS_SCOPES, read_row
from resolvers.lists import list_of, open_list_of
from resolvers.pages import ListPage, Paging
from resolvers.recorded import recorded, unrecorded
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, After, Before, Id, Last, Size
from schema.connection import Connection
from schema.cost import ONE, PAGE
from schema.press_question import PressQuestion, PressQuestionFilter, Spokesperson

PUBLIC_BY_LAW = "Who speaks for an agency is public by law."


@strawberry.type
class PressQuestionQuery:
    """Reading what the press asked, and who answers."""

    @strawberry.field(
        graphql_type=PressQuestion | None,
        description="The question of the press with this id; null when it is missing or not visible to the caller.",
        extensions=[recorded(Reading.RECORD), needs(*PRESS_SCOPES)],
        metadata=ONE,
    )
    async def press_question(self, info: ContextInfo, id: Id) -> object | None:
        """One question."""
        return await read_row(info.context, Kind.EXCHANGE, id)

    @strawberry.field(
        graphql_type=Connection[PressQuestion],
        description="Questions of the press to the caller's own agency, newest first; inspectors see all.",
        extensions=[recorded(Reading.RECORDS, Kind.EXCHANGE), needs(*PRESS_SCOPES)],
        metadata=PAGE,
    )
    async def press_questions(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[
            PressQuestionFilter | None, strawberry.argument(description="Conditions that questions must meet.")
        ] = None,
    ) -> ListPage:
        """A page of questions."""
        wanted = filter or PressQuestionFilter()
        return await list_of(
            info.context,
            info.context.store.press.questions,
            Paging.of(first, after, last, before),
            case=wanted.case_id,
            state=wanted.state,
            kind=wanted.kind,
            agency=wanted.agency,
        )

    @strawberry.field(
        graphql_type=Spokesperson | None,
        description="The spokesperson with this id; null when it is missing.",
        extensions=[unrecorded(PUBLIC_BY_LAW), needs(Scope.REGISTRY_READ)],
        metadata=ONE,
    )
    async def spokesperson(self, info: ContextInfo, id: Id) -> object | None:
        """One spokesperson."""
        return await read_row(info.context, Kind.SPOKESPERSON, id)

    @strawberry.field(
        graphql_type=Connection[Spokesperson],
        description="Who may speak to the press for which agency, and by which document.",
        extensions=[unrecorded(PUBLIC_BY_LAW), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    async def spokespersons(
        self,
        info: ContextInfo,
        first: Size = PAGE_SIZE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        agency: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those who speak for this agency.")
        ] = None,
    ) -> ListPage:
        """A page of spokespersons."""
        spokespersons = info.context.store.press.spokespersons
        return await open_list_of(spokespersons, Paging.of(first, after, last, before), agency=agency)
