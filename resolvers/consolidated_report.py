"""Queries for consolidated reports, and for the numbers of any period, counted at once while the register is small
enough."""

from datetime import UTC, datetime
from typing import Annotated, Any

import strawberry

from domain.access.record import Reading
from domain.case.state.case import Category, Channel
from domain.case.state.measures import Finding
from domain.kernel.calendar import local_date
from domain.kernel.policy import Scope, sight
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import SEES_ALL_RECORDS, Kind
from domain.messages import label
from domain.report.compiling import SPAN_MOST
from domain.report.figures import Spans
from domain.report.frozen import Names, frozen_tables
from domain.report.statistics import Filter
from resolvers.context import ContextInfo, RequestContext
from resolvers.fields import listing, one
from resolvers.kinds import KINDS
from resolvers.recorded import Noted, note, recorded_inside
from resolvers.request import also_needs, deny, needs
from schema.consolidated_report import ReportTable, table_row
from schema.cost import NUMBERS, reads

SCOPES = KINDS[Kind.CONSOLIDATED].scopes


async def check_sees_all(context: RequestContext) -> None:
    """Require that the caller may read every number and case, because a narrow filter would reveal one case. Raise
    NotAllowed, which is recorded."""
    actor = context.actor
    if actor.role not in SEES_ALL_RECORDS:
        await deny(context, (Scope.REPORT_COMPILE,), "read:numbers")
    if not sight(actor.role, actor.scopes).all:
        await deny(context, (Scope.CASE_READ_ALL,), "read:numbers")


def spans_between(since: datetime, until: datetime) -> Spans:
    """Return the requested spans. Raise Refused for an empty span or a span that is too long."""
    if since.tzinfo is None or until.tzinfo is None:
        raise Refused(invalid("since", "time-without-zone"))
    if not since < until:
        raise Refused(invalid("until", "span-empty"))
    if until - since > SPAN_MOST:
        raise Refused(invalid("since", "span-too-long"))
    return Spans.between(since.astimezone(UTC), until.astimezone(UTC))


@strawberry.type
class ConsolidatedReportQuery:
    consolidated_report = one(Kind.CONSOLIDATED)
    consolidated_reports = listing(
        Kind.CONSOLIDATED,
        "Consolidated reports and numbers of other periods, newest first (Đ6.3). The lead agency, the People's "
        "Committee, its office and inspectors see all of them. Other agencies see the reports that were sent.",
    )

    @strawberry.field(
        graphql_type=list[ReportTable],
        description="Numbers of any period, counted now over the cases that the arguments select. Small numbers are "
        "not masked, so only the lead agency, the People's Committee, its office and inspectors get the numbers. If "
        "there is too much to count at once, schedule a report instead.",
        extensions=[
            recorded_inside(Reading.RECORDS, "The record counts sums, the answer has tables."),
            needs(*SCOPES),
            also_needs(Scope.CASE_READ_ALL),
        ],
        metadata=reads(NUMBERS),
    )
    async def numbers(
        self,
        info: ContextInfo,
        since: Annotated[datetime, strawberry.argument(description="First moment of the period.")],
        until: Annotated[datetime, strawberry.argument(description="First moment after the period.")],
        category: Annotated[Category | None, strawberry.argument(description="Only cases of this category.")] = None,
        area: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only cases whose single area is this one.")
        ] = None,
        channel: Annotated[Channel | None, strawberry.argument(description="Only reports by this channel.")] = None,
        finding: Annotated[Finding | None, strawberry.argument(description="Only cases with this finding.")] = None,
        agency: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only cases that this agency reported, led, verified or decided."),
        ] = None,
    ) -> list[dict[str, Any]]:
        context = info.context
        await check_sees_all(context)
        wanted = Filter(category=category, area=area, channel=channel, finding=finding, agency=agency)
        sums = await context.store.consolidated.numbers(spans_between(since, until), wanted, context.now)
        used = tuple(name for name, value in vars(wanted).items() if value)
        note(context, Reading.RECORDS, Noted(filters=(Kind.CASE, *used), count=len(sums)))
        provisions = await context.store.consolidated.provisions()
        day = local_date(context.now)
        names = Names(registry=context.registry, day=day, provisions=provisions, label=label)
        return [table_row(table) for table in frozen_tables(sums, names)]
