"""GraphQL types for agencies: complaints, and accusations against agencies. No type identifies the complainant."""

from collections.abc import Sequence
from datetime import date, datetime

import strawberry

from domain.complaint.accusations import AccusationState
from domain.complaint.state import ContestedKind, RedressOutcome, RedressState, RejectionGround, SuspensionGround
from domain.kernel.vocabulary import Kind
from schema.case_edge import CaseLater, case_field
from schema.case_intake import Attachment, placed
from schema.case_pathways import ProcedureStep
from schema.context import ContextInfo, Row
from schema.cost import reads
from schema.deadlines import LEVEL, Deadline, deadline_field
from schema.edges import object_field
from schema.node import ActionNode, Node
from schema.public_request import PublicRequestNode
from schema.record_names import EventType
from schema.registry import Agency, OfficerReference, agencies_field, agency_field, officer_field
from schema.row_keys import of_row


@strawberry.type
class Rejection:
    """The rejection of a complaint: the agency does not examine it."""

    level: int = strawberry.field(description=LEVEL)
    ground: RejectionGround = strawberry.field(description="Ground of the rejection.")
    at: datetime = strawberry.field(description="Time at which the officer rejected the complaint.")
    officer: OfficerReference | None = officer_field("Officer who rejected the complaint.")
    reasons: str | None = strawberry.field(description="Reasons as the person reads them; null once erased.")
    agency: Agency = agency_field("Agency of the officer at that time.", "agency")


@strawberry.type
class Examination:
    """The start of an examination, by an officer who took no part in the case."""

    level: int = strawberry.field(description=LEVEL)
    at: datetime = strawberry.field(description="Time at which the examination began.")
    officer: OfficerReference | None = officer_field("Officer who examines the complaint.")
    plan: str | None = strawberry.field(
        description="Subject of the examination, and the way of hearing the person; null once erased."
    )
    agency: Agency = agency_field("Agency of the officer at that time.", "agency")


@strawberry.type
class Ruling:
    """The decision on a complaint."""

    level: int = strawberry.field(description=LEVEL)
    outcome: RedressOutcome = strawberry.field(description="Result of the examination.")
    at: datetime = strawberry.field(description="Time at which the ruling was entered.")
    decided_on: date = strawberry.field(description="Date of the ruling.")
    officer: OfficerReference | None = officer_field("Officer who made the ruling.")
    number: str | None = strawberry.field(description="Number of the ruling; null once erased.")
    reasons: str | None = strawberry.field(description="Reasons as the person reads them; null once erased.")
    way_on: str | None = strawberry.field(description="Body to which the person can appeal next; null once erased.")
    verified: str | None = strawberry.field(description="Result of the verification; null if nobody recorded it.")
    dialogue: str | None = strawberry.field(
        description="Account of the dialogue with the person; null if nobody recorded it."
    )
    agency: Agency = agency_field("Agency of the officer at that time.", "agency")


@strawberry.type
class Appeal:
    """The complainant's appeal to the second level."""

    at: datetime = strawberry.field(description="Time at which the person appealed.")
    text: str | None = strawberry.field(description="Objections of the person to the first answer; null once erased.")
    agency: Agency = agency_field("The agency of the second level.", "agency")


@strawberry.type
class Suspension:
    """The suspension of an examination until a given day."""

    level: int = strawberry.field(description=LEVEL)
    ground: SuspensionGround = strawberry.field(description="Ground of the suspension.")
    at: datetime = strawberry.field(description="Time at which the examination was suspended.")
    until: date = strawberry.field(description="Last day of the suspension.")
    ended_at: datetime | None = strawberry.field(
        description="Time at which the suspension ended before its last day; null if it did not."
    )
    officer: OfficerReference | None = officer_field("Officer who suspended the examination.")
    reasons: str | None = strawberry.field(description="Reasons as the person reads them; null once erased.")
    agency: Agency = agency_field("Agency of the officer at that time.", "agency")


@strawberry.type
class Coercion:
    """A statement of the complainant that they withdrew the complaint under threat or coercion."""

    at: datetime = strawberry.field(description="Time at which the person made the statement.")
    text: str | None = strawberry.field(
        description="The threat or coercion that led to the withdrawal; null once erased."
    )


@strawberry.type
class RedressMessage:
    """A message between the examiner and the person who complained."""

    at: datetime = strawberry.field(description="Time at which the message was sent.")
    level: int = strawberry.field(description=LEVEL)
    officer: OfficerReference | None = officer_field("Officer who wrote the message; null if the complainant wrote it.")
    text: str | None = strawberry.field(description="The message; null once erased.")
    attachment: Attachment | None = strawberry.field(description="File that the person sent; null without one.")


@strawberry.type
class ExaminerPart:
    """An act in a case by an officer who also examined a complaint about that case."""

    officer: OfficerReference | None = officer_field("The officer.")
    version: int = strawberry.field(description="Version of the case that the act created.")
    type: EventType = strawberry.field(name="eventType", description="Type of the event that records the act.")
    at: datetime = strawberry.field(description="Time of the act.")


