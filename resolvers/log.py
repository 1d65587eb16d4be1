"""The transparency log, through GraphQL: its state, and the proof of a version."""

import strawberry

from resolvers.recorded import unrecorded
from resolvers.request import ContextInfo, Request, signed_in
from schema.cost import reads
from schema.log import LogStatus, RegisterVerification, Seal, VerificationFinding, WitnessCosignature
from schema.problems import WriteReceipt
from store.driver.connection import Document
from store.keys.promises import Accepted
from store.log.receipts import proof_of
from store.write.command_ids import Outcome


def receipt_of(context: Request, outcome: Outcome) -> WriteReceipt:
    return WriteReceipt(
        version=outcome.version,
        leaf=outcome.accepted.leaf.hex(),
        to_be_sealed_by=outcome.accepted.to_be_sealed_by,
        promise=context.store.promised(outcome.accepted),
    )


async def seal_of(context: Request, stream: str, version: int) -> Seal:
    found = await proof_of(context.store.connection, f"{stream}:{version}")
    envelope = await context.store.history.envelope(stream, version)
    if isinstance(found, Accepted):
        promise = context.store.promised(found)
        return Seal(proof=None, envelope=envelope, to_be_sealed_by=found.to_be_sealed_by, promise=promise)
    return Seal(proof=found.decode(), envelope=envelope, to_be_sealed_by=None, promise=None)


def verification_of(row: Document) -> RegisterVerification:
    findings = [VerificationFinding(code=found["code"], count=found["count"]) for found in row["findings"]]
    return RegisterVerification(**{**row, "findings": findings})


@strawberry.type
class LogQuery:
    @strawberry.field(
        description="State of the transparency log.",
        extensions=[unrecorded("The log holds hashes, and is public."), signed_in()],
        metadata=reads(6),
    )
    async def log(self, info: ContextInfo) -> LogStatus:
        store = info.context.store
        found, verified = await store.history.log_state(), await store.verifications.last()
        return LogStatus(
            size=found.size,
            cosigned=found.cosigned,
            witnesses=found.witnesses,
            cosignatures=[WitnessCosignature(name=witness.name, at=witness.at) for witness in found.cosignatures],
            pending=found.pending,
            oldest_pending_at=found.oldest_pending_at,
            oldest_pending_age=found.age(info.context.now),
            last_sealed_at=found.last_sealed_at,
            last_verification=verification_of(verified) if verified else None,
        )
