"""Consolidated reports and their numbers, as clients see them: rows of the store."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypedDict

import strawberry

from domain.case.state.case import Category, Channel
from domain.case.state.findings import Finding
from domain.kernel.kind import Kind
from domain.report.consolidated import CompileStage, ConsolidatedState, ConsolidatedType, ReportPart
from domain.report.tables import Table
from schema.context import ContextInfo, Row
from schema.cost import ONE, reads
from schema.described import output
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field


@output
class ReportWord:
    """What stands at the head of a row or a column."""

    id: strawberry.ID = strawberry.field(description="A value of a vocabulary, an id of the registry, or NONE or MANY.")
    vi: str = strawberry.field(description="In Vietnamese.")
    en: str = strawberry.field(description="In English.")


@output
class ReportTable:
    """A table of numbers. Each number is three: of the period, of the one before, since the year began.

    A masked number of a public edition is null.
    """

    id: Table = strawberry.field(description="Which table it is.")
    appendix: str = strawberry.field(description="The appendix or the part that it belongs to, such as `PL V`.")
    clause: str = strawberry.field(description="The clause it is about.")
    unit: str = strawberry.field(description="THINGS, TIME (numbers and hours) or MONEY (thousand đồng).")
    title_vi: str = strawberry.field(description="Title in Vietnamese.")
    title_en: str = strawberry.field(description="Title in English.")
    columns: list[ReportWord] = strawberry.field(description="The columns.")
    rows: list[ReportWord] = strawberry.field(description="The rows, in the order of a vocabulary or of the registry.")
    cells: list[list[list[int | None]]] = strawberry.field(description="By row, column and span.")
    row_totals: list[list[int | None]] | None = strawberry.field(
        description="By row and span; null where a row does not add up."
    )
    column_totals: list[list[int | None]] | None = strawberry.field(
        description="By column and span; null where a column does not add up."
    )
    total: list[int | None] | None = strawberry.field(description="By span.")


def table_row(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table of frozen data as its type reads it."""
    return {**table, "title_vi": table["title"]["vi"], "title_en": table["title"]["en"]}


@output
class NumberFilter:
    """Which cases the numbers were counted over."""

    category: Category | None = strawberry.field(description="Only of this field.")
    area: str | None = strawberry.field(description="Only of this area alone.")
    channel: Channel | None = strawberry.field(description="Only what came in this way.")
    finding: Finding | None = strawberry.field(description="Only with this finding.")
    agency: str | None = strawberry.field(description="Only what this agency reported, led, checked or decided.")


@output
class FrozenNumbers:
    """What was frozen, by hashes (SHA-256, hex)."""

    at: datetime = strawberry.field(description="When.")
    run: int = strawberry.field(description="By which compile.")
    streams: int = strawberry.field(description="How many cases and other streams were counted.")
    chunks: int = strawberry.field(description="In how many chunks.")
    manifest: str = strawberry.field(description="Over the versions behind the numbers.")
    data: str = strawberry.field(description="Over the bytes of the data.")
    public: str = strawberry.field(description="Over the bytes of the public edition.")
    changed_streams: int = strawberry.field(
        description="Streams that count otherwise in the span of the report before than they did in it."
    )
    changed_numbers: int = strawberry.field(description="Numbers of that span that differ.")


@output
class CompileFailure:
    """Why a compile ended without a result."""

    run: int = strawberry.field(description="Which compile.")
    at: datetime = strawberry.field(description="When.")
    reason: str = strawberry.field(description="Code of the refusal, or the kind of error.")


@output
class CompileProgress:
    """How far a compile is."""

    run: int = strawberry.field(description="Which compile.")
    stage: CompileStage = strawberry.field(description="What it does.")
    done: int = strawberry.field(description="Streams counted.")
    total: int | None = strawberry.field(description="Streams to count; null before the first.")
    attempts: int = strawberry.field(description="Tries of what is being done now.")
    failure: str | None = strawberry.field(description="Why the last try failed.")
    due_at: datetime | None = strawberry.field(
        description="From when on the worker does what comes next, such as two minutes after the cut-off; null when "
        "nothing comes any more."
    )


