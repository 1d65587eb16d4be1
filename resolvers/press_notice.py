"""Reading an office's notices to the press, and the results that it could publish."""

from functools import partial

import strawberry

from domain.access.record import Reading
from domain.kernel.kind import Kind, ListOrder
from domain.kernel.policy import Scope
from domain.publication.publishable import Obstacle, Outcome, overturned_by, readiness
from domain.rules.facts import Facts
from resolvers.context import ContextInfo, RequestContext
from resolvers.fields import listing, one, paged
from resolvers.pages import ListEdge, ListPage, Paging, Row
from resolvers.recorded import recorded
from resolvers.rights import needs
from schema.connection import Connection
from schema.cost import reads
from schema.lists import InTime, is_reverse
from schema.press_notice import PublishableOutcome
from store.driver.pages import cursor_of
from store.heads.to_state import state_in
from store.heads.visibility import sees


async def outcomes_of(context: RequestContext, rows: list[Row]) -> list[Outcome]:
    """Results of cases with what prevents publishing them.

    A complaint is named only to an office that may publish its ruling, or that sees the complaint.
    """
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
        "overturned, with what still prevents a notice about them. Ask for `overturned` and `redressId` too: where a "
        "complaint overturned the result, there is only its ruling to publish.",
        extensions=[recorded(Reading.CASES, "results"), needs(Scope.PRESS_ISSUE)],
        metadata=reads(2, page=52),
    )
    @paged
    async def publishable_outcomes(
        self,
        info: ContextInfo,
        paging: Paging,
        order_by: InTime = ListOrder.NEWEST,
    ) -> ListPage:
        actor, press = info.context.actor, info.context.store.press
        page = await press.results(actor, *paging, reverse=is_reverse(order_by))
        outcomes = await outcomes_of(info.context, page.rows)
        places = [cursor_of(row["opened_at"], row["_id"]) for row in page.rows]
        edges = [ListEdge(outcome, place) for outcome, place in zip(outcomes, places, strict=True)]
        return ListPage(edges=edges, more=page.more, paging=paging, count=partial(press.count_results, actor))

    press_notice = one(
        Kind.PUBLICATION,
        "The notice with this id, if the caller's own office wrote it; null when it is missing or not visible to the "
        "caller.",
    )

    press_notices = listing(
        Kind.PUBLICATION,
        "Notices of the caller's own office, including drafts, newest draft first; inspectors see all.",
    )
