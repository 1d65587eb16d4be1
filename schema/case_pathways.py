"""Ways on from a case: proposals of removal, police transfers, requests, referrals, duplicates, as clients see them."""

from datetime import datetime

import strawberry

from domain.case.state.case import CaseState
from domain.case.state.pathways import (
    AllegationRoute,
    MinistryAnswer,
    ReferralOutcome,
    TakedownOutcome,
    TakedownStatus,
    TransferStatus,
)
from schema.case_handling import CYCLE
from schema.described import output
from schema.registry import Agency, agency_field


@output
class Step:
    """A step that an agency took."""

    at: datetime = strawberry.field(description="When.")
    document_number: str | None = strawberry.field(description="Number of its document; null once erased.")
    note: str | None = strawberry.field(description="What was written with it; null once erased.")
    agency: Agency = agency_field("The agency.", "agency")


@output
class TakedownItem:
    """One item at one address, as a person captured it; never an account or a site."""

    url: str | None = strawberry.field(description="Its address; the register never opens it. Null once erased.")
    captured_text: str | None = strawberry.field(description="Its words; null once erased.")
    captured_at: datetime = strawberry.field(description="When they were captured.")


@output
class Takedown:
    """A proposal that the ministry require the removal of single items (Đ5.1.g)."""

    id: strawberry.ID = strawberry.field(description="Id of the proposal.")
    cycle: int = strawberry.field(description=CYCLE)
    status: TakedownStatus = strawberry.field(description="Where it stands.")
    provisions: list[strawberry.ID] = strawberry.field(description="The grounds.")
    necessity: str | None = strawberry.field(description="Why it is necessary; null once erased.")
    alternatives: str | None = strawberry.field(description="Why milder means do not suffice; null once erased.")
    items: list[TakedownItem] = strawberry.field(description="The items.")
    drafted: Step = strawberry.field(description="The draft.")
    approved: Step | None = strawberry.field(description="The lead agency's approval.")
    submitted: Step | None = strawberry.field(description="The submission to the People's Committee.")
    answered: Step | None = strawberry.field(description="The People's Committee's signature or refusal.")
    sent: Step | None = strawberry.field(description="The letter to the ministry.")
    reply_due_at: datetime | None = strawberry.field(description="Silence is noted at this moment.")
    no_reply_at: datetime | None = strawberry.field(description="When silence was noted.")
    replied: Step | None = strawberry.field(description="The ministry's answer.")
    reply: MinistryAnswer | None = strawberry.field(
        description="What it answered, whatever came later; null in proposals answered before this was kept."
    )
    outcome: TakedownOutcome | None = strawberry.field(description="What became of the items.")
    found: Step | None = strawberry.field(description="Who saw that, and when.")
    review_due_at: datetime | None = strawberry.field(description="A removal is to be reviewed at this moment.")
    review_noted_at: datetime | None = strawberry.field(description="When the review was called for.")
    reviewed: Step | None = strawberry.field(description="The review.")
    withdrawn: Step | None = strawberry.field(description="The withdrawal.")
    committee: Agency | None = agency_field("The People's Committee it was submitted to.", "committee")
    ministry: Agency | None = agency_field("The ministry asked.", "ministry")


@output
class PoliceTransfer:
    """A transfer of the file to the police, who alone say whether there is a crime (Đ3.4)."""

    id: strawberry.ID = strawberry.field(description="Id of the transfer.")
    cycle: int = strawberry.field(description=CYCLE)
    status: TransferStatus = strawberry.field(description="Where it stands.")
    provisions: list[strawberry.ID] = strawberry.field(description="The grounds.")
    reason: str | None = strawberry.field(description="Why it has to be investigated; null once erased.")
    file_index: str | None = strawberry.field(description="What the file holds; null once erased.")
    drafted: Step = strawberry.field(description="The draft.")
    signed: Step | None = strawberry.field(description="The signature.")
    handed_over: Step | None = strawberry.field(description="The hand-over, with its record.")
    received: Step | None = strawberry.field(description="The confirmation by the police.")
    returned: Step | None = strawberry.field(description="The return of the file.")
    outcome: Step | None = strawberry.field(description="The police's outcome: the number of a document.")
    police: Agency = agency_field("The police agency.", "police")


@output
class CoordinationRequest:
    """What the lead agency asked another to do, and its answer (Đ5.4.b)."""

    id: strawberry.ID = strawberry.field(description="Id of the request.")
    cycle: int = strawberry.field(description=CYCLE)
    content: str | None = strawberry.field(description="What is asked; null once erased.")
    asked: Step = strawberry.field(description="The request.")
    due_at: datetime = strawberry.field(description="To be answered before this moment.")
    overdue_at: datetime | None = strawberry.field(description="When it was noted as late.")
    answered: Step | None = strawberry.field(description="The answer.")
    agency: Agency = agency_field("The agency asked.", "agency")


@output
class Referral:
    """A question of journalists' ethics, put to their association (Đ5.1.b, Đ5.5.b)."""

    id: strawberry.ID = strawberry.field(description="Id of the referral.")
    cycle: int = strawberry.field(description=CYCLE)
    subject: str | None = strawberry.field(description="The rule in question; null once erased.")
    sent: Step = strawberry.field(description="The referral.")
    outcome: ReferralOutcome | None = strawberry.field(description="What came of it.")
    answered: Step | None = strawberry.field(description="The answer.")
    agency: Agency = agency_field("The association.", "agency")


@output
class Rerouting:
    """The claim alleges corruption and was passed on as such (Đ5.3)."""

    route: AllegationRoute = strawberry.field(description="As what it was passed on.")
    passed_on: Step = strawberry.field(description="The passing on.")
    agency: Agency = agency_field("The agency it was passed to.", "agency")


@output
class DuplicateLink:
    """A link to an earlier case about the same content, kept when it was undone; `duplicates` shows the cases."""

    linked: Step = strawberry.field(description="The link, with its reasons.")
    unlinked: Step | None = strawberry.field(description="The undoing of it.")


@output
class LinkedCase:
    """A case linked as a duplicate, in short; read it by its id."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    code: str = strawberry.field(description="Its readable number.")
    state: CaseState = strawberry.field(description="Where it stands.")
