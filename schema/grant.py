"""Grants, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind
from domain.registry.grant import GrantState
from schema.node import ActionNode
from schema.officer import OfficerReference, officer_field
from schema.registry import Agency, agency_field


@strawberry.type
class Grant(ActionNode):
    """Scopes granted to one agency, within what its role allows (Đ5)."""

    kind_of_stream = Kind.GRANT

    state: GrantState = strawberry.field(description="State of the grant.")
    scopes: list[str] = strawberry.field(description="Granted scopes.")
    source: str = strawberry.field(description="Legal act that the grant is based on.")
    asked_at: datetime = strawberry.field(description="When the latest proposal was made.")
    asked_by: strawberry.ID = strawberry.field(
        name="askedById", description="Officer who made the latest proposal, or the operator."
    )
    asked_by_shown: OfficerReference | None = officer_field(
        "Officer who made the latest proposal; null for the operator.", "asked_by", name="askedBy"
    )
    asked_kind: AgencyKind | None = strawberry.field(description="Kind of the agency that made the latest proposal.")
    settled_at: datetime | None = strawberry.field(description="When a proposal was last decided; null before that.")
    settled_by: strawberry.ID | None = strawberry.field(name="settledById", description="Officer who decided it.")
    settled_by_shown: OfficerReference | None = officer_field("Officer who decided it.", "settled_by", name="settledBy")
    reason: str | None = strawberry.field(name="reasons", description="Reason to end the grant, or to refuse it.")
    agency: Agency = agency_field("Agency that holds the grant.", "agency")
