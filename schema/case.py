"""The case, as clients see it. A case is a row of the store; plain fields are its keys."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Protocol

import strawberry

from domain.case.state import case as domain
from domain.case.state.publication_link import PublicationState
from domain.kernel.kind import Kind
from domain.kernel.roles import Role
from schema.arguments import After, First
from schema.case_handling import (
    Appraisal,
    Decision,
    Execution,
    Proposal,
    Remedy,
    Reopening,
    Result,
    Round,
    Suggestion,
    Verification,
)
from schema.case_intake import EvidenceItem, OwnMeasure, PaperFile
from schema.case_pathways import (
    CoordinationRequest,
    DuplicateLink,
    LinkedCase,
    PoliceTransfer,
    Referral,
    Rerouting,
    Takedown,
)
from schema.changes import Change
from schema.connection import Connection
from schema.context import ContextInfo, Page, Row
from schema.cost import NOTICES, ONE, PAGE, TEXTS, reads
from schema.described import given, output
from schema.history import HistoryConnection
from schema.node import ActionNode
from schema.registry import Agency, agencies_field, agency_field


@output
class Receipt:
    """How and when the report came in (Đ3.1)."""

    received_at: datetime = strawberry.field(description="When the register received it.")
    channel: domain.Channel | None = strawberry.field(description="The channel; unknown for imported ones.")
    detected_at: datetime | None = strawberry.field(description="When the content was noticed.")
    note: str | None = strawberry.field(description="What was said by phone, message or another means.")
    document_number: str | None = strawberry.field(description="Number of the letter.")
    postmark_on: date | None = strawberry.field(description="Day of the postmark.")
    delivered_on: date | None = strawberry.field(description="Day the letter arrived.")


@output
class ImportOrigin:
    """Where an imported case came from."""

    source: str | None = strawberry.field(description="Name of the file.")
    row: int = strawberry.field(description="Number of the record in the file.")
    undated: bool = strawberry.field(description="Whether the file gave no date of publication.")


@output
class Check:
    """One agency's look at what was published (Đ4.3)."""

    id: strawberry.ID = strawberry.field(description="Id of the check.")
    at: datetime = strawberry.field(description="When it was recorded.")
    cycle: int = strawberry.field(description="1, and one more each time the case was reopened.")
    method: domain.CheckMethod = strawberry.field(description="How it was checked.")
    outcome: domain.CheckOutcome = strawberry.field(description="What was found of the publication.")
    summary: str | None = strawberry.field(description="What was seen; null once erased.")
    agency: Agency = agency_field("The agency that checked.", "agency")


@output
class ExpressionReview:
    """Whether freedom of speech or of the press covers the content (Đ2.2)."""

    id: strawberry.ID = strawberry.field(description="Id of the review.")
    at: datetime = strawberry.field(description="When it was made.")
    cycle: int = strawberry.field(description="1, and one more each time the case was reopened.")
    role: Role = strawberry.field(description="Role of the reviewer's agency at the time.")
    expression: domain.ExpressionKind = strawberry.field(description="What kind of utterance it is.")
    conclusion: domain.ExpressionConclusion = strawberry.field(description="Whether it is protected.")
    reasons: str | None = strawberry.field(description="Why; null once erased.")
    false_fact: str | None = strawberry.field(description="The one false statement of fact.")
    provision: strawberry.ID | None = strawberry.field(description="The provision relied on.")
    agency: Agency = agency_field("The reviewer's agency.", "agency")


@output
class Closure:
    """Why and when a case was closed."""

    reason: domain.ClosureReason = strawberry.field(description="Why.")
    at: datetime = strawberry.field(description="When.")
    reasons: str | None = strawberry.field(description="The written reasons; null once erased.")
    informed: domain.Informed = strawberry.field(description="How the reporter was told.")
    publication: domain.PublicationChoice | None = strawberry.field(description="Whether the outcome is published.")
    agency: Agency = agency_field("The agency that closed it.", "agency")


@output
class Notice:
    """The register told an agency of the case."""

    at: datetime = strawberry.field(description="When.")
    about: str = strawberry.field(description="Type of the event it was told of.")
    agency: Agency = agency_field("The agency told.", "agency")


