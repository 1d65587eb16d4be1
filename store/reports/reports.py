"""Reading agencies' reports. Every read takes the actor and carries its sight's filter."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pymongo import DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from domain.report.state import ENDED, OWED, ReportState
from store.heads.visibility import visible_to
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page, check_first, older_than

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
        """The conditions of a query."""
        exact = {"period": self.period, "agency": self.agency, "state": self.state and str(self.state)}
        found: list[Document] = [{name: {"$eq": value}} for name, value in exact.items() if value is not None]
        if self.outstanding or self.overdue:
            found.append({"state": {"$in": sorted(OWED)}})
        if self.overdue:
            found.append({"overdue_at": {"$ne": None}})
        return found

    def used(self) -> tuple[str, ...]:
        """The names of what it narrows by, for the record of reading."""
        return tuple(name for name, value in vars(self).items() if value)


class Reports:
    """The reports that a caller may see."""

    def __init__(self, connection: Connection) -> None:
        self._heads = connection.heads(Kind.REPORT)

    async def one(self, actor: Actor, id: str) -> Document | None:
        """A report by its id; None when missing or invisible."""
        return await self._heads.find_one({"$and": [{"_id": {"$eq": id}}, visible_to(actor, Kind.REPORT)]})

    async def page(self, actor: Actor, wanted: ReportFilter, first: int, after: str | None) -> Page:
        """Reports, newest first. Raises Refused for a bad page size or cursor."""
        parts = [part for part in (visible_to(actor, Kind.REPORT), older_than("at", after)) if part]
        found = self._heads.find(_all(parts + wanted.parts())).sort(ORDER).limit(check_first(first) + 1)
        rows = await found.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)

    async def in_work(self, actor: Actor, period: str | None) -> list[Document]:
        """The reports that are owed or with the lead agency, or all of one period, at most IN_WORK_MOST."""
        narrowed = {"period": {"$eq": period}} if period else {"state": {"$nin": sorted(ENDED)}}
        parts = [part for part in (visible_to(actor, Kind.REPORT), narrowed) if part]
        return await self._heads.find(_all(parts)).sort(ORDER).limit(IN_WORK_MOST).to_list(IN_WORK_MOST)

    async def known(self, ids: Iterable[str]) -> frozenset[str]:
        """Which of the ids are there: for the register itself, which opens the others."""
        found = self._heads.find({"_id": {"$in": sorted(ids)}}, {"_id": 1})
        return frozenset([row["_id"] async for row in found])


def _all(parts: list[Document]) -> dict[str, Any]:
    return {"$and": parts} if parts else {}
