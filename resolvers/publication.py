"""Queries for notices to the press, as the public sees them and as their own office sees them."""

from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry

from domain.access.record import Reading
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, ListOrder, kind_of
from domain.publication.public import PublicView, public_view
from domain.publication.publishable import Obstacle, Outcome, overturned_by, readiness
from domain.rules.facts import Facts
from resolvers.context import ContextInfo, RequestContext
from resolvers.fields import listing, one, paged
from resolvers.pages import ListEdge, ListPage, Paging, Row, wanted_of
from resolvers.recorded import recorded, unrecorded
from resolvers.request import needs
from schema.connection import Connection
from schema.cost import ONE, PAGE, reads
from schema.lists import PAGE_SIZE, After, First, Id, InTime, is_reverse
from schema.press_notice import PublishableOutcome, PublishableOutcomeFilter
from schema.publication import Publication, PublicationChange, PublicationFilter, PublicationStatistics, notice_of
from store.driver.conditions import cursor_of
from store.heads.reader import sees
from store.heads.to_state import state_in
from store.read.press import ANY_RESULT, ResultFilter
from store.read.publications import Counts

Since = Annotated[datetime | None, strawberry.argument(description="Only notices issued at or after this moment.")]
IssuedBefore = Annotated[datetime | None, strawberry.argument(description="Only notices issued before this moment.")]
PUBLIC = "The public reads the same."


@strawberry.type
class PublicationQuery:
    @strawberry.field(
        graphql_type=Publication | None,
        description="The notice with this id (`Publication.id` or `noticeId`), with all its versions; null when "
        "it is missing or was never issued.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=ONE,
    )
    async def publication(self, info: ContextInfo, id: Id) -> PublicView | None:
        notice = notice_of(id) or id
        return await info.context.store.publications.public(notice) if kind_of(notice) is Kind.PUBLICATION else None

    @strawberry.field(
        graphql_type=Connection[Publication],
        description="Notices that were issued, newest first. Retracted notices keep their place.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=PAGE,
    )
    @paged
    async def publications(
        self,
        info: ContextInfo,
        paging: Paging,
        filter: Annotated[
            PublicationFilter | None, strawberry.argument(description="Conditions that notices must meet.")
        ] = None,
        order_by: InTime = ListOrder.NEWEST,
    ) -> ListPage:
        notices, wanted = info.context.store.publications, wanted_of(filter, order_by)
        page = await notices.public_page(paging.size, paging.cursor, backward=paging.backward, wanted=wanted)
        edges = [ListEdge(public_view(row), cursor_of(row["issued_at"], row["_id"])) for row in page.rows]
        return ListPage(edges=edges, more=page.more, paging=paging, count=partial(notices.public_count, wanted))

    @strawberry.field(
        graphql_type=Connection[PublicationChange],
        description="Every version that the public could read, in the order of the transparency log. Corrections and "
        "retractions are versions too. Continue from the last `cursor` to miss no version.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=reads(210, page=2),
    )
    async def publication_changes(self, info: ContextInfo, first: First = PAGE_SIZE, after: After = None) -> ListPage:
        notices = info.context.store.publications
        found, more = await notices.changes(first, after)
        edges = [ListEdge(change, str(change.index)) for change in found]
        return ListPage(edges=edges, more=more, paging=Paging(first, after), count=notices.count_changes)

    @strawberry.field(
        graphql_type=PublicationStatistics,
        description="Number of notices issued in a period, and numbers of those that were corrected, reviewed or "
        "retracted since.",
        extensions=[unrecorded(PUBLIC), needs(Scope.PRESS_READ)],
        metadata=reads(10),
    )
    async def publication_statistics(
        self, info: ContextInfo, since: Since = None, before: IssuedBefore = None
    ) -> Counts:
        return await info.context.store.publications.counts(since, before)


async def outcomes_of(context: RequestContext, rows: list[Row]) -> list[Outcome]:
    """Return results of cases with the obstacles to publishing them. A complaint is included only for an office that
    may publish its ruling or see the complaint."""
    notices = await context.store.publications.of_cases(context.actor, [row["_id"] for row in rows])
    cases = [state_in(Kind.CASE, row) for row in rows]
    overturning = [overturned_by(case) for case in cases]
    complaints = await context.store.press.rulings([id for id in overturning if id])
    facts = Facts(actor=context.actor, now=context.now, registry=context.registry, sealed={})
    outcomes = []
    for row, case, id in zip(rows, cases, overturning, strict=True):
        own = notices.get(row["_id"], [])
        states = [state_in(Kind.PUBLICATION, notice) for notice in own]
        ruling = state_in(Kind.REDRESS, complaints[id]) if id in complaints else None
        ready = tuple(readiness(case, states, facts, ruling))
        publishable = Obstacle.NOT_PUBLISHABLE not in {step.obstacle for step in ready}
        known = id in complaints and (publishable or sees(context.actor, Kind.REDRESS, complaints[id]))
        outcomes.append(
            Outcome(
                case=row,
                notices=tuple(own),
                readiness=ready,
                overturned=id is not None,
                redress=id if known else None,
            )
        )
    return outcomes


@strawberry.type
class PressNoticeQuery:
    @strawberry.field(
        graphql_type=Connection[PublishableOutcome],
        description="Results of the caller's own agency that could be published, and results that a complaint "
        "overturned. Each result has the obstacles to a notice about it. Query `overturned` and `redressId` too: if a "
        "complaint overturned the result, only its ruling can be published.",
        extensions=[recorded(Reading.CASES, "results"), needs(Scope.PRESS_ISSUE)],
        metadata=reads(2, page=52),
    )
    @paged
    async def publishable_outcomes(
        self,
        info: ContextInfo,
        paging: Paging,
        filter: Annotated[
            PublishableOutcomeFilter | None, strawberry.argument(description="Conditions that cases must meet.")
        ] = None,
        order_by: InTime = ListOrder.NEWEST,
    ) -> ListPage:
        actor, press = info.context.actor, info.context.store.press
        wanted = ResultFilter(**vars(filter)) if filter else ANY_RESULT
        page = await press.results(actor, *paging, reverse=is_reverse(order_by), wanted=wanted)
        outcomes = await outcomes_of(info.context, page.rows)
        places = [cursor_of(row["opened_at"], row["_id"]) for row in page.rows]
        edges = [ListEdge(outcome, place) for outcome, place in zip(outcomes, places, strict=True)]
        return ListPage(edges=edges, more=page.more, paging=paging, count=partial(press.count_results, actor, wanted))

    press_notice = one(
        Kind.PUBLICATION,
        "The notice with this id, if the caller's own office wrote it; null when it is missing or not visible to the "
        "caller.",
    )

    press_notices = listing(
        Kind.PUBLICATION,
        "Notices of the caller's own office, including drafts, newest draft first; inspectors see all.",
    )
