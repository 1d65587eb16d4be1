"""GraphQL types of directives, difficulties and findings of inspections, read from rows of the store."""

from datetime import date, datetime

import strawberry

from domain.activity.difficulties import DifficultyState
from domain.activity.directives import DirectiveState
from domain.activity.inspections import InspectionKind, InspectionState
from domain.activity.recounts import Recount
from domain.kernel.vocabulary import Kind
from schema.activity import EarlyEnd
from schema.case_edge import CaseLater, case_field
from schema.deadlines import due_field, provisional_field
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field


@strawberry.type
class WrittenAnswer:
    """An answer by a document: the result of a directive, or the answer to a difficulty (Đ6.1, Đ8.2)."""

    at: datetime = strawberry.field(description="Time at which the answer was recorded.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    text: str | None = strawberry.field(description="The answer; null once erased.")
    agency: Agency = agency_field("The agency that answered.", "agency")


@strawberry.type
class Directive(ActionNode):
    """A directive of the People's Committee to agencies of the administration (Đ5.1.h), never to the press."""

    kind_of_stream = Kind.DIRECTIVE

    state: DirectiveState = strawberry.field(description="State of the directive.")
    at: datetime = strawberry.field(description="Time at which the directive was issued.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    content: str | None = strawberry.field(description="Tasks of the agencies; null once erased.")
    due_at: datetime = due_field("due_at", "at", "Deadline of the reports.")
    provisional: bool = provisional_field("due_at", "at")
    results: list[WrittenAnswer] = strawberry.field(description="Reports of the agencies.")
    overdue_at: datetime | None = strawberry.field(
        description="Time at which the register recorded that reports are overdue."
    )
    closing: EarlyEnd | None = strawberry.field(
        description="Closing of the directive before every agency reported; null without one."
    )
    agency: Agency = agency_field("Agency that issued the directive.", "agency")
    addressees: list[Agency] = agencies_field("Agencies that must carry out the directive.", "addressees")
    overdue: list[Agency] = agencies_field("Agencies that had not reported by the deadline.", "overdue")


@strawberry.type
class Forwarding:
    """The forwarding of a difficulty to the People's Committee by the lead agency (Đ8.2)."""

    at: datetime = strawberry.field(description="Time at which the forwarding was recorded.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    opinion: str | None = strawberry.field(description="Opinion of the lead agency; null once erased.")
    agency: Agency = agency_field("Lead agency at that time.", "agency")


@strawberry.type
class Difficulty(ActionNode):
    """A difficulty in applying the Regulation that an agency filed in writing (Đ8.2)."""

    kind_of_stream = Kind.DIFFICULTY

    state: DifficultyState = strawberry.field(description="State of the difficulty.")
    at: datetime = strawberry.field(description="Time at which the agency filed it.")
    clause: str = strawberry.field(
        description="Clause of the Regulation that the difficulty is about, such as `Đ5.7.b`."
    )
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    text: str | None = strawberry.field(description="Description of the difficulty; null once erased.")
    proposal: str | None = strawberry.field(description="Proposal to amend the Regulation; null once erased.")
    forwarding: Forwarding | None = strawberry.field(
        description="Forwarding to the People's Committee; null before the forwarding."
    )
    answer: WrittenAnswer | None = strawberry.field(description="Answer to the difficulty; null before the answer.")
    agency: Agency = agency_field("Agency that filed the difficulty.", "agency")


@strawberry.type
class InspectionAnswer:
    """The answer of an agency to the finding of an inspection about it."""

    at: datetime = strawberry.field(description="Time at which the agency answered.")
    accepted: bool = strawberry.field(description="True if the agency accepts the finding.")
    text: str | None = strawberry.field(description="The answer; null once erased.")
    agency: Agency = agency_field("The agency that answered.", "agency")


@strawberry.type
class InspectionFollowed:
    """The reopening of a case after the finding of an inspection."""

    at: datetime = strawberry.field(description="Time at which the case was reopened.")
    cycle: int = strawberry.field(description="Cycle of the case that began with the reopening.")


@strawberry.type
class InspectionFinding(ActionNode):
    """The finding of an inspecting body about the handling of cases by an agency. A finding changes no case."""

    kind_of_stream = Kind.INSPECTION

    state: InspectionState = strawberry.field(description="State of the finding. A withdrawn finding does not count.")
    at: datetime = strawberry.field(description="Time at which the finding was recorded.")
    kind: InspectionKind = strawberry.field(description="Kind of finding.")
    document_number: str | None = strawberry.field(description="Number of the conclusion; null once erased.")
    finding: str | None = strawberry.field(description="Text of the finding, with its evidence; null once erased.")
    recommendation: str | None = strawberry.field(description="Recommendation to the agency; null once erased.")
    examined: str | None = strawberry.field(
        description="Subject and method of the inspection; null if it was not recorded, and once erased."
    )
    held_on: date | None = strawberry.field(description="Day of the inspection; null if it was not recorded.")
    figures: str | None = strawberry.field(
        description="Line of the public register with the public statistics that were counted again; null if no "
        "statistics were counted again."
    )
    recount: Recount | None = strawberry.field(description="Result of counting the public statistics again.")
    cells: list[str] = strawberry.field(description="Cells of the statistics that differ, as `<row>.<column>`.")
    answer_by: datetime = due_field("answer_by", "at", "Deadline of the answer.")
    provisional: bool = provisional_field("answer_by", "at")
    reopen: bool = strawberry.field(description="True if the conclusion requires the reopening of the case.")
    answers: list[InspectionAnswer] = strawberry.field(description="Answers of the agency, oldest first.")
    overdue_at: datetime | None = strawberry.field(
        description="Time at which the register recorded that the answer was overdue; null otherwise."
    )
    followed: InspectionFollowed | None = strawberry.field(
        description="Reopening of the case that names this finding; null without one."
    )
    withdrawal: EarlyEnd | None = strawberry.field(description="Withdrawal; null without one.")
    case: strawberry.ID | None = strawberry.field(
        name="caseId", description="Case that the finding is about; null for a finding about several cases."
    )
    case_shown: CaseLater | None = case_field("Case that the finding is about.")
    agency: Agency = agency_field("The inspecting body.", "agency")
    inspected: Agency = agency_field("Agency that the finding is about.", "inspected")
