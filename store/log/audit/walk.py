"""Walk over the log in one pass: entries, tiles, roots, the index, and the order of each stream.

Only the bytes of entries are trusted, and only if a signed root covers them: the caller compares the roots. For older
indexes of streams only the signature is checked: computing each index again would need a pass over all streams for
every hour of the log.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from store.keys.authors import STREAM, Authors, Entered
from store.keys.promises import SEAL_WITHIN
from store.log.audit.finding import SKEW, Finding
from store.log.audit.ledger import Ledger
from store.log.envelopes import MEMBERS, event_in, parsed, unknown_members
from store.log.storage import Document, LogStorage
from store.tlog.merkle import CompactRange, leaf_hash
from store.tlog.note import Ed25519Verifier, verify
from store.tlog.stream_index import StreamIndex, read_index
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys
from store.tlog.tiles import (
    WIDTH,
    EntriesRef,
    TileRef,
    decode_bundle,
    encode_bundle,
    entries_path,
    new_tiles,
    parse_path,
    path_of,
    right_edge_paths,
)


class EndsAudit:
    def __init__(self, storage: LogStorage, origin: str, verifiers: Sequence[Ed25519Verifier]) -> None:
        """`verifiers` are the log's own keys, earlier and current."""
        self._storage, self._origin = storage, origin
        self._keys = list(verifiers)
        self._root, self._made = b"", b""
        self.size = 0
        """Size of the newest index; 0 without one."""

    async def signed(self, most: int) -> AsyncIterator[Finding]:
        """Yield a finding for each index that the log's key did not sign. Load the newest index up to a size of the
        log."""
        async for document in self._storage.stream_indexes.find({}).sort("_id", 1):
            place = f"stream_indexes {document['_id']}"
            try:
                size, root = read_index(verify(bytes(document.get("note") or b""), self._keys).text, self._origin)
            except (LogFault, TypeError) as wrong:
                yield Finding("streams-unsigned", place, str(wrong))
                continue
            if size != document["_id"]:
                yield Finding("streams-unsigned", place, f"says {size} entries")
            elif size <= most:
                self.size, self._root = size, root

    def reached(self, ends: Iterable[tuple[str, int, bytes]]) -> None:
        """Compute the newest index from the ends of all streams. Call this when the walk reaches the size of this
        index."""
        self._made = StreamIndex.of(ends).root()

    def findings(self) -> Iterator[Finding]:
        """Yield a finding if the newest index differs from the one computed from the entries. Call this after the
        walk."""
        if self.size and self._made != self._root:
            yield Finding("streams-differ", f"stream_indexes {self.size}", "the entries give another root, or too few")


TOGETHER = 2
"""Number of bundles checked together: about 500 entries, whose data take four queries."""
LONG_AGO = datetime.fromtimestamp(0, UTC).replace(tzinfo=None)


