"""Difficulties in applying the Regulation, as clients see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.activity.state.difficulty import DifficultyState
from domain.kernel.kind import Kind
from schema.described import output
from schema.node import ActionNode
from schema.registry import Agency, agency_field


@output
class Forwarding:
    """The lead agency passed a difficulty on to the People's Committee (Đ8.2)."""

    at: datetime = strawberry.field(description="When.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    opinion: str | None = strawberry.field(description="What the lead agency thinks of it.")
    agency: Agency = agency_field("The lead agency of that day.", "agency")


@output
class DifficultyAnswer:
    """The People's Committee's answer to a difficulty (Đ8.2)."""

    at: datetime = strawberry.field(description="When.")
    document_number: str | None = strawberry.field(description="Number of the answer; null once erased.")
    text: str | None = strawberry.field(description="The answer; null once erased.")
    agency: Agency = agency_field("The agency that answered.", "agency")


@output
class Difficulty(ActionNode):
    """A difficulty in applying the Regulation, filed in writing (Đ8.2)."""

    kind_of_stream = Kind.DIFFICULTY

    state: DifficultyState = strawberry.field(description="Where it stands.")
    at: datetime = strawberry.field(description="When it was filed.")
    clause: str = strawberry.field(description="The clause of the Regulation, such as `Đ5.7.b`.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    text: str | None = strawberry.field(description="What the difficulty is; null once erased.")
    proposal: str | None = strawberry.field(description="How the Regulation could be amended.")
    forwarding: Forwarding | None = strawberry.field(description="How it was passed on.")
    answer: DifficultyAnswer | None = strawberry.field(description="The answer.")
    agency: Agency = agency_field("The agency that filed it.", "agency")