@output
class PublicationLink:
    """What a case knows of a notice about it."""

    publication: strawberry.ID = strawberry.field(description="Id of the notice.")
    state: PublicationState = strawberry.field(description="Where the notice stood when the public last saw a change.")


@output
class Case(ActionNode):
    """A report of online content and what agencies did about it."""

    kind_of_stream = Kind.CASE

    code: str = strawberry.field(description="Readable number; never accepted as an id.")
    state: domain.CaseState = strawberry.field(description="Where the case stands.")
    regulation: str = strawberry.field(description="The regulation in force when it was opened.")
    claim: str | None = strawberry.field(description="What the content claims; null once erased.")
    medium: domain.Medium = strawberry.field(description="What kind of place the content stands in.")
    url: str | None = strawberry.field(description="Address of the content; the register never opens it.")
    place: str | None = strawberry.field(description="Where it stands when it has no address.")
    published_at: datetime | None = strawberry.field(description="When it was published, if known.")
    category: domain.Category | None = strawberry.field(description="The field of administration.")
    areas: list[strawberry.ID] = strawberry.field(description="Areas of the province it is about.")
    cycle: int = strawberry.field(description="1, and one more each time it was reopened.")
    receipt: Receipt = strawberry.field(description="How the report came in.")
    imported: ImportOrigin | None = strawberry.field(description="Where it was imported from.")
    screening_note: str | None = strawberry.field(description="The lead agency's note to who checks.")
    checks: list[Check] = strawberry.field(description="What agencies saw.")
    expression_reviews: list[ExpressionReview] = strawberry.field(description="The expression checks.")
    closure: Closure | None = strawberry.field(description="Why it was closed.")
    notices: list[Notice] = strawberry.field(description="Whom the register told.")
    verifications: list[Verification] = strawberry.field(description="Whether the claim is true.")
    appraisal: Appraisal | None = strawberry.field(description="The conclusion of this cycle.")
    rounds: list[Round] = strawberry.field(description="The rounds of coordination.")
    suggestions: list[Suggestion] = strawberry.field(description="Other agencies' views of the handling.")
    proposal: Proposal | None = strawberry.field(description="The proposal of this cycle.")
    decisions: list[Decision] = strawberry.field(description="The decisions.")
    executions: list[Execution] = strawberry.field(description="Who carries decisions out.")
    remedies: list[Remedy] = strawberry.field(description="True problems being put right.")
    results: list[Result] = strawberry.field(description="The result reports.")
    reopenings: list[Reopening] = strawberry.field(description="Why the case was opened again.")
    own_measures: list[OwnMeasure] = strawberry.field(description="What agencies did on their own pages.")
    evidence: list[EvidenceItem] = strawberry.field(description="Files, under seal.")
    paper_files: list[PaperFile] = strawberry.field(description="Where classified matter lies on paper.")
    recused: list[strawberry.ID] = strawberry.field(description="Officers who stay out of the case.")
    takedowns: list[Takedown] = strawberry.field(description="The proposals of removal.")
    transfers: list[PoliceTransfer] = strawberry.field(description="The transfers to the police.")
    requests: list[CoordinationRequest] = strawberry.field(description="What the lead agency asked others to do.")
    referrals: list[Referral] = strawberry.field(description="Questions of journalists' ethics, referred.")
    reroutings: list[Rerouting] = strawberry.field(description="How an allegation of corruption was passed on.")
    links: list[DuplicateLink] = strawberry.field(description="Links to earlier cases, undone ones included.")
    hidden: bool = strawberry.field(description="Whether it has left search and similar lists.")
    changed_at: datetime = strawberry.field(description="When it was changed last.")
    focal: strawberry.ID | None = strawberry.field(description="The officer who answers for the check.")
    reporter: Agency = agency_field("The agency that reported.", "reporter")
    lead: Agency = agency_field("The lead agency of the case.", "lead")
    assigned: Agency | None = agency_field("The agency that checks.", "assigned")

    concerns: list[Agency] = agencies_field("Agencies whose acts the claim is about.", "concerns")

    @strawberry.field(
        graphql_type=list[PublicationLink],
        description="Notices to the press about the case. Everybody who sees the case sees the notices that the public "
        "saw, including retracted ones. Only the office that wrote it (`press:issue`) and inspectors see a notice that "
        "the public never saw.",
        metadata=reads(NOTICES),
    )
    @staticmethod
    async def publications(parent: strawberry.Parent[Row], info: ContextInfo) -> Sequence[Row]:
        """The notices."""
        return await info.context.notices(parent)

    @strawberry.field(
        graphql_type=list[LinkedCase],
        description="Cases linked with this one as duplicates, in either direction, that the caller may see.",
        metadata=reads(50, rows=50),
    )
    @staticmethod
    async def duplicates(parent: strawberry.Parent[Row], info: ContextInfo) -> Sequence[Row]:
        """The linked cases."""
        return await info.context.duplicates(parent)

    @strawberry.field(
        graphql_type=HistoryConnection,
        description="Events of the case, oldest first. Needs the scope `audit:read` or `audit:read:all`, and the "
        "header `Casebook-Purpose`. The reading is recorded before the answer.",
        metadata=PAGE,
    )
    @staticmethod
    async def history(parent: strawberry.Parent[Row], info: ContextInfo, first: First, after: After = None) -> Page:
        """The events."""
        return await info.context.history(parent, first, after)

    @strawberry.field(
        graphql_type=Annotated["Case", strawberry.lazy("schema.case")] | None,
        description="The case as it was, at a version or at a moment. Needs what `history` needs.",
        metadata=reads(3 + 2 * TEXTS),
    )
    @staticmethod
    async def as_of(
        parent: strawberry.Parent[Row],
        info: ContextInfo,
        version: Annotated[int | None, strawberry.argument(description="The version; or give `at`.")] = None,
        at: Annotated[datetime | None, strawberry.argument(description="The moment; or give `version`.")] = None,
    ) -> Row | None:
        """The case then."""
        return await info.context.as_of(parent, version, at)

    @strawberry.field(
        graphql_type=list[Change],
        description="What changed from one version to another. Needs what `history` needs.",
        metadata=reads(13 + 2 * TEXTS),
    )
    @staticmethod
    async def diff(
        parent: strawberry.Parent[Row],
        info: ContextInfo,
        older: Annotated[int, strawberry.argument(description="The earlier version; 0 is before the first.")],
        newer: Annotated[int, strawberry.argument(description="The later version.")],
    ) -> Sequence[Change]:
        """What changed."""
        return await info.context.diff(parent, older, newer)


