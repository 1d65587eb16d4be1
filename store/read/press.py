"""Reading the press office's work: results that could be told, questions of the press, who speaks for whom."""

from collections.abc import Sequence

from domain.case.state.case import TOLD_CLOSURES
from domain.case.state.reopening import ReopeningGround
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from domain.publication.publishable import RESULT_STATES
from store.heads.visibility import visible_to
from store.mongo.conditions import Condition, all_of
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page
from store.read.heads import Heads, page_of

RESULT: list[Condition] = [
    {"state": {"$in": sorted(RESULT_STATES)}},
    {"$or": [{"closure": None}, {"closure.reason": {"$in": sorted(TOLD_CLOSURES)}}]},
]
OVERTURNED = {"reopenings.ground": {"$eq": ReopeningGround.REDRESS.value}}


class Press:
    """What the press office works on."""

    def __init__(self, connection: Connection) -> None:
        self._cases = connection.heads(Kind.CASE)
        self._redresses = connection.heads(Kind.REDRESS)
        self.questions = Heads(connection, Kind.EXCHANGE)
        self.spokespersons = Heads(connection, Kind.SPOKESPERSON)

    async def results(self, actor: Actor, first: int, after: str | None) -> Page:
        """Visible cases with a result of the actor's own agency, or undone by a complaint, newest first. Raises
        Refused."""
        own = [{key: {"$in": sorted(actor.agencies)}} for key in ("lead", "decisions.agency", "results.agency")]
        conditions: tuple[Condition, ...] = (
            visible_to(actor),
            {"$or": [all_of(*RESULT), OVERTURNED]},
            {"$or": own},
        )
        return await page_of(self._cases, conditions, first, after, "opened_at")

    async def rulings(self, complaints: Sequence[str]) -> dict[str, Document]:
        """Complaints by their ids, for what a ruling lets the press be told; few, and named by visible cases."""
        if not complaints:
            return {}
        found = self._redresses.find({"_id": {"$in": sorted(set(complaints))}})
        return {row["_id"]: row async for row in found}
