"""Questions of the press and who speaks for an agency, as the agencies see them."""

from datetime import datetime

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.term import TermSource
from domain.press_question.spokesperson import Mandate
from domain.press_question.state import ExchangeState, QuestionKind, RefusalGround
from schema.described import output
from schema.node import ActionNode, StreamNode
from schema.registry import Agency, agency_field
from schema.spans import Days


@output
class PressStep:
    """What somebody did, with its document or words."""

    at: datetime = strawberry.field(description="When.")
    document_number: str | None = strawberry.field(description="Number of the document.")
    note: str | None = strawberry.field(description="The words; null once erased.")


@output
class AnswerExtension:
    """A longer time for an answer."""

    due_at: datetime = strawberry.field(description="The answer is due before this moment.")
    step: PressStep = strawberry.field(description="Why, and how who asked was told.")


@output
class AnswerRefusal:
    """Why there is no answer."""

    ground: RefusalGround = strawberry.field(description="The ground.")
    step: PressStep = strawberry.field(description="The reasons.")


@output
class PressExchange(ActionNode):
    """A question of the press and what became of it (Đ5.7.đ)."""

    kind_of_stream = Kind.EXCHANGE

    state: ExchangeState = strawberry.field(description="Where it stands.")
    kind: QuestionKind = strawberry.field(description="What kind of question.")
    asked_at: datetime = strawberry.field(description="When it came, or the event happened.")
    outlet: str | None = strawberry.field(description="Who asks; null once erased.")
    question: str | None = strawberry.field(description="What is asked; null once erased.")
    due_at: datetime = strawberry.field(description="The answer is due before this moment.")
    source: TermSource = strawberry.field(description="Where the time comes from.")
    extensions: list[AnswerExtension] = strawberry.field(description="Longer times, with reasons.")
    answer: PressStep | None = strawberry.field(description="The answer.")
    refusal: AnswerRefusal | None = strawberry.field(description="The refusal.")
    late: datetime | None = strawberry.field(description="When the register noted that the time was over.")
    agency: Agency = agency_field("The agency that was asked.", "agency")


@output
class Spokesperson(StreamNode):
    """Who speaks to the press for an agency, and by which document (Đ5.7.c). Public by law."""

    kind_of_stream = Kind.SPOKESPERSON

    mandate: Mandate = strawberry.field(description="What lets the person speak.")
    name: str | None = strawberry.field(description="Name; null once erased.")
    office: str | None = strawberry.field(description="Office held.")
    phone: str | None = strawberry.field(description="Telephone of the office.")
    email: str | None = strawberry.field(description="E-mail of the office.")
    document_number: str | None = strawberry.field(description="Number of the document that authorises it.")
    span: Days = strawberry.field(description="The days on which it is valid.")
    agency: Agency = agency_field("The agency.", "agency")
