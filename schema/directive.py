"""Directives of the People's Committee, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.activity.state.directive import DirectiveState
from domain.kernel.kind import Kind
from schema.described import output
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field


@output
class DirectiveResult:
    """What an agency reported on a directive (Đ6.1)."""

    at: datetime = strawberry.field(description="When it was reported.")
    document_number: str | None = strawberry.field(description="Number of the report; null once erased.")
    text: str | None = strawberry.field(description="What was done and what came of it; null once erased.")
    agency: Agency = agency_field("The agency that reported.", "agency")


@output
class DirectiveClosing:
    """Why a directive was closed before every agency had answered."""

    at: datetime = strawberry.field(description="When.")
    reasons: str | None = strawberry.field(description="Why; null once erased.")


@output
class Directive(ActionNode):
    """A directive of the People's Committee to agencies of the administration (Đ5.1.h); never to the press."""

    kind_of_stream = Kind.DIRECTIVE

    state: DirectiveState = strawberry.field(description="Where it stands.")
    at: datetime = strawberry.field(description="When it was issued.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    content: str | None = strawberry.field(description="What the agencies are to do; null once erased.")
    due_at: datetime = strawberry.field(description="Results are due before this moment.")
    results: list[DirectiveResult] = strawberry.field(description="What came of it.")
    overdue_at: datetime | None = strawberry.field(description="When the register noted that it was overdue.")
    closing: DirectiveClosing | None = strawberry.field(description="Why it was closed with answers missing.")
    agency: Agency = agency_field("The agency that issued it.", "agency")
    addressees: list[Agency] = agencies_field("The agencies it addresses.", "addressees")
    overdue: list[Agency] = agencies_field("The agencies that had not answered when it was due.", "overdue")
