"""Reading agencies' reports. Every read takes the actor and carries its sight's filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pymongo import DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from domain.report.state.report import ENDED, OWED, ReportState
from store.driver.conditions import Condition, all_of, equals, one_of
from store.driver.connection import Connection, Document
from store.driver.pages import Page
from store.heads.reader import Heads
from store.heads.visibility import visible_to

IN_WORK = frozenset(ReportState) - ENDED
ORDER = [("at", DESCENDING), ("_id", DESCENDING)]
IN_WORK_MOST = 1_000
"""Reports that are not final yet, of a whole province; those beyond it are in the list."""


@dataclass(frozen=True, kw_only=True)
class ReportFilter:
    """What a list is narrowed to; None and False leave a question open."""

    period: str | None = None
    agency: str | None = None
    state: ReportState | None = None
    outstanding: bool = False
    overdue: bool = False

    def parts(self) -> list[Document]:
        exact = {"period": self.period, "agency": self.agency, "state": self.state and str(self.state)}
        found: list[Document] = [equals(name, value) for name, value in exact.items() if value is not None]
        if self.outstanding or self.overdue:
            found.append({"state": one_of(OWED)})
        if self.overdue:
            found.append({"overdue_at": {"$ne": None}})
        return found

    def used(self) -> tuple[str, ...]:
        """The names of what it narrows by, for the record of reading."""
        return tuple(name for name, value in vars(self).items() if value)


class Reports(Heads):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Kind.REPORT)

    async def list(
        self, actor: Actor, wanted: ReportFilter, first: int, after: str | None, backward: bool = False
    ) -> Page:
        """Reports that a filter finds, newest first. Raises Refused for a bad page size or cursor."""
        return await self._page(first, after, backward, visible_to(actor, Kind.REPORT), *wanted.parts())

    async def count_list(self, actor: Actor, wanted: ReportFilter) -> int:
        return await self._count(visible_to(actor, Kind.REPORT), *wanted.parts())

    async def in_work(self, actor: Actor, period: str | None) -> Sequence[Document]:
        """The reports that are owed or with the lead agency, or all of one period, at most IN_WORK_MOST."""
        narrowed: Condition = equals("period", period) if period else {"state": one_of(IN_WORK)}
        query = all_of(visible_to(actor, Kind.REPORT), narrowed)
        return await self._heads.find(query).sort(ORDER).limit(IN_WORK_MOST).to_list(IN_WORK_MOST)

    async def known(self, ids: Iterable[str]) -> frozenset[str]:
        """Which of the ids are there: for the register itself, which opens the others."""
        found = self._heads.find({"_id": {"$in": sorted(ids)}}, {"_id": 1})
        return frozenset([row["_id"] async for row in found])
