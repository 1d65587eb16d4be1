"""Full verification: the record against the log, and the log against its own checkpoints and those kept elsewhere.

    checkpoints   signed by the log, cosigned as the policy requires, one root for a size; stamps match
    log           entries lead to every root; tiles, index and the order of streams agree; no data is stray
    record        every revision is sealed as stored, or pending; bodies, states, fields, heads and texts agree
    promises      each version whose promised time has passed is sealed

Memory does not grow with the log: its working data are in a temporary file (`store/log/audit/ledger.py`), and only
streams with about 500 versions together are in memory. `docs/log.md` lists the faults that the verification cannot
detect.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType

from store.driver.connection import Connection
from store.keys.authors import Authors
from store.log.admitted import entered
from store.log.audit.finding import CODES, Finding, Level
from store.log.audit.ledger import Ledger, Noted
from store.log.audit.promises import StampAudit, promise_findings, staging_findings
from store.log.audit.walk import EndsAudit, Walk, stray_findings
from store.log.stamping.stamps import Authority
from store.log.storage import LogStorage
from store.log.witnessing.policies import Policies, foreign_lines
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.note import Ed25519Verifier, Verified, Verifier, verify
from store.tlog.policy import Policy
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys, Term
from store.verification.record import Record

__all__ = ["CODES", "KNOWN", "Finding", "Level", "log_findings"]


SHOWN = 200
KNOWN = "known checkpoint"
"""Prefix of the place of a checkpoint that was kept elsewhere."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Checkpoint signed by the log, and the place where it was found."""

    place: str
    note: bytes
    checkpoint: Checkpoint
    verified: tuple[Verified, ...]

    @property
    def cosigned(self) -> datetime | None:
        times = [signature.time for signature in self.verified if signature.time is not None]
        return datetime.fromtimestamp(min(times), UTC) if times else None


async def log_findings(
    connection: Connection,
    verifiers: Sequence[Verifier],
    policy: Policy,
    known_checkpoints: Sequence[bytes],
    promises: Sequence[bytes] = (),
    authority: Authority | None = None,
    authors: Authors | None = None,
    policy_from: int = 0,
    erased: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Finding]:
    """Yield a finding for every disagreement, and notes for information.

    `verifiers` are a key of the log and the keys that sign promises. Obtain them elsewhere than from this database; the
    log's other keys follow from the given one (`store/tlog/succession.py`). `known_checkpoints` are checkpoints kept
    elsewhere; `authority` makes the stamps, and `authors` may write. The policy applies to checkpoints from the size
    `policy_from` on. `erased` are destroyed keys, from a list kept elsewhere (`store/backup/erased.py`). The
    verification may run while other processes write.
    """
    with closing(Ledger()) as ledger:
        reader = _Reader(connection.origin, verifiers, policy, policy_from)
        audit = _Audit(connection, ledger, reader, authority, authors)
        for source in (
            audit.handed_over(),
            audit.policed(),
            audit.stamped(),
            audit.stored(),
            audit.known(known_checkpoints),
            audit.walked(),
            audit.compared(),
            audit.strays(),
            Record(connection, ledger, erased, audit.newer, audit.written_by).findings(),
            promise_findings(connection, verifiers, promises, ledger),
        ):
            async for finding in source:
                yield finding


