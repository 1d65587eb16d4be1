"""The events of cases and the access records, for those who may read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

import strawberry

from domain.access.record import Purpose, Reading
from schema.changes import Change
from schema.connection import Connection
from schema.context import ContextInfo
from schema.cost import CHANGED, reads
from schema.described import given, output
from schema.registry import Agency, agency_field


@output
class Seal:
    """The place of a version in the transparency log: a proof, or the moment by which there will be one."""

    proof: str | None = strawberry.field(
        description="A C2SP tlog-proof of the version's envelope: checked without this register."
    )
    envelope: str = strawberry.field(description="The envelope that was sealed: the leaf of the log.")
    to_be_sealed_by: datetime | None = strawberry.field(description="While there is no proof: when one is due.")
    promise: str | None = strawberry.field(
        description="The same as a note signed by the register (`casebook/promise/v1`); null where it signs none."
    )


class EventRow(TypedDict):
    """What the fields of an event work from."""

    stream: str
    n: int


@output
class HistoryEvent:
    """A version of a case and what led to it. Nobody can change it afterwards."""

    stream: strawberry.ID = strawberry.field(name="caseId", description="The case.")
    n: int = strawberry.field(name="version", description="Version the event led to.")
    type: str = strawberry.field(description="What happened, such as `case.screened`.")
    action: str = strawberry.field(description="The action taken.")
    at: datetime = strawberry.field(description="When, as the register claims.")
    leaf: str = strawberry.field(description="Leaf hash in the transparency log, hex.")
    officer: strawberry.ID | None = strawberry.field(
        description="The officer who acted; shown to the officer's own agency and to inspectors."
    )
    agency: Agency | None = agency_field("The agency that acted; none for the register itself.", "agency")

    @strawberry.field(description="The event's place in the transparency log.", metadata=reads(20))
    @staticmethod
    async def seal(parent: strawberry.Parent[EventRow], info: ContextInfo) -> Seal:
        """The proof, or the promise."""
        return await info.context.seal(parent["stream"], parent["n"])

    @strawberry.field(
        graphql_type=list[Change],
        description="What the event changed, field by field.",
        metadata=reads(12 + 2 * CHANGED),
    )
    @staticmethod
    async def changes(parent: strawberry.Parent[EventRow], info: ContextInfo) -> Sequence[Change]:
        """What changed."""
        return await info.context.changes(parent["stream"], parent["n"] - 1, parent["n"])


@output
class HistoryConnection(Connection[HistoryEvent]):
    """One page of a list of events."""


@given
class EventFilter:
    """What a list of events is narrowed to."""

    kind: str = strawberry.field(
        default="case", description="The kind of object, such as `agency`; others than `case` for inspectors only."
    )
    agency: strawberry.ID | None = strawberry.field(default=None, description="The agency that acted.")
    type: str | None = strawberry.field(default=None, description="The type of event.")
    case_id: strawberry.ID | None = strawberry.field(default=None, description="One case.")
    since: datetime | None = strawberry.field(default=None, description="At or after.")
    before: datetime | None = strawberry.field(default=None, description="Before.")


@output
class StreamFinding:
    """Something that does not agree. The codes are listed in `docs/log.md`."""

    code: str = strawberry.field(description="What, such as `body-differs`.")
    place: str = strawberry.field(description="Where: a version, or the object.")
    detail: str = strawberry.field(description="What was seen.")


@output
class StreamVerification:
    """Whether the versions of an object hang together: numbers, links, commitments, states, log and what is shown."""

    versions: int = strawberry.field(description="How many versions there are.")
    sealed: int = strawberry.field(description="How many of them are under the log's newest checkpoint.")
    log_size: int = strawberry.field(description="Entries under that checkpoint.")
    findings: list[StreamFinding] = strawberry.field(description="Empty when all is well.")


@output
class Read:
    """One reading of the register by an officer or a machine."""

    reading: Reading = strawberry.field(description="What kind of reading.")
    at: datetime = strawberry.field(description="When.")
    subject: str = strawberry.field(description="The officer, or a pseudonym of who is not one.")
    client: str = strawberry.field(description="The client program.")
    streams: list[strawberry.ID] = strawberry.field(description="What was opened.")
    filters: list[str] = strawberry.field(description="Conditions of a list, by name.")
    count: int = strawberry.field(description="How many rows were given.")
    purpose: Purpose | None = strawberry.field(description="Why, where a purpose is needed.")


@output
class Refusal:
    """Somebody lacked a scope, a competence, or stood in a conflict of interest."""

    at: datetime = strawberry.field(description="When.")
    subject: str = strawberry.field(description="A pseudonym of who was refused.")
    client: str = strawberry.field(description="The client program.")
    action: str = strawberry.field(description="The action asked for.")
    code: str = strawberry.field(description="Why it was refused.")
    stream: strawberry.ID | None = strawberry.field(description="What it was asked for.")


@output
class AccessRecord:
    """Readings of one agency's callers, gathered, or one refusal."""

    id: strawberry.ID = strawberry.field(description="Id of the record.")
    at: datetime = strawberry.field(description="The last moment it covers.")
    reads: list[Read] = strawberry.field(description="The readings.")
    refused: Refusal | None = strawberry.field(description="The refusal.")
    agency: Agency | None = agency_field("The agency of the callers.", "agency")


@output
class AccessConnection(Connection[AccessRecord]):
    """One page of a list of access records, newest first."""
