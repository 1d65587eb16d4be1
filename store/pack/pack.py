"""Record packs, line by line, made from record, log and vault (`docs/record-pack.md`).

Nothing is verified here, because the pack's reader verifies it. At most a page of versions is in memory.

A shared part is proved under the tree that ends with its last row. So its bytes stay the same until the agency gets a
new row, and a reader of many packs fetches it once.
"""

from asyncio import sleep
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain

from store.authority.signed_acts import Assertion
from store.driver.connection import Connection, Document
from store.driver.paced import paced
from store.keys.authors import STREAM
from store.log.sealing.indexer import ways
from store.log.storage import LogStorage
from store.pack import lines
from store.pack.parsed import Parsed
from store.pack.plan import Entry, Plan, placed_under, planned, registry_writes
from store.pack.readers import Reader, Withheld
from store.pack.registry import Acts, RegistryPart
from store.pack.rows import Proofs, author_of, content_of, placed, registry_line
from store.pack.texts import Texts
from store.tlog.merkle import ReadHash, consistency_proof, tree_root
from store.tlog.note import Verifier
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys


@dataclass(frozen=True, slots=True)
class SharedPart:
    """Lines of a part, and the size of the tree under which they are proved."""

    of: str
    size: int
    lines: tuple[bytes, ...] = field(repr=False)
    withheld: tuple[Withheld, ...]

    @property
    def data(self) -> bytes:
        return b"".join(self.lines)

    @property
    def hash(self) -> str:
        return sha256(self.data).hexdigest()


class SharedParts:
    def __init__(self, registry: RegistryPart) -> None:
        self._registry = registry

    async def part(self, agency: str, reader: Reader, proofs: Proofs, writes: int) -> SharedPart | None:
        """Return the registry's rows of an agency in the log of the proofs, after so many writes to the registry.
        Return None for an agency without rows, or with too many rows for one part."""
        rows = {row.revision["_id"]: row for row in await self._registry.of_agency(agency, reader, writes)}
        entries = await placed_under(proofs.storage, [row.revision for row in rows.values()], proofs.size)
        if not entries:
            return None
        tree = max(entry.place for entry in entries) + 1
        under = [replace(entry, size=tree) for entry in entries]
        ready = paced(zip(under, await proofs.inclusion(under), strict=True))
        made = [registry_line(rows[entry.id], entry, proof, None) async for entry, proof in ready]
        hidden = tuple(why for entry in under if (why := rows[entry.id].given.why))
        return SharedPart(agency, tree, tuple(made), hidden)

    async def named(
        self, part: SharedPart, proofs: Proofs, ends: Sequence[tuple[str, int, Sequence[bytes]]]
    ) -> lines.Shared:
        def tied(read: ReadHash) -> tuple[bytes, list[bytes]]:
            return tree_root(part.size, read), consistency_proof(part.size, proofs.size, read)

        root, proof = await proofs.computed(tied)
        counts = {"lines": len(part.lines), "withheld": len(part.withheld)}
        return lines.Shared(of=part.of, hash=part.hash, size=part.size, root=root, proof=proof, ends=ends, **counts)


PAGE = 32
"""Number of versions that are read and in memory together."""


class PackChanged(Exception):
    """Planned content no longer exists. The download is cut short. A new download has another tag."""


class Packs:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._registry = connection, RegistryPart(connection)
        self._shared = SharedParts(self._registry)

    async def plan(self, stream: str, size: int | None = None, most: int | None = None) -> Plan:
        return await planned(self._connection, stream, size, most)

    async def shared(self, agency: str, reader: Reader, size: int) -> SharedPart | None:
        """Return the rows of one agency in a log of the given size, for a separate file; None if there are no rows."""
        writes = await registry_writes(self._connection)
        return await self._shared.part(agency, reader, self._proofs(size), writes)

    async def lines(
        self, plan: Plan, reader: Reader, log_key: str | None, *, apart: bool = False
    ) -> AsyncIterator[bytes]:
        """Yield the lines of a pack. With `apart`, the registry's rows are in shared parts."""
        shared = self._shared if apart else None
        made = _Making(self._connection, plan, reader, self._proofs(plan.size), self._registry, shared, log_key)
        count, before = 0, sha256()
        parts = (made.first(), made.successions(), made.checkpoints(), made.index(), made.authors())
        for part in (*parts, made.versions(), made.erasures(), made.registry(), made.shared(), made.begun()):
            async for line in part:
                yield line
                count += 1
                before.update(line)
                await sleep(0)  # the receiver may be fast enough to take all lines without yielding
        if reader.registered and await registry_writes(self._connection) != plan.registry:
            raise PackChanged
        yield made.end(count, before.digest())

    def tag(self, plan: Plan, reader: Reader, log_key: str | None, *, apart: bool = False) -> str:
        """Return a tag that differs for packs with different bytes. Parts of downloads with the same tag can be
        combined."""
        promising = self._connection.promising
        registry = plan.registry if reader.registered else 0
        return plan.tag(reader.name, registry, log_key, promising.signer.vkey() if promising else None, apart)

    def _proofs(self, size: int) -> Proofs:
        return Proofs(LogStorage.of(self._connection), size)


