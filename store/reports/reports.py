"""Reads of agencies' reports, and counts of the streams in which an agency takes part.

A case that has not changed since the earliest span began counts in no span and is not read. So the time of a count
depends on about two years of one agency's cases, however old the register is.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pymongo import DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind
from domain.registry.registry import Registry
from domain.report.state.report import ENDED, ReportCount, ReportState
from domain.report.statistics import AgencyTally
from store.driver.conditions import Condition, all_of, equals, one_of
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.heads.reader import Heads, visible_to
from store.heads.to_state import state_in

IN_WORK = frozenset(ReportState) - ENDED
ORDER = [("at", DESCENDING), ("_id", DESCENDING)]
IN_WORK_MOST = 1_000
"""Most unfinished reports of a whole province that are read. The list of reports shows the others."""


class Reports(Heads):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, Kind.REPORT)

    async def in_work(self, actor: Actor, period: str | None) -> Sequence[Document]:
        """Return the reports that are owed or with the lead agency. With a `period`, return all its reports. At most
        IN_WORK_MOST are returned."""
        narrowed: Condition = equals("period", period) if period else {"state": one_of(IN_WORK)}
        query = all_of(visible_to(actor, Kind.REPORT), narrowed)
        return await self._heads.find(query).sort(ORDER).limit(IN_WORK_MOST).to_list(IN_WORK_MOST)

    async def known(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the ids whose reports exist. The register itself opens the other reports."""
        found = self._heads.find({"_id": {"$in": sorted(ids)}}, {"_id": 1})
        return frozenset([row["_id"] async for row in found])


PART: Final[Mapping[Kind, str]] = {
    Kind.CASE: "seen_by",
    Kind.REDRESS: "agency",
    Kind.ACTIVITY: "seen_by",
    Kind.DIFFICULTY: "agency",
    Kind.DIRECTIVE: "seen_by",
    Kind.INSPECTION: "seen_by",
    Kind.PUBLICATION: "agency",
    Kind.EXCHANGE: "agency",
}
"""Field of a head that contains the agencies taking part, by kind of stream."""


class ReportCounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, report: str, registry: Registry) -> tuple[ReportCount, ...]:
        """Return the counts for an existing report. Raise AssertionError for an unknown id."""
        head = await heads_of(self._connection, Kind.REPORT).find_one({"_id": report})
        assert head is not None, f"no report: {report}"
        tally = AgencyTally(state_in(Kind.REPORT, head))
        async for kind, state in self._states(head["agency"], tally.since):
            tally.add(kind, state)
        return tally.counts(registry)

    async def _states(self, agency: str, since: datetime) -> AsyncIterator[tuple[Kind, Any]]:
        for kind, field in PART.items():
            query: dict[str, Any] = {field: agency}
            if kind is Kind.CASE:
                query["changed_at"] = {"$gte": since.replace(tzinfo=None)}
            async for head in heads_of(self._connection, kind).find(query):
                yield kind, state_in(kind, head)
