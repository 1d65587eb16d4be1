"""GraphQL types of procedures that lead from a case to another body or back: removals, transfers, requests, referrals,
duplicates, recusals."""

from datetime import datetime

import strawberry

from domain.case.state.case import Category
from domain.case.state.pathways import (
    AllegationRoute,
    MinistryAnswer,
    ReferralOutcome,
    RestorationOutcome,
    TakedownAsk,
    TakedownOutcome,
    TakedownStatus,
    TransferStatus,
)
from domain.case.state.recusal import ARTICLES, RecusalGround
from schema.context import Row
from schema.deadlines import due_field, provisional_field
from schema.edges import IN_LISTS, areas_field, provisions_field
from schema.law import Provision
from schema.registry import Agency, Area, OfficerReference, agencies_field, agency_field, officer_field
from schema.row_keys import of_row

CYCLE = "Number of the cycle. The first cycle is 1. Each reopening of the case begins the next cycle."


@strawberry.type
class ProcedureStep:
    """A step of a procedure, taken by an agency."""

    at: datetime = strawberry.field(description="Time at which the agency took the step.")
    document_number: str | None = strawberry.field(
        description="Number of the document of this step; null without one, and once erased."
    )
    note: str | None = strawberry.field(description="Note of the agency; null without one, and once erased.")
    agency: Agency = agency_field("Agency that took the step.", "agency")


@strawberry.type
class TakedownItem:
    """One item of content at one address, as a person captured it. It is never an account or a whole site."""

    url: str | None = strawberry.field(
        description="Address of the item. The register never opens it. Null once erased."
    )
    captured_text: str | None = strawberry.field(description="Text of the item; null once erased.")
    captured_at: datetime = strawberry.field(description="Time at which a person captured the item.")
    unlisted: bool = strawberry.field(
        description="True if the address does not have a known form for a single item. `Takedown.oneItem` then "
        "explains why the content is a single item."
    )


@strawberry.type
class Takedown:
    """A proposal that the ministry require the removal of some items of content (Đ5.1.g)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the proposal.")
    cycle: int = strawberry.field(description=CYCLE)
    asks: TakedownAsk = strawberry.field(description="Measure that the ministry is asked to require.")
    may_order: list[Agency] = agencies_field(
        "Ministries that had the competence to order the measure when the proposal was drafted.", "may_order"
    )
    status: TakedownStatus = strawberry.field(name="state", description="State of the proposal.")
    provisions: list[Provision] | None = provisions_field(
        "Provisions that the proposal is based on.", documents=IN_LISTS
    )
    necessity: str | None = strawberry.field(description="Reason why the measure is necessary; null once erased.")
    alternatives: str | None = strawberry.field(
        description="Reason why milder measures are not enough; null once erased."
    )
    items: list[TakedownItem] = strawberry.field(description="Items to be removed or labelled.")
    drafted: ProcedureStep = strawberry.field(description="Drafting of the document.")
    approved: ProcedureStep | None = strawberry.field(description="Approval by the lead agency.")
    one_item: str | None = strawberry.field(
        description="Reason why each `unlisted` item is a single item, in the approver's words; null once erased."
    )
    submitted: ProcedureStep | None = strawberry.field(description="Submission to the People's Committee.")
    answered: ProcedureStep | None = strawberry.field(description="Signature or refusal of the People's Committee.")
    sent: ProcedureStep | None = strawberry.field(description="Sending of the letter to the ministry.")
    reply_due_at: datetime | None = due_field(
        "reply_due_at",
        "sent.at",
        "Deadline of the ministry's reply. The register records it if no reply arrives by then.",
        type=datetime | None,
    )
    reply_due_at_provisional: bool = provisional_field("reply_due_at", "sent.at")
    no_reply_at: datetime | None = strawberry.field(
        description="Time at which the register recorded that the ministry did not reply in time."
    )
    replied: ProcedureStep | None = strawberry.field(description="Reply of the ministry.")
    reply: MinistryAnswer | None = strawberry.field(
        description="First reply of the ministry; null for replies that are older than this field."
    )
    outcome: TakedownOutcome | None = strawberry.field(description="Outcome for the items, as a person observed it.")
    found: ProcedureStep | None = strawberry.field(description="Observation of the outcome: the agency and the time.")
    review_due_at: datetime | None = strawberry.field(description="Time at which a removal or label must be reviewed.")
    review_noted_at: datetime | None = strawberry.field(description="Time at which the register asked for the review.")
    reviewed: ProcedureStep | None = strawberry.field(description="Review of the removal or label.")
    withdrawn: ProcedureStep | None = strawberry.field(description="Withdrawal of the proposal.")
    committee: Agency | None = agency_field("People's Committee that received the proposal.", "committee")
    ministry: Agency | None = agency_field("Ministry to which the proposal is addressed.", "ministry")


@strawberry.type
class PoliceTransfer:
    """A transfer of the case file to the police. Only the police decide whether there is a crime (Đ3.4)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the transfer.")
    cycle: int = strawberry.field(description=CYCLE)
    status: TransferStatus = strawberry.field(name="state", description="State of the transfer.")
    provisions: list[Provision] | None = provisions_field(
        "Provisions that the transfer is based on.", documents=IN_LISTS
    )
    reason: str | None = strawberry.field(
        name="reasons", description="Reason why the police should investigate; null once erased."
    )
    file_index: str | None = strawberry.field(description="List of the contents of the file; null once erased.")
    drafted: ProcedureStep = strawberry.field(description="Drafting of the document.")
    signed: ProcedureStep | None = strawberry.field(description="Signing of the transfer.")
    handed_over: ProcedureStep | None = strawberry.field(description="Hand-over of the file, with its record.")
    received: ProcedureStep | None = strawberry.field(description="Confirmation of receipt by the police.")
    returned: ProcedureStep | None = strawberry.field(description="Return of the file.")
    outcome: ProcedureStep | None = strawberry.field(
        description="Outcome that the police reported, with the number of the document."
    )
    public_code: str | None = strawberry.field(
        description="Public code with which the person concerned can complain; null before the transfer is signed, and "
        "for a transfer that is older than these codes."
    )
    police: Agency = agency_field("Police agency to which the file is transferred.", "police")


