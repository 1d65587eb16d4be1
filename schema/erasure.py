"""Erasures and requests about personal data, as those who approve them see them: rows of the store."""

from datetime import datetime

import strawberry

from domain.erasure.state import DataRequestKind, ErasureGround, ErasureState
from domain.kernel.kind import Kind
from schema.described import output
from schema.public_request import PublicRequestNode
from schema.registry import Agency, agency_field


@output
class DataRequest:
    """What a person asked about their data."""

    kind: DataRequestKind = strawberry.field(description="What was asked.")
    text: str | None = strawberry.field(description="In the person's words; null once erased.")
    reply_by: datetime = strawberry.field(description="Until when it has to be answered: two working days.")


@output
class ErasureWord:
    """An officer's word: an answer, a proposal, an approval or a refusal."""

    at: datetime = strawberry.field(description="When.")
    officer: strawberry.ID = strawberry.field(description="Who.")
    reasons: str | None = strawberry.field(description="Why; null once erased.")
    agency: Agency = agency_field("The agency of that day.", "agency")


@output
class Destruction:
    """The record of destruction: the keys of these groups are gone."""

    at: datetime = strawberry.field(description="When.")
    groups: list[str] = strawberry.field(description="The groups of texts, as the record names them.")


@output
class Erasure(PublicRequestNode):
    """An erasure of one stream's sealed texts, or a request about personal data that may lead to one."""

    kind_of_stream = Kind.ERASURE

    code: str = strawberry.field(description="Readable number, such as `DL-2026-000001`.")
    state: ErasureState = strawberry.field(description="Where it stands.")
    at: datetime = strawberry.field(description="When it began.")
    target: strawberry.ID = strawberry.field(description="The case or complaint it is about.")
    ground: ErasureGround = strawberry.field(description="Why.")
    request: DataRequest | None = strawberry.field(description="What a person asked.")
    overdue_at: datetime | None = strawberry.field(description="When the time for the answer passed without one.")
    answer: ErasureWord | None = strawberry.field(description="The answer to the person.")
    proposal: ErasureWord | None = strawberry.field(description="The officer's proposal.")
    approvals: list[ErasureWord] = strawberry.field(description="The approvals; two are needed.")
    refusal: ErasureWord | None = strawberry.field(description="The refusal.")
    destruction: Destruction | None = strawberry.field(description="The record of destruction.")