@strawberry.type
class Redress(PublicRequestNode):
    """A complaint against a decision (khiếu nại). It does not identify the complainant."""

    kind_of_stream = Kind.REDRESS

    code: str = strawberry.field(description="Readable number, such as `KN-2026-000001`.")
    state: RedressState = strawberry.field(description="State of the complaint.")
    at: datetime = strawberry.field(description="Time at which the complaint was filed.")
    case: strawberry.ID = strawberry.field(name="caseId", description="Case in which the decision was made.")
    case_shown: CaseLater | None = case_field("Case in which the decision was made.")
    about: ContestedKind = strawberry.field(description="Kind of act that the complaint is against.")
    decision: str = strawberry.field(description="Public code of the act that the complaint is against.")
    subject: strawberry.ID | None = strawberry.field(
        name="subjectId",
        description="Notice to the press or data request that the complaint is against; null for an act in the case.",
    )
    subject_shown: Node | None = object_field(
        "Notice to the press or data request that the complaint is against.", "subject", name="subject"
    )
    level: int = strawberry.field(description=LEVEL)
    text: str | None = strawberry.field(description="The complaint in the person's own words; null once erased.")
    filed_late: bool = strawberry.field(description="True if the complaint came after the time limit.")
    known_on: date | None = strawberry.field(
        description="Day on which the person learned of the decision, as the person states; null without a statement."
    )
    file_by: Deadline | None = deadline_field(
        "Deadline to file the complaint; null for a complaint that is older than this field.", "file_by"
    )
    accept_by: Deadline = deadline_field("Deadline to accept or reject the complaint.", "accept_by")
    decide_by: Deadline | None = deadline_field(
        "Deadline of the ruling; null before the complaint is accepted.", "decide_by"
    )
    appeal_by: Deadline | None = deadline_field(
        "Deadline for the person to appeal to the second level; null before the ruling.", "appeal_by"
    )
    overdue: list[datetime] = strawberry.field(description="Deadlines that passed before the agency acted.")

    @strawberry.field(
        graphql_type=list[RedressMessage],
        description="Messages of the examiner and of the person who complained, oldest first.",
        metadata=of_row("messages"),
    )
    @staticmethod
    def messages(parent: strawberry.Parent[Row]) -> list[Row]:
        """Return the messages, each with the complaint's id for the address of its file."""
        return [placed(message, parent["_id"]) for message in parent["messages"]]

    suspensions: list[Suspension] = strawberry.field(description="Suspensions of the examination, oldest first.")
    inspections: list[ProcedureStep] = strawberry.field(
        description="Observations of inspectors on suspensions and on withdrawals under threat, oldest first."
    )
    coercions: list[Coercion] = strawberry.field(
        description="Statements that the complaint was withdrawn under threat or coercion, oldest first. Such a "
        "statement makes the complaint continue."
    )
    rejections: list[Rejection] = strawberry.field(description="Rejections, oldest first.")
    examinations: list[Examination] = strawberry.field(description="Examinations, oldest first.")
    rulings: list[Ruling] = strawberry.field(description="Rulings, oldest first.")
    appeals: list[Appeal] = strawberry.field(description="Appeals to the second level.")
    ended_at: datetime | None = strawberry.field(
        description="Time at which the procedure ended; null while it is open."
    )
    agency: Agency = agency_field("Agency that made the decision.", "agency")
    examining: Agency = agency_field("Agency that handles the complaint now.", "examining")

    @strawberry.field(
        graphql_type=list[ExaminerPart] | None,
        description="Acts in the case itself by officers who examined the complaint, except acts caused by a ruling. "
        "Visible only to inspectors (`audit:read:all`); null for others.",
        metadata=reads(200),
    )
    @staticmethod
    async def examiner_parts(parent: strawberry.Parent[Row], info: ContextInfo) -> Sequence[Row] | None:
        return await info.context.examiner_parts(parent)


@strawberry.type
class Accusation(ActionNode):
    """An accusation of the agency that handled a closed case (Đ5.1.h). An agency named in the accusation cannot see
    it."""

    kind_of_stream = Kind.ACCUSATION

    state: AccusationState = strawberry.field(description="State of the accusation.")
    at: datetime = strawberry.field(description="Time at which the accusation was filed.")
    corruption: bool = strawberry.field(description="True if the accusation alleges corruption.")
    reasons: str | None = strawberry.field(description="Text of the accusation; null once erased.")
    decide_by: datetime = strawberry.field(description="Deadline of the decision.")
    decided: ProcedureStep | None = strawberry.field(
        description="Decision on the accusation: the agency, the time and the reasons; null before the decision."
    )
    accused: list[Agency] = agencies_field("Agencies that the accusation is about.", "accused")
    examining: Agency = agency_field("Agency that decides on the accusation.", "examining")
    agency: Agency | None = agency_field(
        "Agency whose officer filed the accusation; null if the reporter filed it.", "agency"
    )
    case_shown: CaseLater | None = case_field("The closed case.")
