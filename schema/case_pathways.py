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

CYCLE = "Number of the cycle: 1, and one more each time the case is reopened."


@strawberry.type
class ProcedureStep:
    """A step of a procedure, taken by an agency."""

    at: datetime = strawberry.field(description="When the agency took the step.")
    document_number: str | None = strawberry.field(
        description="Number of the document of this step; null without one, and once erased."
    )
    note: str | None = strawberry.field(description="Note of the agency; null without one, and once erased.")
    agency: Agency = agency_field("The agency.", "agency")


@strawberry.type
class TakedownItem:
    """One item of content at one address, as a person captured it. It is never an account or a whole site."""

    url: str | None = strawberry.field(
        description="Address of the item. The register never opens it. Null once erased."
    )
    captured_text: str | None = strawberry.field(description="Text of the item; null once erased.")
    captured_at: datetime = strawberry.field(description="When a person captured the item.")
    unlisted: bool = strawberry.field(
        description="Whether its address has no form known as that of one item; then `Takedown.oneItem` says why it is."
    )


@strawberry.type
class Takedown:
    """A proposal that the ministry require the removal of some items of content (Đ5.1.g)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the proposal.")
    cycle: int = strawberry.field(description=CYCLE)
    asks: TakedownAsk = strawberry.field(description="What the ministry is asked to require.")
    may_order: list[Agency] = agencies_field(
        "Ministries that could order it when it was drafted, by their competences.", "may_order"
    )
    status: TakedownStatus = strawberry.field(name="state", description="State of the proposal.")
    provisions: list[Provision] | None = provisions_field("Provisions that it is based on.", documents=IN_LISTS)
    necessity: str | None = strawberry.field(description="Why it is necessary; null once erased.")
    alternatives: str | None = strawberry.field(description="Why milder measures are not enough; null once erased.")
    items: list[TakedownItem] = strawberry.field(description="Items to be removed or labelled.")
    drafted: ProcedureStep = strawberry.field(description="Drafting of the document.")
    approved: ProcedureStep | None = strawberry.field(description="Approval by the lead agency.")
    one_item: str | None = strawberry.field(
        description="Why the items that are `unlisted` are single ones, in the approver's words; null once erased."
    )
    submitted: ProcedureStep | None = strawberry.field(description="Submission to the People's Committee.")
    answered: ProcedureStep | None = strawberry.field(description="Signature or refusal of the People's Committee.")
    sent: ProcedureStep | None = strawberry.field(description="Sending of the letter to the ministry.")
    reply_due_at: datetime | None = due_field(
        "reply_due_at",
        "sent.at",
        "Deadline of the ministry's reply. The register records when it passes without one.",
        type=datetime | None,
    )
    reply_due_at_provisional: bool = provisional_field("reply_due_at", "sent.at")
    no_reply_at: datetime | None = strawberry.field(
        description="When the register recorded that the ministry did not reply in time."
    )
    replied: ProcedureStep | None = strawberry.field(description="Reply of the ministry.")
    reply: MinistryAnswer | None = strawberry.field(
        description="What the ministry replied first; null for replies from before the register kept this."
    )
    outcome: TakedownOutcome | None = strawberry.field(description="What happened to the items, as a person saw it.")
    found: ProcedureStep | None = strawberry.field(description="When the outcome was seen, and by which agency.")
    review_due_at: datetime | None = strawberry.field(description="When a removal or label must be reviewed.")
    review_noted_at: datetime | None = strawberry.field(description="When the register asked for the review.")
    reviewed: ProcedureStep | None = strawberry.field(description="Review of the removal or label.")
    withdrawn: ProcedureStep | None = strawberry.field(description="Withdrawal of the proposal.")
    committee: Agency | None = agency_field("People's Committee that got the proposal.", "committee")
    ministry: Agency | None = agency_field("Ministry that is asked.", "ministry")


@strawberry.type
class PoliceTransfer:
    """A transfer of the case file to the police. Only the police decide whether there is a crime (Đ3.4)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the transfer.")
    cycle: int = strawberry.field(description=CYCLE)
    status: TransferStatus = strawberry.field(name="state", description="State of the transfer.")
    provisions: list[Provision] | None = provisions_field("Provisions that it is based on.", documents=IN_LISTS)
    reason: str | None = strawberry.field(
        name="reasons", description="Why the police should investigate; null once erased."
    )
    file_index: str | None = strawberry.field(description="List of what the file contains; null once erased.")
    drafted: ProcedureStep = strawberry.field(description="Drafting of the document.")
    signed: ProcedureStep | None = strawberry.field(description="Signing of the transfer.")
    handed_over: ProcedureStep | None = strawberry.field(description="Hand-over of the file, with its record.")
    received: ProcedureStep | None = strawberry.field(description="Confirmation of receipt by the police.")
    returned: ProcedureStep | None = strawberry.field(description="Return of the file.")
    outcome: ProcedureStep | None = strawberry.field(
        description="Outcome that the police reported, by the number of a document."
    )
    public_code: str | None = strawberry.field(
        description="Public code for the person concerned, who complains with it; null before the signature, and for a "
        "transfer that is older than these codes."
    )
    police: Agency = agency_field("Police agency.", "police")


