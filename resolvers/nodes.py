"""Reading any object by its id, each kind by the rights of its own lists."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.kind import PUBLIC_REQUESTS, RECORDS, Kind, kind_of
from domain.kernel.policy import Scope
from resolvers.activity import read_record
from resolvers.agency_report import read_report
from resolvers.case import read_case
from resolvers.consolidated_report import read_consolidated
from resolvers.context import RequestContext
from resolvers.document import read_document
from resolvers.press_notice import press_node
from resolvers.public_requests import read_matter
from schema.arguments import Id, Ids
from schema.nodes import Node

ContextInfo = Info[RequestContext, None]
Read = Callable[[RequestContext, str], Awaitable[object | None]]
NEEDS = (
    "null when missing or not visible, which are told alike. Needs what reading its kind needs: cases `case:read:own` "
    "or `case:read:all`, records `activity:read`, reports `report:submit` or `report:read`, grants and provisions "
    "`registry:read`; appointments, accounts, clients, webhooks and addresses of one's own agency `focal:manage`."
)


async def _agency(context: RequestContext, id: str) -> object | None:
    return context.registry.agencies.get(id)


async def _kept(context: RequestContext, id: str) -> object | None:
    """What an agency keeps of its own, noted as read."""
    kind = kind_of(id)
    assert kind is not None
    found = await context.store.heads[kind].one(context.actor, id)
    if found:
        context.store.access.note(context.actor, Reading.ADMINISTRATION, streams=(id,), count=1)
    return found


async def _open(context: RequestContext, id: str) -> object | None:
    """What every reader of the registry may see."""
    if Scope.REGISTRY_READ not in context.actor.scopes:
        return None
    if kind_of(id) is Kind.PROVISION:
        return await context.store.heads[Kind.PROVISION].any(id)
    return await context.store.heads[Kind.GRANT].one(context.actor, id)


READ: Mapping[Kind, Read] = {
    Kind.CASE: read_case,
    Kind.AGENCY: _agency,
    **dict.fromkeys(RECORDS, read_record),
    **dict.fromkeys(PUBLIC_REQUESTS, read_matter),
    **dict.fromkeys((Kind.PUBLICATION, Kind.EXCHANGE, Kind.SPOKESPERSON), press_node),
    Kind.REPORT: read_report,
    Kind.DOCUMENT: read_document,
    Kind.CONSOLIDATED: read_consolidated,
    **dict.fromkeys((Kind.OFFICER, Kind.USER, Kind.CLIENT, Kind.WEBHOOK, Kind.MAILING), _kept),
    **dict.fromkeys((Kind.GRANT, Kind.PROVISION), _open),
}
"""How an object of each kind is read; of the others nothing is shown by its id."""


async def read_node(context: RequestContext, id: str) -> object | None:
    """An object by its id; None when missing or not visible."""
    kind = kind_of(id)
    read = READ.get(kind) if kind else None
    return await read(context, id) if read else None


@strawberry.type
class NodeQuery:
    """Reading by ids."""

    @strawberry.field(graphql_type=Node | None, description=f"Any object by its id; {NEEDS}")
    async def node(self, info: ContextInfo, id: Id) -> object | None:
        """One object."""
        return await read_node(info.context, id)

    @strawberry.field(
        graphql_type=list[Node | None],
        description=f"Objects by their ids, in the order of the ids; each {NEEDS}",
    )
    async def nodes(self, info: ContextInfo, ids: Ids) -> list[object | None]:
        """Several objects."""
        distinct = dict.fromkeys(ids)
        read = await asyncio.gather(*(read_node(info.context, id) for id in distinct))
        found = dict(zip(distinct, read, strict=True))
        return [found[id] for id in ids]
