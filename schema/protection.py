"""Requests to be protected from content that harms a person, as clients see them."""

from datetime import datetime

import strawberry

from domain.case.state.protection import Asker, HarmKind
from schema.case_pathways import ProcedureStep
from schema.registry import Agency, agency_field


@strawberry.type
class HarmTest:
    """Questions about the content that come before a finding that it harms a person (Đ2.2). One yes protects the
    content."""

    criticism: bool = strawberry.field(
        description="Whether the content criticises, mocks, asks, complains or gives an opinion."
    )
    public_interest: bool = strawberry.field(
        description="Whether the content reports something that the public has an interest to know."
    )
    office: bool = strawberry.field(
        description="Whether the content is about the holder of a public office, and about what they do in it."
    )


@strawberry.type
class PassedOn:
    """The passing on of a request to a body that a law of its own lets order a removal."""

    step: ProcedureStep = strawberry.field(description="Who passed it on, when, and by which letter.")
    agency: Agency = agency_field("Body that received it.", "agency")


@strawberry.type
class ProtectionRequest:
    """A request to be protected from content that harms a person, whether it is true or not (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the request.")
    harm: HarmKind = strawberry.field(description="How the content harms.")
    asker: Asker = strawberry.field(
        description="Whether the person harmed, a guardian or a child protection agency asked. The register does "
        "not keep who they are."
    )
    at: datetime = strawberry.field(description="When the request was recorded.")
    words: str | None = strawberry.field(
        description="What an officer recorded about the request; null when somebody asked without an account, and "
        "once erased."
    )
    passed_on: list[PassedOn] = strawberry.field(description="Bodies to which it was passed on.")
    withdrawn_at: datetime | None = strawberry.field(
        description="When the request was withdrawn; null while it stands."
    )
    withdrawal: str | None = strawberry.field(
        description="How it was withdrawn, as an officer recorded it; null for a withdrawal by code, and once erased."
    )