class _Audit:
    """Parts of a verification, in order. Each part puts into the ledger the data that later parts need."""

    def __init__(
        self,
        connection: Connection,
        ledger: Ledger,
        reader: "_Reader",
        authority: Authority | None,
        authors: Authors | None,
    ) -> None:
        self._storage, self._ledger, self._reader = LogStorage.of(connection), ledger, reader
        self._origin, self._stamps = connection.origin, StampAudit(self._storage, authority)
        self.authors, self._now, self._newest = authors, connection.clock(), -1
        """Authors: first from the given file, later from the log's own entries."""

    async def handed_over(self) -> AsyncIterator[Finding]:
        """Check the successions of the log's keys. Each contains a checkpoint under which the log continues."""
        notes = await self._storage.handed_over()
        for finding in self._reader.follow(notes):
            yield finding
        for handover, term in zip(self._reader.keys.handovers, self._reader.keys.terms, strict=False):
            made = handover.succession
            place = f"succession to {made.after.vkey()}"
            if made.goes_on.size == term.end:  # otherwise a later key continues without it
                self._ledger.note(Noted(made.goes_on.size, False, place, made.goes_on.root, "", None, None))
            if made.lost:
                yield Finding("entries-lost", place, f"{made.lost} entries after the first {made.goes_on.size}")

    async def policed(self) -> AsyncIterator[Finding]:
        """Read the log's witness policies. Each applies from a size on."""
        policies = Policies.read(await self._storage.policies(), self._origin, self._reader.keys.verifiers)
        self._reader.policies = policies
        for note in policies.unsigned:
            yield Finding("policy-unsigned", "policies", f"no key of the log signed {note[:SHOWN]!r}")

    def written_by(self) -> Authors | None:
        return self.authors

    async def stamped(self) -> AsyncIterator[Finding]:
        async for finding in self._stamps.findings():
            yield finding

    async def stored(self) -> AsyncIterator[Finding]:
        async for document in self._storage.checkpoints.find({}).sort("_id", 1):
            seen, found = self._read(document)
            for sighting in seen:
                self._note(sighting, stored=True)
            for finding in found:
                yield finding
        async for document in self._storage.recosigned.find({}).sort("_id", 1):
            note, place = document.get("note"), f"recosigned {document['_id']}"
            seen, found = self._reader.note(place, note if isinstance(note, bytes) else b"")
            for sighting in seen:
                self._note(sighting, stored=False)
                found += self._reader.foreign(sighting)
            for finding in found:
                yield finding

    async def newer(self) -> AsyncIterator[Finding]:
        """Add the checkpoints stored since the pass began, to which concurrent writes refer. The next pass walks up to
        them."""
        async for document in self._storage.checkpoints.find({"_id": {"$gt": self._newest}}).sort("_id", 1):
            seen, found = self._read(document)
            for sighting in seen:
                self._note(sighting, stored=False)
            for finding in found:
                yield finding

    def _read(self, document: Mapping[str, object]) -> tuple[list[Seen], list[Finding]]:
        """Read a stored checkpoint, signed or not, and report each of its faults only once."""
        if isinstance(size := document.get("_id"), int):
            self._newest = size
        return self._reader.stored(document)

    async def known(self, notes: Sequence[bytes]) -> AsyncIterator[Finding]:
        for number, note in enumerate(notes, 1):
            seen, found = self._reader.note(f"{KNOWN} {number}", note)
            for sighting in seen:
                self._note(sighting, stored=False)
            for finding in found:
                yield finding

    def _note(self, seen: Seen, *, stored: bool) -> None:
        size, hash, watched = seen.checkpoint.size, sha256(seen.note).hexdigest(), seen.cosigned
        known = min((time for time in (watched, self._stamps.times.get(size)) if time), default=None)
        self._ledger.note(Noted(size, stored, seen.place, seen.checkpoint.root, hash, known, watched))

    async def walked(self) -> AsyncIterator[Finding]:
        size, ends = self._ledger.largest(), EndsAudit(self._storage, self._origin, self._reader.keys.verifiers)
        async for finding in ends.signed(size):
            yield finding
        keys = self._reader.keys
        known, _ = await entered(
            self._storage, size, self._origin, keys
        )  # the walk reports the faults of these entries
        if known.number and self.authors is not None and (why := self.authors.unlike(known.authors)):
            yield Finding("authors-unsigned", "authors", f"the file that was given {why}")
        self.authors = known.authors if known.number else self.authors
        walk = Walk(self._storage, self._origin, size, self._ledger, self.authors, keys, ends, self._now)
        async for finding in walk.findings():
            yield finding
        if walk.entered.leaf != known.leaf:
            yield Finding("authors-unsigned", "authors", "the index leads to other entries than the log has")
        for finding in ends.findings():
            yield finding
        if self.authors is None and await self._storage.revisions.find_one({"author": {"$exists": True}}, {"_id": 1}):
            yield Finding("authors-unchecked", "revisions", "no file of authors was given")

    async def compared(self) -> AsyncIterator[Finding]:
        for finding in compared(self._ledger):
            yield finding

    async def strays(self) -> AsyncIterator[Finding]:
        async for finding in stray_findings(self._storage, self._ledger.largest(), self._ledger):
            yield finding
        async for finding in staging_findings(self._storage, self._origin):
            yield finding


