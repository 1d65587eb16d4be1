"""GraphQL interface for the content of a case, which the current case and its earlier versions share. A plain field
reads the key of the same name in a row."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import strawberry

from domain.case.grounds import limitation_from
from domain.case.state import case as domain
from domain.case.state import measures
from domain.case.state.pathways import PublicationState
from domain.case.timely import ends, late_in
from domain.kernel.calendar import local_date
from domain.kernel.masking import apart
from domain.kernel.vocabulary import Role
from domain.messages.catalogue import scope_of_case
from schema.case_handling import (
    Appraisal,
    CoordinationRound,
    Decision,
    Execution,
    HandlingResult,
    Proposal,
    Remedy,
    Reopening,
    Suggestion,
    Verification,
)
from schema.case_intake import (
    CaseMessage,
    EvidenceItem,
    Hearing,
    OwnMeasure,
    PaperFile,
    ReportCorrection,
    placed,
    said_in,
)
from schema.case_pathways import (
    CYCLE,
    CoordinationRequest,
    DuplicateLink,
    PoliceTransfer,
    ProcedureStep,
    Recusal,
    Referral,
    ReportWithdrawal,
    Rerouting,
    Rescreening,
    Restoration,
    Takedown,
)
from schema.context import ContextInfo, Row
from schema.cost import NOTICES, reads
from schema.deadlines import Limitation
from schema.edges import areas_field, object_field, provision_field
from schema.law import Provision
from schema.node import Node
from schema.protection import HarmTest, ProtectionRequest
from schema.record_names import EventType
from schema.registry import Agency, Area, OfficerReference, agencies_field, agency_field, officer_field, officers_field
from schema.row_keys import of_row

TOLD_BY = of_row("notify_by", "received_at", "detected_at", "delivered_on")


@strawberry.type
class Receipt:
    """The receipt of the report by the register: its channel and its times (Đ3.1)."""

    received_at: datetime = strawberry.field(description="Time at which the register received the report.")
    channel: domain.Channel | None = strawberry.field(
        description="Channel of the report; null if unknown, as for imported cases."
    )
    detected_at: datetime | None = strawberry.field(description="Time at which somebody noticed the content.")
    note: str | None = strawberry.field(
        description="Statement of the reporter by telephone, text message or another means."
    )
    document_number: str | None = strawberry.field(description="Number of the letter.")
    postmark_on: date | None = strawberry.field(description="Date of the postmark.")
    delivered_on: date | None = strawberry.field(description="Date on which the letter arrived.")

    @strawberry.field(
        description="Deadline for informing the lead agency; null if no agency noticed the content.",
        metadata=TOLD_BY,
    )
    @staticmethod
    def notify_by(parent: strawberry.Parent[Row], info: ContextInfo) -> datetime | None:
        """Return the deadline, computed again with the days off that are known now."""
        return ends(parent, info.context.registry.days)

    @strawberry.field(description="True if the lead agency was informed after `notifyBy`.", metadata=TOLD_BY)
    @staticmethod
    def late(parent: strawberry.Parent[Row], info: ContextInfo) -> bool:
        """Return whether the report was late, computed with the days off that are known now."""
        return late_in(parent, info.context.registry.days)

    delay: ProcedureStep | None = strawberry.field(
        description="Reason why the lead agency was informed late; null if nobody gave a reason."
    )


@strawberry.type
class ImportOrigin:
    """The source of an imported case."""

    source: str | None = strawberry.field(description="Name of the imported file.")
    row: int = strawberry.field(description="Number of the row in the file.")
    undated: bool = strawberry.field(description="True if the imported file gave no date of publication.")


@strawberry.type
class ContentCheck:
    """A check of the published content by one agency (Đ4.3)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the check.")
    at: datetime = strawberry.field(description="Time at which the check was recorded.")
    cycle: int = strawberry.field(description=CYCLE)
    method: domain.CheckMethod = strawberry.field(description="Method of the check.")
    outcome: domain.CheckOutcome = strawberry.field(description="Result of the check.")
    summary: str | None = strawberry.field(description="Observation of the officer; null once erased.")
    agency: Agency = agency_field("Agency that checked the content.", "agency")


