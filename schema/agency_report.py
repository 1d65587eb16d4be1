"""GraphQL types of the reports that agencies submit or owe, read from rows of the store."""

from datetime import date, datetime

import strawberry

from domain.kernel.calendar import TermSource
from domain.kernel.vocabulary import AgencyKind, Kind
from domain.registry.entry import Certainty
from domain.report.periods import PeriodBasis, PeriodKind
from domain.report.state.report import ReportFigure, ReportSection, ReportState, ReportType
from schema.node import ActionNode
from schema.registry import Agency, OfficerReference, agency_field, officer_field
from schema.scalars import DateRange


@strawberry.type
class ReportTerm:
    """The deadline of a report, and how it was computed."""

    due_at: datetime = strawberry.field(description="Deadline. From this moment on the report is late.")
    days: int = strawberry.field(
        description="Length of the time limit. For a periodic report: days after the last day of the period. For a "
        "requested report: working days."
    )
    source: TermSource = strawberry.field(description="Source of the time limit: a law or the province.")
    basis: str = strawberry.field(description="Rule that sets the time limit.")
    certainty: Certainty = strawberry.field(
        description="Certainty of the number of days: whether a person confirmed it."
    )
    final_at: datetime = strawberry.field(description="Time at which a submitted report becomes final.")


@strawberry.type
class ReportText:
    """The text that the agency wrote for a section."""

    section: ReportSection = strawberry.field(description="Section of the report.")
    at: datetime = strawberry.field(description="Time at which the text was written.")
    officer: OfficerReference | None = officer_field("Officer who wrote the text.")
    text: str | None = strawberry.field(description="The text; null once erased.")


@strawberry.type
class ReportCount:
    """A number that the register counted for the agency."""

    figure: ReportFigure = strawberry.field(description="Quantity that is counted.")
    this: int = strawberry.field(name="current", description="Number in the period (kỳ này).")
    previous: int = strawberry.field(description="Number in the previous period (kỳ trước).")
    cumulative: int = strawberry.field(description="Number since the beginning of the year (luỹ kế).")


@strawberry.type
class ReportCounting:
    """The numbers that the register counted for a report."""

    at: datetime = strawberry.field(description="Time at which the register counted the numbers.")
    final: bool = strawberry.field(
        description="True if the period was over when the numbers were counted. Such numbers no longer change."
    )
    counts: list[ReportCount] = strawberry.field(description="The numbers.")


@strawberry.type
class ReportSubmission:
    """The submission of the signed report to the lead agency."""

    at: datetime = strawberry.field(description="Time at which the submission was recorded.")
    officer: OfficerReference | None = officer_field("Signatory who submitted the report.")
    document_number: str | None = strawberry.field(description="Number of the signed report; null once erased.")
    signed_on: date = strawberry.field(description="Date on which the report was signed.")
    late: bool = strawberry.field(description="True if the report was submitted late.")
    agency: Agency = agency_field("Agency that submitted the report.", "agency")


@strawberry.type
class ReportStep:
    """A step of the lead agency on an agency's report or on the consolidated report."""

    at: datetime = strawberry.field(description="Time at which the step was recorded.")
    officer: OfficerReference | None = officer_field("Officer of the lead agency.")
    note: str | None = strawberry.field(
        description="Reasons for the step; null if the lead agency gave none, and once erased."
    )
    agency: Agency = agency_field("Lead agency at the time of the step.", "agency")


@strawberry.type
class ReportRequest:
    """A request of the lead agency for a report (báo cáo đột xuất)."""

    subject: str | None = strawberry.field(description="Subject of the report; null once erased.")
    agency: Agency = agency_field("Lead agency at the time of the request.", "agency")


