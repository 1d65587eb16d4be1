"""Reading the press office's work: results that could be told, questions of the press, who speaks for whom."""

from collections.abc import Sequence

from pymongo import ASCENDING, DESCENDING

from domain.case.state.case import TOLD_CLOSURES
from domain.case.state.reopening import ReopeningGround
from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from domain.publication.publishable import RESULT_STATES
from store.heads.visibility import visible_to
from store.mongo.conditions import equals
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page, check_first, older_than

RESULT = [
    {"state": {"$in": sorted(RESULT_STATES)}},
    {"$or": [{"closure": None}, {"closure.reason": {"$in": sorted(TOLD_CLOSURES)}}]},
]
OVERTURNED = {"reopenings.ground": {"$eq": ReopeningGround.REDRESS.value}}
BY_AGE = [("at", DESCENDING), ("_id", DESCENDING)]


class Press:
    """What the press office works on."""

    def __init__(self, connection: Connection) -> None:
        self._cases = connection.heads(Kind.CASE)
        self._redresses = connection.heads(Kind.REDRESS)
        self._exchanges = connection.heads(Kind.EXCHANGE)
        self._spokespersons = connection.heads(Kind.SPOKESPERSON)

    async def results(self, actor: Actor, first: int, after: str | None) -> Page:
        """Visible cases with a result of the actor's own agency, or undone by a complaint, newest first. Raises
        Refused."""
        own = [{key: {"$in": sorted(actor.agencies)}} for key in ("lead", "decisions.agency", "results.agency")]
        parts: list[Document] = [
            visible_to(actor),
            {"$or": [{"$and": RESULT}, OVERTURNED]},
            {"$or": own},
            older_than("opened_at", after),
        ]
        found = self._cases.find({"$and": [part for part in parts if part]})
        ordered = found.sort([("opened_at", DESCENDING), ("_id", DESCENDING)]).limit(check_first(first) + 1)
        rows = await ordered.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)

    async def rulings(self, complaints: Sequence[str]) -> dict[str, Document]:
        """Complaints by their ids, for what a ruling lets the press be told; few, and named by visible cases."""
        if not complaints:
            return {}
        found = self._redresses.find({"_id": {"$in": sorted(set(complaints))}})
        return {row["_id"]: row async for row in found}

    async def question(self, actor: Actor, id: str) -> Document | None:
        """A question of the press; None when missing or invisible."""
        return await self._exchanges.find_one({"$and": [equals("_id", id), visible_to(actor, Kind.EXCHANGE)]})

    async def questions(self, actor: Actor, first: int, after: str | None) -> Page:
        """Questions of the press, newest first. Raises Refused."""
        parts = [part for part in (visible_to(actor, Kind.EXCHANGE), older_than("at", after)) if part]
        found = self._exchanges.find({"$and": parts or [{}]}).sort(BY_AGE).limit(check_first(first) + 1)
        rows = await found.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)

    async def spokesperson(self, id: str) -> Document | None:
        """Who speaks for an agency; public."""
        return await self._spokespersons.find_one(equals("_id", id))

    async def spokespersons(self, first: int, after: str | None) -> Page:
        """Who speaks for which agency, in the order of ids. Raises Refused."""
        query = {"_id": {"$gt": after}} if after else {}
        found = self._spokespersons.find(query).sort("_id", ASCENDING).limit(check_first(first) + 1)
        rows = await found.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)
