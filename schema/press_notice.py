"""GraphQL types of the press office's work: notices, questions of the press, and spokespersons."""

from datetime import datetime
from typing import TypedDict

import strawberry

from domain.case.state.case import Category
from domain.case.state.measures import Finding
from domain.case.state.pathways import PublicationState
from domain.kernel.calendar import TermSource
from domain.kernel.masking import Personal
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import Harmless
from domain.press_question.questions import Mandate
from domain.press_question.state import ExchangeState, QuestionKind, RefusalGround
from domain.publication.public import PublicView
from domain.publication.publishable import Obstacle
from domain.publication.state import NoticeForm
from schema.case_edge import CaseLater, case_field
from schema.case_pathways import ProcedureStep
from schema.complaint import Redress
from schema.context import ContextInfo, Row
from schema.edges import object_field
from schema.node import ActionNode, Node
from schema.publication import Publication
from schema.registry import Agency, agency_field
from schema.scalars import DateRange


class FindingRow(TypedDict):
    """Keys of the store's row that the fields of a finding read."""

    field: str


@strawberry.type
class MaskingFinding:
    """A part of a notice that may identify a person. Reword this part, or confirm that it is harmless."""

    key: strawberry.ID = strawberry.field(
        description="Key of the finding. Send it to `keepNameInPressNotice` as `finding`."
    )

    @strawberry.field(description="Text that contains the part: title, claim, text, redressNotice or reasons.")
    @staticmethod
    def field(parent: strawberry.Parent[FindingRow]) -> str:
        return camel(parent["field"])

    kind: Personal = strawberry.field(description="Kind of personal data that the part looks like.")
    start: int = strawberry.field(description="Position of the part's first character, counted from 0.")
    end: int = strawberry.field(description="Position after the part's last character.")
    harmless: Harmless | None = strawberry.field(
        description="Reason why the part is harmless; null unless an officer confirmed that."
    )


@strawberry.type
class Wording:
    """The texts of a notice, with the findings of the check for personal data."""

    title: str | None = strawberry.field(description="Headline.")
    claim: str | None = strawberry.field(description="Claim that was examined.")
    text: str | None = strawberry.field(description="Findings and acts of the agencies.")
    at: datetime = strawberry.field(description="Time at which the texts were written.")
    findings: list[MaskingFinding] = strawberry.field(description="Parts that may identify a person.")


@strawberry.type
class CorrectionDraft:
    """A correction that is not yet approved."""

    wording: Wording = strawberry.field(description="Texts that will replace those of the notice.")
    reason: str | None = strawberry.field(
        name="reasons", description="Reason of the correction, as the public will read it."
    )
    page: str | None = strawberry.field(
        description="Official page on which the correction will appear; null without a page."
    )


@strawberry.type
class ReleaseChange:
    """A request to change the release time. A second person confirms it (G5)."""

    step: ProcedureStep = strawberry.field(description="Request for the change: the agency, the time and the reasons.")
    release_at: datetime | None = strawberry.field(description="New release time; null to lift the embargo.")


class NoticeRow(TypedDict):
    """Keys of the store's row that the fields of `PressNotice` read."""

    case: str


@strawberry.type
class PressNotice(ActionNode):
    """A notice to the press, for the office that writes it. The public reads a `Publication`."""

    kind_of_stream = Kind.PUBLICATION

    state: PublicationState = strawberry.field(description="State of the notice.")
    form: NoticeForm = strawberry.field(description="Form in which the press is informed.")
    wording: Wording = strawberry.field(description="Texts of the notice.")
    redress_notice: str | None = strawberry.field(description="Instructions on how to complain about the result.")
    page: str | None = strawberry.field(
        description="Official page of the agency on which the notice appears; null in older notices, and without a "
        "page."
    )
    release_at: datetime | None = strawberry.field(
        description="Time at which the register will issue the notice; null when no time is set."
    )
    release_change: ReleaseChange | None = strawberry.field(
        description="Another release time that waits for a second person; null without one."
    )
    upheld: strawberry.ID | None = strawberry.field(
        name="upheldRedressId",
        description="Upheld complaint about the notice itself, until it is corrected or retracted.",
    )
    upheld_shown: Node | None = object_field(
        "Upheld complaint about the notice itself, until it is corrected or retracted.", "upheld", name="upheldRedress"
    )
    review_since: datetime | None = strawberry.field(
        description="Time at which the case was reopened, after which the notice is under review; null if it is not "
        "under review."
    )
    correction: CorrectionDraft | None = strawberry.field(
        description="Correction that waits for approval; null without one."
    )
    agency: Agency = agency_field("Agency that issues the notice.", "agency")
    case_shown: CaseLater | None = case_field("Case that the notice is about.")

    @strawberry.field(description="Id of the case that the notice is about.")
    @staticmethod
    def case_id(parent: strawberry.Parent[NoticeRow]) -> strawberry.ID:
        return strawberry.ID(parent["case"])

    @strawberry.field(
        graphql_type=Publication | None,
        description="The notice as the public reads it; null before it was issued.",
    )
    @staticmethod
    def publication(parent: strawberry.Parent[Row], info: ContextInfo) -> PublicView | None:
        return info.context.notices.published(parent)


