"""GraphQL types of grants, and of the appointments, accounts and OAuth clients of the caller's own agency, read from
rows of the store."""

from datetime import datetime
from typing import Any, TypedDict

import strawberry

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import AgencyKind, Kind, Post
from domain.registry.accounts import ClientState, GrantState, KeyEnd, UserState
from schema.context import ContextInfo
from schema.node import ActionNode
from schema.registry import Agency, OfficerReference, agency_field, officer_field
from schema.scalars import DateRange


@strawberry.type
class SigningKey:
    """A passkey with which an officer signs acts. The register stores only the public half of the key."""

    key: str = strawberry.field(
        description="SHA-256 of the credential id, in hexadecimal. Commands identify the key by this value."
    )
    public: str = strawberry.field(description="The public key as SubjectPublicKeyInfo, in base64.")
    label: str | None = strawberry.field(description="Label that the holder gave to the key; null once erased.")
    entered_at: datetime = strawberry.field(description="Time at which the holder entered the key.")
    confirmed_by: strawberry.ID | None = strawberry.field(
        name="confirmedById",
        description="Id of the officer who compared the words of the key with its holder face to face and confirmed "
        "the key; null before the confirmation.",
    )
    confirmed_at: datetime | None = strawberry.field(
        description="Time at which the second person confirmed the key; null before that."
    )
    counts_from: datetime | None = strawberry.field(
        description="Time from which signatures with the key count; null before the key is confirmed."
    )
    doubted_by: strawberry.ID | None = strawberry.field(
        name="doubtedById", description="Officer who requested the end of the key; null without a request."
    )
    doubted_at: datetime | None = strawberry.field(
        description="Time at which the end of the key was requested; null without a request."
    )
    reason: KeyEnd | None = strawberry.field(description="Reason for ending the key; null without a request.")
    ended_by: strawberry.ID | None = strawberry.field(
        name="endedById", description="Another officer, who ended the key; null while the key has not ended."
    )
    ended_at: datetime | None = strawberry.field(
        description="Time at which the key ended; null while it has not ended."
    )


@strawberry.type
class Officer(ActionNode):
    """The appointment of a person to posts in an agency (Đ3.3). The appointment takes effect once a second officer has
    confirmed it."""

    kind_of_stream = Kind.OFFICER

    subject: str | None = strawberry.field(description="Name of the person's account; null once erased.")
    posts: list[Post] = strawberry.field(description="Posts of the person.")
    span: DateRange = strawberry.field(description="Days on which the appointment is valid.")
    appointment: str | None = strawberry.field(description="Number of the appointment document; null once erased.")
    nominated_by: OfficerReference | None = officer_field(
        "Officer who nominated the person; null if the operator of the register nominated the person.",
        "nominated_by",
        name="nominatedBy",
    )
    confirmed_by: OfficerReference | None = officer_field(
        "Officer who confirmed the appointment.", "confirmed_by", name="confirmedBy"
    )
    handed_to: OfficerReference | None = officer_field(
        "Colleague to whom the officer's open checks were last handed over; null if they were never handed over.",
        "handed_to",
        name="handedTo",
    )
    replaces: OfficerReference | None = officer_field(
        "Appointment of the same person that ends on the first day of this appointment; null if this appointment "
        "replaces none.",
        "replaces",
        name="replaces",
    )
    refused_by: OfficerReference | None = officer_field(
        "Officer who refused the nomination; null if it was not refused.", "refused_by", name="refusedBy"
    )
    refused_at: datetime | None = strawberry.field(
        description="Time at which the nomination was refused; null if it was not refused."
    )
    refused_for: str | None = strawberry.field(
        description="Reasons for refusing the nomination; null if the nomination was not refused, and once the reasons "
        "are erased."
    )
    agency: Agency = agency_field("Agency of the appointment.", "agency")
    keys: list[SigningKey] = strawberry.field(
        description="Keys with which the person signs acts, including ended keys."
    )