@strawberry.type
class CoordinationRequest:
    """A request of the lead agency to another agency, and the answer (Đ5.4.b)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the request.")
    cycle: int = strawberry.field(description=CYCLE)
    content: str | None = strawberry.field(description="What the lead agency asks for; null once erased.")
    asked: ProcedureStep = strawberry.field(description="When and how the request was made.")
    due_at: datetime = due_field("due_at", "asked.at", "Deadline of the answer.")
    provisional: bool = provisional_field("due_at", "asked.at")
    overdue_at: datetime | None = strawberry.field(description="When the register recorded that the answer is late.")
    answered: ProcedureStep | None = strawberry.field(description="Answer; null before it.")
    agency: Agency = agency_field("Agency that was asked.", "agency")


@strawberry.type
class Referral:
    """A referral of a question of journalists' ethics to their association (Đ5.1.b, Đ5.5.b)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the referral.")
    cycle: int = strawberry.field(description=CYCLE)
    subject: str | None = strawberry.field(description="Rule of ethics in question; null once erased.")
    sent: ProcedureStep = strawberry.field(description="Sending of the referral.")
    outcome: ReferralOutcome | None = strawberry.field(description="What the association answered; null before it.")
    answered: ProcedureStep | None = strawberry.field(description="Answer; null before it.")
    agency: Agency = agency_field("Journalists' association.", "agency")


@strawberry.type
class Rerouting:
    """The transfer of a claim that alleges corruption to the competent agency (Đ5.3)."""

    route: AllegationRoute = strawberry.field(description="Procedure under which the claim was passed on.")
    passed_on: ProcedureStep = strawberry.field(description="When and how it was passed on.")
    agency: Agency = agency_field("Agency that received it.", "agency")


@strawberry.type
class DuplicateLink:
    """A link to an earlier case about the same content. A removed link remains in the record. The field `duplicates`
    returns the linked cases."""

    linked: ProcedureStep = strawberry.field(description="When and why the cases were linked.")
    unlinked: ProcedureStep | None = strawberry.field(description="When and why the link was removed.")


@strawberry.type
class Recusal:
    """A motion to recuse an officer from a case (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the motion.")
    officer: OfficerReference | None = officer_field("Officer whom the motion is about.")
    agency: Agency = agency_field("Agency of the officer.", "agency")
    ground: RecusalGround = strawberry.field(description="Ground of the motion.")
    moved: ProcedureStep = strawberry.field(description="Who asked, when and why.")
    answer_by: datetime = due_field("answer_by", "moved.at", "Until when the officer answers.")
    answer_by_provisional: bool = provisional_field("answer_by", "moved.at")
    answered: ProcedureStep | None = strawberry.field(description="Answer of the officer; null without one.")
    decide_by: datetime = due_field("decide_by", "moved.at", "Until when the People's Committee decides.")
    decide_by_provisional: bool = provisional_field("decide_by", "moved.at")
    decided: ProcedureStep | None = strawberry.field(description="Who decided, when and why; null before that.")
    granted: bool | None = strawberry.field(description="Whether the officer is recused; null before the decision.")
    undone: ProcedureStep | None = strawberry.field(description="Who ended the recusal; null while it is in force.")

    @strawberry.field(description="Law that the ground is from.", metadata=of_row("ground"))
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
        name="takedownKey", description="Proposal of removal that was taken back."
    )
    asked: ProcedureStep = strawberry.field(description="Who asked the ministry, when, and by which document.")
    reply: MinistryAnswer | None = strawberry.field(description="Answer of the ministry; null without one.")
    replied: ProcedureStep | None = strawberry.field(
        description="When and by which document the ministry answered; null before that."
    )
    outcome: RestorationOutcome | None = strawberry.field(
        description="What became of the items; null until somebody looked."
    )
    found: ProcedureStep | None = strawberry.field(
        description="The check of the items: the officer's agency, the time, and the observation."
    )


@strawberry.type
class Screening:
    """The field of administration, areas and checking agency that were assigned to a case."""

    category: Category = strawberry.field(description="Field of administration.")
    assigned: Agency = agency_field("Agency that checks.", "assigned")
    areas: list[Area] = areas_field("Areas of the province.")


@strawberry.type
class Rescreening:
    """A change of field, areas or checking agency after the screening."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the change.")
    asked: ProcedureStep = strawberry.field(description="Who asked for it, when and why.")
    before: Screening = strawberry.field(description="The screening until then.")
    after: Screening = strawberry.field(description="The screening that was asked for.")
    loses: Agency | None = agency_field("Agency that has to confirm; null when it counted at once.", "loses")
    done: ProcedureStep | None = strawberry.field(description="From when it counts; null while it does not.")
    refused: ProcedureStep | None = strawberry.field(description="Refusal of the agency that checks; null without one.")


@strawberry.type
class ReportWithdrawal:
    """A withdrawal of the report, or of a request for protection (Đ2.2). The register does not record the person who
    withdrew it."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the withdrawal.")
    at: datetime = strawberry.field(description="When it was made or recorded.")
    paper: ProcedureStep | None = strawberry.field(
        description="Who recorded the paper; null for a withdrawal by the code."
    )
    confirmed: ProcedureStep | None = strawberry.field(
        description="Who confirmed the paper for another agency; null before that."
    )
    refused: ProcedureStep | None = strawberry.field(description="Who refused the paper; null otherwise.")
    request: strawberry.ID | None = strawberry.field(
        description="Key of the request for protection that the paper withdraws; null for the report."
    )
