"""Reading the press office's work."""

from typing import Any

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.kind import Kind, kind_of
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from domain.publication.outcomes import Obstacle, Outcome, overturned_by, readiness
from domain.rules.facts import Facts
from resolvers.context import RequestContext
from resolvers.pages import Listed, Placed
from resolvers.provision import may_read
from schema.arguments import After, First, Id
from schema.press_notice import (
    PressExchange,
    PressExchangeConnection,
    PressNotice,
    PressNoticeConnection,
    PublishableOutcomeConnection,
    Spokesperson,
    SpokespersonConnection,
)
from store.heads.visibility import sees
from store.mongo.pages import cursor_of
from store.read.state_from_head import state_in

ContextInfo = Info[RequestContext, None]
NEEDS = "Needs `press:issue`."
MISSING = f"null when missing or not visible. {NEEDS}"


async def read_notice(context: RequestContext, id: str) -> dict[str, Any] | None:
    """A notice of the own office, noted as read."""
    found = await context.store.publications.one(context.actor, id) if kind_of(id) is Kind.PUBLICATION else None
    return _noted(context, id, found)


async def read_question(context: RequestContext, id: str) -> dict[str, Any] | None:
    """A question of the press, noted as read."""
    found = await context.store.press.questions.one(context.actor, id) if kind_of(id) is Kind.EXCHANGE else None
    return _noted(context, id, found)


def _noted(context: RequestContext, id: str, found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found:
        context.store.access.note(context.actor, Reading.RECORD, streams=(id,), count=1)
    return found


async def press_node(context: RequestContext, id: str) -> object | None:
    """An object of the press office by its id; a notice of others as the public reads it, for who may."""
    match kind_of(id):
        case Kind.EXCHANGE:
            return await read_question(context, id)
        case Kind.SPOKESPERSON if Scope.REGISTRY_READ in context.actor.scopes:
            return await context.store.press.spokespersons.any(id)
        case Kind.PUBLICATION:
            if found := await read_notice(context, id):
                return found
            if Scope.PRESS_READ in context.actor.scopes:
                return await context.store.publications.public(id)
    return None


async def outcomes_of(context: RequestContext, rows: list[dict[str, Any]]) -> list[Outcome]:
    """Results with what stands in the way of telling them. A complaint is named to who tells its ruling or sees it."""
    notices = await context.store.publications.of_cases(context.actor, [row["_id"] for row in rows])
    cases = [state_in(Kind.CASE, row) for row in rows]
    grounds = [overturned_by(case) for case in cases]
    complaints = await context.store.press.rulings([each for each in grounds if each])
    facts = Facts(actor=context.actor, now=context.now, registry=context.registry, sealed={})
    found = []
    for row, case, id in zip(rows, cases, grounds, strict=True):
        own = notices.get(row["_id"], [])
        states = [state_in(Kind.PUBLICATION, each) for each in own]
        ruling = state_in(Kind.REDRESS, complaints[id]) if id in complaints else None
        ready = tuple(readiness(case, states, facts, ruling))
        tells = Obstacle.NOT_PUBLISHABLE not in {each.obstacle for each in ready}
        named = id if id in complaints and (tells or sees(context.actor, Kind.REDRESS, complaints[id])) else None
        told = Outcome(case=row, notices=tuple(own), readiness=ready, overturned=id is not None, redress=named)
        found.append(told)
    return found


@strawberry.type
class PressQuery:
    """Reading the press office's work."""

    @strawberry.field(
        graphql_type=PublishableOutcomeConnection,
        description="Results of the caller's own agency that could be told to the press, or were undone by a "
        "complaint, with what still stands in the way. Needs `press:issue`.",
    )
    async def publishable_outcomes(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of results."""
        context = info.context
        if Scope.PRESS_ISSUE not in context.actor.scopes:
            raise NotAllowed("scope-missing", Scope.PRESS_ISSUE)
        page = await context.store.press.results(context.actor, first, after)
        context.store.access.note(context.actor, Reading.CASES, filters=("results",), count=len(page.rows))
        edges = [
            Placed(each, cursor_of(row["opened_at"], row["_id"]))
            for each, row in zip(await outcomes_of(context, page.rows), page.rows, strict=True)
        ]
        return Listed(page.rows, edges, page.more)

    @strawberry.field(graphql_type=PressNotice | None, description=f"A notice of the own office; {MISSING}")
    async def press_notice(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One notice."""
        return await read_notice(info.context, id)

    @strawberry.field(
        graphql_type=PressNoticeConnection,
        description=f"The own office's notices, drafts included, the newest draft first; all for inspectors. {NEEDS}",
    )
    async def press_notices(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of notices."""
        context = info.context
        page = await context.store.publications.page(context.actor, first, after)
        context.store.access.note(context.actor, Reading.RECORDS, filters=(Kind.PUBLICATION,), count=len(page.rows))
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["drafted_at"], row["_id"]))

    @strawberry.field(graphql_type=PressExchange | None, description=f"A question of the press; {MISSING}")
    async def press_exchange(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One question."""
        return await read_question(info.context, id)

    @strawberry.field(
        graphql_type=PressExchangeConnection,
        description=f"Questions of the press to the own agency, newest first; all for inspectors. {NEEDS}",
    )
    async def press_exchanges(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of questions."""
        context = info.context
        page = await context.store.press.questions.page(context.actor, first, after)
        context.store.access.note(context.actor, Reading.RECORDS, filters=(Kind.EXCHANGE,), count=len(page.rows))
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], row["_id"]))

    @strawberry.field(
        graphql_type=Spokesperson | None,
        description="Who speaks for an agency; null when missing. Needs `registry:read`.",
    )
    async def spokesperson(self, info: ContextInfo, id: Id) -> dict[str, Any] | None:
        """One spokesperson."""
        may_read(info.context)
        return await info.context.store.press.spokespersons.any(id) if kind_of(id) is Kind.SPOKESPERSON else None

    @strawberry.field(
        graphql_type=SpokespersonConnection,
        description="Who speaks to the press for which agency, by which document. Needs `registry:read`.",
    )
    async def spokespersons(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of spokespersons."""
        may_read(info.context)
        page = await info.context.store.press.spokespersons.any_page(first, after)
        return Listed.of(page.rows, page.more, lambda row: row["_id"])
