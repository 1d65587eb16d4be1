"""GraphQL types of consolidated reports and their numbers, read from rows of the store."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypedDict

import strawberry

from domain.case.state.case import Category, Channel
from domain.case.state.measures import Finding
from domain.kernel.vocabulary import Kind
from domain.report.state.consolidated import CompileStage, ConsolidatedState, ReportPart
from domain.report.state.report import ReportType
from domain.report.tables import Table, Unit
from schema.agency_report import ReportStep
from schema.context import ContextInfo, Row
from schema.cost import ONE, reads
from schema.edges import area_field, object_field
from schema.node import ActionNode, Node
from schema.registry import Agency, Area, OfficerReference, agencies_field, agency_field, officer_field

OWN = strawberry.lazy("schema.consolidated_report")
"""Lazy reference to this module, for a type that refers to itself."""


@strawberry.type
class ReportHeading:
    """The heading of a row or a column."""

    id: strawberry.ID = strawberry.field(
        name="key",
        description="Value of an enum, or id in the registry. NONE represents a missing value, MANY represents cases "
        "with several areas.",
    )
    vi: str = strawberry.field(description="Heading in Vietnamese.")
    en: str = strawberry.field(description="Heading in English.")


@strawberry.type
class ReportNumbers:
    """The numbers of one cell or total of a table: one number for each span of time. In a public edition, a masked
    number is null."""

    current: int | None = strawberry.field(description="Number in the period (kỳ này).")
    previous: int | None = strawberry.field(description="Number in the previous period (kỳ trước).")
    cumulative: int | None = strawberry.field(description="Number since the beginning of the year (luỹ kế).")


@strawberry.type
class ReportRow:
    """A row of a table."""

    heading: ReportHeading = strawberry.field(description="Heading of the row.")
    cells: list[ReportNumbers] = strawberry.field(description="Cells of the row, in the order of the columns.")
    total: ReportNumbers | None = strawberry.field(description="Total of the row; null for a row without a total.")


@strawberry.type
class ReportTable:
    """A table of numbers."""

    id: Table = strawberry.field(name="name", description="Name of the table.")
    appendix: str = strawberry.field(
        description="Appendix or part of the report that the table belongs to, such as `PL V`."
    )
    clause: str = strawberry.field(description="Clause of the Regulation that the table is about.")
    unit: Unit = strawberry.field(description="Unit of the numbers.")
    title_vi: str = strawberry.field(description="Title in Vietnamese.")
    title_en: str = strawberry.field(description="Title in English.")
    columns: list[ReportHeading] = strawberry.field(description="Headings of the columns.")
    rows: list[ReportRow] = strawberry.field(description="Rows, in the order of an enum or of the registry.")
    column_totals: list[ReportNumbers] | None = strawberry.field(
        description="Totals in the order of the columns; null when a column has no total."
    )
    total: ReportNumbers | None = strawberry.field(description="Total of all rows; null for a table without a total.")


Spans = Sequence[int | None]
"""Numbers of one cell of frozen data: for the period, the previous period, and the year so far."""


def numbers_row(spans: Spans) -> dict[str, int | None]:
    current, previous, cumulative = spans
    return {"current": current, "previous": previous, "cumulative": cumulative}


def table_row(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of frozen data as a row that `ReportTable` reads."""
    cells, headings = table["cells"], table["rows"]
    totals = table["row_totals"] or [None] * len(headings)
    return {
        **table,
        "title_vi": table["title"]["vi"],
        "title_en": table["title"]["en"],
        "rows": [
            {"heading": heading, "cells": [numbers_row(cell) for cell in row], "total": total and numbers_row(total)}
            for heading, row, total in zip(headings, cells, totals, strict=True)
        ],
        "column_totals": table["column_totals"] and [numbers_row(part) for part in table["column_totals"]],
        "total": table["total"] and numbers_row(table["total"]),
    }


