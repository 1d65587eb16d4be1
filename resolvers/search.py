"""Finding cases: by words, and by being like another."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.kind import Kind, kind_of
from resolvers.context import RequestContext
from schema.arguments import First, Id
from schema.search import SearchResult, SimilarCase
from store.mongo.pages import check_first
from store.read.case_filter import SEARCH_MOST, SEARCH_TERMS_MOST

ContextInfo = Info[RequestContext, None]
NEEDS = "Needs `case:read:own` or `case:read:all`."
WORDS = (
    f"Words of the claim, or a number of a case or document; with or without diacritics, all must occur; a phrase in "
    f"quotation marks occurs as it is. At most {SEARCH_TERMS_MOST} syllables and {SEARCH_MOST} characters."
)


@strawberry.type
class FindingQuery:
    """Finding cases."""

    @strawberry.field(description=f"Cases the caller may see that have all the words. {NEEDS}")
    async def search(
        self,
        info: ContextInfo,
        words: Annotated[str, strawberry.argument(description=WORDS)],
        first: First,
    ) -> SearchResult:
        """Search."""
        context = info.context
        found = await context.store.search.cases(context.actor, words, check_first(first))
        context.store.access.note(context.actor, Reading.CASES, filters=("search",), count=len(found.rows))
        return SearchResult(cases=found.rows, total=found.total, truncated=found.truncated)  # type: ignore[arg-type]

    @strawberry.field(
        description="Cases the caller may see that are about the same address, or say near the same, as a visible "
        f"case; at most 20, the most alike first. {NEEDS}"
    )
    async def similar(self, info: ContextInfo, id: Id) -> list[SimilarCase]:
        """Cases alike; none when the case is missing or not visible."""
        context = info.context
        case = await context.store.cases.one(context.actor, id) if kind_of(id) is Kind.CASE else None
        if case is None:
            return []
        found = await context.store.similar.of(context.actor, case)
        streams = (id, *(each.case["_id"] for each in found))
        context.store.access.note(context.actor, Reading.CASE, streams=streams, count=len(streams))
        return found  # type: ignore[return-value]
