"""Complaints against decisions, as agencies see them: rows of the store. Who complains is in none of them."""

from collections.abc import Sequence
from datetime import date, datetime

import strawberry

from domain.complaint.state import RedressOutcome, RedressState, RejectionGround
from domain.kernel.kind import Kind
from schema.context import ContextInfo, Row
from schema.cost import reads
from schema.deadlines import Deadline
from schema.described import output
from schema.public_request import PublicRequestNode
from schema.registry import Agency, agency_field


@output
class Rejection:
    """A complaint was not taken up."""

    level: int = strawberry.field(description="1, or 2 for the second level.")
    ground: RejectionGround = strawberry.field(description="Why.")
    at: datetime = strawberry.field(description="When.")
    officer: strawberry.ID = strawberry.field(description="By whom.")
    reasons: str | None = strawberry.field(description="The reasons the person reads; null once erased.")
    agency: Agency = agency_field("The agency of that day.", "agency")


@output
class Examination:
    """An officer with no part in the case began to examine."""

    level: int = strawberry.field(description="1, or 2 for the second level.")
    at: datetime = strawberry.field(description="When.")
    officer: strawberry.ID = strawberry.field(description="Who.")
    plan: str | None = strawberry.field(description="What is examined, and how the person is heard; null once erased.")
    agency: Agency = agency_field("The agency of that day.", "agency")


@output
class Ruling:
    """The decision on a complaint."""

    level: int = strawberry.field(description="1, or 2 for the second level.")
    outcome: RedressOutcome = strawberry.field(description="What it came to.")
    at: datetime = strawberry.field(description="When it was entered.")
    decided_on: date = strawberry.field(description="Its day.")
    officer: strawberry.ID = strawberry.field(description="Who ruled.")
    number: str | None = strawberry.field(description="Its number; null once erased.")
    reasons: str | None = strawberry.field(description="The reasons the person reads; null once erased.")
    way_on: str | None = strawberry.field(description="Where the person can go on; null once erased.")
    agency: Agency = agency_field("The agency of that day.", "agency")


@output
class Appeal:
    """The person went to the second level."""

    at: datetime = strawberry.field(description="When.")
    text: str | None = strawberry.field(description="What is wrong with the first answer; null once erased.")
    agency: Agency = agency_field("The agency of the second level.", "agency")


@output
class ExaminerPart:
    """An event that somebody who examined the complaint has in the case itself."""

    officer: strawberry.ID = strawberry.field(description="The officer.")
    version: int = strawberry.field(description="The version of the case.")
    type: str = strawberry.field(description="What was done there.")
    at: datetime = strawberry.field(description="When.")


@output
class Redress(PublicRequestNode):
    """A complaint against a decision (khiếu nại)."""

    kind_of_stream = Kind.REDRESS

    code: str = strawberry.field(description="Readable number, such as `KN-2026-000001`.")
    state: RedressState = strawberry.field(description="Where it stands.")
    at: datetime = strawberry.field(description="When it was filed.")
    case: strawberry.ID = strawberry.field(description="The case it is about.")
    decision: str = strawberry.field(description="Public code of the decision complained against.")
    level: int = strawberry.field(description="1, or 2 for the second level.")
    text: str | None = strawberry.field(description="What is wrong, in the person's words; null once erased.")
    filed_late: bool = strawberry.field(description="Whether the time for complaining had passed.")
    accept_by: Deadline = strawberry.field(description="Until when it has to be taken up or rejected.")
    decide_by: Deadline | None = strawberry.field(description="Until when it has to be ruled on.")
    appeal_by: Deadline | None = strawberry.field(description="Until when the person can go to the second level.")
    overdue: list[datetime] = strawberry.field(description="Terms that passed without an answer.")
    rejections: list[Rejection] = strawberry.field(description="Rejections, the oldest first.")
    examinations: list[Examination] = strawberry.field(description="Who examined it.")
    rulings: list[Ruling] = strawberry.field(description="Rulings, the oldest first.")
    appeals: list[Appeal] = strawberry.field(description="The way to the second level.")
    ended_at: datetime | None = strawberry.field(description="When it ended for good.")
    agency: Agency = agency_field("The agency complained about.", "agency")
    examining: Agency = agency_field("The agency that has it now.", "examining")

    @strawberry.field(
        graphql_type=list[ExaminerPart] | None,
        description="Events in the case itself by officers who examined the complaint, except those that a ruling "
        "caused. Only inspectors (`audit:read:all`) see them; null for others.",
        metadata=reads(200),
    )
    @staticmethod
    async def examiner_parts(parent: strawberry.Parent[Row], info: ContextInfo) -> Sequence[Row] | None:
        """The events."""
        return await info.context.examiner_parts(parent)
