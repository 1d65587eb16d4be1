"""Directives of the People's Committee, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.activity.directives import DirectiveState
from domain.kernel.kind import Kind
from schema.deadlines import due_field, provisional_field
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field


@strawberry.type
class DirectiveResult:
    """The report of an agency on how it carried out a directive (Đ6.1)."""

    at: datetime = strawberry.field(description="When the agency reported.")
    document_number: str | None = strawberry.field(description="Number of the report; null once erased.")
    text: str | None = strawberry.field(description="What the agency did, and the result; null once erased.")
    agency: Agency = agency_field("The agency that reported.", "agency")


@strawberry.type
class DirectiveClosing:
    """The closing of a directive before every agency reported."""

    at: datetime = strawberry.field(description="When it was closed.")
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")


@strawberry.type
class Directive(ActionNode):
    """A directive of the People's Committee to agencies of the administration (Đ5.1.h), never to the press."""

    kind_of_stream = Kind.DIRECTIVE

    state: DirectiveState = strawberry.field(description="State of the directive.")
    at: datetime = strawberry.field(description="When the directive was issued.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    content: str | None = strawberry.field(description="What the agencies must do; null once erased.")
    due_at: datetime = due_field("due_at", "at", "Deadline of the reports.")
    provisional: bool = provisional_field("due_at", "at")
    results: list[DirectiveResult] = strawberry.field(description="Reports of the agencies.")
    overdue_at: datetime | None = strawberry.field(description="When the register recorded that reports are overdue.")
    closing: DirectiveClosing | None = strawberry.field(
        description="Closing before every agency reported; null without one."
    )
    agency: Agency = agency_field("Agency that issued the directive.", "agency")
    addressees: list[Agency] = agencies_field("Agencies that must carry it out.", "addressees")
    overdue: list[Agency] = agencies_field("Agencies that had not reported by the deadline.", "overdue")
