"""Reading the press office's work: results that could be told, questions of the press, who speaks for whom."""

from collections.abc import Sequence

from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind
from store.driver.conditions import Condition, Page, one_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.reader import count_of, page_of, visible_to

MOMENT = "opened_at"
"""Field by which lists of results are sorted."""


class Press:
    def __init__(self, connection: Connection) -> None:
        self._cases = heads_of(connection, Kind.CASE)
        self._redresses = heads_of(connection, Kind.REDRESS)

    async def results(
        self, actor: Actor, first: int, after: str | None, backward: bool = False, reverse: bool = False
    ) -> Page:
        """Visible cases with a result of the actor's own agency, or undone by a complaint, newest first. Raises
        Refused."""
        return await page_of(self._cases, _own_results(actor), first, after, MOMENT, backward, reverse)

    async def count_results(self, actor: Actor) -> int:
        return await count_of(self._cases, _own_results(actor))

    async def rulings(self, complaints: Sequence[str]) -> dict[str, Document]:
        """Complaints by their ids, for what a ruling lets the press be told; few, and named by visible cases."""
        if not complaints:
            return {}
        found = self._redresses.find({"_id": {"$in": sorted(set(complaints))}})
        return {row["_id"]: row async for row in found}


def _own_results(actor: Actor) -> tuple[Condition, Condition]:
    return {"results_of": one_of(actor.agencies)}, visible_to(actor)
