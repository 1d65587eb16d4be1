"""GraphQL types of notices to the press for the public. They have only the fields of `domain.publication.public`."""

from datetime import date, datetime
from typing import Any, Protocol

import strawberry

from domain.case.state.measures import Finding, Measure
from domain.case.state.pathways import ReopeningGround
from domain.complaint.state import RedressOutcome
from domain.kernel.vocabulary import Kind
from domain.publication.public import PublicStatus, PublicView
from domain.publication.state import NoticeForm, PublicChange, RetractionGround
from domain.registry.agency import Agency as AgencyRow
from schema.context import ContextInfo
from schema.cost import reads
from schema.node import Node
from schema.registry import Agency

_PUBLISHED, _NOTICE = "published-", f"{Kind.PUBLICATION}-"
"""Prefixes of the ids of public notices, and of the notices themselves. No two objects share an id."""


def publication_id(notice: str) -> str:
    return _PUBLISHED + notice.removeprefix(_NOTICE)


def notice_of(id: str) -> str | None:
    """Return the id of the notice behind a public notice's id; None for any other id."""
    return _NOTICE + id.removeprefix(_PUBLISHED) if id.startswith(_PUBLISHED) else None


def _own_id(parent: strawberry.Parent[PublicView]) -> strawberry.ID:
    return strawberry.ID(publication_id(parent.id))


class OfAgency(Protocol):
    """Public view that names an agency by its id."""

    @property
    def agency(self) -> str: ...


def _agency(description: str) -> Any:
    def resolve(parent: strawberry.Parent[OfAgency], info: ContextInfo) -> AgencyRow:
        return info.context.agency(parent.agency)

    return strawberry.field(resolver=resolve, graphql_type=Agency, description=description)


@strawberry.type
class PublicationResult:
    """The result of a case that a notice is about."""

    finding: Finding = strawberry.field(
        description="Finding of the agencies about the claim. If `outcome` is UPHELD or PARTLY, this finding is no "
        "longer valid."
    )
    on: date = strawberry.field(description="Date of the decision, of the remedy, or of the ruling on the complaint.")
    measure: Measure | None = strawberry.field(
        description="Measure that was decided; null when a problem was remedied instead."
    )
    public_code: str | None = strawberry.field(description="Public code of the decision; null without a decision.")
    complain_by: date | None = strawberry.field(
        description="Last day to complain about the decision or to appeal; null before the person concerned is "
        "informed."
    )
    outcome: RedressOutcome | None = strawberry.field(
        description="Result of a complaint against the decision; null for a notice that is not about a complaint."
    )
    level: int | None = strawberry.field(
        description="Level of the ruling: 1, or 2 after an appeal; null for a notice that is not about a ruling."
    )
    agency: Agency = _agency("Agency that decided, remedied the problem, or ruled on the complaint.")


@strawberry.type
class PublicationVersion:
    """One version of a notice. Its texts are null if they were erased, or if they are withheld because they identify a
    person."""

    number: int = strawberry.field(description="Number of the version, from 1.")
    change: PublicChange = strawberry.field(description="Kind of change that created this version.")
    at: datetime = strawberry.field(description="Time at which this version was issued.")
    title: str | None = strawberry.field(description="Headline.")
    claim: str | None = strawberry.field(description="Claim that was examined.")
    text: str | None = strawberry.field(description="Findings and acts of the agencies.")
    reason: str | None = strawberry.field(name="reasons", description="Reason for the change.")
    ground: ReopeningGround | None = strawberry.field(
        description="Ground of reopening the case; null if the case was not reopened."
    )
    result: PublicationResult = strawberry.field(description="Result that this version is about.")


@strawberry.type
class Publication(Node):
    """A notice to the press about the result of a case (Đ4.5). It names no case, no address and no officer."""

    id: strawberry.ID = strawberry.field(
        resolver=_own_id,
        description="Id of the public notice, which differs from the id of the `PressNotice`. It is opaque and never "
        "changes.",
    )

    @strawberry.field(
        description="Id of the notice in its address, in feeds and in messages. It is also the id of the `PressNotice` "
        "that the notice's own office edits."
    )
    @staticmethod
    def notice_id(parent: strawberry.Parent[PublicView]) -> strawberry.ID:
        return strawberry.ID(parent.id)

    form: NoticeForm = strawberry.field(description="Form in which the press is informed.")
    status: PublicStatus = strawberry.field(name="state", description="Status of the notice.")
    issued_at: datetime = strawberry.field(description="Time at which the notice was issued.")
    changed_at: datetime = strawberry.field(description="Time at which the notice last changed.")
    redress_notice: str | None = strawberry.field(description="Instructions on how to complain about the result.")
    page: str | None = strawberry.field(
        description="Official page of the agency on which the notice appears; null in older notices, and without a "
        "page."
    )
    complaint_code: str = strawberry.field(
        description="Code with which a person concerned can complain on the public pages about the notice itself."
    )
    retraction: RetractionGround | None = strawberry.field(
        description="Reason why the notice was retracted; null if it was not retracted."
    )
    current: PublicationVersion | None = strawberry.field(
        description="Version that is valid today; null when the notice is retracted."
    )
    versions: list[PublicationVersion] = strawberry.field(description="All versions, oldest first.")
    agency: Agency = _agency("Agency that issued the notice.")

    @strawberry.field(
        description="Log index of each version in the transparency log, in the order of `versions`; null for a version "
        "that is not in the log yet.",
        metadata=reads(50),
    )
    @staticmethod
    async def log_indexes(parent: strawberry.Parent[PublicView], info: ContextInfo) -> list[int | None]:
        return list(await info.context.notices.log_indexes(parent.id))

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        return isinstance(value, PublicView)


@strawberry.type
class PublicationChange:
    """A public version of a notice, at its place in the transparency log."""

    number: int = strawberry.field(description="Number of the version.")
    notice: Publication = strawberry.field(
        name="publication", description="The notice as it is now, with all its versions."
    )


@strawberry.type
class PublicationStatistics:
    """Counts of the notices that were issued in a period."""

    issued: int = strawberry.field(description="Number of notices issued in the period.")
    corrected: int = strawberry.field(description="Number of these notices that were corrected at least once.")
    under_review: int = strawberry.field(
        description="Number of these notices that are under review because the case was reopened."
    )
    retracted: int = strawberry.field(description="Number of these notices that were retracted.")
    retracted_for_personal_data: int = strawberry.field(
        description="Number of these notices that were retracted because they identified a person."
    )


@strawberry.input
class PublicationFilter:
    """Conditions that issued notices must meet. Notices cannot be selected by case, address or person."""

    agency: strawberry.ID | None = strawberry.field(default=None, description="Only notices of this agency.")
    finding: Finding | None = strawberry.field(
        default=None, description="Only notices about a result with this finding."
    )
    issued_since: datetime | None = strawberry.field(
        default=None, description="Only notices first issued at or after this moment."
    )
    issued_before: datetime | None = strawberry.field(
        default=None, description="Only notices first issued before this moment."
    )
