"""What complaints and erasures have in common: whether an action is open depends on the case they are about."""

import strawberry

from domain.book import Allowed
from schema.context import ContextInfo, Row
from schema.cost import ACTIONS, PUBLIC_REQUEST, RULES, reads
from schema.described import output
from schema.node import AllowedAction, StreamNode


@output
class PublicRequestNode(StreamNode):
    """A complaint or an erasure."""

    @strawberry.field(
        graphql_type=list[AllowedAction],
        description="Every action on the object, and whether the caller may take it now.",
        metadata=reads(PUBLIC_REQUEST, rows=ACTIONS, work=RULES),
    )
    @staticmethod
    async def allowed_actions(parent: strawberry.Parent[Row], info: ContextInfo) -> list[Allowed]:
        """The actions."""
        return await info.context.allowed_on_public_request(parent)