class _Reader:
    def __init__(self, origin: str, verifiers: Sequence[Verifier], policy: Policy, policy_from: int) -> None:
        self._origin, self._policy, self._policy_from = origin, policy, policy_from
        self._pinned = [verifier for verifier in verifiers if verifier.name == origin]
        self.keys = LogKeys(tuple(map(Term, self._pinned)))
        self.policies = Policies()

    def follow(self, notes: Sequence[bytes]) -> Iterator[Finding]:
        if not notes or len(self._pinned) != 1:
            return
        try:
            self.keys = LogKeys.following(self._pinned[0], notes)
        except LogFault as wrong:
            yield Finding("succession-invalid", "successions", str(wrong))
            return
        for note in self.keys.strays:
            yield Finding("succession-invalid", "successions", f"leads to no known key: {note[:SHOWN]!r}")

    def stored(self, document: Mapping[str, object]) -> tuple[list[Seen], list[Finding]]:
        """Return at most one checkpoint in a stored document, and its faults."""
        size, note = document.get("_id"), document.get("note")
        place = f"checkpoints {size}"
        if not isinstance(size, int) or not isinstance(note, bytes):
            return [], [Finding("checkpoint-unreadable", place, "not a checkpoint")]
        seen, found = self.note(place, note)
        for sighting in seen:
            if sighting.checkpoint.size != size:
                return [], [Finding("checkpoint-unreadable", place, f"says {sighting.checkpoint.size} entries")]
            found += self.foreign(sighting)
            published = self.policies.at(size) or Policy()
            given = size < self._policy_from or self._policy.satisfied(sighting.verified)
            if not given or not published.satisfied(sighting.verified):
                found.append(Finding("checkpoint-uncosigned", place, f"marked cosigned: {document.get('cosigned')}"))
        return seen, found

    def note(self, place: str, note: bytes) -> tuple[list[Seen], list[Finding]]:
        """Return at most one checkpoint in a note from anywhere, and its faults."""
        try:
            opened = verify(note, self._known)
            checkpoint = parse_checkpoint(opened.text, self._origin)
        except LogFault as wrong:
            return [], [Finding("checkpoint-unsigned", place, str(wrong))]
        if not self.keys.signed(checkpoint.size, opened.verified):
            if made := self.keys.lost(checkpoint, opened.verified):
                return [], [
                    Finding("entries-lost", place, f"of {checkpoint.size}; it goes on from {made.goes_on.size}")
                ]
            return [], [Finding("checkpoint-unsigned", place, "no key of the log that might did sign")]
        return [Seen(place, note, checkpoint, opened.verified)], []

    def foreign(self, seen: Seen) -> Iterator[Finding]:
        """Yield findings for signature lines under a checkpoint that unknown keys made."""
        if self.policies.at(seen.checkpoint.size) is not None:
            for name in foreign_lines(seen.note, self._known):
                yield Finding("cosignature-unknown", seen.place, f"a line of {name[:SHOWN]}")

    @property
    def _known(self) -> list[Ed25519Verifier]:
        every = (*self.keys.verifiers, *self._policy.verifiers, *self.policies.verifiers)
        return [*{one.vkey(): one for one in every}.values()]


def compared(ledger: Ledger) -> Iterator[Finding]:
    """Compare every checkpoint with the root of the entries, and with other checkpoints of the same size."""
    size = ledger.largest()
    if not ledger.stored(0):
        yield Finding("checkpoint-missing", "checkpoints 0", "every log begins with the empty one")
    first: Noted | None = None
    for noted in ledger.noted():
        if first is None or first.size != noted.size:
            first = noted
        if first.root != noted.root:
            yield Finding("forked", noted.place, f"{first.place} has another root of size {noted.size}")
        if noted.size > size:
            yield Finding("log-truncated", noted.place, f"{noted.size} entries, the log has {size}")
        elif (root := ledger.root(noted.size)) is not None and root != noted.root:
            yield Finding("root-differs", noted.place, f"the first {noted.size} entries have another root")
