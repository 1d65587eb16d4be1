"""Queries for agencies' reports, and for reports that are due."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.kernel.calendar import in_utc
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind
from domain.registry.entry import Certainty
from domain.report.opening import OPENS_BEFORE, upcoming
from domain.report.periods import PeriodFault, parse_period
from domain.report.state.report import OWED
from domain.report.state.schedule import Schedule
from resolvers.context import ContextInfo, RequestContext
from resolvers.fields import listing, one
from resolvers.kinds import KINDS
from resolvers.pages import Row
from resolvers.recorded import Noted, recorded_as, unrecorded
from resolvers.request import needs, signed_in
from schema.agency_report import Obligation, ReportSchedule
from schema.cost import reads
from store.heads.reader import ways

SCOPES = KINDS[Kind.REPORT].scopes
WHOSE = (
    "The caller's agency sees its own reports and those of agencies that it replaced. The lead agency, the People's "
    "Committee, its office and inspectors see all (`report:read`)."
)


def obligation_of(context: RequestContext, report: Row) -> Row:
    term, outstanding = report["term"], report["state"] in OWED
    begun = in_utc(report["at"]) if report["period"] is None else None
    return {
        **{name: report[name] for name in ("period", "start", "end", "agency")},
        **{name: term[name] for name in ("due_at", "basis", "certainty")},
        "opens_at": report["at"],
        "outstanding": outstanding,
        "overdue": outstanding and context.registry.days.end_of(in_utc(term["due_at"]), begun) <= context.now,
        "report": report,
        "acting": context.registry.heir(report["agency"], context.today),
    }


def coming_obligations(context: RequestContext, period: str | None) -> Iterator[Row]:
    """Yield the next reports of which the caller may learn, but which are too early to begin."""
    seen = ways(context.actor, Kind.REPORT)
    for coming in upcoming(context.registry, context.now):
        visible = seen is None or coming.agency in seen.get("agency", ())
        if visible and period in (None, coming.period.key):
            yield {
                "period": coming.period.key,
                "start": coming.period.start,
                "end": coming.period.end,
                "opens_at": coming.period.end - OPENS_BEFORE,
                "due_at": coming.due.due_at,
                "basis": coming.due.basis,
                "certainty": coming.due.certainty,
                "outstanding": True,
                "overdue": False,
                "report": None,
                "agency": coming.agency,
                "acting": context.registry.heir(coming.agency, context.today),
            }


def _obligations_noted(rows: list[Row]) -> Noted:
    """Return the access record for the obligations' reports. Future obligations have no report yet."""
    return Noted(filters=(Kind.REPORT,), count=sum(row["report"] is not None for row in rows))


def check_period(path: str, key: str) -> None:
    try:
        parse_period(key)
    except PeriodFault:
        raise Refused(invalid(path, "period-unknown")) from None


def check_filter(given: Mapping[str, Any]) -> None:
    """Raise Refused for an invalid period."""
    if given.get("period") is not None:
        check_period("filter.period", given["period"])


@strawberry.type
class AgencyReportQuery:
    @strawberry.field(
        graphql_type=list[Obligation],
        description="Reports that agencies owe, with their deadlines (Đ6.2), earliest deadline first. The list has "
        f"the reports that are not final and the next reports, or all reports of one period. {WHOSE}",
        extensions=[recorded_as(Reading.RECORDS, _obligations_noted), needs(*SCOPES)],
        metadata=reads(1_000, rows=200),
    )
    async def obligations(
        self,
        info: ContextInfo,
        period: Annotated[str | None, strawberry.argument(description="Key of a period, such as `2026-H1`.")] = None,
    ) -> list[Row]:
        context = info.context
        if period is not None:
            check_period("period", period)
        reports = await context.store.reports.in_work(context.actor, period)
        rows = [*(obligation_of(context, report) for report in reports), *coming_obligations(context, period)]
        return sorted(rows, key=lambda row: (in_utc(row["due_at"]), row["agency"]))

    agency_report = one(Kind.REPORT)

    agency_reports = listing(
        Kind.REPORT, f"Reports of agencies, latest opened first (Đ6.2). {WHOSE}", check=check_filter
    )

    @strawberry.field(
        graphql_type=list[ReportSchedule],
        description="Rules on the periodic reports that agencies owe (Đ6.2, Đ6.3).",
        extensions=[unrecorded("Schedules are rules, nobody's report."), signed_in()],
    )
    def report_schedules(self, info: ContextInfo) -> list[Schedule]:
        """Return the confirmed schedules."""
        rows = (row for row in info.context.registry.rows(Schedule).values() if row.certainty is Certainty.CONFIRMED)
        return sorted(rows, key=lambda row: row.id)
