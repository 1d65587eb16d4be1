"""Reads for the press office: results that may be published, questions of the press, and spokespersons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.case.state.case import Category
from domain.case.state.measures import Finding
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind
from store.driver.conditions import Condition, Page, equals, one_of, within
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.reader import count_of, page_of, visible_to

MOMENT = "opened_at"
"""Sort field of lists of results."""


@dataclass(frozen=True, kw_only=True)
class ResultFilter:
    category: Category | None = None
    finding: Finding | None = None
    opened_since: datetime | None = None
    opened_before: datetime | None = None


ANY_RESULT = ResultFilter()


class Press:
    def __init__(self, connection: Connection) -> None:
        self._cases = heads_of(connection, Kind.CASE)
        self._redresses = heads_of(connection, Kind.REDRESS)

    async def results(
        self,
        actor: Actor,
        first: int,
        after: str | None,
        backward: bool = False,
        reverse: bool = False,
        wanted: ResultFilter = ANY_RESULT,
    ) -> Page:
        """Return visible cases that have a result of the actor's own agency, or a result that a complaint undid, newest
        first.

        Raise Refused.
        """
        return await page_of(self._cases, _own_results(actor, wanted), first, after, MOMENT, backward, reverse)

    async def count_results(self, actor: Actor, wanted: ResultFilter = ANY_RESULT) -> int:
        return await count_of(self._cases, _own_results(actor, wanted))

    async def rulings(self, complaints: Sequence[str]) -> dict[str, Document]:
        """Return complaints by id, for the rulings that the press office may publish.

        The ids come from cases whose visibility was already checked. They are few.
        """
        if not complaints:
            return {}
        found = self._redresses.find({"_id": {"$in": sorted(set(complaints))}})
        return {row["_id"]: row async for row in found}


def _own_results(actor: Actor, wanted: ResultFilter) -> tuple[Condition, ...]:
    narrowed: list[Condition] = within(MOMENT, wanted.opened_since, wanted.opened_before)
    if wanted.category:
        narrowed.append(equals("category", str(wanted.category)))
    if wanted.finding:
        narrowed.append(equals("appraisal.finding", str(wanted.finding)))
    return {"results_of": one_of(actor.agencies)}, visible_to(actor), *narrowed