@strawberry.type
class NumberFilter:
    """Conditions that select the cases to count."""

    category: Category | None = strawberry.field(description="Only cases of this field of administration.")
    area: Area | None = area_field("Only cases whose single area is this one.")
    channel: Channel | None = strawberry.field(description="Only reports by this channel.")
    finding: Finding | None = strawberry.field(description="Only cases with this finding.")
    agency: Agency | None = agency_field(
        "Only cases that this agency reported, led, verified or decided.", "agency", name="agency"
    )


@strawberry.type
class FrozenNumbers:
    """The frozen numbers of a report, with SHA-256 hashes in hexadecimal."""

    at: datetime = strawberry.field(description="Time at which the numbers were recorded.")
    run: int = strawberry.field(description="Number of the compilation that froze them.")
    streams: int = strawberry.field(description="Number of cases and other objects that were counted.")
    chunks: int = strawberry.field(description="Number of batches in which the objects were counted.")
    manifest: str = strawberry.field(description="Hash of the list of counted versions.")
    data: str = strawberry.field(description="Hash of the data.")
    public: str = strawberry.field(description="Hash of the public edition.")
    changed_streams: int = strawberry.field(
        description="Number of objects in the period of the previous report that are counted differently now."
    )
    changed_numbers: int = strawberry.field(
        description="Number of values in the previous report that are different now."
    )


@strawberry.type
class CompileFailure:
    """The failure of a compilation, the job that counts and freezes the numbers of a report."""

    run: int = strawberry.field(description="Number of the compilation.")
    at: datetime = strawberry.field(description="Time at which the failure was recorded.")
    reason: str = strawberry.field(name="code", description="Code of the refusal, or type of the error.")


@strawberry.type
class CompileProgress:
    """The progress of a compilation, the job that counts and freezes the numbers of a report."""

    run: int = strawberry.field(description="Number of the compilation.")
    stage: CompileStage = strawberry.field(description="Stage of the compilation.")
    done: int = strawberry.field(description="Number of objects counted so far.")
    total: int | None = strawberry.field(description="Number of objects to count; null before counting begins.")
    attempts: int = strawberry.field(description="Number of attempts at the current stage.")
    failure: str | None = strawberry.field(description="Reason why the last attempt failed; null if it did not fail.")
    due_at: datetime | None = strawberry.field(
        description="Earliest time of the next stage, such as two minutes after the cut-off; null when there is no "
        "next stage."
    )


@strawberry.type
class ConsolidatedText:
    """The text of a part of the report."""

    part: ReportPart = strawberry.field(description="Part of the report.")
    at: datetime = strawberry.field(description="Time at which the text was written.")
    officer: OfficerReference | None = officer_field("Officer who wrote the text.")
    text: str | None = strawberry.field(description="The text; null once erased.")


@strawberry.type
class ConsolidatedSignature:
    """The signature on the paper document, as an officer entered it."""

    at: datetime = strawberry.field(description="Time at which the officer entered the signature.")
    officer: OfficerReference | None = officer_field("Officer who entered the signature.")
    number: str | None = strawberry.field(description="Number of the document.")
    signed_on: date = strawberry.field(description="Date of the document.")
    signatory: str | None = strawberry.field(description="Name of the person who signed.")
    agency: Agency = agency_field("Lead agency at that time.", "agency")


@strawberry.type
class ConsolidatedSending:
    """The sending of the report to the People's Committee."""

    step: ReportStep = strawberry.field(description="Officer who sent the report, with the time.")
    recipient: Agency = agency_field("People's Committee that received the report.", "recipient")


@strawberry.type
class ReportSubmissions:
    """The agencies that had submitted their reports, and those that had not."""

    at: datetime = strawberry.field(description="Moment of the count.")
    in_time: list[Agency] = agencies_field("Agencies that submitted in time.", "in_time")
    late: list[Agency] = agencies_field("Agencies that submitted late.", "late")
    missing: list[Agency] = agencies_field("Agencies that did not submit.", "missing")


