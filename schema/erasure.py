"""GraphQL types of erasures and requests about personal data, for the officers who decide on them; read from rows of
the store."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from domain.erasure.state import DataRequestKind, ErasureGround, ErasureState
from domain.kernel.vocabulary import Kind
from schema.case_edge import CaseLater
from schema.context import ContextInfo, Row
from schema.cost import reads
from schema.deadlines import Deadline, deadline_field, due_field, provisional_field
from schema.edges import object_field
from schema.node import Node
from schema.public_request import PublicRequestNode
from schema.registry import Agency, OfficerReference, agency_field, officer_field
from schema.row_keys import of_row


@strawberry.type
class DataRequest:
    """A person's request about personal data."""

    kind: DataRequestKind = strawberry.field(description="Kind of request.")
    text: str | None = strawberry.field(description="The request in the person's own words; null once erased.")
    reply_by: datetime = due_field("reply_by", "begun", "Deadline of the reply to the person.")
    reply_by_provisional: bool = provisional_field("reply_by", "begun")
    begun: datetime | None = strawberry.field(
        description="Time at which the time limits began; null for a request that is older than this field."
    )
    done_by: Deadline | None = deadline_field(
        "Deadline for carrying out the request; null for a request that is older than this field.", "done_by"
    )
    officer: OfficerReference | None = officer_field("Officer to whom the person proved their identity.")
    url: str | None = strawberry.field(
        description="Exact address that the request is about; null for a request by code or at a desk, and once erased."
    )


@strawberry.type
class ErasureStatement:
    """A statement of an officer: an answer, a proposal, an approval, an objection or a refusal."""

    at: datetime = strawberry.field(description="Time at which the officer made the statement.")
    officer: OfficerReference | None = officer_field("Officer who made the statement.")
    reasons: str | None = strawberry.field(description="Reasons for the statement; null once erased.")
    agency: Agency = agency_field("Agency of the officer at that time.", "agency")


@strawberry.type
class Destruction:
    """The destruction of the keys of some texts. Nobody can read these texts any more."""

    at: datetime = strawberry.field(description="Time at which the keys were destroyed.")
    groups: list[str] = strawberry.field(
        description="Groups of texts whose keys were destroyed, named as in the record."
    )


@strawberry.type
class Erasure(PublicRequestNode):
    """An erasure of the encrypted texts of one object, or a request about personal data that may lead to an erasure."""

    kind_of_stream = Kind.ERASURE

    code: str = strawberry.field(description="Readable number, such as `DL-2026-000001`.")
    state: ErasureState = strawberry.field(description="State of the erasure.")
    at: datetime = strawberry.field(description="Time at which the erasure was proposed or requested.")
    target: strawberry.ID | None = strawberry.field(
        name="targetId",
        description="Case or complaint whose texts the erasure is about; null for a request by address.",
    )
    target_shown: Node | None = object_field(
        "Case or complaint whose texts the erasure is about.", "target", name="target"
    )

    @strawberry.field(
        graphql_type=list[CaseLater],
        description="Cases that the caller may see at the exact address of the request, at most 20, newest first. Each "
        "case is about the content at the address, or has a decision that is shown for the address. Empty for other "
        "requests, and once the address is erased.",
        metadata=reads(20, rows=20) | of_row("request"),
    )
    @staticmethod
    async def cases_at_address(parent: strawberry.Parent[Row], info: ContextInfo) -> Sequence[Row]:
        url = parent["request"]["url"] if parent["request"] else None
        return await info.context.cases.looked_up_at(url) if url else []

    ground: ErasureGround = strawberry.field(description="Legal ground of the erasure.")
    request: DataRequest | None = strawberry.field(
        description="The person's request; null when an officer proposed the erasure."
    )
    overdue_at: datetime | None = strawberry.field(
        description="Time at which the deadline of the answer passed without an answer."
    )
    replied: ErasureStatement | None = strawberry.field(
        description="Information about the procedure that the agency gave to the person before the answer; null "
        "without such information."
    )
    extended: ErasureStatement | None = strawberry.field(
        description="Reason why the time limit was extended; null while the time limit was not extended."
    )
    undone_at: datetime | None = strawberry.field(
        description="Time at which the deadline for carrying out the request passed."
    )
    answer: ErasureStatement | None = strawberry.field(description="Answer to the person.")
    proposal: ErasureStatement | None = strawberry.field(description="Proposal to erase.")
    approvals: list[ErasureStatement] = strawberry.field(
        description="Approvals of the erasure. Two approvals are needed."
    )
    refusal: ErasureStatement | None = strawberry.field(description="Refusal to erase.")
    public_code: str | None = strawberry.field(
        description="Public code with which the person can complain about the refusal; null when nothing was refused."
    )
    former: list[ErasureStatement] = strawberry.field(
        description="Earlier refusals, oldest first. The request had to be answered again each time, because a "
        "complaint was upheld."
    )
    upheld: strawberry.ID | None = strawberry.field(
        name="upheldRedressId", description="Newest upheld complaint that required a new answer to the request."
    )
    upheld_shown: Node | None = object_field(
        "Newest upheld complaint that required a new answer to the request.", "upheld", name="upheldRedress"
    )
    announced_at: datetime | None = strawberry.field(
        description="Time at which the destruction of the keys was announced; null before the announcement, and after "
        "an objection."
    )
    destroys_at: datetime | None = strawberry.field(
        description="Time at which the keys are destroyed, unless somebody objects or complains before; null until the "
        "destruction is announced."
    )
    objections: list[ErasureStatement] = strawberry.field(
        description="Objections to the ordered erasure, oldest first. After each objection, two officers must approve "
        "the erasure again."
    )
    destruction: Destruction | None = strawberry.field(
        description="Record of the destruction; null until the texts are erased."
    )
