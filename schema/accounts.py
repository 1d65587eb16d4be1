"""Appointments, accounts and clients of the caller's own agency, as clients see them: rows of the store."""

from datetime import datetime
from typing import Any, TypedDict

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.roles import Post
from domain.registry.client import ClientState
from domain.registry.user import UserState
from schema.described import output
from schema.node import ActionNode
from schema.registry import Agency, agency_field
from schema.spans import Days


@output
class Officer(ActionNode):
    """A person's posts in an agency (Đ3.3). A nomination counts once a second officer has confirmed it."""

    kind_of_stream = Kind.OFFICER

    subject: str | None = strawberry.field(description="Name of the person's account; null once erased.")
    posts: list[Post] = strawberry.field(description="The posts.")
    span: Days = strawberry.field(description="The days of the appointment.")
    appointment: str | None = strawberry.field(description="The appointment document; null once erased.")
    nominated_by: str | None = strawberry.field(description="The officer who nominated; null for the operator.")
    confirmed_by: str | None = strawberry.field(description="The officer who confirmed.")
    agency: Agency = agency_field("The agency.", "agency")


@output
class Recovery:
    """Leave to set a password anew, asked by one officer and approved by another."""

    asked_at: datetime = strawberry.field(description="When it was asked for.")
    asked_by: str = strawberry.field(description="The officer who asked, or the operator.")
    approved_at: datetime | None = strawberry.field(
        description="When it was approved; the codes are good for two days."
    )
    approved_by: str | None = strawberry.field(description="The officer who approved, or the operator.")


@output
class User(ActionNode):
    """A person's account to sign in with. The register never holds the password."""

    kind_of_stream = Kind.USER

    subject: str | None = strawberry.field(description="Name of the account; null once erased.")
    state: UserState = strawberry.field(description="Whether it counts.")
    enrolled_at: datetime | None = strawberry.field(description="When the person last set a password with two codes.")
    recovery: Recovery | None = strawberry.field(description="Leave to set the password anew, while it is open.")
    agency: Agency = agency_field("The agency.", "agency")


class ClientRow(TypedDict):
    """What the fields of a client work from."""

    secrets: list[Any]


@output
class Client(ActionNode):
    """A program that asks for tokens; its id is the `client_id` of OAuth."""

    kind_of_stream = Kind.CLIENT

    name: str = strawberry.field(description="Its name, as people read it when they sign in.")
    state: ClientState = strawberry.field(description="Whether it gets tokens.")
    redirects: list[str] = strawberry.field(description="Addresses to return to, compared exactly.")
    scopes: list[str] = strawberry.field(description="The most it may ask for.")
    machine: bool = strawberry.field(description="Whether it asks for tokens of its own, without a person.")
    shared: bool = strawberry.field(description="Whether officers of every agency sign in through it.")
    agency: Agency = agency_field("The agency.", "agency")

    @strawberry.field(description="Whether it has a secret.")
    @staticmethod
    def confidential(parent: strawberry.Parent[ClientRow]) -> bool:
        """Whether it is confidential. Nobody is shown the hashes themselves."""
        return bool(parent["secrets"])
