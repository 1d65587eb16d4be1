"""Common interface of complaints and erasures. The case of such an object decides which actions are open."""

import strawberry

from schema.context import ContextInfo, Row
from schema.cost import ACTIONS, RULES, reads
from schema.node import OFFERS, AllowedAction, IfAllowed, Offer, Only, StreamNode, chosen


@strawberry.type
class PublicRequestNode(StreamNode):
    """A complaint or an erasure."""

    @strawberry.field(
        graphql_type=list[AllowedAction],
        description=OFFERS,
        metadata=reads(ACTIONS, rows=ACTIONS, work=RULES),
    )
    @staticmethod
    async def allowed_actions(
        parent: strawberry.Parent[Row], info: ContextInfo, only: Only = None, allowed: IfAllowed = None
    ) -> list[Offer]:
        return chosen(await info.context.allowed(parent), parent, only, allowed)
