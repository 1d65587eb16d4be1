"""Difficulties in applying the Regulation, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.activity.difficulties import DifficultyState
from domain.kernel.kind import Kind
from schema.node import ActionNode
from schema.registry import Agency, agency_field


@strawberry.type
class Forwarding:
    """The forwarding of a difficulty to the People's Committee by the lead agency (Đ8.2)."""

    at: datetime = strawberry.field(description="When it was recorded.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    opinion: str | None = strawberry.field(description="Opinion of the lead agency; null once erased.")
    agency: Agency = agency_field("Lead agency at that time.", "agency")


@strawberry.type
class DifficultyAnswer:
    """The answer of the People's Committee to a difficulty (Đ8.2)."""

    at: datetime = strawberry.field(description="When it was recorded.")
    document_number: str | None = strawberry.field(description="Number of the answering document; null once erased.")
    text: str | None = strawberry.field(description="The answer; null once erased.")
    agency: Agency = agency_field("The agency that answered.", "agency")


@strawberry.type
class Difficulty(ActionNode):
    """A difficulty in applying the Regulation that an agency filed in writing (Đ8.2)."""

    kind_of_stream = Kind.DIFFICULTY

    state: DifficultyState = strawberry.field(description="State of the difficulty.")
    at: datetime = strawberry.field(description="When the agency filed it.")
    clause: str = strawberry.field(description="Clause of the Regulation that it is about, such as `Đ5.7.b`.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    text: str | None = strawberry.field(description="Description of the difficulty; null once erased.")
    proposal: str | None = strawberry.field(description="Proposal to amend the Regulation; null once erased.")
    forwarding: Forwarding | None = strawberry.field(
        description="Forwarding to the People's Committee; null before it."
    )
    answer: DifficultyAnswer | None = strawberry.field(description="Answer; null before it.")
    agency: Agency = agency_field("The agency that filed it.", "agency")
