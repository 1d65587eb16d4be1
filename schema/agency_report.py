"""Agencies' reports and what they owe, as clients see them: rows of the store."""

from datetime import date, datetime

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind
from domain.kernel.term import TermSource
from domain.registry.certainty import Certainty
from domain.report.periods import PeriodBasis, PeriodKind
from domain.report.state import ReportFigure, ReportSection, ReportState, ReportType
from schema.described import given, output
from schema.node import ActionNode
from schema.registry import Agency, agency_field
from schema.spans import Days


@output
class ReportTerm:
    """When a report is due, and by what that was counted."""

    due_at: datetime = strawberry.field(description="It is late from this moment on.")
    days: int = strawberry.field(description="Days it was counted with: from the period's last day, or working days.")
    source: TermSource = strawberry.field(description="Whether a law says so, or the province itself.")
    basis: str = strawberry.field(description="What it rests on.")
    certainty: Certainty = strawberry.field(description="Whether a person confirmed the number of days.")
    final_at: datetime = strawberry.field(description="What was submitted by this moment is final then.")


@output
class ReportWords:
    """The agency's own words in a section."""

    section: ReportSection = strawberry.field(description="The section.")
    at: datetime = strawberry.field(description="When they were written.")
    officer: strawberry.ID = strawberry.field(description="The officer who wrote them.")
    text: str | None = strawberry.field(description="The words; null once erased.")


@output
class ReportCount:
    """A number that the register knows of the agency's work."""

    figure: ReportFigure = strawberry.field(description="What is counted.")
    this: int = strawberry.field(description="In the period (kỳ này).")
    previous: int = strawberry.field(description="In the period before (kỳ trước).")
    cumulative: int = strawberry.field(description="Since the year began (luỹ kế).")


@output
class ReportCounting:
    """The numbers of a report."""

    at: datetime = strawberry.field(description="When they were counted.")
    final: bool = strawberry.field(description="Whether the period was over: then they change no more.")
    counts: list[ReportCount] = strawberry.field(description="The numbers.")


@output
class ReportSubmission:
    """The signed report went to the lead agency."""

    at: datetime = strawberry.field(description="When.")
    officer: strawberry.ID = strawberry.field(description="The signatory who submitted it.")
    document_number: str | None = strawberry.field(description="Number of the signed report; null once erased.")
    signed_on: date = strawberry.field(description="Day on which it was signed.")
    late: bool = strawberry.field(description="Whether it was late.")
    agency: Agency = agency_field("The agency that submitted it.", "agency")


@output
class ReportStep:
    """The lead agency took a report, or gave it back."""

    at: datetime = strawberry.field(description="When.")
    officer: strawberry.ID = strawberry.field(description="The officer.")
    note: str | None = strawberry.field(description="The reasons for giving it back; null for none, and once erased.")
    agency: Agency = agency_field("The lead agency of that day.", "agency")


@output
class ReportRequest:
    """The lead agency asked for a report (báo cáo đột xuất)."""

    subject: str | None = strawberry.field(description="What it is to be about; null once erased.")
    agency: Agency = agency_field("The lead agency of that day.", "agency")


@output
class AgencyReport(ActionNode):
    """An agency's report on its part in applying the Regulation (Đ6.2)."""

    kind_of_stream = Kind.REPORT

    state: ReportState = strawberry.field(description="Where it stands.")
    type: ReportType = strawberry.field(description="Periodic, or asked for.")
    at: datetime = strawberry.field(description="When it was opened.")
    period: str | None = strawberry.field(description="Key of its period, such as `2026-H1`; null when asked for.")
    start: datetime = strawberry.field(description="First moment that it is about.")
    end: datetime = strawberry.field(description="First moment that it is no longer about.")
    term: ReportTerm = strawberry.field(description="When it is due.")
    request: ReportRequest | None = strawberry.field(description="Why it is owed, when it was asked for.")
    words: list[ReportWords] = strawberry.field(description="The sections that have words of the agency's own.")
    counting: ReportCounting | None = strawberry.field(description="The numbers of the register; null until counted.")
    submissions: list[ReportSubmission] = strawberry.field(description="When it was submitted, the newest last.")
    returns: list[ReportStep] = strawberry.field(description="When it was given back and why, the newest last.")
    accepted: ReportStep | None = strawberry.field(description="When the lead agency took it.")
    reminded_at: list[datetime] = strawberry.field(description="When the agency was reminded.")
    overdue_at: datetime | None = strawberry.field(description="When the register noted for the lead that it is late.")
    passed_on_at: datetime | None = strawberry.field(
        description="When the register noted for the office of the People's Committee that it is missing."
    )
    frozen_at: datetime | None = strawberry.field(description="Since when it is final.")
    withdrawn: ReportStep | None = strawberry.field(description="When the lead agency took it back, and why.")
    agency: Agency = agency_field("The agency that owes it.", "agency")


@output
class Obligation:
    """A report that an agency owes: what, and by when (Đ6.2)."""

    period: str | None = strawberry.field(description="Key of the period; null for a report that was asked for.")
    start: datetime = strawberry.field(description="First moment that the report is about.")
    end: datetime = strawberry.field(description="First moment that it is no longer about.")
    opens_at: datetime = strawberry.field(description="From when on it can be begun.")
    due_at: datetime = strawberry.field(description="It is late from this moment on.")
    basis: str = strawberry.field(description="What the deadline rests on.")
    certainty: Certainty = strawberry.field(description="Whether a person confirmed the deadline.")
    outstanding: bool = strawberry.field(description="Whether the agency has not submitted it.")
    overdue: bool = strawberry.field(description="Whether it is outstanding and its time has passed.")
    report: AgencyReport | None = strawberry.field(description="The report; null before it can be begun.")
    agency: Agency = agency_field("The agency that owes it.", "agency")
    acting: Agency = agency_field("Who acts for that agency today: itself, or who took it over.", "acting")


@output
class ReportSchedule:
    """Which periodic reports agencies owe (Đ6.2, Đ6.3)."""

    id: strawberry.ID = strawberry.field(description="Id, as events name it.")
    period: PeriodKind = strawberry.field(description="The periods they are about.")
    basis: PeriodBasis = strawberry.field(description="The calendar of the periods.")
    span: Days = strawberry.field(description="They are owed for periods whose last day is one of these.")
    kinds: list[AgencyKind] = strawberry.field(description="The kinds of agency; all that submit when empty.")
    agency_days: int | None = strawberry.field(description="Days for agencies; null for what holds until it is said.")
    committee_days: int | None = strawberry.field(description="Days for the lead agency; null likewise.")
    source: str = strawberry.field(description="The act it rests on.")


@given
class AgencyReportFilter:
    """What a list of reports is narrowed to."""

    period: str | None = strawberry.field(default=None, description="Key of the period, such as `2026-H1`.")
    agency: strawberry.ID | None = strawberry.field(default=None, description="The agency that owes them.")
    state: ReportState | None = strawberry.field(default=None, description="Where they stand.")
    outstanding: bool = strawberry.field(default=False, description="Only those not submitted.")
    overdue: bool = strawberry.field(default=False, description="Only those not submitted and noted as late.")
