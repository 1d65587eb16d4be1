"""Reading consolidated reports, and numbers of any span at once while the register is small enough."""

from datetime import UTC, datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.access.record import Reading
from domain.case.state.case import Category, Channel
from domain.case.state.findings import Finding
from domain.kernel.calendar import local_date
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope, sight
from domain.kernel.refusals import NotAllowed, Refused, invalid
from domain.kernel.roles import SEES_ALL_RECORDS
from domain.messages import label
from domain.report.figures import Spans
from domain.report.frozen import Names, frozen_tables
from domain.report.ordering import SPAN_MOST
from domain.report.statistics import Filter
from resolvers.context import RequestContext
from resolvers.pages import Listed, Row
from schema.arguments import After, First, Id
from schema.consolidated_report import ConsolidatedReport, ReportTable, table_row
from schema.described import output
from schema.nodes import Edge, PageInfo, page_info
from store.mongo.pages import cursor_of

ContextInfo = Info[RequestContext, None]
NEEDS = "Needs `report:compile` or `report:read`."
WHOSE = "The lead agency, the People's Committee, its office and inspectors see all; others what was sent."


@output
class ConsolidatedReportConnection:
    """A page of consolidated reports, newest first."""

    edges: list[Edge[ConsolidatedReport]] = strawberry.field(description="The reports with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


async def read_consolidated(context: RequestContext, id: str) -> Row | None:
    """A visible report, noted as read."""
    found = await context.store.consolidated.one(context.actor, id)
    if found:
        context.store.access.note(context.actor, Reading.RECORD, streams=(id,), count=1)
    return found


def may_count(context: RequestContext) -> None:
    """Raises NotAllowed for who may not read every number, and every case: a narrow filter tells of a single one."""
    actor = context.actor
    if not actor.scopes & {Scope.REPORT_COMPILE, Scope.REPORT_READ}:
        raise NotAllowed("scope-missing", Scope.REPORT_READ)
    if actor.role not in SEES_ALL_RECORDS:
        raise NotAllowed("scope-missing", Scope.REPORT_COMPILE)
    if not sight(actor.role, actor.scopes).all:
        raise NotAllowed("scope-missing", Scope.CASE_READ_ALL)


def spans_between(since: datetime, until: datetime) -> Spans:
    """The spans that are asked for. Raises Refused for none, or too long a one."""
    if since.tzinfo is None or until.tzinfo is None:
        raise Refused(invalid("since", "time-without-zone"))
    if not since < until:
        raise Refused(invalid("until", "span-empty"))
    if until - since > SPAN_MOST:
        raise Refused(invalid("since", "span-too-long"))
    return Spans.between(since.astimezone(UTC), until.astimezone(UTC))


@strawberry.type
class ConsolidatedQuery:
    """Reading consolidated reports."""

    @strawberry.field(
        graphql_type=ConsolidatedReport | None,
        description=f"A consolidated report by its id; null when missing or not visible. {NEEDS}",
    )
    async def consolidated_report(self, info: ContextInfo, id: Id) -> Row | None:
        """One report."""
        return await read_consolidated(info.context, id)

    @strawberry.field(
        graphql_type=ConsolidatedReportConnection,
        description=f"Consolidated reports and ordered numbers, newest first (Đ6.3). {WHOSE} {NEEDS}",
    )
    async def consolidated_reports(self, info: ContextInfo, first: First, after: After = None) -> Listed:
        """A page of reports."""
        context = info.context
        page = await context.store.consolidated.page(context.actor, first, after)
        context.store.access.note(context.actor, Reading.RECORDS, filters=(Kind.CONSOLIDATED,), count=len(page.rows))
        return Listed.of(page.rows, page.more, lambda row: cursor_of(row["at"], row["_id"]))

    @strawberry.field(
        graphql_type=list[ReportTable],
        description="Numbers of any span, counted now over cases that a filter keeps; unmasked, for the lead agency, "
        "the People's Committee, its office and inspectors. What is too much at once is ordered. Needs "
        "`report:compile` or `report:read`, and `case:read:all`: a narrow filter tells of a single case.",
    )
    async def numbers(
        self,
        info: ContextInfo,
        since: Annotated[datetime, strawberry.argument(description="From this moment.")],
        until: Annotated[datetime, strawberry.argument(description="To this moment, exclusive.")],
        category: Annotated[Category | None, strawberry.argument(description="Only cases of this field.")] = None,
        area: Annotated[str | None, strawberry.argument(description="Only cases of this area alone.")] = None,
        channel: Annotated[Channel | None, strawberry.argument(description="Only what came in this way.")] = None,
        finding: Annotated[Finding | None, strawberry.argument(description="Only with this finding.")] = None,
        agency: Annotated[
            str | None, strawberry.argument(description="Only what this agency reported, led, checked or decided.")
        ] = None,
    ) -> list[dict[str, Any]]:
        """The tables."""
        context = info.context
        may_count(context)
        wanted = Filter(category=category, area=area, channel=channel, finding=finding, agency=agency)
        sums = await context.store.consolidated.numbers(spans_between(since, until), wanted, context.now)
        used = tuple(name for name, value in vars(wanted).items() if value)
        context.store.access.note(context.actor, Reading.RECORDS, filters=(Kind.CASE, *used), count=len(sums))
        provisions = await context.store.consolidated.provisions()
        day = local_date(context.now)
        names = Names(registry=context.registry, day=day, provisions=provisions, label=label)
        return [table_row(table) for table in frozen_tables(sums, names)]