@output
class ConsolidatedStep:
    """A step of the lead agency."""

    at: datetime = strawberry.field(description="When.")
    officer: strawberry.ID = strawberry.field(description="The officer.")
    note: str | None = strawberry.field(description="The reasons, where some are given; null once erased.")
    agency: Agency = agency_field("The lead agency of that day.", "agency")


@output
class ConsolidatedText:
    """The words of a part."""

    part: ReportPart = strawberry.field(description="The part.")
    at: datetime = strawberry.field(description="When they were written.")
    officer: strawberry.ID = strawberry.field(description="Who wrote them.")
    text: str | None = strawberry.field(description="The words; null once erased.")


@output
class ConsolidatedSignature:
    """The signature, as it stands on the paper."""

    at: datetime = strawberry.field(description="When it was entered.")
    officer: strawberry.ID = strawberry.field(description="Who entered it.")
    number: str | None = strawberry.field(description="Number of the document.")
    signed_on: date = strawberry.field(description="Day of the document.")
    signatory: str | None = strawberry.field(description="Who signed.")
    agency: Agency = agency_field("The lead agency of that day.", "agency")


@output
class ConsolidatedSending:
    """It went to the People's Committee."""

    step: ConsolidatedStep = strawberry.field(description="Who sent it, and when.")
    recipient: Agency = agency_field("The People's Committee.", "recipient")


@output
class ReportSubmissions:
    """Which agencies had reported."""

    at: datetime = strawberry.field(description="At which moment.")
    in_time: list[Agency] = agencies_field("In time.", "in_time")
    late: list[Agency] = agencies_field("Late.", "late")
    missing: list[Agency] = agencies_field("Not at all.", "missing")


@output
class ChangedNumber:
    """A number of the span of the report before that is counted otherwise now."""

    table: Table = strawberry.field(description="The table.")
    row: str = strawberry.field(description="The row.")
    column: str = strawberry.field(description="The column.")
    before: int = strawberry.field(description="As it was frozen.")
    now: int = strawberry.field(description="As it is counted now.")


@output
class ChangedStream:
    """A case or another stream that counts otherwise in that span than it did."""

    stream: strawberry.ID = strawberry.field(description="Its id.")
    before: int = strawberry.field(description="The version counted then; 0 for none.")
    now: int = strawberry.field(description="The version counted now.")


@output
class ReportChanges:
    """What a report says otherwise than the one before it, about the same span."""

    before: strawberry.ID = strawberry.field(description="The report before.")
    start: datetime = strawberry.field(description="First moment of its span.")
    end: datetime = strawberry.field(description="First moment after its span.")
    numbers: list[ChangedNumber] = strawberry.field(description="The numbers.")
    streams: list[ChangedStream] = strawberry.field(
        description="The streams behind them; none for an agency that received a copy, which may not see them."
    )
    more: bool = strawberry.field(description="Whether there are more than are listed.")


class ConsolidatedRow(TypedDict):
    """What the fields of a consolidated report work from."""

    _id: str
    type: ConsolidatedType
    frozen: dict[str, Any] | None