class Counted(Protocol):
    """A page whose list can be counted."""

    async def count(self) -> int: ...


@output
class CaseConnection(Connection[Case]):
    """One page of a list of cases."""

    truncated: bool = strawberry.field(
        description="Whether the filter's `search` has a word so frequent that only the newest 1,000 cases with the "
        "rarest word were searched."
    )

    @strawberry.field(description="Number of cases in the list, counted up to 10,000.", metadata=ONE)
    @staticmethod
    async def total_count(parent: strawberry.Parent[Counted]) -> int:
        """The count."""
        return await parent.count()


@given
class CaseFilter:
    """What a list of cases is narrowed to; there is none by account, host, path or person."""

    states: list[domain.CaseState] | None = strawberry.field(default=None, description="Any of these states.")
    category: domain.Category | None = strawberry.field(default=None, description="This field.")
    agency: strawberry.ID | None = strawberry.field(default=None, description="An agency that takes part in the case.")
    lead: strawberry.ID | None = strawberry.field(default=None, description="The lead agency of the case.")
    assigned: strawberry.ID | None = strawberry.field(default=None, description="The agency assigned to check.")
    concerned: strawberry.ID | None = strawberry.field(default=None, description="An agency the claim is about.")
    areas: list[strawberry.ID] | None = strawberry.field(default=None, description="Any of these areas; at most 50.")
    opened_since: datetime | None = strawberry.field(default=None, description="Received at or after.")
    opened_before: datetime | None = strawberry.field(default=None, description="Received before.")
    changed_since: datetime | None = strawberry.field(default=None, description="Changed last at or after.")
    due_since: datetime | None = strawberry.field(
        default=None, description="Its earliest open deadline is at or after."
    )
    due_before: datetime | None = strawberry.field(
        default=None, description="Its earliest deadline is before: before now is overdue."
    )
    search: str | None = strawberry.field(
        default=None,
        description="Words of the claim, with or without diacritics; all must occur. The newest 1,000 cases with the "
        "rarest of them are looked at; `truncated` tells when there are more.",
    )
