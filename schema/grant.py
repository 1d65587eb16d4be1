"""Grants, as clients see them: rows of the store."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind
from domain.registry.grant import GrantState
from schema.case import AllowedAction
from schema.context import Context
from schema.described import output
from schema.nodes import Node, is_of
from schema.payload import Payload
from schema.registry import Agency, agency_field

ContextInfo = Info[Context, None]


@output
class Grant(Node):
    """Scopes that one agency may use, beneath the ceiling of its role (Đ5)."""

    n: int = strawberry.field(name="version", description="Version; give it as `expectedVersion`.")
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

    @strawberry.field(description="Every action on it, and whether it is open to the caller now.")
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a grant."""
        return is_of(Kind.GRANT, value)


@output
class GrantPayload(Payload):
    """What a mutation left: the grant, or the problems that stood in its way."""

    grant: Grant | None = strawberry.field(default=None, description="The grant as it was left.")