@dataclass(frozen=True)
class _Making:
    connection: Connection
    plan: Plan
    reader: Reader
    proofs: Proofs
    part: RegistryPart
    apart: SharedParts | None
    log_key: str | None
    acts: Acts = field(default_factory=Acts)
    withheld: list[Withheld] = field(default_factory=list)
    """Reasons for withholding versions and registry rows so far."""
    resting: dict[str, list[str]] = field(default_factory=dict)
    """Streams in shared parts on which the acts depend, by the agency of the part."""
    erased_by: set[str] = field(default_factory=set)
    """Events that erased texts which the reader would have received."""

    @property
    def _storage(self) -> LogStorage:
        return self.proofs.storage

    @property
    def header(self) -> lines.Header:
        promising, plan = self.connection.promising, self.plan
        return lines.Header(
            origin=self.connection.origin,
            stream=plan.stream,
            size=plan.size,
            versions=len(plan.versions),
            whole=plan.whole,
            reader=self.reader.grade,
            keys={"log": self.log_key, "promises": promising.signer.vkey() if promising else None},
        )

    async def first(self) -> AsyncIterator[bytes]:
        yield self.header.line()

    async def successions(self) -> AsyncIterator[bytes]:
        for note in _in_order(self.log_key, self.plan.successions):
            yield lines.succession(note)

    async def checkpoints(self) -> AsyncIterator[bytes]:
        sizes = sorted(self.plan.checkpoints)
        steps = list(zip([0, *sizes], sizes, strict=False))
        for (_, size), proof in zip(steps, await self.proofs.consistency(steps), strict=True):
            yield lines.checkpoint(self.plan.checkpoints[size], proof, self.plan.stamps.get(size))

    async def index(self) -> AsyncIterator[bytes]:
        if end := self.plan.end:
            yield lines.index(end.note, end.row.n, end.siblings)

    async def authors(self) -> AsyncIterator[bytes]:
        size, end = self.plan.size, self.plan.end
        found = await ways(self._storage, end.size, [STREAM]) if end and self.plan.entered else {}
        entries = [Entry("", place, size, b"") for place, _ in self.plan.entered]
        for (_, data), entry, proof in zip(
            self.plan.entered, entries, await self.proofs.inclusion(entries), strict=True
        ):
            way = found.get(STREAM) if entry is entries[-1] else None
            yield lines.authors(placed(entry, data, proof), way and (way[0].n, way[1]))

    async def versions(self) -> AsyncIterator[bytes]:
        texts = Texts(self.connection, self.plan.stream, self.plan.gone)
        for at in range(0, len(self.plan.versions), PAGE):
            entries = self.plan.versions[at : at + PAGE]
            found = self._storage.revisions.find({"_id": {"$in": [entry.id for entry in entries]}})
            rows = {row["_id"]: row async for row in found}
            if len(rows) < len(entries):
                raise PackChanged
            versions = [Parsed.now(rows[entry.id]) async for entry in paced(entries)]
            given = await self.reader.given(versions)
            self.acts.note(versions, given)
            self.withheld.extend(told.why for told in given if told.why)
            opened, proofs = await texts.of(versions, given), await self.proofs.inclusion(entries)
            for entry, proof, version, told, (there, gone) in zip(
                entries, proofs, versions, given, opened, strict=True
            ):
                self.erased_by.update(text["event"] for text in gone)
                revision, content = version.revision, content_of(version, told, there, gone)
                here = placed(entry, bytes(revision["envelope"]), proof)
                signed = _assertion(revision) if told.body else None
                yield lines.version(revision["n"], here, content, author_of(revision), signed)

    async def erasures(self) -> AsyncIterator[bytes]:
        entries = [entry for entry in self.plan.erasures if entry.id in self.erased_by]
        for entry, proof in zip(entries, await self.proofs.inclusion(entries), strict=True):
            revision = self.plan.destroyed_by[entry.id]
            at = placed(entry, bytes(revision["envelope"]), proof)
            salt, body = bytes(revision["salt"]), bytes(revision["body"])
            yield lines.erasure(entry.id, at, salt, body, author_of(revision))

    async def registry(self) -> AsyncIterator[bytes]:
        """Yield the rows on which the acts depend. They follow the versions, which contain the actors.

        The proofs are under the checkpoint of the pack.
        """
        rows = await self.part.rows(self.acts, self.reader, self.plan.registry)
        entries = await placed_under(self._storage, [row.revision for row in rows], self.plan.size)
        there = {entry.id: entry for entry in entries}
        rows = [row for row in rows if row.revision["_id"] in there]
        if self.apart:
            for row in rows:
                if row.owned.agency and row.revision["n"] == 1:
                    self.resting.setdefault(row.owned.agency, []).append(row.revision["stream"])
            rows = [row for row in rows if not row.owned.agency]
        self.withheld.extend(row.given.why for row in rows if row.given.why)
        last = {row.revision["stream"]: row.revision["_id"] for row in rows}
        end = self.plan.end
        found = await ways(self._storage, end.size, last) if end else {}
        proofs = await self.proofs.inclusion([there[row.revision["_id"]] for row in rows])
        for row, proof in zip(rows, proofs, strict=True):
            id, stream = row.revision["_id"], row.revision["stream"]
            way = found.get(stream) if last[stream] == id else None
            yield registry_line(row, there[id], proof, way and (way[0].n, way[1]))

    async def shared(self) -> AsyncIterator[bytes]:
        """Yield the lines of the shared parts with the registry rows that are not in the pack itself."""
        end, writes = self.plan.end, self.plan.registry
        found = await ways(self._storage, end.size, [*chain(*self.resting.values())]) if end and self.resting else {}
        for agency, streams in sorted(self.resting.items()):
            if not self.apart or not (part := await self.apart.part(agency, self.reader, self.proofs, writes)):
                continue  # too many rows for one part: a verifier reports what the pack lacks
            self.withheld.extend(part.withheld)
            ends = [(stream, found[stream][0].n, found[stream][1]) for stream in sorted(streams) if stream in found]
            yield lines.shared(await self.apart.named(part, self.proofs, ends))

    async def begun(self) -> AsyncIterator[bytes]:
        """Yield the entry that began the duty to publish lines. It contains no names, so every reader gets it."""
        if (entry := self.plan.begun) is None:
            return
        revision = await self._storage.revisions.find_one({"_id": entry.id})
        if revision is None:
            raise PackChanged
        [proof] = await self.proofs.inclusion([entry])
        at = placed(entry, bytes(revision["envelope"]), proof)
        yield lines.begun(at, bytes(revision["salt"]), bytes(revision["body"]), author_of(revision))

    def end(self, count: int, before: bytes) -> bytes:
        if (promising := self.connection.promising) is None:
            return lines.end(count, None)
        leaf = self.plan.versions[-1].leaf
        return lines.end(count, self.header.statement(promising.signer, leaf, len(self.withheld), before))


def _in_order(log_key: str | None, notes: Sequence[bytes]) -> Sequence[bytes]:
    """Return notes of succession sorted. If they cannot be sorted, return them unchanged: a verifier reports that."""
    try:
        keys = LogKeys.following(Verifier.from_vkey(log_key or ""), notes)
    except LogFault:
        return notes
    return [*(handover.note for handover in keys.handovers), *keys.strays]


def _assertion(revision: Document) -> Mapping[str, bytes] | None:
    """Return the signed act of a person; None if it cannot be read, which a verifier reports."""
    try:
        made = Assertion.read(revision["assertion"]).document()
        made["command"].decode()
    except (LookupError, ValueError):
        return None
    return made if all(made.values()) else None
