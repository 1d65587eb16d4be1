"""Findings of inspections, as clients see them: rows of the store."""

from datetime import date, datetime

import strawberry

from domain.activity.inspections import InspectionKind, InspectionState
from domain.kernel.kind import Kind
from schema.case_edge import CaseLater, case_field
from schema.deadlines import due_field, provisional_field
from schema.node import ActionNode
from schema.registry import Agency, agency_field


@strawberry.type
class InspectionAnswer:
    """The answer of an agency to what an inspection found about it."""

    at: datetime = strawberry.field(description="When the agency answered.")
    accepted: bool = strawberry.field(description="Whether the agency accepts the finding.")
    text: str | None = strawberry.field(description="The answer; null once erased.")
    agency: Agency = agency_field("The agency that answered.", "agency")


@strawberry.type
class InspectionFollowed:
    """The reopening of a case on the finding of an inspection."""

    at: datetime = strawberry.field(description="When the case was reopened.")
    cycle: int = strawberry.field(description="The cycle of the case that began with it.")


@strawberry.type
class InspectionWithdrawal:
    """The withdrawal of a finding."""

    at: datetime = strawberry.field(description="When the inspecting body withdrew the finding.")
    reasons: str | None = strawberry.field(description="What was wrong with the finding; null once erased.")


@strawberry.type
class InspectionFinding(ActionNode):
    """What an inspecting body found about how an agency handles cases. It changes no case."""

    kind_of_stream = Kind.INSPECTION

    state: InspectionState = strawberry.field(description="State of the finding. A withdrawn finding does not count.")
    at: datetime = strawberry.field(description="When it was recorded.")
    kind: InspectionKind = strawberry.field(description="What was found.")
    document_number: str | None = strawberry.field(description="Number of the conclusion; null once erased.")
    finding: str | None = strawberry.field(description="What was found, and from what; null once erased.")
    recommendation: str | None = strawberry.field(description="What the agency is asked to do; null once erased.")
    examined: str | None = strawberry.field(
        description="What was looked at, and how; null if it was not recorded, or once erased."
    )
    held_on: date | None = strawberry.field(description="Day of the inspection; null if it was not recorded.")
    answer_by: datetime = due_field("answer_by", "at", "Deadline of the answer.")
    provisional: bool = provisional_field("answer_by", "at")
    reopen: bool = strawberry.field(description="Whether the conclusion is that the case has to be reopened.")
    answers: list[InspectionAnswer] = strawberry.field(description="Answers of the agency, oldest first.")
    overdue_at: datetime | None = strawberry.field(
        description="When the register recorded that the answer was overdue; null if it recorded no such thing."
    )
    followed: InspectionFollowed | None = strawberry.field(
        description="Reopening of the case that names this finding; null without one."
    )
    withdrawal: InspectionWithdrawal | None = strawberry.field(description="Withdrawal; null without one.")
    case: strawberry.ID | None = strawberry.field(
        name="caseId", description="Case that it is about; null for a finding about several."
    )
    case_shown: CaseLater | None = case_field("Case that it is about.")
    agency: Agency = agency_field("The inspecting body.", "agency")
    inspected: Agency = agency_field("Agency that the finding is about.", "inspected")
