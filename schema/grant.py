"""Grants, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind
from domain.registry.grant import GrantState
from schema.described import output
from schema.node import ActionNode
from schema.registry import Agency, agency_field


@output
class Grant(ActionNode):
    """Scopes that one agency may use, beneath the ceiling of its role (Đ5)."""

    kind_of_stream = Kind.GRANT

    state: GrantState = strawberry.field(description="Whether it counts.")
    scopes: list[str] = strawberry.field(description="The scopes.")
    source: str = strawberry.field(description="The act it rests on.")
    asked_at: datetime = strawberry.field(description="When what is open, or was last open, was proposed.")
    asked_by: str = strawberry.field(description="The officer who proposed it, or the operator.")
    asked_kind: AgencyKind | None = strawberry.field(description="The kind of the agency that proposed it.")
    settled_at: datetime | None = strawberry.field(description="When a proposal was last decided.")
    settled_by: str | None = strawberry.field(description="The officer who decided it.")
    reason: str | None = strawberry.field(description="Why it was to end, or was refused.")
    agency: Agency = agency_field("The agency that holds it.", "agency")
