"""Queries for cases: by id or number, by lists, by words, and by similarity."""

from functools import partial
from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.case.order import CaseOrder
from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Kind, kind_of
from resolvers.context import ContextInfo
from resolvers.fields import paged
from resolvers.pages import ListPage, Paging, Row, RowEdge
from resolvers.recorded import (
    PURPOSE_HEADER,
    PURPOSE_NEEDED,
    Noted,
    note,
    opened,
    purpose_of,
    recorded,
    recorded_as,
    recorded_inside,
)
from resolvers.request import needs
from schema.case import Case, CaseConnection, CaseFilter, SearchResult, SimilarCase
from schema.cost import ONE, reads
from schema.lists import PAGE_SIZE, First, Id
from schema.needs import CASE_SCOPES
from store.driver.conditions import check_first
from store.read import search as store
from store.read.search import SEARCH_MOST, SEARCH_TERMS_MOST, cursor_of

CODE_MOST = 40
"""Most characters of a readable number that are read."""


def filter_of(given: CaseFilter | None) -> store.CaseFilter:
    if given is None:
        return store.CaseFilter()
    lists = {"states": tuple(given.states or ()), "areas": tuple(given.areas or ())}
    return store.CaseFilter(**{**vars(given), **lists})


@strawberry.type
class CaseQuery:
    @strawberry.field(
        graphql_type=Case | None,
        description="The case with this id; null when it is missing or not visible to the caller.",
        extensions=[recorded(Reading.CASE), needs(*CASE_SCOPES)],
        metadata=ONE,
    )
    async def case(self, info: ContextInfo, id: Id) -> object | None:
        cases = info.context.store.cases.showing(info.context.keys(info))
        return await cases.one(info.context.actor, id) if kind_of(id) is Kind.CASE else None

    @strawberry.field(
        graphql_type=Case | None,
        description="The case with this readable number; null when it is missing or not visible to the caller.",
        extensions=[recorded(Reading.CASE), needs(*CASE_SCOPES)],
        metadata=ONE,
    )
    async def case_by_code(
        self,
        info: ContextInfo,
        code: Annotated[str, strawberry.argument(description="The readable number, such as `CB-2026-000003`.")],
    ) -> Row | None:
        cases = info.context.store.cases.showing(info.context.keys(info))
        return await cases.by_code(info.context.actor, code[:CODE_MOST])

    @strawberry.field(
        description="The claim of a case as written, with numbers and accounts. Null when the case is missing or not "
        "visible to the caller, or when the claim is erased. Only officers can read it; programs read `claim`. "
        f"{PURPOSE_NEEDED}",
        extensions=[recorded_inside(Reading.CLAIM, "It is written before the claim is given."), needs(*CASE_SCOPES)],
        metadata=reads(60),
    )
    async def claim_as_written(self, info: ContextInfo, id: Id) -> str | None:
        context = info.context
        if context.actor.officer is None:
            raise NotAllowed("person-needed")
        case = await context.store.cases.one(context.actor, id) if kind_of(id) is Kind.CASE else None
        if case is None:
            return None
        await context.store.access.open(context.actor, Reading.CLAIM, id, purpose_of(context))
        whole: str | None = case["claim_as_written"] or case["claim"]
        return whole

    @strawberry.field(
        graphql_type=CaseConnection,
        description="The cases that the caller may see, in the requested order. A filter by words needs the header "
        f"`{PURPOSE_HEADER}`. The reading is then recorded with the words, under seal, before the answer.",
        extensions=[recorded(Reading.CASES), needs(*CASE_SCOPES)],
        metadata=reads(11, page=1),
    )
    @paged
    async def cases(
        self,
        info: ContextInfo,
        paging: Paging,
        filter: Annotated[
            CaseFilter | None, strawberry.argument(description="Conditions that cases must meet.")
        ] = None,
        order_by: Annotated[CaseOrder, strawberry.argument(description="The order of the list.")] = CaseOrder.NEWEST,
    ) -> ListPage:
        actor, cases = info.context.actor, info.context.store.cases
        wanted, order = filter_of(filter), CaseOrder(order_by)
        purpose = purpose_of(info.context) if wanted.search is not None else None
        candidates = await cases.among(actor, wanted)
        shown = cases.showing(info.context.keys(info, "edges", "node"), order)
        page = await shown.page(actor, wanted, paging.size, paging.cursor, order, candidates, paging.backward)
        if purpose and wanted.search is not None:
            await info.context.store.access.searched(actor, purpose, wanted.search, len(page.rows))
        return ListPage(
            edges=[RowEdge(row, partial(cursor_of, order)) for row in page.rows],
            more=page.more,
            paging=paging,
            filters=wanted.used(),
            count=lambda: cases.count(actor, wanted, candidates),
            truncated=candidates.truncated,
        )


BY_WORDS = f"The words are recorded under seal, and inspectors can read them. {PURPOSE_NEEDED}"
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
        "first. The address is compared as a whole and not opened. There is no search by host or path, and none by the "
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
        f"the header `{PURPOSE_HEADER}`, the answer also has cases with a very similar claim, most similar first. "
        "Empty when the given case is missing or not visible to the caller.",
        extensions=[
            recorded_inside(Reading.CASE, "The given case is opened too, and is not in the answer."),
            needs(*CASE_SCOPES),
        ],
        metadata=reads(300, rows=20),
    )
    async def similar(self, info: ContextInfo, id: Id) -> list[Any]:
        context = info.context
        case = await context.store.cases.one(context.actor, id) if kind_of(id) is Kind.CASE else None
        if case is None:
            return []
        found = await context.store.similar.of(context.actor, case, by_claim=context.purpose is not None)
        note(context, Reading.CASE, opened(id, *(similar.case["_id"] for similar in found)))
        return found