@strawberry.type
class ChangedNumber:
    """A number of the previous report that is different when counted now."""

    table: Table = strawberry.field(description="Table of the number.")
    row: str = strawberry.field(description="Row of the number.")
    column: str = strawberry.field(description="Column of the number.")
    before: int = strawberry.field(description="Number in the previous report.")
    now: int = strawberry.field(description="Number when counted now.")


@strawberry.type
class ChangedStream:
    """A case or another object that is counted differently now than in the previous report."""

    stream: strawberry.ID = strawberry.field(name="streamId", description="Id of the object.")
    stream_shown: Node | None = object_field("The object as it is now.", "stream", name="stream")
    before: int = strawberry.field(
        description="Version that the previous report counted; 0 if the previous report did not count the object."
    )
    now: int = strawberry.field(description="Version that is counted now.")


@strawberry.type
class ReportChanges:
    """Changes in the numbers of the previous report since that report was frozen."""

    before: strawberry.ID = strawberry.field(name="previousReportId", description="Previous report.")
    before_shown: Annotated["ConsolidatedReport", OWN] | None = object_field(
        "Previous report.", "before", name="previousReport", graphql_type=Annotated["ConsolidatedReport", OWN]
    )
    start: datetime = strawberry.field(description="First moment of the previous report's period.")
    end: datetime = strawberry.field(description="First moment after the previous report's period.")
    numbers: list[ChangedNumber] = strawberry.field(description="Numbers that changed.")
    streams: list[ChangedStream] = strawberry.field(
        description="Objects behind the changes. Empty for an agency that received a copy of the report, because that "
        "agency may not see the objects."
    )
    more: bool = strawberry.field(description="True if there are more changes than the lists contain.")


class ConsolidatedRow(TypedDict):
    """Keys of the store's row that the fields of `ConsolidatedReport` read."""

    _id: str
    type: ReportType
    frozen: dict[str, Any] | None