@strawberry.type
class CoordinationRequest:
    """A request of the lead agency to another agency, and the answer (Đ5.4.b)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the request.")
    cycle: int = strawberry.field(description=CYCLE)
    content: str | None = strawberry.field(description="Content of the request; null once erased.")
    asked: ProcedureStep = strawberry.field(description="Time and document of the request.")
    due_at: datetime = due_field("due_at", "asked.at", "Deadline of the answer.")
    provisional: bool = provisional_field("due_at", "asked.at")
    overdue_at: datetime | None = strawberry.field(
        description="Time at which the register recorded that the answer is late."
    )
    answered: ProcedureStep | None = strawberry.field(description="Answer of the agency; null before the answer.")
    agency: Agency = agency_field("Agency that was asked.", "agency")


@strawberry.type
class Referral:
    """A referral of a question of journalists' ethics to their association (Đ5.1.b, Đ5.5.b)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the referral.")
    cycle: int = strawberry.field(description=CYCLE)
    subject: str | None = strawberry.field(description="Rule of ethics in question; null once erased.")
    sent: ProcedureStep = strawberry.field(description="Sending of the referral.")
    outcome: ReferralOutcome | None = strawberry.field(
        description="Result that the association reported; null before the answer."
    )
    answered: ProcedureStep | None = strawberry.field(description="Answer of the association; null before the answer.")
    agency: Agency = agency_field("Journalists' association.", "agency")


@strawberry.type
class Rerouting:
    """The transfer of a claim that alleges corruption to the competent agency (Đ5.3)."""

    route: AllegationRoute = strawberry.field(description="Procedure under which the claim was passed on.")
    passed_on: ProcedureStep = strawberry.field(description="Time and document of the transfer.")
    agency: Agency = agency_field("Agency that received the claim.", "agency")


@strawberry.type
class DuplicateLink:
    """A link to an earlier case about the same content. The record still contains a link that was removed. The field
    `duplicates` returns the linked cases."""

    linked: ProcedureStep = strawberry.field(description="Time and reason of the link.")
    unlinked: ProcedureStep | None = strawberry.field(
        description="Time and reason for removing the link; null while the link exists."
    )