@strawberry.type
class AgencyReport(ActionNode):
    """The report of an agency on how it applied the Regulation (Đ6.2)."""

    kind_of_stream = Kind.REPORT

    state: ReportState = strawberry.field(description="State of the report.")
    type: ReportType = strawberry.field(description="Type of the report: periodic or requested.")
    at: datetime = strawberry.field(description="Time at which the report was opened.")
    period: str | None = strawberry.field(
        description="Key of the report's period, such as `2026-H1`; null for a requested report."
    )
    start: datetime = strawberry.field(description="First moment of the period.")
    end: datetime = strawberry.field(description="First moment after the period.")
    term: ReportTerm = strawberry.field(description="Deadline of the report.")
    request: ReportRequest | None = strawberry.field(description="Request; null for a periodic report.")
    words: list[ReportText] = strawberry.field(name="texts", description="Sections for which the agency wrote a text.")
    counting: ReportCounting | None = strawberry.field(
        description="Numbers that the register counted; null before the count."
    )
    submissions: list[ReportSubmission] = strawberry.field(description="Submissions, oldest first.")
    returns: list[ReportStep] = strawberry.field(description="Returns of the report to the agency, oldest first.")
    accepted: ReportStep | None = strawberry.field(
        description="Acceptance by the lead agency; null before the acceptance."
    )
    reminded_at: list[datetime] = strawberry.field(description="Time at which the register reminded the agency.")
    overdue_at: datetime | None = strawberry.field(
        description="Time at which the register informed the lead agency that the report is late."
    )
    passed_on_at: datetime | None = strawberry.field(
        description="Time at which the register informed the office of the People's Committee that the report is "
        "missing."
    )
    frozen_at: datetime | None = strawberry.field(
        description="Time at which the report became final; null before that."
    )
    withdrawn: ReportStep | None = strawberry.field(
        description="Withdrawal by the lead agency; null unless the report was withdrawn."
    )
    agency: Agency = agency_field("Agency that owes the report.", "agency")


@strawberry.type
class Obligation:
    """A report that an agency owes, and its deadline (Đ6.2)."""

    period: str | None = strawberry.field(
        description="Key of the period, such as `2026-H1`; null for a requested report."
    )
    start: datetime = strawberry.field(description="First moment of the period.")
    end: datetime = strawberry.field(description="First moment after the period.")
    opens_at: datetime = strawberry.field(description="Time at which the agency can begin the report.")
    due_at: datetime = strawberry.field(description="Deadline. From this moment on the report is late.")
    basis: str = strawberry.field(description="Rule that sets the deadline.")
    certainty: Certainty = strawberry.field(description="Certainty of the deadline: whether a person confirmed it.")
    outstanding: bool = strawberry.field(description="True if the agency has not yet submitted the report.")
    overdue: bool = strawberry.field(description="True if the report is outstanding and its deadline has passed.")
    report: AgencyReport | None = strawberry.field(description="The report; null before the agency can begin it.")
    agency: Agency = agency_field("Agency that owes the report.", "agency")
    acting: Agency = agency_field(
        "Agency that acts today for the agency that owes the report: that agency itself, or its successor.", "acting"
    )


@strawberry.type
class ReportSchedule:
    """A rule that agencies owe a periodic report (Đ6.2, Đ6.3)."""

    id: strawberry.ID = strawberry.field(description="Id of the rule, as used in events.")
    period: PeriodKind = strawberry.field(description="Kind of period that the reports cover.")
    basis: PeriodBasis = strawberry.field(description="Calendar that determines when the periods begin and end.")
    span: DateRange = strawberry.field(
        description="Days that determine the periods: a report is owed for each period whose last day is one of these "
        "days."
    )
    kinds: list[AgencyKind] = strawberry.field(
        description="Kinds of agency that owe the report; empty for all that submit reports."
    )
    agency_days: int | None = strawberry.field(
        description="Days after the last day of the period within which agencies report; null when the default applies."
    )
    committee_days: int | None = strawberry.field(
        description="Days after the last day of the period within which the lead agency reports; null when the "
        "default applies."
    )
    source: str = strawberry.field(description="Legal act that the rule is based on.")
