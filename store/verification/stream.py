"""Check of one stream against the log, its states and its head: for an inspector of one case, within a request.

The newest checkpoint is trusted. Every proof includes its signature, so that anybody can verify it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo.errors import PyMongoError

from store.driver.connection import Connection, Document
from store.log.audit.finding import Finding, Level
from store.log.sealing.indexer import end_proof
from store.log.storage import LogStorage
from store.record.chain import played
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.merkle import ReadHash, inclusion_proof, leaf_hash, verify_inclusion
from store.tlog.note import split
from store.tlog.strict import LogFault, ProofRefused
from store.verification.heads import head_differs
from store.verification.record import chain, text_findings, unfit, unknown_fields
from store.verification.signed import SignedActs
from store.verification.stream_places import place_findings

PROVED_AT_ONCE = 64
"""Number of proofs that are made together, so that they share the tiles fetched for them."""


@dataclass(frozen=True, slots=True)
class StreamAudit:
    versions: int
    sealed: int
    size: int
    """Number of log entries under the checkpoint used."""
    findings: tuple[Finding, ...]
    """Faults that were found. The other fields contain information that is no fault."""
    newest_place: int | None
    """Log index of the last sealed version."""
    checkpoint: str | None
    first_places: int
    """Number of versions for which the check proved that the log has no earlier entry of the same version."""
    erased: int
    """Number of destroyed text keys whose destruction an event records."""


async def audit_stream(connection: Connection, revisions: Sequence[Document]) -> StreamAudit:
    """Check all revisions of one stream, in order, against log, states and head.

    Raise LogFault without a checkpoint.
    """
    storage = LogStorage.of(connection)
    newest = await storage.newest()
    checkpoint = parse_checkpoint(split(newest.note)[0], connection.origin) if newest else None
    stream = played(revisions)
    found = [*chain(stream.findings), *unknown_fields(revisions)]
    found += [finding for version in stream.versions for finding in unfit(version)]
    signed = SignedActs(connection)
    await signed.begin()
    found += signed.findings(stream.versions)
    places, unsealed = await _placed(storage, revisions, checkpoint.size if checkpoint else 0)
    found += unsealed
    for at in range(0, len(revisions), PROVED_AT_ONCE):
        wanted = [
            (revision, places[revision["_id"]])
            for revision in revisions[at : at + PROVED_AT_ONCE]
            if revision["_id"] in places
        ]
        if checkpoint and wanted:
            found += await _proved(storage, checkpoint, wanted)
    where = await place_findings(storage, revisions, places, checkpoint.size if checkpoint else 0)
    found += where.findings
    if revisions:
        found += await _end(storage, connection.origin, revisions[-1], checkpoint.size if checkpoint else 0)
        found += await _head(connection, revisions[-1])
        if len(stream.versions) == len(revisions):  # otherwise a reference is unknown, and has a finding already
            found += await text_findings(connection, str(revisions[-1].get("stream")), stream.versions)
    return StreamAudit(
        versions=len(revisions),
        sealed=len(places),
        size=checkpoint.size if checkpoint else 0,
        findings=tuple(finding for finding in found if finding.level is Level.FAULT),
        newest_place=max(places.values(), default=None),
        checkpoint=newest.note.decode() if newest else None,
        first_places=where.first,
        erased=sum(finding.code == "erased" for finding in found),
    )


async def _end(storage: LogStorage, origin: str, last: Document, size: int) -> list[Finding]:
    """Return findings for later versions that the newest index of streams contains."""
    stream, n = str(last.get("stream")), last.get("n")
    end = await end_proof(storage, origin, stream, size)
    if end is None or not isinstance(n, int) or end.row.n <= n:
        return []
    return [Finding("revision-missing", f"{stream}:{n + 1}", f"the index of streams has {end.row.n} versions")]


async def _head(connection: Connection, last: Document) -> list[Finding]:
    stream = str(last.get("stream"))
    try:
        differs = await head_differs(connection, last)
    except PyMongoError:
        raise
    except Exception as error:  # a tampered state can break the reading anywhere
        return [Finding("revision-unreadable", stream, type(error).__name__)]
    return [Finding("head-differs", stream, "is not what the record and the vault give")] if differs else []


async def _placed(
    storage: LogStorage, revisions: Sequence[Document], size: int
) -> tuple[dict[str, int], list[Finding]]:
    """Return the log index of each revision, and findings for revisions that are neither in the log nor pending."""
    ids = [revision["_id"] for revision in revisions]
    pending = {marker["_id"] for marker in await storage.markers(ids)}  # before the index: a marker is removed last
    rows = {row["event"]: row["_id"] async for row in storage.index.find({"event": {"$in": ids}})}
    lost = [id for id in ids if id not in rows and id not in pending]
    found = [Finding("revision-unsealed", id, "neither in the index nor pending") for id in lost]
    return {event: place for event, place in rows.items() if isinstance(place, int) and place < size}, found


async def _proved(storage: LogStorage, checkpoint: Checkpoint, wanted: Sequence[tuple[Document, int]]) -> list[Finding]:
    size = checkpoint.size

    def proofs(read: ReadHash) -> list[list[bytes]]:
        return [inclusion_proof(place, size, read) for _, place in wanted]

    try:
        made = await storage.computed(size, proofs)
    except (LogFault, LookupError) as wrong:
        return [Finding("tile-missing", str(wanted[0][0]["stream"]), str(wrong))]
    found = []
    for (revision, place), proof in zip(wanted, made, strict=True):
        try:
            verify_inclusion(place, size, leaf_hash(bytes(revision["envelope"])), proof, checkpoint.root)
        except (ProofRefused, LookupError, TypeError):
            found.append(Finding("revision-differs", revision["_id"], f"is not what was sealed as entry {place}"))
    return found