class Walk:
    """Pass over a log of a given size. Afterwards the ledger contains the requested roots up to the point where the
    pass ended."""

    def __init__(
        self,
        storage: LogStorage,
        origin: str,
        size: int,
        ledger: Ledger,
        authors: Authors | None = None,
        keys: LogKeys | None = None,
        ends: EndsAudit | None = None,
        now: datetime | None = None,
    ) -> None:
        """Prepare a pass. Without `authors` signatures are not checked, and without `now` times are not checked.

        After the walk, `entered` contains the authors according to the log's own entries. At the size of the newest
        index, `ends` receives the end of every stream.
        """
        self._ends = ends
        self._storage, self._origin, self._size, self._ledger = storage, origin, size, ledger
        self._authors, self._keys, self.entered = authors or Authors(), keys or LogKeys(()), Entered()
        self._excused = set[str]()
        """Leaves that a `late` line of an entry on authors excuses. Their late sealing is reported as explained."""
        self._behind: list[tuple[bytes, str, str]] = []
        """Versions found so far that were sealed late without an excuse. Each has its leaf, event and reason."""
        self._newest, self._oldest = LONG_AGO, LONG_AGO
        self._now = now.replace(tzinfo=None) + SKEW if now else LONG_AGO
        self._compact_range = CompactRange()
        self._edge: dict[str, bytes] = {}
        self._wanted = (size for size in ledger.sizes() if size)
        self._next = next(self._wanted, None)
        ledger.keep_root(0, self._compact_range.root())

    async def findings(self) -> AsyncIterator[Finding]:
        """Yield a finding for everything below the size that is inconsistent."""
        for start in range(0, self._size, TOGETHER * WIDTH):
            entries, found = await self._entries(start)
            if entries:
                async for finding in self._bundles(start, entries):
                    yield finding
            if found:
                yield found
                break
        for leaf, event, why in self._behind:
            yield Finding("late-explained" if leaf.hex() in self._excused else "sealed-late", event, why)

    async def _entries(self, start: int) -> tuple[list[bytes], Finding | None]:
        """Return the entries of the bundles checked together, and a finding for the first missing one."""
        places = range(start, min(self._size, start + TOGETHER * WIDTH), WIDTH)
        widths = {entries_path(place // WIDTH, width := min(WIDTH, self._size - place)): width for place in places}
        stored, entries = await self._storage.objects(widths), list[bytes]()
        for path, width in widths.items():
            try:
                bundle = decode_bundle(stored.get(path, b""))
            except LogFault as wrong:
                return entries, Finding("bundle-missing", path, str(wrong))
            if len(bundle) != width:
                return entries, Finding("bundle-missing", path, f"{len(bundle)} entries instead of {width}")
            entries += bundle
        return entries, None

    async def _bundles(self, start: int, entries: Sequence[bytes]) -> AsyncIterator[Finding]:
        leaves = [leaf_hash(entry) for entry in entries]
        self._grow(leaves)
        async for finding in self._tiles(start, entries, leaves):
            yield finding
        rows = {row["_id"]: row for row in await self._storage.rows(start, len(entries))}
        said = [parsed(entry) for entry in entries]
        ends = self._ledger.last({stream for words in said if isinstance(stream := words.get("stream"), str)})
        events = []
        for place, (words, leaf) in enumerate(zip(said, leaves, strict=True), start):
            event, found = self._entry(place, words, leaf, ends)
            if wrong := _row(rows.get(place), place, event, leaf):
                found.append(wrong)
            for finding in found:
                yield finding
            events.append(event)
            if self._ends and self._ends.size == place + 1:
                self._ledger.follow(ends)
                self._ends.reached(self._ledger.ends())
        self._ledger.follow(ends)
        stored = await self._storage.signed([event for event in events if event])
        for place, (event, entry, leaf) in enumerate(zip(events, entries, leaves, strict=True), start):
            if event and event.startswith(f"{STREAM}:"):
                for finding in self._admitting(event, entry, place):
                    yield finding
            elif event and event not in stored:
                yield Finding("revision-missing", event, "sealed, and not in the record")
            elif event:
                for finding in self._compared(place, event, entry, leaf, stored[event]):
                    yield finding

    def _admitting(self, event: str, entry: bytes, place: int) -> Iterator[Finding]:
        try:
            self.entered = self.entered.after(entry, place, self._origin, self._keys)
            self._excused |= set(self.entered.authors.late)
        except LogFault as wrong:
            yield Finding("authors-unsigned", event, str(wrong))

    def _grow(self, leaves: Sequence[bytes]) -> None:
        """Add leaves to the tree, and store its root at each wanted size."""
        tree, at = self._compact_range, 0
        while at < len(leaves):
            end = len(leaves) if self._next is None else at + self._next - tree.size
            tree.extend(leaves[at:end])
            at = end
            if tree.size == self._next:
                self._ledger.keep_root(tree.size, tree.root())
                self._next = next(self._wanted, None)

    def _compared(
        self, place: int, event: str, entry: bytes, leaf: bytes, revision: Mapping[str, object]
    ) -> list[Finding]:
        if revision.get("envelope") != entry:
            return [Finding("revision-differs", event, "the record holds another envelope than the log")]
        found = []
        if (why := self._late(revision.get("at"))) and leaf.hex() not in self._excused:
            self._behind.append((leaf, event, why))
        if why := self._authors.fault(place, leaf, revision.get("author"), revision.get("signature")):
            found.append(Finding("author-unproved", event, why))
        return found

    def _late(self, at: object) -> str | None:
        """Return a reason if an earlier entry has a time that is more than an hour later; otherwise None.

        Times in the future do not count.
        """
        if not isinstance(at, datetime):
            return None
        if self._newest < at <= self._now:
            self._newest, self._oldest = at, at - SEAL_WITHIN - SKEW
        if at >= self._oldest:
            return None
        return f"claims {at}, stands behind an entry of {self._newest}"

    async def _tiles(self, start: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> AsyncIterator[Finding]:
        made = new_tiles(start, self._edge, entries, leaves)
        known = {**self._edge, **made}
        self._edge = {path: known[path] for path in right_edge_paths(start + len(entries))}
        wanted = {path: data for path, data in made.items() if path_of(final(parse_path(path), self._size)) == path}
        stored = await self._storage.objects(wanted)
        for path, data in wanted.items():
            if path not in stored:
                yield Finding("tile-missing", path, "not there")
            elif stored[path] != data:
                yield Finding("tile-differs", path, "other content than the entries give")

    def _entry(
        self, place: int, said: Mapping[str, Any], leaf: bytes, ends: dict[str, tuple[int, bytes]]
    ) -> tuple[str | None, list[Finding]]:
        event = event_in(said)
        if event is None or said.get("origin") != self._origin:
            return None, [Finding("leaf-foreign", f"entry {place}", "not an envelope of this log")]
        stream, n, prev = said["stream"], said["n"], said.get("prev")
        before, previous = ends.get(stream, (0, b""))
        if n <= before:
            return event, [Finding("sealed-twice", event, f"again as entry {place}")]
        ends[stream] = n, leaf
        found = []
        if not said.keys() <= MEMBERS:
            found.append(Finding("field-unknown", event, f"its entry has {', '.join(unknown_members(said))}"))
        if n != before + 1:
            found.append(Finding("sequence", event, f"sealed after version {before}"))
        elif prev != (previous.hex() or None):
            found.append(Finding("prev-differs", event, f"names {prev}, the log has {previous.hex() or None}"))
        return event, found


def _row(row: Document | None, place: int, event: str | None, leaf: bytes) -> Finding | None:
    if row is None:
        return Finding("index-missing", f"index {place}", f"no row for {event}")
    if event and (row.get("event"), row.get("leaf")) != (event, leaf):
        return Finding("index-differs", f"index {place}", f"says {row.get('event')}, the entry is {event}")
    return None


def final(ref: TileRef | EntriesRef, size: int) -> TileRef | EntriesRef:
    """Return the full object that replaced a partial one in a log of that size."""
    count = size if isinstance(ref, EntriesRef) else size >> 8 * ref.level
    width = min(WIDTH, count - ref.index * WIDTH)
    return EntriesRef(ref.index, width) if isinstance(ref, EntriesRef) else TileRef(ref.level, ref.index, width)


def covers(ref: TileRef | EntriesRef) -> int:
    """Return the smallest size of a log that contains the tile or bundle."""
    count = ref.index * WIDTH + ref.width
    return count if isinstance(ref, EntriesRef) else count << 8 * ref.level


async def stray_findings(storage: LogStorage, size: int, ledger: Ledger) -> AsyncIterator[Finding]:
    """Yield objects and rows that belong to no checkpoint, and partial objects that differ from their replacement.

    Data that the sealer stages or publishes during the pass are not reported.
    """
    ahead: list[tuple[int, Finding]] = []
    seen: dict[str, bytes] = {}
    async for document in storage.tiles.find({}).sort("_id", 1):
        ref = _ref(document["_id"])
        if ref is None:
            yield Finding("tile-stray", str(document["_id"]), "not the path of an object")
        elif covers(ref) > size:
            ahead.append((covers(ref), Finding("tile-stray", document["_id"], f"the log has {size} entries")))
        elif path_of(whole := final(ref, size)) != document["_id"]:
            for finding in await _narrow(storage, ref, document.get("data"), whole, seen):
                yield finding
        if isinstance(ref, EntriesRef) and ref.width < WIDTH and not ledger.stored(covers(ref)):
            missing = Finding("checkpoint-missing", f"checkpoints {covers(ref)}", f"{document['_id']} was made for it")
            if covers(ref) > size:
                ahead.append((covers(ref), missing))
            else:
                yield missing
    async for row in storage.index.find({"$nor": [{"_id": {"$gte": 0, "$lt": size}}]}, {"_id": 1}):
        place = row["_id"] + 1 if isinstance(row["_id"], int) else 0
        ahead.append((place, Finding("index-stray", f"index {row['_id']}", f"the log has {size} entries")))
    async for finding in _still(storage, size, ahead):
        yield finding


async def _narrow(
    storage: LogStorage, ref: TileRef | EntriesRef, data: object, whole: TileRef | EntriesRef, seen: dict[str, bytes]
) -> list[Finding]:
    path = path_of(whole)
    if path not in seen:
        seen.clear()  # paths come sorted: the narrow ones of one object follow each other
        seen[path] = await storage.object(path) or b""
    try:
        entries = decode_bundle(seen[path])[: ref.width] if isinstance(ref, EntriesRef) else []
        wanted = encode_bundle(entries) if entries else seen[path][: ref.width * 32]
    except LogFault:
        return []  # the whole one is broken and has a finding of its own
    return [] if data == wanted else [Finding("tile-differs", path_of(ref), f"does not begin {path}")]


async def _still(storage: LogStorage, size: int, ahead: Sequence[tuple[int, Finding]]) -> AsyncIterator[Finding]:
    if not ahead:
        return
    staged = [
        document["size"]
        async for document in storage.staging.find({}, {"size": 1})
        if type(document.get("size")) is int
    ]
    newest = await storage.checkpoints.find_one({"_id": {"$type": "number"}}, {"_id": 1}, sort=[("_id", -1)])
    reach = max([*staged, newest["_id"] if newest else 0])
    for needs, finding in ahead:
        if not size < needs <= reach:
            yield finding


def _ref(path: object) -> TileRef | EntriesRef | None:
    try:
        return parse_path(path) if isinstance(path, str) else None
    except LogFault:
        return None
