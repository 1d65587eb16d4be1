"""Full verification: the record against the log, the log against its checkpoints and against those kept elsewhere.

    checkpoints   each signed by the log, cosigned as the policy asks, one root a size
    log           entries lead to every root; tiles, index and the order of streams agree; nothing is stray
    record        every revision sealed as it is stored, or pending; bodies, states, fields, heads and texts agree
    promises      what was promised to be sealed by now is sealed
What this cannot see is listed in `docs/log.md`.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from store.connection import Connection
from store.log.audit_log import Walk, stray_findings
from store.log.audit_promises import promise_findings
from store.log.audit_record import Record, Times
from store.log.audit_stamps import StampAudit
from store.log.checkpoint import Checkpoint, parse_checkpoint
from store.log.faults import LogFault
from store.log.finding import CODES, Finding, Level
from store.log.note import Ed25519Verifier, Verified, verify
from store.log.policy import Policy
from store.log.stamps import Authority
from store.log.storage import LogStorage

__all__ = ["CODES", "Finding", "Level", "log_findings"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that the log signed, and where it was found."""

    place: str
    note: bytes
    checkpoint: Checkpoint
    verified: tuple[Verified, ...]

    @property
    def cosigned(self) -> datetime | None:
        """When the first witness cosigned it."""
        times = [each.time for each in self.verified if each.time is not None]
        return datetime.fromtimestamp(min(times), UTC) if times else None


async def log_findings(
    connection: Connection,
    verifiers: Sequence[Ed25519Verifier],
    policy: Policy,
    known_checkpoints: Sequence[bytes],
    promises: Sequence[bytes] = (),
    authority: Authority | None = None,
) -> AsyncIterator[Finding]:
    """Everything that does not agree; nothing but notes when all is well.

    `verifiers` are the log's keys (and those that sign promises), got by another way than from this database;
    `known_checkpoints` are those kept elsewhere. It may run while others write.
    """
    storage = LogStorage.of(connection)
    reader = _Reader(connection.origin, verifiers, policy)
    stored: list[Seen] = []
    async for document in storage.checkpoints.find({}).sort("_id", 1):
        seen, found = reader.stored(document)
        stored += seen
        for finding in found:
            yield finding
    known: list[Seen] = []
    for number, note in enumerate(known_checkpoints, 1):
        seen, found = reader.note(f"known checkpoint {number}", note)
        known += seen
        for finding in found:
            yield finding
    size = max([each.checkpoint.size for each in stored], default=0)
    walk = Walk(storage, connection.origin, size, {each.checkpoint.size for each in (*stored, *known)})
    async for finding in walk.findings():
        yield finding
    for finding in _compared(stored, known, walk.roots, size):
        yield finding
    async for finding in stray_findings(storage, size, {each.checkpoint.size for each in stored}):
        yield finding
    stamps = StampAudit(storage, authority)
    async for finding in stamps.findings():
        yield finding
    times = _times([*stored, *known], stamps.times)
    async for finding in Record(connection, times).findings():
        yield finding
    async for finding in promise_findings(connection, verifiers, promises, times):
        yield finding


class _Reader:
    def __init__(self, origin: str, verifiers: Sequence[Ed25519Verifier], policy: Policy) -> None:
        self._origin, self._policy = origin, policy
        self._keys = {(each.name, each.key_id) for each in verifiers if each.name == origin}
        self._verifiers = [*verifiers, *policy.verifiers]

    def stored(self, document: Mapping[str, object]) -> tuple[list[Seen], list[Finding]]:
        """A document of the database: at most one checkpoint, and what is wrong with it."""
        size, note = document.get("_id"), document.get("note")
        place = f"checkpoints {size}"
        if not isinstance(size, int) or not isinstance(note, bytes):
            return [], [Finding("checkpoint-unreadable", place, "not a checkpoint")]
        seen, found = self.note(place, note)
        for each in seen:
            if each.checkpoint.size != size:
                return [], [Finding("checkpoint-unreadable", place, f"says {each.checkpoint.size} entries")]
            if not self._policy.satisfied(each.verified):
                found.append(Finding("checkpoint-uncosigned", place, f"marked cosigned: {document.get('cosigned')}"))
        return seen, found

    def note(self, place: str, note: bytes) -> tuple[list[Seen], list[Finding]]:
        """A note from anywhere."""
        try:
            opened = verify(note, self._verifiers)
            checkpoint = parse_checkpoint(opened.text, self._origin)
        except LogFault as wrong:
            return [], [Finding("checkpoint-unsigned", place, str(wrong))]
        if not self._keys & {(each.name, each.key_id) for each in opened.verified}:
            return [], [Finding("checkpoint-unsigned", place, "the log's own key did not sign")]
        return [Seen(place, note, checkpoint, opened.verified)], []


def _compared(
    stored: Sequence[Seen], known: Sequence[Seen], roots: Mapping[int, bytes], size: int
) -> Iterator[Finding]:
    """Every checkpoint against the roots that the entries have, and against each other of its size."""
    if 0 not in {each.checkpoint.size for each in stored}:
        yield Finding("checkpoint-missing", "checkpoints 0", "every log begins with the empty one")
    first: dict[int, Seen] = {}
    for each in (*stored, *known):
        checkpoint = each.checkpoint
        before = first.setdefault(checkpoint.size, each)
        if before.checkpoint.root != checkpoint.root:
            yield Finding("forked", each.place, f"{before.place} has another root of size {checkpoint.size}")
        if checkpoint.size > size:
            yield Finding("log-truncated", each.place, f"{checkpoint.size} entries, the log has {size}")
        elif roots.get(checkpoint.size, checkpoint.root) != checkpoint.root:
            yield Finding("root-differs", each.place, f"the first {checkpoint.size} entries have another root")


def _times(seen: Sequence[Seen], stamped: Mapping[int, datetime]) -> Times:
    """When somebody else had seen each checkpoint at the latest: a witness, or the authority that stamped it."""
    known = [(each, _earliest(each.cosigned, stamped.get(each.checkpoint.size))) for each in seen]
    rows = sorted((each.checkpoint.size, at) for each, at in known if at)
    return Times(
        anchors={sha256(each.note).hexdigest(): at for each, at in known},
        sizes=[size for size, _ in rows],
        seen=[at for _, at in rows],
        watched=sorted((each.checkpoint.size, each.cosigned) for each in seen if each.cosigned),
    )


def _earliest(*times: datetime | None) -> datetime | None:
    return min((each for each in times if each), default=None)
