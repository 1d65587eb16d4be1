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
        description="Whether the content criticises, mocks, asks, complains or gives an opinion."
    )
    public_interest: bool = strawberry.field(
        description="Whether the content reports something that the public has an interest to know."
    )
    office: bool = strawberry.field(
        description="Whether the content is about the holder of a public office, and about what they do in it."
    )
    public_figure: bool = strawberry.field(
        description="Whether the content is about a person known to the public, and about what they are known for."
    )
    about_whom: str | None = strawberry.field(
        description="Whom the content shows, and the fact by which it is about no office and no public figure; null "
        "when an answer was yes, in older records, and once erased."
    )
    interest: str | None = strawberry.field(
        description="The fact by which the public has no interest to know it; null as `aboutWhom` is."
    )
    truth: str | None = strawberry.field(
        description="Whether it is true, as far as the reviewer knew; null as `aboutWhom` is."
    )
    context: str | None = strawberry.field(description="The context of the content; null as `aboutWhom` is.")


@strawberry.type
class PassedOn:
    """The transfer of a request to a body that another law allows to order a removal."""

    step: ProcedureStep = strawberry.field(description="Who passed it on, when, and by which letter.")
    unheard: str | None = strawberry.field(
        description="Why the publisher of the content was not asked before; null where they were, in older records, and"
        " once erased."
    )
    agency: Agency = agency_field("Body that received it.", "agency")


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

    begun: ProcedureStep = strawberry.field(description="When the second of the two acted.")
    due_at: datetime = strawberry.field(description="When it ends unless others confirm it before.")
    unheard: str | None = strawberry.field(
        description="Why the publisher of the content was not asked before; null once erased."
    )
    upheld_at: datetime | None = strawberry.field(description="When others confirmed it; null while nobody has.")
    ended_at: datetime | None = strawberry.field(description="When it ended unconfirmed; null while it has not.")
    released: ProcedureStep | None = strawberry.field(
        description="When the lead agency saw that the content is back; null while it has not."
    )
    agency: Agency = agency_field("Body that was asked to hide the content.", "agency")


@strawberry.type
class ProtectionInspection:
    """An inspector's record of how a request for protection was handled."""

    objects: bool = strawberry.field(description="Whether the inspector objected.")
    step: ProcedureStep = strawberry.field(description="Who saw it and when. The note says what they found.")


@strawberry.type
class ProtectionRequest:
    """A request to be protected from content that harms a person, whether the content is true or not (Đ2.2)."""

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
    confirmed: ProtectionConfirmation | None = strawberry.field(
        description="Another agency's confirmation of who asks; null while there is none."
    )
    at_once: ProtectionAtOnce | None = strawberry.field(description="What was asked at once; null where nothing was.")
    inspected: ProtectionInspection | None = strawberry.field(
        description="What an inspector saw of it; null while none has."
    )
    withdrawn_at: datetime | None = strawberry.field(
        description="When the request was withdrawn; null while it is in force."
    )
    withdrawal: str | None = strawberry.field(
        description="How it was withdrawn, as an officer recorded it; null for a withdrawal by code, and once erased."
    )
