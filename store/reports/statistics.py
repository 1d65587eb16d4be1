"""Public statistics: closures and complaints of a year by field of administration, with small counts masked.

Counts cover whole years and the whole province. There are no counts by person, address, place or agency, and no ranking
by removals. `domain/report/statistics.py` defines the counts, for reports and for the public statistics.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pymongo import DESCENDING

from domain.case.ministry import DONE
from domain.case.state.case import CaseState, ClosureReason, ExpressionConclusion
from domain.case.state.measures import Finding
from domain.case.state.pathways import RestorationOutcome, TakedownAsk
from domain.kernel.calendar import local_date, start_of
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind
from domain.report.counted import of_closure, of_rulings
from domain.report.figures import NONE, Counted, Spans, Tally
from domain.report.statistics import (
    ASKED,
    AT_ONCE,
    HARMS,
    LABELLED,
    LAPSED,
    OVERVIEW_COLUMNS,
    OVERVIEW_ROWS,
    PROTECTED,
    PROTECTION_ROWS,
    REMOVED,
    RESTORATION_ROWS,
    RESTORED,
    UNLABELLED,
)
from domain.report.suppression import Table as Disclosed
from domain.report.suppression import disclosed
from domain.report.tables import Table
from domain.statement.figures import FIGURES, PublicYear, cells
from domain.statement.state import LineWritten, stream_of
from store.driver.conditions import stored
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.record.canonical import JSON
from store.record.revision import check_unaltered, event_in
from store.reports.signed_acts import signed_acts

FIRST_YEAR = 2021
BACK = frozenset({RestorationOutcome.RESTORED, RestorationOutcome.PARTLY_RESTORED})
"""Outcomes of a restoration that count as restored. A partial restoration counts, as a partial removal counts as a
removal."""

COUNTED_AS: Mapping[tuple[str, str], str] = {
    ("takedowns", TakedownAsk.REMOVAL): REMOVED,
    ("takedowns", TakedownAsk.LABEL): LABELLED,
    ("restorations", TakedownAsk.REMOVAL): RESTORED,
    ("restorations", TakedownAsk.LABEL): UNLABELLED,
}


class Statistics:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_year(self, year: int) -> Mapping[str, Any]:
        """Return the table of a year: the published table if it exists, otherwise the current counts.

        Raise Refused for a year before the Regulation or after today.
        """
        return await self._published(year) or await self.counted(year)

    async def unmasked(self, year: int) -> Mapping[str, Any] | None:
        """Return the numbers of a year by cell: without masks, as published and as counted now. None before
        publication."""
        made = await self._newest(year)
        shown = made.line.table.statistics if made and made.line.table else None
        if made is None or shown is None or made.whole is None:
            return None
        now = cells(JSON.structure(await self.counted(year, hide=False), PublicYear))
        whole = cells(made.whole)
        rows = [
            {"cell": cell, "published": count, "whole": whole[cell], "now": now.get(cell, 0)}
            for cell, count in cells(shown).items()
        ]
        return {"figures": f"{stream_of(FIGURES, year)}:{made.line.n}", "cells": rows}

    async def _published(self, year: int) -> Mapping[str, Any] | None:
        """Return the statistics of the newest table in the log; None before the end of the year."""
        made = await self._newest(year)
        table = made.line.table if made else None
        statistics: Mapping[str, Any] | None = JSON.unstructure(table.statistics) if table else None
        return statistics

    async def _newest(self, year: int) -> LineWritten | None:
        """Return the newest table of a year. Raises RevisionAltered for a table that was tampered with."""
        stream = stream_of(FIGURES, year)
        row = await self._connection.revisions.find_one({"stream": stream}, sort=[("n", DESCENDING)])
        if row is None:
            return None
        check_unaltered(row)
        made = event_in(row)
        assert isinstance(made, LineWritten)  # a stream of lines has no other event
        return made

    async def counted(self, year: int, *, hide: bool = True) -> Mapping[str, Any]:
        """Count a year now, and mask small counts unless `hide` is False. Raise Refused as `of_year` does."""
        if not FIRST_YEAR <= year <= local_date(self._connection.clock()).year:
            raise Refused(invalid("year", "year-unknown"))
        since, until = start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))
        ends = [closure async for closure in self._closures(since, until)]
        ends += [complaint async for complaint in self._complaints(since, until)]
        counts = _counts(since, until, ends)
        table = disclosed(OVERVIEW_ROWS, OVERVIEW_COLUMNS, counts, hide=hide)
        removed = _counts(since, until, [removal async for removal in self._removals(since, until)])
        asked = _counts(since, until, [request async for request in self._protections(since, until)])
        signed = await signed_acts(self._connection, Spans.between(since, until))
        return {
            "year": year,
            "columns": list(OVERVIEW_COLUMNS),
            "lines": _lines(table),
            "restorations": _lines(disclosed(RESTORATION_ROWS, OVERVIEW_COLUMNS, removed, hide=hide)),
            "protections": _lines(disclosed(PROTECTION_ROWS, OVERVIEW_COLUMNS, asked, hide=hide)),
            "totals": list(table.column_totals),
            "total": table.total,
            **{way: sums[0] for way, sums in signed.items()},
        }

    async def _closures(self, since: datetime, until: datetime) -> AsyncIterator[Counted]:
        span = {"$gte": stored(since), "$lt": stored(until)}
        query = {"state": CaseState.CLOSED.value, "closure.at": span}
        shown = {"category": 1, "closure.reason": 1, "closure.at": 1, "protections.at": 1}
        shown |= {"transfers.signed": 1, "transfers.returned": 1, "appraisal.finding": 1}
        async for row in heads_of(self._connection, Kind.CASE).find(query, shown):
            closure = row["closure"]
            category = None if _apart(row) else row["category"]
            yield of_closure(ClosureReason(closure["reason"]), closure["at"].replace(tzinfo=UTC), category)

    async def _removals(self, since: datetime, until: datetime) -> AsyncIterator[Counted]:
        """Yield content that was found removed or labelled on a proposal, and restored content, each on the day on
        which it was found."""
        span = {"$gte": stored(since), "$lt": stored(until)}
        shown = {"category": 1, "takedowns.id": 1, "takedowns.asks": 1}
        for name, outcomes in (("takedowns", DONE), ("restorations", BACK)):
            found = shown | {f"{name}.{key}": 1 for key in ("outcome", "found.at", "takedown")}
            one = {name: {"$elemMatch": {"found.at": span}}}  # of one item: both ends bound an index over many
            async for head in heads_of(self._connection, Kind.CASE).find(one, found):
                asks = {takedown["id"]: takedown["asks"] for takedown in head["takedowns"]}
                for item in head[name]:
                    if item["outcome"] in outcomes:
                        at = item["found"]["at"].replace(tzinfo=UTC)
                        row = COUNTED_AS[name, asks[item.get("takedown") or item["id"]]]
                        yield Counted(Table.RESTORATIONS, row, head["category"] or NONE, at)

    async def _protections(self, since: datetime, until: datetime) -> AsyncIterator[Counted]:
        """Yield the requests for protection of a year and their outcomes. All count on the day of the request."""
        one = {"protections": {"$elemMatch": {"at": {"$gte": stored(since), "$lt": stored(until)}}}}
        shown = {"category": 1, "protections.at": 1, "protections.at_once": 1, "protections.withdrawn_at": 1}
        shown |= {"appraisal.finding": 1, "expression_reviews.at": 1, "expression_reviews.conclusion": 1}
        async for head in heads_of(self._connection, Kind.CASE).find(one, shown):
            for request in head["protections"]:
                for row in _became(head, request):
                    at = request["at"].replace(tzinfo=UTC)
                    yield Counted(Table.EXPRESSION, row, head["category"] or NONE, at)

    async def _complaints(self, since: datetime, until: datetime) -> AsyncIterator[Counted]:
        query = {"rulings": {"$elemMatch": {"at": {"$gte": stored(since), "$lt": stored(until)}}}}
        rows = await heads_of(self._connection, Kind.REDRESS).find(query, {"case": 1, "rulings": 1}).to_list(None)
        cases = heads_of(self._connection, Kind.CASE).find(
            {"_id": {"$in": [row["case"] for row in rows]}}, {"category": 1}
        )
        fields = {row["_id"]: row["category"] async for row in cases}
        for row in rows:
            rulings = [(ruling["outcome"], ruling["at"].replace(tzinfo=UTC)) for ruling in row["rulings"]]
            for counted in of_rulings(rulings, fields[row["case"]]):
                yield counted


def _counts(since: datetime, until: datetime, counted: list[Counted]) -> Mapping[tuple[str, str], int]:
    tally = Tally(Spans.between(since, until))
    tally.add(counted)
    return {(row, column): sums.this for (_, row, column), sums in tally.sums.items()}


def _apart(head: Mapping[str, Any]) -> bool:
    """Return True if the public register reports the case for the whole province.

    Such a case counts under no field of administration. Otherwise comparing a field's count with its lines would reveal
    the case.
    """
    with_police = any(row.get("signed") and not row.get("returned") for row in head.get("transfers", ()))
    finding = (head.get("appraisal") or {}).get("finding")
    return bool(head.get("protections")) or with_police or finding == Finding.HARMS_PERSON


def _became(head: Mapping[str, Any], request: Mapping[str, Any]) -> list[str]:
    """Return the rows in which a request for protection counts: received, immediate step, lapsed, found to harm, or
    protected."""
    since = [review for review in head.get("expression_reviews", ()) if review["at"] >= request["at"]]
    appraisal, at_once = head.get("appraisal"), request.get("at_once")  # a null part is missing from the row
    rows = {
        ASKED: True,
        AT_ONCE: at_once is not None,
        LAPSED: at_once is not None and at_once["ended_at"] is not None,
        HARMS: appraisal is not None
        and appraisal["finding"] == Finding.HARMS_PERSON
        and not request.get("withdrawn_at"),
        PROTECTED: bool(since) and since[-1]["conclusion"] == ExpressionConclusion.PROTECTED,
    }
    return [row for row, counts in rows.items() if counts]


def _lines(table: Disclosed) -> list[Mapping[str, Any]]:
    found = zip(table.rows, table.cells, table.row_totals, strict=True)
    return [{"name": name, "counts": list(cells), "total": total} for name, cells, total in found]
