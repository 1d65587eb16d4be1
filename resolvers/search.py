"""Searching cases by words, and finding cases similar to another."""

from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.kernel.kind import Kind, kind_of
from resolvers.context import ContextInfo
from resolvers.recorded import (
    PURPOSE_HEADER,
    PURPOSE_NEEDED,
    Noted,
    note,
    opened,
    purpose_of,
    recorded_as,
    recorded_inside,
)
from resolvers.rights import needs
from schema.arguments import PAGE_SIZE, First, Id
from schema.case import Case, SearchResult, SimilarCase
from schema.cost import reads
from schema.needs import CASE_SCOPES
from store.driver.pages import check_first
from store.read.case_filter import SEARCH_MOST, SEARCH_TERMS_MOST

BY_WORDS = f"The words are recorded under seal, and inspectors read them. {PURPOSE_NEEDED}"
WORDS = (
    "Words of the claim, or the number of a case or document, with or without diacritics. All words must occur. A "
    f"phrase in quotation marks must occur exactly as written. At most {SEARCH_TERMS_MOST} syllables and {SEARCH_MOST} "
    "characters."
)


@strawberry.type
class SearchQuery:
    @strawberry.field(
        graphql_type=SearchResult,
        description=f"Cases that the caller may see and that contain all the words. {BY_WORDS}",
        extensions=[
            recorded_inside(Reading.CASES, "It is written before the answer, with the words."),
            needs(*CASE_SCOPES),
        ],
        metadata=reads(1_002, page=2),
    )
    async def search(
        self,
        info: ContextInfo,
        words: Annotated[str, strawberry.argument(description=WORDS)],
        first: First = PAGE_SIZE,
    ) -> dict[str, Any]:
        context = info.context
        purpose, keys = purpose_of(context), context.keys(info, "cases")
        found = await context.store.search.cases(context.actor, words, check_first(first), keys)
        await context.store.access.searched(context.actor, purpose, words, len(found.rows))
        return {"cases": found.rows, "total": found.total, "truncated": found.truncated}

    @strawberry.field(
        graphql_type=list[Case],
        description="Cases that the caller may see about the content at exactly this address, at most 20, newest "
        "first. The address is compared as a whole and not opened; there is no search by host or path, and none by the "
        "address of an account, a telephone number or a list (X2). Cases that were closed as protected or without "
        "grounds are not found.",
        extensions=[
            recorded_as(Reading.CASES, lambda found: Noted(filters=("address",), count=len(found))),
            needs(*CASE_SCOPES),
        ],
        metadata=reads(20, rows=20),
    )
    async def cases_at(
        self,
        info: ContextInfo,
        address: Annotated[str, strawberry.argument(description="The whole address of the content.")],
    ) -> list[Any]:
        return await info.context.store.cases.at_address(info.context.actor, address)

    @strawberry.field(
        graphql_type=list[SimilarCase],
        description="Cases that the caller may see and that have the same address as the given case, at most 20. With "
        f"the header `{PURPOSE_HEADER}` also those with a very similar claim, most similar first. Empty when the given "
        "case is missing or not visible to the caller.",
        extensions=[
            recorded_inside(Reading.CASE, "The given case is opened too, and is not in the answer."),
            needs(*CASE_SCOPES),
        ],
        metadata=reads(300),
    )
    async def similar(self, info: ContextInfo, id: Id) -> list[Any]:
        context = info.context
        case = await context.store.cases.one(context.actor, id) if kind_of(id) is Kind.CASE else None
        if case is None:
            return []
        found = await context.store.similar.of(context.actor, case, by_claim=context.purpose is not None)
        note(context, Reading.CASE, opened(id, *(similar.case["_id"] for similar in found)))
        return found
