"""The transparency log in GraphQL: its state, and the proof of a version."""

from collections.abc import Sequence

import strawberry

from resolvers.recorded import unrecorded
from resolvers.request import ContextInfo, Request, signed_in
from schema.cost import reads
from schema.log import LogStatus, RegisterVerification, Seal, VerificationFinding, WitnessCosignature
from schema.problems import WriteReceipt
from store.driver.connection import Document
from store.log.receipts import Receipt, receipts_of
from store.write.command_ids import Outcome


def receipt_of(context: Request, outcome: Outcome) -> WriteReceipt:
    return WriteReceipt(
        version=outcome.version,
        leaf=outcome.accepted.leaf.hex(),
        to_be_sealed_by=outcome.accepted.to_be_sealed_by,
        promise=context.store.promised(outcome.accepted),
    )


async def seals_of(context: Request, versions: Sequence[str]) -> list[Seal]:
    """Return the proof of each version, by its id. For a version that is not sealed yet, return the time by which the
    proof is due."""
    return [_seal(context, found) for found in await receipts_of(context.store.connection, versions)]


def _seal(context: Request, found: Receipt) -> Seal:
    waits = found.accepted
    return Seal(
        proof=found.proof.decode() if found.proof else None,
        envelope=found.envelope,
        to_be_sealed_by=waits.to_be_sealed_by if waits else None,
        promise=context.store.promised(waits) if waits else None,
    )


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
