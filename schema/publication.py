"""Notices to the press as the public reads them: the fields of `domain.publication.public`, and no other."""

from datetime import date, datetime
from typing import Any, Protocol

import strawberry

from domain.case.state.findings import Finding
from domain.case.state.measures import Measure
from domain.case.state.reopening import ReopeningGround
from domain.complaint.state import RedressOutcome
from domain.publication.public import PublicStatus, PublicView
from domain.publication.state import NoticeForm, PublicChange, RetractionGround
from domain.registry.agency import Agency as AgencyRow
from schema.context import ContextInfo
from schema.cost import reads
from schema.described import output
from schema.node import Node
from schema.registry import Agency


class OfAgency(Protocol):
    """A view of the public that names an agency by its id."""

    @property
    def agency(self) -> str: ...


def _agency(description: str) -> Any:
    """A field that shows the agency whose id a view of the public holds."""

    def resolve(parent: strawberry.Parent[OfAgency], info: ContextInfo) -> AgencyRow:
        return info.context.agency(parent.agency)

    return strawberry.field(resolver=resolve, graphql_type=Agency, description=description)


@output
class PublicResult:
    """The result of a case that a notice tells."""

    finding: Finding = strawberry.field(
        description="What was found of the claim. With `outcome` UPHELD or PARTLY: what was found before and holds no "
        "more."
    )
    on: date = strawberry.field(description="Day of the decision, of the remedy, or of the ruling on the complaint.")
    measure: Measure | None = strawberry.field(description="What was decided; null for a problem put right.")
    public_code: str | None = strawberry.field(description="Public code of the decision.")
    complain_by: date | None = strawberry.field(
        description="Last day to complain against the decision, or to go to the second level; null while nobody told "
        "the person concerned."
    )
    outcome: RedressOutcome | None = strawberry.field(
        description="How a complaint against that decision ended, where the notice tells it; else null."
    )
    level: int | None = strawberry.field(description="1 or 2: where the complaint was ruled on.")
    agency: Agency = _agency("The agency that decided, put it right, or ruled on the complaint.")


@output
class PublicVersion:
    """One version of a notice. Its words are null once erased, or withheld because they pointed at a person."""

    number: int = strawberry.field(description="1 for the first one.")
    change: PublicChange = strawberry.field(description="What happened.")
    at: datetime = strawberry.field(description="When.")
    title: str | None = strawberry.field(description="Headline.")
    claim: str | None = strawberry.field(description="The claim that was examined.")
    text: str | None = strawberry.field(description="What was found and done.")
    reason: str | None = strawberry.field(description="Why it changed.")
    ground: ReopeningGround | None = strawberry.field(description="Why the case was opened again.")
    result: PublicResult = strawberry.field(description="The result it tells.")


@output
class Publication(Node):
    """A notice to the press about the result of a case (Đ4.5). It has no case, no address and no officer."""

    form: NoticeForm = strawberry.field(description="How the press is told.")
    status: PublicStatus = strawberry.field(description="How it stands.")
    issued_at: datetime = strawberry.field(description="When it was issued.")
    changed_at: datetime = strawberry.field(description="When it last changed.")
    redress_notice: str | None = strawberry.field(description="How one can complain of the result.")
    retraction: RetractionGround | None = strawberry.field(description="Why it was taken back.")
    current: PublicVersion | None = strawberry.field(
        description="What the agency says today; null once it took the notice back."
    )
    versions: list[PublicVersion] = strawberry.field(description="All versions, oldest first.")
    agency: Agency = _agency("The agency that says it.")

    @strawberry.field(
        description="The place of each version in the transparency log, in the order of `versions`; null while it "
        "is not sealed.",
        metadata=reads(50),
    )
    @staticmethod
    async def log_indexes(parent: strawberry.Parent[PublicView], info: ContextInfo) -> list[int | None]:
        """The places."""
        return list(await info.context.log_indexes(parent.id))

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is the public's view of a notice."""
        return isinstance(value, PublicView)


@output
class PublicationChange:
    """A version of a notice at its place in the transparency log."""

    number: int = strawberry.field(description="Number of the version.")
    notice: Publication = strawberry.field(description="The notice as it stands now, with all its versions.")


@output
class PublicationStatistics:
    """How the notices that were issued in a time stand now."""

    issued: int = strawberry.field(description="Notices issued.")
    corrected: int = strawberry.field(description="Of these, corrected at least once.")
    under_review: int = strawberry.field(description="Of these, under review: the case is open again.")
    retracted: int = strawberry.field(description="Of these, taken back.")
    retracted_for_personal_data: int = strawberry.field(
        description="Of those, taken back because they pointed at a person."
    )
