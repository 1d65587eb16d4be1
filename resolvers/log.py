"""The transparency log, through GraphQL: its state, and the proof of a version."""

from datetime import datetime

import strawberry

from resolvers.recorded import unrecorded
from resolvers.request import ContextInfo, Request
from resolvers.rights import signed_in
from schema.cost import reads
from schema.described import output
from schema.payload import WriteReceipt
from schema.seal import Seal
from store.log.promises import Accepted
from store.log.receipts import proof_of
from store.write.command_ids import Outcome


@output
class LogStatus:
    """State of the transparency log. Its files are at `/log/`."""

    size: int = strawberry.field(description="Number of entries under the newest checkpoint; 0 before the first one.")
    cosigned: bool = strawberry.field(description="Whether enough witnesses cosigned the newest checkpoint.")
    pending: int = strawberry.field(description="Number of versions that are written and not yet in the log.")
    oldest_pending_at: datetime | None = strawberry.field(
        description="When the oldest pending version was written. If that is long ago, the log is not being extended."
    )
    oldest_pending_age: float | None = strawberry.field(description="Age of the oldest pending version, in seconds.")
    last_sealed_at: datetime | None = strawberry.field(description="When the newest checkpoint was signed.")


def receipt_of(context: Request, outcome: Outcome) -> WriteReceipt:
    """What the writer of a version keeps of it."""
    return WriteReceipt(
        version=outcome.version,
        leaf=outcome.accepted.leaf.hex(),
        to_be_sealed_by=outcome.accepted.to_be_sealed_by,
        promise=context.store.promised(outcome.accepted),
    )


async def seal_of(context: Request, stream: str, version: int) -> Seal:
    """The proof of a version, or when there will be one."""
    found = await proof_of(context.store.connection, f"{stream}:{version}")
    envelope = await context.store.history.envelope(stream, version)
    if isinstance(found, Accepted):
        promise = context.store.promised(found)
        return Seal(proof=None, envelope=envelope, to_be_sealed_by=found.to_be_sealed_by, promise=promise)
    return Seal(proof=found.decode(), envelope=envelope, to_be_sealed_by=None, promise=None)


@strawberry.type
class LogQuery:
    """Reading the state of the log."""

    @strawberry.field(
        description="State of the transparency log.",
        extensions=[unrecorded("The log holds hashes, and is public."), signed_in()],
        metadata=reads(5),
    )
    async def log(self, info: ContextInfo) -> LogStatus:
        """The log's state."""
        found = await info.context.store.history.log_state()
        return LogStatus(
            size=found.size,
            cosigned=found.cosigned,
            pending=found.pending,
            oldest_pending_at=found.oldest_pending_at,
            oldest_pending_age=found.age(info.context.now),
            last_sealed_at=found.last_sealed_at,
        )
