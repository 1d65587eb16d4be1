"""GraphQL types of requests to be protected from content that harms a person."""

from datetime import datetime

import strawberry

from domain.case.state.protection import Asker, HarmKind, ShownBy
from schema.case_pathways import ProcedureStep
from schema.registry import Agency, agency_field


@strawberry.type
class HarmTest:
    """The questions to answer before finding that content harms a person (Đ2.2). A single yes means that the content is
    protected as expression."""

    criticism: bool = strawberry.field(
        description="True if the content criticises, mocks, asks, complains or gives an opinion."
    )
    public_interest: bool = strawberry.field(
        description="True if the content reports something that the public has an interest to know."
    )
    office: bool = strawberry.field(
        description="True if the content is about the holder of a public office, and about the holder's conduct in "
        "that office."
    )
    public_figure: bool = strawberry.field(
        description="True if the content is about a person known to the public, and about the activity for which the "
        "person is known."
    )
    about_whom: str | None = strawberry.field(
        description="Person whom the content shows, and the fact by which the content is about no office and no public "
        "figure. Null when an answer was yes, in older records, and once erased."
    )
    interest: str | None = strawberry.field(
        description="Fact by which the public has no interest to know the content; null in the same cases as "
        "`aboutWhom`."
    )
    truth: str | None = strawberry.field(
        description="Statement on whether the content is true, as far as the reviewer knew; null in the same cases as "
        "`aboutWhom`."
    )
    context: str | None = strawberry.field(description="Context of the content; null in the same cases as `aboutWhom`.")


@strawberry.type
class PassedOn:
    """The transfer of a request to a body that another law allows to order a removal."""

    step: ProcedureStep = strawberry.field(
        description="Agency that passed the request on, with the time and the letter."
    )
    unheard: str | None = strawberry.field(
        description="Reason why the publisher of the content was not asked before; null if the publisher was asked, in "
        "older records, and once erased."
    )
    agency: Agency = agency_field("Body that received the request.", "agency")


@strawberry.type
class ProtectionConfirmation:
    """The confirmation that an agency saw a paper of the requester. The confirming agency is neither the lead agency
    nor the agency that recorded the request."""

    shown: ShownBy = strawberry.field(description="Kind of the paper.")
    step: ProcedureStep = strawberry.field(description="The agency that saw the paper, with the time and the manner.")


@strawberry.type
class ProtectionAtOnce:
    """An urgent measure by a body, requested by two persons of two agencies, for a child or against an intimate
    picture."""

    begun: ProcedureStep = strawberry.field(description="Time at which the second of the two persons acted.")
    due_at: datetime = strawberry.field(
        description="Time at which the measure ends, unless others confirm the measure before."
    )
    unheard: str | None = strawberry.field(
        description="Reason why the publisher of the content was not asked before; null once erased."
    )
    upheld_at: datetime | None = strawberry.field(
        description="Time at which others confirmed the measure; null before the confirmation."
    )
    ended_at: datetime | None = strawberry.field(
        description="Time at which the measure ended without a confirmation; null if it did not."
    )
    released: ProcedureStep | None = strawberry.field(
        description="Time at which the lead agency saw that the content is back; null before that."
    )
    agency: Agency = agency_field("Body that was asked to hide the content.", "agency")


@strawberry.type
class ProtectionInspection:
    """An inspector's record of how a request for protection was handled."""

    objects: bool = strawberry.field(description="True if the inspector objected.")
    step: ProcedureStep = strawberry.field(
        description="Agency of the inspector, with the time. The note contains the inspector's findings."
    )


@strawberry.type
class ProtectionRequest:
    """A request to be protected from content that harms a person, whether the content is true or not (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the request.")
    harm: HarmKind = strawberry.field(description="Kind of harm that the content causes.")
    asker: Asker = strawberry.field(
        description="Requester: the person harmed, a guardian or a child protection agency. The register does not "
        "store the requester's identity."
    )
    at: datetime = strawberry.field(description="Time at which the request was recorded.")
    words: str | None = strawberry.field(
        description="Record of the request by an officer; null for a request without an account, and once erased."
    )
    passed_on: list[PassedOn] = strawberry.field(description="Bodies to which the request was passed on.")
    confirmed: ProtectionConfirmation | None = strawberry.field(
        description="Confirmation of the requester by another agency; null without one."
    )
    at_once: ProtectionAtOnce | None = strawberry.field(
        description="Urgent measure that was requested; null without one."
    )
    inspected: ProtectionInspection | None = strawberry.field(
        description="Record of an inspector about the request; null without one."
    )
    withdrawn_at: datetime | None = strawberry.field(
        description="Time at which the request was withdrawn; null while it is in force."
    )
    withdrawal: str | None = strawberry.field(
        description="Record of the withdrawal by an officer; null for a withdrawal by code, and once erased."
    )
