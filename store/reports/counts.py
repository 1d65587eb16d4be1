"""Counting for an agency's report: the streams that it has a part in, one after another, in bounded memory.

A case without a change since the earliest span began has nothing in any span, and is not read: so a count takes the
time of some two years of one agency's cases, however old the register is.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Final

from domain.kernel.kind import Kind
from domain.registry.registry import Registry
from domain.report.state.report import ReportCount
from domain.report.statistics import AgencyTally
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.heads.to_state import state_in

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
"""By which field of a head the agency has a part in it."""


class ReportCounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, report: str, registry: Registry) -> tuple[ReportCount, ...]:
        """Count for an existing report. Raises AssertionError for another id."""
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
