"""Difficulties in applying the Regulation, as clients see them: rows of the store."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from domain.activity.state.difficulty import DifficultyState
from domain.kernel.kind import Kind
from schema.case import AllowedAction
from schema.context import Context
from schema.described import output
from schema.nodes import Node, is_of
from schema.payload import Payload
from schema.registry import Agency, agency_field

ContextInfo = Info[Context, None]


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
class Difficulty(Node):
    """A difficulty in applying the Regulation, filed in writing (Đ8.2)."""

    n: int = strawberry.field(name="version", description="Version; give it as `expectedVersion`.")
    state: DifficultyState = strawberry.field(description="Where it stands.")
    at: datetime = strawberry.field(description="When it was filed.")
    clause: str = strawberry.field(description="The clause of the Regulation, such as `Đ5.7.b`.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    text: str | None = strawberry.field(description="What the difficulty is; null once erased.")
    proposal: str | None = strawberry.field(description="How the Regulation could be amended.")
    forwarding: Forwarding | None = strawberry.field(description="How it was passed on.")
    answer: DifficultyAnswer | None = strawberry.field(description="The answer.")
    agency: Agency = agency_field("The agency that filed it.", "agency")

    @strawberry.field(description="Every action on it, and whether it is open to the caller now.")
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a difficulty."""
        return is_of(Kind.DIFFICULTY, value)


@output
class DifficultyPayload(Payload):
    """What a mutation left: the difficulty, or the problems that stood in its way."""

    difficulty: Difficulty | None = strawberry.field(default=None, description="The difficulty as it was left.")
