"""What waits for an agency: two reads, however much it is."""

from collections.abc import Collection, Mapping

from domain.case.order import CaseOrder
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.heads.case_indexes import OWED
from store.heads.visibility import any_of, visible_to
from store.mongo.conditions import all_of
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page
from store.mongo.transaction import settled
from store.read.case_orders import index_for, name_of

INBOX_MOST = 200
"""Cases an inbox shows; those due first are in it."""

STATES_MOST = 10_000
"""Cases counted by state, the newest; beyond that an inbox counts no further."""


class Inboxes:
    """The duties of agencies, as heads hold them."""

    def __init__(self, connection: Connection) -> None:
        self._heads = connection.heads(Kind.CASE)

    async def owed(self, actor: Actor) -> Page:
        """The visible cases in which the actor's agency has a duty, first due first, at most INBOX_MOST."""
        query = all_of({"duties.agency": any_of(actor.agencies)}, visible_to(actor))
        found = self._heads.find(query).sort(OWED[1:]).hint(name_of(OWED)).limit(INBOX_MOST + 1)
        rows: list[Document] = await found.to_list(INBOX_MOST + 1)
        return Page(rows=rows[:INBOX_MOST], more=len(rows) > INBOX_MOST)

    async def among(self, actor: Actor, ids: Collection[str]) -> bool:
        """Whether the actor's agency has a duty in any of these cases that the actor may see."""
        query = all_of({"_id": {"$in": list(ids)}}, {"duties.agency": any_of(actor.agencies)}, visible_to(actor))
        return await self._heads.find_one(query, {"_id": 1}) is not None

    async def states(self, actor: Actor) -> Mapping[str, int]:
        """How many of the visible cases are in each state, counted to STATES_MOST cases."""
        steps: list[Document] = [
            {"$match": visible_to(actor)},
            {"$limit": STATES_MOST},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        found = await settled(self._heads.aggregate(steps, hint=index_for(actor, None, CaseOrder.NEWEST)))
        return {row["_id"]: row["count"] for row in await found.to_list(None)}