@strawberry.type
class ConsolidatedReport(ActionNode):
    """The report of the lead agency to the People's Committee, or the numbers of another period (Đ6.3)."""

    kind_of_stream = Kind.CONSOLIDATED

    state: ConsolidatedState = strawberry.field(description="State of the report.")
    type: ReportType = strawberry.field(
        description="Type of the report: a periodic report, or numbers that somebody ordered for another period."
    )
    at: datetime = strawberry.field(description="Time at which the report was scheduled.")
    period: str | None = strawberry.field(
        description="Key of the report's period, such as `2026-H1`; null for numbers of another period."
    )
    start: datetime = strawberry.field(description="First moment of the period.")
    end: datetime = strawberry.field(description="First moment after the period.")
    as_of: datetime = strawberry.field(description="Cut-off. The report counts every object as it was at this moment.")
    filter: NumberFilter | None = strawberry.field(
        description="Conditions that select the counted cases; null when all cases count."
    )
    edition: int = strawberry.field(
        description="Number of the edition. The first edition is 1. A new edition that replaces the report has the "
        "next number."
    )
    supersedes: strawberry.ID | None = strawberry.field(
        name="supersedesId", description="Edition that this one replaces."
    )
    superseded_shown: Annotated["ConsolidatedReport", OWN] | None = object_field(
        "Edition that this one replaces.",
        "supersedes",
        name="supersedes",
        graphql_type=Annotated["ConsolidatedReport", OWN],
    )
    before: strawberry.ID | None = strawberry.field(
        name="previousReportId", description="Previous report, with which this report is compared."
    )
    before_shown: Annotated["ConsolidatedReport", OWN] | None = object_field(
        "Previous report, with which this report is compared.",
        "before",
        name="previousReport",
        graphql_type=Annotated["ConsolidatedReport", OWN],
    )
    run: int = strawberry.field(
        description="Number of the current compilation. The first compilation is 1. A compilation that starts again "
        "has the next number."
    )
    frozen: FrozenNumbers | None = strawberry.field(description="Frozen numbers; null before they are frozen.")
    failure: CompileFailure | None = strawberry.field(
        description="Failure of the last compilation; null when it did not fail."
    )
    cancelled: ReportStep | None = strawberry.field(description="Cancellation of the compilation.")
    texts: list[ConsolidatedText] = strawberry.field(
        description="Texts of the parts written so far, in the order of the parts."
    )
    submissions: ReportSubmissions | None = strawberry.field(
        description="Agencies that had submitted their reports, and agencies that had not."
    )
    reviewed: ReportStep | None = strawberry.field(description="Approval by the reviewer.")
    returns: list[ReportStep] = strawberry.field(description="Returns of the report for more work.")
    signature: ConsolidatedSignature | None = strawberry.field(description="Signature of the report.")
    sending: ConsolidatedSending | None = strawberry.field(description="Sending of the report.")
    superseded: ReportStep | None = strawberry.field(
        description="Replacement by a later edition; null without a later edition."
    )
    agency: Agency = agency_field("Lead agency that the report was scheduled for.", "agency")

    @strawberry.field(graphql_type=CompileProgress, description="Progress of the compilation.", metadata=reads(4))
    @staticmethod
    async def compilation(parent: strawberry.Parent[Row], info: ContextInfo) -> Row:
        return await info.context.reports.progress(parent)

    @strawberry.field(
        graphql_type=list[ReportTable] | None,
        description="Frozen numbers by table; null before they are frozen. The public edition masks small numbers. "
        "Numbers "
        "of another period have no public edition.",
        metadata=reads(len(Table), rows=len(Table)),
    )
    @staticmethod
    async def tables(
        parent: strawberry.Parent[ConsolidatedRow],
        info: ContextInfo,
        public: Annotated[bool, strawberry.argument(description="True for the public edition.")] = False,
        only: Annotated[list[Table] | None, strawberry.argument(description="Only these tables.")] = None,
    ) -> list[dict[str, Any]] | None:
        if public and parent["type"] == ReportType.AD_HOC:
            return None
        data = await info.context.reports.frozen(parent, public)
        if data is None:
            return None
        return [table_row(table) for table in data["tables"] if only is None or Table(table["id"]) in only]

    @strawberry.field(
        graphql_type=ReportChanges | None,
        description="Changes in the numbers of the previous report; null without a previous report, and before the "
        "numbers are frozen.",
        metadata=ONE,
    )
    @staticmethod
    async def changes(parent: strawberry.Parent[Row], info: ContextInfo) -> dict[str, Any] | None:
        data = await info.context.reports.frozen(parent, False)
        if not data or not data["changes"]:
            return None
        row = changes_row(data["changes"])
        return row if info.context.reports.shows_streams() else {**row, "streams": []}

    @strawberry.field(
        description="Address for downloading the counted versions, with the header `Casebook-Purpose`. Only inspectors "
        "and officers of the lead agency who compile the report get the address. Null for others, and before the "
        "numbers are frozen."
    )
    @staticmethod
    def bundle(parent: strawberry.Parent[ConsolidatedRow], info: ContextInfo) -> str | None:
        return f"/reports/{parent['_id']}/bundle" if parent["frozen"] and info.context.reports.exports() else None


def changes_row(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes of frozen data as a row that `ReportChanges` reads."""
    start, end = (datetime.fromisoformat(moment) for moment in changes["span"])
    names = ("table", "row", "column", "before", "now")
    return {
        "before": changes["before"],
        "start": start,
        "end": end,
        "numbers": [dict(zip(names, row, strict=True)) for row in changes["numbers"]],
        "streams": [dict(zip(("stream", "before", "now"), row, strict=True)) for row in changes["streams"]],
        "more": changes["more"],
    }