@strawberry.type
class ExpressionReview:
    """An agency's review of whether freedom of speech or of the press covers the content (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the review.")
    at: datetime = strawberry.field(description="Time at which the review was recorded.")
    cycle: int = strawberry.field(description=CYCLE)

    @strawberry.field(
        description="True if the reviewer's agency was the lead agency at that time.", metadata=of_row("role")
    )
    @staticmethod
    def by_lead(parent: strawberry.Parent[Row]) -> bool:
        return bool(parent["role"] == Role.LEAD)

    expression: domain.ExpressionKind = strawberry.field(
        description="Kind of expression, such as an opinion or satire."
    )
    conclusion: domain.ExpressionConclusion = strawberry.field(
        description="Conclusion on whether the content is protected."
    )
    reasons: str | None = strawberry.field(description="Reasons for the conclusion; null once erased.")
    false_fact: str | None = strawberry.field(
        description="The one statement of fact that is false; null when the content is protected."
    )
    answer: str | None = strawberry.field(
        description="Answer to an earlier review that found the content protected; null without such a review, and "
        "once erased."
    )
    harm: HarmTest | None = strawberry.field(
        description="Test of harm to a person; null in a review of content that is reported as false."
    )
    provision: Provision | None = provision_field("Provision that the conclusion relies on.")
    agency: Agency = agency_field("The reviewer's agency.", "agency")


@strawberry.type
class Closure:
    """The closure of a case, with its reason."""

    reason: domain.ClosureReason = strawberry.field(name="ground", description="Kind of reason for closing the case.")
    at: datetime = strawberry.field(description="Time at which the case was closed.")
    reasons: str | None = strawberry.field(description="Written reasons for closing the case; null once erased.")
    informed: domain.Informed = strawberry.field(description="Way in which the reporter was informed.")
    publication: domain.PublicationChoice | None = strawberry.field(description="Choice to publish the outcome or not.")
    agency: Agency = agency_field("Agency that closed the case.", "agency")


@strawberry.type
class AgencyNotification:
    """A notification about the case that the register sent to an agency."""

    at: datetime = strawberry.field(description="Time at which the register sent the notification.")
    about: EventType = strawberry.field(
        name="eventType", description="Type of the event that the notification is about."
    )
    agency: Agency = agency_field("Agency that was notified.", "agency")


@strawberry.type
class PressNoticeLink:
    """A notice to the press about the case."""

    publication: strawberry.ID = strawberry.field(name="noticeId", description="Id of the notice.")
    state: PublicationState = strawberry.field(description="State of the notice after its last change that was public.")
    notice: Node | None = object_field(
        "The notice as a `PressNotice`, for its own office and for inspectors.", "publication", name="notice"
    )


@strawberry.interface
class CaseContent:
    """The content of a case: the current content in `Case`, an earlier content in `CaseVersion`. Parts of a case have a
    `key`. `node` does not accept such a key."""

    code: str = strawberry.field(description="Readable number, such as `CB-2026-000003`. It is not an id.")
    state: domain.CaseState = strawberry.field(description="State of the case.")
    regulation: str = strawberry.field(description="Regulation that was in force when the case was opened.")

    @strawberry.field(
        graphql_type=str | None,
        description="Claim of the content. A word in brackets replaces each number and account; the query "
        "`claimAsWritten` returns the original text. Null once erased.",
        metadata=of_row("claim", "numbered"),
    )
    @staticmethod
    def claim(parent: strawberry.Parent[Row]) -> str | None:
        """Return the claim, with each number and account replaced by a word. Old cases and versions store the original
        numbers and accounts."""
        said: str | None = parent["claim"]
        return apart(said) if said and parent.get("numbered", True) else said

    medium: domain.Medium = strawberry.field(
        description="Kind of medium that shows the content, such as a web page. Never an account."
    )
    url: str | None = strawberry.field(description="Address of the content. The register never opens it.")
    addresses: list[str | None] = strawberry.field(
        description="Further addresses of the same content. Each is null once erased."
    )
    report_corrections: list[ReportCorrection] = strawberry.field(
        description="Corrections of the report, with the content before each correction."
    )
    place: str | None = strawberry.field(description="Location of content that has no address.")
    published_at: datetime | None = strawberry.field(
        description="Time at which the content was published; null when unknown."
    )
    category: domain.Category | None = strawberry.field(
        description="Field of administration of the claim; null before the case is screened."
    )
    areas: list[Area] = areas_field("Areas of the province that the claim is about.")
    corruption: bool = strawberry.field(
        description="True if somebody stated that the claim alleges corruption, in any field of administration."
    )
    cycle: int = strawberry.field(description=CYCLE)

    @strawberry.field(
        description="Statement that the case is within the scope of the Regulation (Đ1.1), in the words of official "
        "documents. The scope is not a ground for a measure.",
        metadata=of_row("regulation", "areas", "category"),
    )
    @staticmethod
    def scope_statement(parent: strawberry.Parent[Row], info: ContextInfo) -> str:
        """Return the statement in Vietnamese, with the names of the areas."""
        known = info.context.registry.areas
        areas = [known[area].name for area in parent["areas"] if area in known]
        category = domain.Category(parent["category"]) if parent["category"] else None
        return scope_of_case(parent["regulation"], areas, category, "vi")

    receipt: Receipt = strawberry.field(description="Receipt of the report by the register.")
    imported: ImportOrigin | None = strawberry.field(description="Origin of an imported case; null for others.")
    screening_note: str | None = strawberry.field(
        description="Note of the lead agency to the agency that checks the content."
    )
    checks: list[ContentCheck] = strawberry.field(description="Checks of the content.")
    expression_reviews: list[ExpressionReview] = strawberry.field(
        description="Reviews of whether freedom of speech covers the content."
    )
    closure: Closure | None = strawberry.field(description="Closure; null while the case is open.")
    notices: list[AgencyNotification] = strawberry.field(
        name="notifications", description="Notifications that the register sent to agencies."
    )
    verifications: list[Verification] = strawberry.field(description="Verifications of the claim.")
    appraisal: Appraisal | None = strawberry.field(description="Conclusion of the lead agency in this cycle.")
    rounds: list[CoordinationRound] = strawberry.field(description="Rounds of coordination between agencies.")
    suggestions: list[Suggestion] = strawberry.field(
        description="Suggestions of other agencies on how to handle the case."
    )
    restorations: list[Restoration] = strawberry.field(
        description="Requests to have removed content restored, oldest first."
    )
    protections: list[ProtectionRequest] = strawberry.field(
        description="Requests to be protected from the content, oldest first."
    )

    @strawberry.field(
        graphql_type=list[Hearing],
        description="Questions to the person concerned before a measure is proposed.",
        metadata=of_row("hearings"),
    )
    @staticmethod
    def hearings(parent: strawberry.Parent[Row]) -> list[Row]:
        """Return the hearings. Each answer includes its file, and the case's id, which the file's address contains."""
        return [
            {**row, **{name: [placed(said, parent["_id"]) for said in rows] for name, rows in said_in(row).items()}}
            for row in parent["hearings"]
        ]

    @strawberry.field(
        graphql_type=Limitation,
        description="Period in which the law allows a sanction for the act in this case. It follows the law as known "
        "today.",
        metadata=of_row("published_at", "receipt", "medium"),
    )
    @staticmethod
    def limitation(parent: strawberry.Parent[Row], info: ContextInfo) -> measures.Limitation:
        """Return the limitation period. It begins on the day of publication. If that day is unknown, it begins on the
        day of detection, or else on the day of receipt."""
        receipt = parent["receipt"]
        begun = parent["published_at"] or receipt["detected_at"] or receipt["received_at"]
        medium = domain.Medium(parent["medium"]) if parent["medium"] else None
        return limitation_from(local_date(begun.replace(tzinfo=UTC)), medium, info.context.registry)

    @strawberry.field(
        graphql_type=list[CaseMessage],
        description="Questions of agencies to the reporter and messages of the reporter, oldest first.",
        metadata=of_row("messages"),
    )
    @staticmethod
    def messages(parent: strawberry.Parent[Row]) -> list[Row]:
        """Return the messages. Each message includes the case's id, which the address of its file contains."""
        return [placed(message, parent["_id"]) for message in parent["messages"]]

    proposal: Proposal | None = strawberry.field(description="Proposal of the lead agency in this cycle.")
    decisions: list[Decision] = strawberry.field(description="Decisions, oldest first.")
    executions: list[Execution] = strawberry.field(description="Execution of the decisions.")
    remedies: list[Remedy] = strawberry.field(description="Remedies of problems that turned out to be true.")
    results: list[HandlingResult] = strawberry.field(description="Reports on the result.")
    reopenings: list[Reopening] = strawberry.field(description="Reopenings of the case.")
    own_measures: list[OwnMeasure] = strawberry.field(description="Measures that agencies took on their own pages.")

    @strawberry.field(
        graphql_type=list[EvidenceItem],
        description="Evidence files, stored encrypted.",
        metadata=of_row("evidence"),
    )
    @staticmethod
    def evidence(parent: strawberry.Parent[Row]) -> list[Row]:
        """Return the items of evidence. Each item includes the case's id, which the address of its file contains."""
        return [{**item, "case": parent["_id"]} for item in parent["evidence"]]

    paper_files: list[PaperFile] = strawberry.field(description="Paper files that contain classified material.")
    recused: list[OfficerReference] = officers_field(
        "Officers who are recused from the case.", "recused", name="recusedOfficers"
    )
    recusals: list[Recusal] = strawberry.field(description="Motions to recuse officers, oldest first.")
    rescreenings: list[Rescreening] = strawberry.field(
        description="Changes of the field, the areas or the checking agency after the screening, oldest first."
    )
    withdrawals: list[ReportWithdrawal] = strawberry.field(
        description="Withdrawals of the report, and papers that withdraw a request for protection, oldest first."
    )
    takedowns: list[Takedown] = strawberry.field(description="Proposals to have content removed.")
    transfers: list[PoliceTransfer] = strawberry.field(description="Transfers to the police.")
    requests: list[CoordinationRequest] = strawberry.field(description="Requests of the lead agency to other agencies.")
    referrals: list[Referral] = strawberry.field(description="Referrals of questions of journalists' ethics.")
    reroutings: list[Rerouting] = strawberry.field(
        description="Transfers of an allegation of corruption to the competent agency."
    )
    links: list[DuplicateLink] = strawberry.field(
        description="Links to earlier cases about the same content, including removed links."
    )
    hidden: bool = strawberry.field(description="True if search and the list of similar cases omit this case.")
    changed_at: datetime = strawberry.field(description="Time at which the case last changed.")
    focal: OfficerReference | None = officer_field(
        "Officer who is responsible for the check.", "focal", name="focalOfficer"
    )
    reporter: Agency = agency_field("Agency that reported the content.", "reporter")
    lead: Agency = agency_field("The lead agency of the case.", "lead")
    assigned_at: datetime | None = strawberry.field(
        description="Time at which the checking agency replaced another agency; null otherwise, and in older cases."
    )
    assigned: Agency | None = agency_field(
        "Agency that checks the content; null before the case is screened.", "assigned"
    )

    concerns: list[Agency] = agencies_field("Agencies whose actions the claim is about.", "concerns")

    @strawberry.field(
        name="noticeLinks",
        graphql_type=list[PressNoticeLink],
        description="Notices to the press about the case. Everybody who sees the case sees the notices that were "
        "public, including retracted ones. A notice that was never public is visible only to its own office "
        "(`press:issue`) and to inspectors.",
        metadata=reads(NOTICES, rows=NOTICES) | of_row("publications"),
    )
    @staticmethod
    async def publications(parent: strawberry.Parent[Row], info: ContextInfo) -> Sequence[Row]:
        return await info.context.cases.notices(parent)
