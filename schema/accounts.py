"""Appointments, accounts and clients of the caller's own agency, as clients see them: rows of the store."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from domain.kernel.kind import Kind
from domain.kernel.roles import Post
from domain.registry.client import ClientState
from domain.registry.user import UserState
from schema.case import AllowedAction
from schema.context import Context
from schema.described import output
from schema.nodes import Node, is_of
from schema.payload import Payload
from schema.registry import Agency, agency_field
from schema.spans import Days

ContextInfo = Info[Context, None]
VERSION = "Version; give it as `expectedVersion`."
ACTIONS = "Every action on it, and whether it is open to the caller now."


@output
class Officer(Node):
    """A person's posts in an agency (Đ3.3). A nomination counts once a second officer has confirmed it."""

    n: int = strawberry.field(name="version", description=VERSION)
    subject: str | None = strawberry.field(description="Name of the person's account; null once erased.")
    posts: list[Post] = strawberry.field(description="The posts.")
    span: Days = strawberry.field(description="The days of the appointment.")
    appointment: str | None = strawberry.field(description="The appointment document; null once erased.")
    nominated_by: str | None = strawberry.field(description="The officer who nominated; null for the operator.")
    confirmed_by: str | None = strawberry.field(description="The officer who confirmed.")
    agency: Agency = agency_field("The agency.", "agency")

    @strawberry.field(description=ACTIONS)
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is an officer."""
        return is_of(Kind.OFFICER, value)


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
class User(Node):
    """A person's account to sign in with. The register never holds the password."""

    n: int = strawberry.field(name="version", description=VERSION)
    subject: str | None = strawberry.field(description="Name of the account; null once erased.")
    state: UserState = strawberry.field(description="Whether it counts.")
    enrolled_at: datetime | None = strawberry.field(description="When the person last set a password with two codes.")
    recovery: Recovery | None = strawberry.field(description="Leave to set the password anew, while it is open.")
    agency: Agency = agency_field("The agency.", "agency")

    @strawberry.field(description=ACTIONS)
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a user."""
        return is_of(Kind.USER, value)


@output
class Client(Node):
    """A program that asks for tokens; its id is the `client_id` of OAuth."""

    n: int = strawberry.field(name="version", description=VERSION)
    name: str = strawberry.field(description="Its name, as people read it when they sign in.")
    state: ClientState = strawberry.field(description="Whether it gets tokens.")
    redirects: list[str] = strawberry.field(description="Addresses to return to, compared exactly.")
    scopes: list[str] = strawberry.field(description="The most it may ask for.")
    machine: bool = strawberry.field(description="Whether it asks for tokens of its own, without a person.")
    shared: bool = strawberry.field(description="Whether officers of every agency sign in through it.")
    agency: Agency = agency_field("The agency.", "agency")

    @strawberry.field(description="Whether it has a secret.")
    def confidential(self) -> bool:
        """Whether it is confidential; the hashes themselves are shown to nobody."""
        return bool(self["secrets"])  # type: ignore[index]

    @strawberry.field(description=ACTIONS)
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a client."""
        return is_of(Kind.CLIENT, value)


@output
class OfficerPayload(Payload):
    """What a mutation left: the appointment, or the problems that stood in its way."""

    officer: Officer | None = strawberry.field(default=None, description="The appointment as it was left.")


@output
class UserPayload(Payload):
    """What a mutation left: the account, or the problems that stood in its way."""

    user: User | None = strawberry.field(default=None, description="The account as it was left.")


@output
class ClientPayload(Payload):
    """What a mutation left: the client, or the problems that stood in its way."""

    client: Client | None = strawberry.field(default=None, description="The client as it was left.")