@strawberry.type
class Readiness:
    """A reason that prevents publishing a result, or that the office should consider before publishing it."""

    obstacle: Obstacle = strawberry.field(description="Kind of obstacle.")
    stops: bool = strawberry.field(description="True if the reason prevents the office from issuing a notice.")
    until: datetime | None = strawberry.field(description="Time at which the obstacle ends; null when unknown.")


@strawberry.type
class PublishableOutcome:
    """A result of the caller's own agency that could be published, or a ruling that overturned such a result."""

    case: CaseLater = strawberry.field(description="Case of the result.")
    redress: strawberry.ID | None = strawberry.field(
        name="redressId",
        description="Complaint whose ruling is to be published. Send its id as `redress` of `draftPressNotice` or "
        "`draftPressNoticeCorrection`. Null when the result of the case itself is to be published. Also null for an "
        "office that may neither publish the ruling nor see the complaint.",
    )
    redress_shown: Redress | None = object_field(
        "Complaint whose ruling is to be published.", "redress", name="redress", graphql_type=Redress
    )
    overturned: bool = strawberry.field(
        description="True if a complaint overturned the result, so that the ruling on the complaint is to be "
        "published. The case itself then has no result. Draft a notice with `redressId`; without this id, the draft is "
        "refused (`NO_RESULT_TO_PUBLISH`)."
    )
    notices: list[PressNotice] = strawberry.field(
        name="pressNotices", description="Notices of the caller's own agency about the case."
    )
    readiness: list[Readiness] = strawberry.field(
        description="Obstacles to publishing, and facts that the office should consider."
    )
    ready: bool = strawberry.field(
        description="True if nothing prevents the notice about the result: the notice may be issued now, or is public. "
        "False when there is no notice."
    )
    draftable: bool = strawberry.field(
        description="True if a notice may be drafted now: the result may be published, and no notice is in preparation "
        "or public."
    )


@strawberry.input
class PublishableOutcomeFilter:
    """Conditions on the cases of the results. A null condition is ignored."""

    category: Category | None = strawberry.field(default=None, description="Only cases of this field.")
    finding: Finding | None = strawberry.field(default=None, description="Only results with this finding.")
    opened_since: datetime | None = strawberry.field(
        default=None, description="Only cases received at or after this moment."
    )
    opened_before: datetime | None = strawberry.field(
        default=None, description="Only cases received before this moment."
    )


@strawberry.type
class PressQuestionStep:
    """A step in answering a question, with its document or note."""

    at: datetime = strawberry.field(description="Time at which the step was recorded.")
    document_number: str | None = strawberry.field(description="Number of the document.")
    note: str | None = strawberry.field(description="Note; null once erased.")


@strawberry.type
class PressAnswerExtension:
    """An extension of the deadline of an answer."""

    due_at: datetime = strawberry.field(description="Deadline of the answer.")
    step: PressQuestionStep = strawberry.field(
        description="Reasons for the extension, and the way of informing the journalist."
    )


@strawberry.type
class PressAnswerRefusal:
    """A refusal to answer."""

    ground: RefusalGround = strawberry.field(description="Legal ground of the refusal.")
    step: PressQuestionStep = strawberry.field(description="Reasons of the refusal.")


@strawberry.type
class PressQuestion(ActionNode):
    """A question of the press to an agency, and the answer (Đ5.7.đ)."""

    kind_of_stream = Kind.EXCHANGE

    state: ExchangeState = strawberry.field(description="State of the question.")
    kind: QuestionKind = strawberry.field(description="Kind of question.")
    asked_at: datetime = strawberry.field(
        description="Time at which the question arrived, or at which the event in question happened."
    )
    outlet: str | None = strawberry.field(description="Media outlet that asks; null once erased.")
    question: str | None = strawberry.field(description="The question; null once erased.")
    due_at: datetime = strawberry.field(description="Deadline of the answer.")
    source: TermSource = strawberry.field(description="Rule that sets the deadline.")
    extensions: list[PressAnswerExtension] = strawberry.field(description="Extensions of the deadline.")
    answer: PressQuestionStep | None = strawberry.field(description="Answer to the question; null before the answer.")
    refusal: PressAnswerRefusal | None = strawberry.field(description="Refusal to answer; null without one.")
    late: datetime | None = strawberry.field(
        description="Time at which the register recorded that the deadline passed; null before that."
    )
    agency: Agency = agency_field("Agency that was asked.", "agency")
    case: strawberry.ID | None = strawberry.field(
        name="caseId",
        description="Id of the case that the question is about; null for a question that is not about a case.",
    )
    case_shown: CaseLater | None = case_field("Case that the question is about.")


@strawberry.type
class Spokesperson(ActionNode):
    """A person who may speak to the press for an agency (Đ5.7.c). The law makes this information public."""

    kind_of_stream = Kind.SPOKESPERSON

    mandate: Mandate = strawberry.field(description="Kind of authority to speak.")
    name: str | None = strawberry.field(description="Name of the person; null once erased.")
    office: str | None = strawberry.field(description="Office of the person.")
    phone: str | None = strawberry.field(description="Telephone number of the office.")
    email: str | None = strawberry.field(description="E-mail address of the office.")
    document_number: str | None = strawberry.field(description="Number of the authorising document.")
    span: DateRange = strawberry.field(description="Days on which the authority is valid.")
    agency: Agency = agency_field("Agency that the person speaks for.", "agency")