@output
class ConsolidatedReport(ActionNode):
    """The lead agency's report to the People's Committee, or numbers of another span (Đ6.3)."""

    kind_of_stream = Kind.CONSOLIDATED

    state: ConsolidatedState = strawberry.field(description="Where it stands.")
    type: ConsolidatedType = strawberry.field(description="Periodic, or numbers of another span.")
    at: datetime = strawberry.field(description="When it was scheduled.")
    period: str | None = strawberry.field(description="Key of its period, such as `2026-H1`.")
    start: datetime = strawberry.field(description="First moment that it is about.")
    end: datetime = strawberry.field(description="First moment that it is no longer about.")
    as_of: datetime = strawberry.field(description="The versions of this moment are counted.")
    filter: NumberFilter | None = strawberry.field(description="Which cases count; null for all.")
    edition: int = strawberry.field(description="Which edition: 1, and one more each time it is superseded.")
    supersedes: strawberry.ID | None = strawberry.field(description="The edition whose place it takes.")
    before: strawberry.ID | None = strawberry.field(description="The report that it is compared with.")
    run: int = strawberry.field(description="Which compile counts: 1, and one more each time it is begun again.")
    frozen: FrozenNumbers | None = strawberry.field(description="The frozen numbers; null until they are.")
    failure: CompileFailure | None = strawberry.field(description="Why the last compile failed.")
    cancelled: ConsolidatedStep | None = strawberry.field(description="Who stopped the compile.")
    texts: list[ConsolidatedText] = strawberry.field(description="The parts written so far, in their order.")
    submissions: ReportSubmissions | None = strawberry.field(description="Which agencies have reported.")
    reviewed: ConsolidatedStep | None = strawberry.field(description="Who found it good.")
    returns: list[ConsolidatedStep] = strawberry.field(description="When it was given back, and why.")
    signature: ConsolidatedSignature | None = strawberry.field(description="The signature.")
    sending: ConsolidatedSending | None = strawberry.field(description="How it went out.")
    superseded: ConsolidatedStep | None = strawberry.field(description="Why a later edition takes its place.")
    agency: Agency = agency_field("The lead agency that it was scheduled for.", "agency")

    @strawberry.field(graphql_type=CompileProgress, description="How far the compilation has come.", metadata=reads(4))
    @staticmethod
    async def compilation(parent: strawberry.Parent[Row], info: ContextInfo) -> Row:
        """The progress."""
        return await info.context.compilation(parent)

    @strawberry.field(
        graphql_type=list[ReportTable] | None,
        description="The frozen numbers, by table; null until they are frozen. The public edition masks small numbers; "
        "numbers of another span have none, for they are not laid beside other editions.",
        metadata=ONE,
    )
    @staticmethod
    async def tables(
        parent: strawberry.Parent[ConsolidatedRow],
        info: ContextInfo,
        public: Annotated[bool, strawberry.argument(description="The public edition.")] = False,
        only: Annotated[list[Table] | None, strawberry.argument(description="Only these tables.")] = None,
    ) -> list[dict[str, Any]] | None:
        """The tables."""
        if public and parent["type"] == ConsolidatedType.AD_HOC:
            return None
        data = await info.context.frozen(parent, public)
        if data is None:
            return None
        return [table_row(each) for each in data["tables"] if only is None or Table(each["id"]) in only]

    @strawberry.field(
        graphql_type=ReportChanges | None,
        description="What it says otherwise than the report before it; null where there is none, or nothing frozen.",
        metadata=ONE,
    )
    @staticmethod
    async def changes(parent: strawberry.Parent[Row], info: ContextInfo) -> dict[str, Any] | None:
        """The list."""
        data = await info.context.frozen(parent, False)
        if not data or not data["changes"]:
            return None
        row = changes_row(data["changes"])
        return row if info.context.shows_streams() else {**row, "streams": []}

    @strawberry.field(
        description="Where the versions behind the numbers are downloaded, with a purpose; null until they are frozen, "
        "and for all but the lead agency's officers who compile it and inspectors."
    )
    @staticmethod
    def bundle(parent: strawberry.Parent[ConsolidatedRow], info: ContextInfo) -> str | None:
        """The path."""
        return f"/reports/{parent['_id']}/bundle" if parent["frozen"] and info.context.exports() else None


def changes_row(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The list of changes of frozen data as its type reads it."""
    start, end = (datetime.fromisoformat(each) for each in changes["span"])
    names = ("table", "row", "column", "before", "now")
    return {
        "before": changes["before"],
        "start": start,
        "end": end,
        "numbers": [dict(zip(names, each, strict=True)) for each in changes["numbers"]],
        "streams": [dict(zip(("stream", "before", "now"), each, strict=True)) for each in changes["streams"]],
        "more": changes["more"],
    }
