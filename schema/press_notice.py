"""The press office's work, as its own agency sees it: notices, questions of the press, spokespersons, results."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from domain.case.state.publication_link import PublicationState
from domain.kernel.kind import Kind
from domain.kernel.term import TermSource
from domain.press_question.spokesperson import Mandate
from domain.press_question.state import ExchangeState, QuestionKind, RefusalGround
from domain.publication.masking import Personal
from domain.publication.outcomes import Obstacle
from domain.publication.state import Harmless, NoticeForm
from schema.case import AllowedAction, Case
from schema.context import Context
from schema.described import output
from schema.nodes import Edge, Node, PageInfo, is_of, page_info
from schema.payload import Payload
from schema.publication import Publication
from schema.registry import Agency, agency_field
from schema.spans import Days

ContextInfo = Info[Context, None]


@output
class MaskingFinding:
    """Something in a notice that may point at a person: to be reworded, or answered for."""

    key: strawberry.ID = strawberry.field(description="Give it as `finding` to `confirmFinding`.")
    field: str = strawberry.field(description="The text it stands in: title, claim, text, redress_notice or reason.")
    kind: Personal = strawberry.field(description="What it looks like.")
    start: int = strawberry.field(description="Its first character, counted from 0.")
    end: int = strawberry.field(description="The character after its last.")
    harmless: Harmless | None = strawberry.field(description="Why it may stand; null while nobody said so.")


@output
class Wording:
    """The words of a notice, and what the masking check found in them."""

    title: str | None = strawberry.field(description="Headline.")
    claim: str | None = strawberry.field(description="The claim that was examined.")
    text: str | None = strawberry.field(description="What was found and done.")
    at: datetime = strawberry.field(description="When they were written.")
    findings: list[MaskingFinding] = strawberry.field(description="What may point at a person.")


@output
class CorrectionDraft:
    """A correction before its approval."""

    wording: Wording = strawberry.field(description="The words that will take the notice's place.")
    reason: str | None = strawberry.field(description="Why, as the public will read it.")


@output
class PressNotice(Node):
    """A notice to the press as its own office works on it. What the public reads is a `Publication`."""

    n: int = strawberry.field(name="version", description="Version; give it as `expectedVersion`.")
    state: PublicationState = strawberry.field(description="Where it stands.")
    form: NoticeForm = strawberry.field(description="How the press is told.")
    wording: Wording = strawberry.field(description="Its words.")
    redress_notice: str | None = strawberry.field(description="How one can complain of the result.")
    release_at: datetime | None = strawberry.field(description="When the register issues it.")
    review_since: datetime | None = strawberry.field(description="Since when the case is open again.")
    correction: CorrectionDraft | None = strawberry.field(description="A correction that waits for approval.")
    agency: Agency = agency_field("The agency whose notice it is.", "agency")

    @strawberry.field(description="The case it is about.")
    def case_id(self) -> strawberry.ID:
        """The case's id."""
        return self["case"]  # type: ignore[index,no-any-return]

    @strawberry.field(description="What the public reads of it; null before it was issued.")
    def publication(self, info: ContextInfo) -> Publication | None:
        """The public's view."""
        return info.context.published(self)  # type: ignore[arg-type,return-value]

    @strawberry.field(description="Every action on it, and whether it is open to the caller now.")
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a notice as its office sees it."""
        return is_of(Kind.PUBLICATION, value)


@output
class PressNoticeConnection:
    """A page of the office's notices, the newest draft first."""

    edges: list[Edge[PressNotice]] = strawberry.field(description="The notices with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class PressNoticePayload(Payload):
    """What a mutation left: the notice, or the problems that stood in its way."""

    press_notice: PressNotice | None = strawberry.field(default=None, description="The notice as it was left.")


@output
class Readiness:
    """Something to know before a result is told, or that stands in the way of telling it."""

    obstacle: Obstacle = strawberry.field(description="What.")
    stops: bool = strawberry.field(description="Whether nothing can be issued while it lasts.")
    until: datetime | None = strawberry.field(description="Until when, if that is known.")


@output
class PublishableOutcome:
    """A result of one's own agency that could be told to the press."""

    case: Case = strawberry.field(description="The case.")
    redress: strawberry.ID | None = strawberry.field(
        description="The complaint whose ruling is to be told; give it as `redress`. Null when the case's own result "
        "is, and for an office that may neither tell the ruling nor see the complaint."
    )
    overturned: bool = strawberry.field(
        description="Whether a complaint undid the result: what is to be told is its ruling."
    )
    notices: list[PressNotice] = strawberry.field(description="The own agency's notices about it.")
    readiness: list[Readiness] = strawberry.field(description="What stands in the way, or is to be known.")
    ready: bool = strawberry.field(description="Whether nothing stands in the way any more.")


@output
class PublishableOutcomeConnection:
    """A page of results, the newest case first."""

    edges: list[Edge[PublishableOutcome]] = strawberry.field(description="The results with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


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
class PressExchange(Node):
    """A question of the press and what became of it (Đ5.7.đ)."""

    n: int = strawberry.field(name="version", description="Version; give it as `expectedVersion`.")
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

    @strawberry.field(description="Every action on it, and whether it is open to the caller now.")
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a question of the press."""
        return is_of(Kind.EXCHANGE, value)


@output
class PressExchangeConnection:
    """A page of questions, newest first."""

    edges: list[Edge[PressExchange]] = strawberry.field(description="The questions with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class PressExchangePayload(Payload):
    """What a mutation left: the question, or the problems that stood in its way."""

    press_exchange: PressExchange | None = strawberry.field(default=None, description="The question as it was left.")


@output
class Spokesperson(Node):
    """Who speaks to the press for an agency, and by which document (Đ5.7.c). Public by law."""

    n: int = strawberry.field(name="version", description="Version; give it as `expectedVersion`.")
    mandate: Mandate = strawberry.field(description="What lets the person speak.")
    name: str | None = strawberry.field(description="Name; null once erased.")
    office: str | None = strawberry.field(description="Office held.")
    phone: str | None = strawberry.field(description="Telephone of the office.")
    email: str | None = strawberry.field(description="E-mail of the office.")
    document_number: str | None = strawberry.field(description="Number of the document that authorises it.")
    span: Days = strawberry.field(description="The days on which it is valid.")
    agency: Agency = agency_field("The agency.", "agency")

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a spokesperson."""
        return is_of(Kind.SPOKESPERSON, value)


@output
class SpokespersonConnection:
    """A page of spokespersons."""

    edges: list[Edge[Spokesperson]] = strawberry.field(description="The spokespersons with their places.")

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)


@output
class SpokespersonPayload(Payload):
    """What a mutation left: the spokesperson, or the problems that stood in its way."""

    spokesperson: Spokesperson | None = strawberry.field(default=None, description="The spokesperson as left.")
