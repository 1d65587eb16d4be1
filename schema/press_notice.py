"""The press office's work, as its own agency sees it: notices, questions of the press, spokespersons, results."""

from datetime import datetime
from typing import TypedDict

import strawberry

from domain.case.state.publication_link import PublicationState
from domain.kernel.kind import Kind
from domain.publication.masking import Personal
from domain.publication.outcomes import Obstacle
from domain.publication.public import PublicView
from domain.publication.state import Harmless, NoticeForm
from schema.case import Case
from schema.context import ContextInfo, Row
from schema.described import output
from schema.node import ActionNode
from schema.publication import Publication
from schema.registry import Agency, agency_field


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


class NoticeRow(TypedDict):
    """What the fields of a notice work from."""

    case: str


@output
class PressNotice(ActionNode):
    """A notice to the press as its own office works on it. What the public reads is a `Publication`."""

    kind_of_stream = Kind.PUBLICATION

    state: PublicationState = strawberry.field(description="Where it stands.")
    form: NoticeForm = strawberry.field(description="How the press is told.")
    wording: Wording = strawberry.field(description="Its words.")
    redress_notice: str | None = strawberry.field(description="How one can complain of the result.")
    release_at: datetime | None = strawberry.field(description="When the register issues it.")
    review_since: datetime | None = strawberry.field(description="Since when the case is open again.")
    correction: CorrectionDraft | None = strawberry.field(description="A correction that waits for approval.")
    agency: Agency = agency_field("The agency whose notice it is.", "agency")

    @strawberry.field(description="The case it is about.")
    @staticmethod
    def case_id(parent: strawberry.Parent[NoticeRow]) -> strawberry.ID:
        """The case's id."""
        return strawberry.ID(parent["case"])

    @strawberry.field(
        graphql_type=Publication | None,
        description="The notice as the public reads it; null before it was issued.",
    )
    @staticmethod
    def publication(parent: strawberry.Parent[Row], info: ContextInfo) -> PublicView | None:
        """The public's view."""
        return info.context.published(parent)


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