@strawberry.type
class Recovery:
    """A permission to set a new password, requested by one officer and approved by another."""

    asked_at: datetime = strawberry.field(description="Time at which the permission was requested.")
    asked_by: OfficerReference | None = officer_field(
        "Officer who requested the permission; null if the operator of the register requested it.",
        "asked_by",
        name="askedBy",
    )
    approved_at: datetime | None = strawberry.field(
        description="Time of the approval; null before it. The two codes for the new password are valid for two days "
        "from this time."
    )
    approved_by: OfficerReference | None = officer_field(
        "Officer who approved the permission; null before the approval, and if the operator of the register approved "
        "it.",
        "approved_by",
        name="approvedBy",
    )


@strawberry.type
class User(ActionNode):
    """An account with which a person signs in. The register never stores the password itself."""

    kind_of_stream = Kind.USER

    subject: str | None = strawberry.field(description="Name of the account; null once erased.")
    state: UserState = strawberry.field(description="State of the account.")
    enrolled_at: datetime | None = strawberry.field(
        description="Time at which the person last set a password with the two codes."
    )
    recovery: Recovery | None = strawberry.field(
        description="Permission to set a new password; null when there is none."
    )
    agency: Agency = agency_field("Agency that the account belongs to.", "agency")


class ClientRow(TypedDict):
    """Keys of the store's row that the fields of `Client` read."""

    secrets: list[Any]
    proposed: dict[str, Any] | None


@strawberry.type
class Client(ActionNode):
    """A program that requests tokens. Its id is the `client_id` of OAuth."""

    kind_of_stream = Kind.CLIENT

    name: str = strawberry.field(description="Name that people see when they sign in.")
    state: ClientState = strawberry.field(
        description="State of the program, which determines whether the program gets tokens."
    )
    redirects: list[str] = strawberry.field(
        description="Redirect addresses. A sign-in must use one of them exactly as listed here; only the port of a "
        "loopback address may differ."
    )
    scopes: list[Scope] = strawberry.field(description="Scopes that the program may request.")
    machine: bool = strawberry.field(description="True if the program acts for itself, without a person.")
    shared: bool = strawberry.field(description="True if officers of every agency may sign in with the program.")
    agency: Agency = agency_field("Agency that the program belongs to.", "agency")

    @strawberry.field(description="True if the program has a secret.")
    @staticmethod
    def confidential(parent: strawberry.Parent[ClientRow]) -> bool:
        """Return whether the client has a secret. The hashes of secrets are never shown."""
        return bool(parent["secrets"])

    @strawberry.field(description="Officer who proposed new secrets; null if no proposal waits for a second officer.")
    @staticmethod
    def secrets_proposed_by(parent: strawberry.Parent[ClientRow], info: ContextInfo) -> OfficerReference | None:
        proposed = parent["proposed"]
        return info.context.officer(proposed["by"]) if proposed else None


@strawberry.type
class Grant(ActionNode):
    """Scopes granted to one agency. They never exceed the scopes that the agency's role allows (Đ5)."""

    kind_of_stream = Kind.GRANT

    state: GrantState = strawberry.field(description="State of the grant.")
    scopes: list[Scope] = strawberry.field(description="Granted scopes.")
    source: str = strawberry.field(description="Legal act that the grant is based on.")
    asked_at: datetime = strawberry.field(description="Time at which the latest proposal was made.")
    asked_by: OfficerReference | None = officer_field(
        "Officer who made the latest proposal; null if the operator of the register made it.",
        "asked_by",
        name="askedBy",
    )
    asked_kind: AgencyKind | None = strawberry.field(description="Kind of the agency that made the latest proposal.")
    settled_at: datetime | None = strawberry.field(
        description="Time of the last decision on a proposal; null before any decision."
    )
    settled_by: OfficerReference | None = officer_field(
        "Officer who made the last decision on a proposal.", "settled_by", name="settledBy"
    )
    reason: str | None = strawberry.field(name="reasons", description="Reason for ending or refusing the grant.")
    agency: Agency = agency_field("Agency that holds the grant.", "agency")
