"""Reading agencies' reports. Every read takes the actor and carries its sight's filter."""

from collections.abc import Iterable, Sequence

from pymongo import DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from domain.report.state.report import ENDED, ReportState
from store.driver.conditions import Condition, all_of, equals, one_of
from store.driver.connection import Connection, Document
from store.heads.reader import Heads
from store.heads.visibility import visible_to

IN_WORK = frozenset(ReportState) - ENDED
ORDER = [("at", DESCENDING), ("_id", DESCENDING)]
IN_WORK_MOST = 1_000
"""Reports that are not final yet, of a whole province; those beyond it are in the list."""


class Reports(Heads):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Kind.REPORT)

    async def in_work(self, actor: Actor, period: str | None) -> Sequence[Document]:
        """The reports that are owed or with the lead agency, or all of one period, at most IN_WORK_MOST."""
        narrowed: Condition = equals("period", period) if period else {"state": one_of(IN_WORK)}
        query = all_of(visible_to(actor, Kind.REPORT), narrowed)
        return await self._heads.find(query).sort(ORDER).limit(IN_WORK_MOST).to_list(IN_WORK_MOST)

    async def known(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the ids that exist: for the register itself, which opens the others."""
        found = self._heads.find({"_id": {"$in": sorted(ids)}}, {"_id": 1})
        return frozenset([row["_id"] async for row in found])