@strawberry.type
class Recusal:
    """A motion to recuse an officer from a case (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the motion.")
    officer: OfficerReference | None = officer_field("Officer whom the motion is about.")
    agency: Agency = agency_field("Agency of the officer.", "agency")
    ground: RecusalGround = strawberry.field(description="Ground of the motion.")
    moved: ProcedureStep = strawberry.field(description="Agency that made the motion, with the time and the reasons.")
    answer_by: datetime = due_field("answer_by", "moved.at", "Deadline for the officer's answer.")
    answer_by_provisional: bool = provisional_field("answer_by", "moved.at")
    answered: ProcedureStep | None = strawberry.field(description="Answer of the officer; null without one.")
    decide_by: datetime = due_field("decide_by", "moved.at", "Deadline for the decision of the People's Committee.")
    decide_by_provisional: bool = provisional_field("decide_by", "moved.at")
    decided: ProcedureStep | None = strawberry.field(
        description="Decision on the motion: the agency, the time and the reasons; null before the decision."
    )
    granted: bool | None = strawberry.field(description="True if the officer is recused; null before the decision.")
    undone: ProcedureStep | None = strawberry.field(
        description="End of the recusal; null while the recusal is in force."
    )

    @strawberry.field(description="Article of law that contains the ground.", metadata=of_row("ground"))
    @staticmethod
    def article(parent: strawberry.Parent[Row]) -> str:
        """Return the article as a legal citation."""
        return ARTICLES[RecusalGround(parent["ground"])]


@strawberry.type
class Restoration:
    """A request that the ministry restore content, because the proposal that led to its removal was withdrawn
    (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the restoration.")
    takedown: strawberry.ID = strawberry.field(
        name="takedownKey", description="Proposal of removal that was withdrawn."
    )
    asked: ProcedureStep = strawberry.field(
        description="Request to the ministry: the agency, the time and the document."
    )
    reply: MinistryAnswer | None = strawberry.field(description="Answer of the ministry; null without one.")
    replied: ProcedureStep | None = strawberry.field(
        description="Time and document of the ministry's answer; null before the answer."
    )
    outcome: RestorationOutcome | None = strawberry.field(
        description="State of the items; null until somebody checked them."
    )
    found: ProcedureStep | None = strawberry.field(
        description="Check of the items: the agency, the time and the observation."
    )


@strawberry.type
class Screening:
    """The field of administration, areas and checking agency that were assigned to a case."""

    category: Category = strawberry.field(description="Field of administration.")
    assigned: Agency = agency_field("Agency that checks the content.", "assigned")
    areas: list[Area] = areas_field("Areas of the province.")


@strawberry.type
class Rescreening:
    """A change of field, areas or checking agency after the screening."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the change.")
    asked: ProcedureStep = strawberry.field(description="Request for the change: the agency, the time and the reasons.")
    before: Screening = strawberry.field(description="Screening before the change.")
    after: Screening = strawberry.field(description="Screening that was requested.")
    loses: Agency | None = agency_field(
        "Agency that must confirm the change; null when the change took effect at once.", "loses"
    )
    done: ProcedureStep | None = strawberry.field(
        description="Step at which the change took effect; null while it has no effect."
    )
    refused: ProcedureStep | None = strawberry.field(
        description="Refusal by the agency that checks the content; null without one."
    )


@strawberry.type
class ReportWithdrawal:
    """A withdrawal of the report, or of a request for protection (Đ2.2). The register does not record the person who
    withdrew it."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the withdrawal.")
    at: datetime = strawberry.field(description="Time at which the withdrawal was made or recorded.")
    paper: ProcedureStep | None = strawberry.field(
        description="Agency that recorded the paper; null for a withdrawal by code."
    )
    confirmed: ProcedureStep | None = strawberry.field(
        description="Agency that confirmed another agency's paper; null before the confirmation."
    )
    refused: ProcedureStep | None = strawberry.field(
        description="Agency that refused the paper; null if it was not refused."
    )
    request: strawberry.ID | None = strawberry.field(
        description="Key of the request for protection that the paper withdraws; null for the report."
    )
