"""The case, as clients see it. A case is a row of the store; plain fields are its keys."""

from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.case.state import case as domain
from domain.case.state.publication_link import PublicationState
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
from schema.context import Context
from schema.described import given, output
from schema.history import HistoryConnection
from schema.nodes import Edge, Node, PageInfo, page_info
from schema.payload import Payload
from schema.problems import Problem
from schema.registry import Agency, agencies_field, agency_field

ContextInfo = Info[Context, None]


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
class AllowedAction:
    """Whether an action is open to the caller on this case now."""

    action: str = strawberry.field(description="Name of the mutation.")
    allowed: bool = strawberry.field(description="Whether it is open.")
    problem: Problem | None = strawberry.field(description="The first reason against it.")


@output
class PublicationLink:
    """What a case knows of a notice about it."""

    publication: strawberry.ID = strawberry.field(description="Id of the notice.")
    state: PublicationState = strawberry.field(description="Where the notice stood when the public last saw a change.")


@output
class Case(Node):
    """A report of online content and what agencies did about it."""

    code: str = strawberry.field(description="Readable number; never accepted as an id.")
    n: int = strawberry.field(name="version", description="Version; give it as `expectedVersion`.")
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
        description="The notices to the press about it: those that the public saw, taken back ones included, to all "
        "who see the case. One that the public never saw is shown to its own office (`press:issue`) and inspectors."
    )
    async def publications(self, info: ContextInfo) -> list[PublicationLink]:
        """The notices."""
        return await info.context.notices(self)  # type: ignore[arg-type,return-value]

    @strawberry.field(
        description="Cases linked with this one as duplicates, in either direction, that the caller may see."
    )
    async def duplicates(self, info: ContextInfo) -> list[LinkedCase]:
        """The linked cases."""
        return await info.context.duplicates(self)  # type: ignore[arg-type,return-value]

    @strawberry.field(description="Every action on the case, and whether it is open to the caller now.")
    def allowed_actions(self, info: ContextInfo) -> list[AllowedAction]:
        """The actions."""
        return info.context.allowed(self)  # type: ignore[arg-type,return-value]

    @strawberry.field(
        description="The events of the case, oldest first. Needs `audit:read` and the header "
        "`Casebook-Purpose`; the reading is recorded before the answer."
    )
    async def history(self, info: ContextInfo, first: First, after: After = None) -> HistoryConnection:
        """The events."""
        return await info.context.history(self, first, after)  # type: ignore[arg-type,return-value]

    @strawberry.field(description="The case as it was: at a version, or at a moment. Needs what `history` needs.")
    async def as_of(
        self,
        info: ContextInfo,
        version: Annotated[int | None, strawberry.argument(description="The version; or give `at`.")] = None,
        at: Annotated[datetime | None, strawberry.argument(description="The moment; or give `version`.")] = None,
    ) -> Annotated["Case", strawberry.lazy("schema.case")] | None:
        """The case then."""
        return await info.context.as_of(self, version, at)  # type: ignore[arg-type,return-value]

    @strawberry.field(description="What changed from one version to another. Needs what `history` needs.")
    async def diff(
        self,
        info: ContextInfo,
        older: Annotated[int, strawberry.argument(description="The earlier version; 0 is before the first.")],
        newer: Annotated[int, strawberry.argument(description="The later version.")],
    ) -> list[Change]:
        """What changed."""
        return await info.context.diff(self, older, newer)  # type: ignore[arg-type,return-value]

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is a case: a row with a case's key."""
        return isinstance(value, dict) and "claim" in value


@output
class CaseConnection:
    """A page of cases."""

    edges: list[Edge[Case]] = strawberry.field(description="The cases with their places.")
    truncated: bool = strawberry.field(
        description="Whether the rarest word of the filter's `search` has more than 1,000 cases, of which only the "
        "newest were looked at."
    )

    @strawberry.field(description="Where the page ends.")
    def page_info(self) -> PageInfo:
        """The end of the page."""
        return page_info(self)

    @strawberry.field(description="How many there are, counted to 10,000 and no further.")
    async def total_count(self) -> int:
        """The count."""
        count: int = await self.count()  # type: ignore[attr-defined]
        return count


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


@output
class CasePayload(Payload):
    """What a mutation left: the case, or the problems that stood in its way."""

    case: Case | None = strawberry.field(default=None, description="The case as the command left it.")
