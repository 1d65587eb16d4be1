"""Counting for the public: closures and complaints of a year by field of administration, with small counts masked.

Counts are of whole years and of the whole province; there is none by person, address, place or agency, and none that
ranks anybody by what was removed. Protected closures and upheld complaints stand first.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from domain.calendar import start_of
from domain.case import CaseState, Category, ClosureReason
from domain.disclosure import disclosed
from domain.redress import RedressOutcome
from domain.refusals import Refused, invalid
from domain.streams import Kind
from store.connection import Connection

FIRST_YEAR = 2021
NONE = "NONE"
"""Stands for a case that nobody filed under a field."""

LINES = (
    "CLOSED_PROTECTED",
    "COMPLAINT_UPHELD",
    "COMPLAINT_PARTLY",
    "CLOSED_NO_GROUNDS",
    "COMPLAINT_DISMISSED",
    "CLOSED_REMEDIED",
    "CLOSED_COMPLETED",
    "CLOSED_POLICE_OUTCOME",
    "CLOSED_WITHDRAWN",
)
"""What is counted, in the order in which it is told."""


class Statistics:
    """Counts that anybody may read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_year(self, year: int) -> Mapping[str, Any]:
        """The table of a year. Raises Refused for a year before the Regulation or after today."""
        if not FIRST_YEAR <= year <= self._connection.clock().year:
            raise Refused(invalid("year", "year-unknown"))
        since, until = start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))
        counts = await self._closures(since, until) + await self._complaints(since, until)
        columns = (*(each.value for each in Category), NONE)
        table = disclosed(LINES, columns, counts)
        lines = zip(table.rows, table.cells, table.row_totals, strict=True)
        return {
            "year": year,
            "columns": list(columns),
            "lines": [{"name": name, "counts": list(cells), "total": total} for name, cells, total in lines],
            "totals": list(table.column_totals),
            "total": table.total,
        }

    async def _closures(self, since: datetime, until: datetime) -> Counter[tuple[str, str]]:
        span = {"$gte": _stored(since), "$lt": _stored(until)}
        query = {"state": CaseState.CLOSED.value, "closure.at": span}
        found = self._connection.heads(Kind.CASE).find(query, {"category": 1, "closure.reason": 1})
        return Counter(
            [(f"CLOSED_{ClosureReason(row['closure']['reason'])}", row["category"] or NONE) async for row in found]
        )

    async def _complaints(self, since: datetime, until: datetime) -> Counter[tuple[str, str]]:
        """Rulings by their newest outcome: a complaint upheld at the second level is not counted as dismissed too."""
        counts: Counter[tuple[str, str]] = Counter()
        query = {"rulings": {"$elemMatch": {"at": {"$gte": _stored(since), "$lt": _stored(until)}}}}
        rows = await self._connection.heads(Kind.REDRESS).find(query, {"case": 1, "rulings": 1}).to_list(None)
        cases = self._connection.heads(Kind.CASE).find({"_id": {"$in": [row["case"] for row in rows]}}, {"category": 1})
        fields = {row["_id"]: row["category"] or NONE async for row in cases}
        for row in rows:
            last = row["rulings"][-1]
            if since <= last["at"].replace(tzinfo=UTC) < until:
                counts[f"COMPLAINT_{RedressOutcome(last['outcome'])}", fields[row["case"]]] += 1
        return counts


def _stored(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
