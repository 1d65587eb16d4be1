"""Reading agencies' reports, and what they owe."""

from collections.abc import Iterator
from datetime import UTC
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from domain.report.obligations import OPENS_BEFORE, upcoming
from domain.report.periods import PeriodFault, parse_period
from domain.report.schedule import Schedule
from domain.report.state import OWED
from resolvers.context import RequestContext
from resolvers.pages import Listed, Row
from schema.agency_report import AgencyReport, AgencyReportFilter, Obligation, ReportSchedule
from schema.arguments import After, First, Id
from schema.described import output
from schema.nodes import Edge, PageInfo, page_info
from store.heads.visibility import ways
from store.mongo.pages import cursor_of
from store.reports.reports import ReportFilter

ContextInfo = Info[RequestContext, None]
NEEDS = "Needs `report:submit` for those of one's own agency, `report:read` for all."
WHOSE = (
    "The caller's agency sees its own and those of agencies it took over; the lead agency, the People's Committee, its "
    "office and inspectors see all."
)


@output
class AgencyReportConnection:
    """A page of reports, those opened last first."""

    edges: list[Edge[AgencyReport]] = strawberry.field(description="The reports with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


async def read_report(context: RequestContext, id: str) -> Row | None:
    """A visible report, noted as read."""
    found = await context.store.reports.one(context.actor, id)
    if found:
        context.store.access.note(context.actor, Reading.RECORD, streams=(id,), count=1)
    return found


def filter_of(given: AgencyReportFilter | None) -> ReportFilter:
    """The store's filter of the client's."""
    return ReportFilter(**vars(given)) if given else ReportFilter()


def owed(context: RequestContext, report: Row) -> Row:
    """A report as an obligation."""
    term, outstanding = report["term"], report["state"] in OWED
    return {
        **{name: report[name] for name in ("period", "start", "end", "agency")},
        **{name: term[name] for name in ("due_at", "basis", "certainty")},
        "opens_at": report["at"],
        "outstanding": outstanding,
        "overdue": outstanding and term["due_at"].replace(tzinfo=UTC) <= context.now,
        "report": report,
        "acting": context.registry.heir(report["agency"], context.today),
    }


def to_come(context: RequestContext, period: str | None) -> Iterator[Row]:
    """What the caller may know is owed next, and cannot be begun yet."""
    seen = ways(context.actor, Kind.REPORT)
    for each in upcoming(context.registry, context.now):
        visible = seen is None or each.agency in seen.get("agency", ())
        if visible and period in (None, each.period.key):
            yield {
                "period": each.period.key,
                "start": each.period.start,
                "end": each.period.end,
                "opens_at": each.period.end - OPENS_BEFORE,
                "due_at": each.due.due_at,
                "basis": each.due.basis,
                "certainty": each.due.certainty,
                "outstanding": True,
                "overdue": False,
                "report": None,
                "agency": each.agency,
                "acting": context.registry.heir(each.agency, context.today),
            }


@strawberry.type
class ReportQuery:
    """Reading reports."""

    @strawberry.field(
        graphql_type=list[Obligation],
        description="Which reports are owed, by whom, by when (Đ6.2): those that are not final and those that come "
        f"next, or all of one period, by deadline. {WHOSE} {NEEDS}",
    )
    async def obligations(
        self,
        info: ContextInfo,
        period: Annotated[str | None, strawberry.argument(description="Key of a period, such as `2026-H1`.")] = None,
    ) -> list[Row]:
        """The obligations."""
        context = info.context
        if period is not None:
            known("period", period)
        reports = await context.store.reports.in_work(context.actor, period)
        context.store.access.note(context.actor, Reading.RECORDS, filters=(Kind.REPORT,), count=len(reports))
        rows = [*(owed(context, each) for each in reports), *to_come(context, period)]
        return sorted(rows, key=lambda row: (row["due_at"].replace(tzinfo=UTC), row["agency"]))

    @strawberry.field(
        graphql_type=AgencyReport | None,
        description=f"A report by its id; null when missing or not visible. {NEEDS}",
    )
    async def agency_report(self, info: ContextInfo, id: Id) -> Row | None:
        """One report."""
        return await read_report(info.context, id)

    @strawberry.field(
        graphql_type=AgencyReportConnection,
        description=f"Reports of agencies, those opened last first (Đ6.2). {WHOSE} {NEEDS}",
    )
    async def agency_reports(
        self,
        info: ContextInfo,
        first: First,
        after: After = None,
        filter: Annotated[
            AgencyReportFilter | None, strawberry.argument(description="What the list is narrowed to.")
        ] = None,
    ) -> Listed:
        """A page of reports."""
        context, wanted = info.context, filter_of(filter)
        if wanted.period is not None:
            known("filter.period", wanted.period)
        page = await context.store.reports.list(context.actor, wanted, first, after)
        context.store.access.note(
            context.actor, Reading.RECORDS, filters=(Kind.REPORT, *wanted.used()), count=len(page.rows)
        )
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], row["_id"]))

    @strawberry.field(
        graphql_type=list[ReportSchedule],
        description="Which periodic reports agencies owe (Đ6.2, Đ6.3). For any signed-in caller.",
    )
    def report_schedules(self, info: ContextInfo) -> list[Schedule]:
        """The rows."""
        return sorted(info.context.registry.rows(Schedule).values(), key=lambda row: row.id)


def known(path: str, key: str) -> None:
    """Raises Refused for what is no period's key."""
    try:
        parse_period(key)
    except PeriodFault:
        raise Refused(invalid(path, "period-unknown")) from None
