"""Questions of the press and who speaks for an agency, as the agencies see them."""

from datetime import datetime

import strawberry

from domain.kernel.calendar import TermSource
from domain.kernel.kind import Kind
from domain.press_question.spokesperson import Mandate
from domain.press_question.state import ExchangeState, QuestionKind, RefusalGround
from schema.case_edge import CaseLater, case_field
from schema.node import ActionNode, StreamNode
from schema.registry import Agency, agency_field
from schema.spans import DateRange


@strawberry.type
class PressQuestionStep:
    """A step in answering a question, with its document or note."""

    at: datetime = strawberry.field(description="When it was recorded.")
    document_number: str | None = strawberry.field(description="Number of the document.")
    note: str | None = strawberry.field(description="Note; null once erased.")


@strawberry.type
class PressAnswerExtension:
    """An extension of the deadline of an answer."""

    due_at: datetime = strawberry.field(description="Deadline of the answer.")
    step: PressQuestionStep = strawberry.field(description="Reasons, and how the journalist was informed.")


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
    asked_at: datetime = strawberry.field(description="When the question came, or the event happened that it is about.")
    outlet: str | None = strawberry.field(description="Media outlet that asks; null once erased.")
    question: str | None = strawberry.field(description="The question; null once erased.")
    due_at: datetime = strawberry.field(description="Deadline of the answer.")
    source: TermSource = strawberry.field(description="Rule that sets the deadline.")
    extensions: list[PressAnswerExtension] = strawberry.field(description="Extensions of the deadline.")
    answer: PressQuestionStep | None = strawberry.field(description="Answer; null before it.")
    refusal: PressAnswerRefusal | None = strawberry.field(description="Refusal to answer; null without one.")
    late: datetime | None = strawberry.field(
        description="When the register recorded that the deadline passed; null before that."
    )
    agency: Agency = agency_field("Agency that was asked.", "agency")
    case: strawberry.ID | None = strawberry.field(
        name="caseId", description="Id of the case that the question is about; null when it is about none."
    )
    case_shown: CaseLater | None = case_field("Case that the question is about.")


@strawberry.type
class Spokesperson(StreamNode):
    """A person who may speak to the press for an agency (Đ5.7.c). This is public by law."""

    kind_of_stream = Kind.SPOKESPERSON

    mandate: Mandate = strawberry.field(description="Kind of authority to speak.")
    name: str | None = strawberry.field(description="Name of the person; null once erased.")
    office: str | None = strawberry.field(description="Office of the person.")
    phone: str | None = strawberry.field(description="Telephone number of the office.")
    email: str | None = strawberry.field(description="E-mail address of the office.")
    document_number: str | None = strawberry.field(description="Number of the authorising document.")
    span: DateRange = strawberry.field(description="Days on which the authority is valid.")
    agency: Agency = agency_field("Agency that the person speaks for.", "agency")
