"""Check of the log indexes of one stream's versions. They must be in order, the newest versions must not be missing,
and each entry must be the first one of its version.

An entry is the first of its version if no entry between the version's anchor checkpoint and its log index belongs to
the stream. The anchor of an honest writer is some seconds old, so these entries are few. If they are many, only a full
verification reads them. The result contains the number of versions checked here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pymongo import DESCENDING

from store.driver.connection import Document
from store.log.audit.finding import Finding
from store.log.envelopes import event_of, parsed
from store.log.storage import LogStorage
from store.tlog.strict import LogFault
from store.tlog.tiles import WIDTH, decode_bundle, entries_path

BUNDLES_MOST = 64
ANCHORS_LOOK = 64
"""Most checkpoints before a log index that are searched for a version's anchor."""


@dataclass(frozen=True, slots=True)
class Places:
    """Findings, and the number of versions that are proved to have no earlier entry in the log."""

    first: int
    findings: tuple[Finding, ...]


async def place_findings(
    storage: LogStorage, revisions: Sequence[Document], places: Mapping[str, int], size: int
) -> Places:
    """Check the log indexes of a stream's revisions against a log of the given size."""
    search = _Search(storage, size)
    found, before, proved = list[Finding](), -1, 0
    for revision in revisions:
        place = places.get(revision["_id"])
        if place is None:
            continue
        if place <= before:
            found.append(Finding("sequence", revision["_id"], f"is entry {place}, the version before it {before}"))
        start = max(before + 1, await search.anchor(revision, place))
        earlier = await search.entries(str(revision["stream"]), start, place)
        proved += earlier == []
        found += [
            Finding("sealed-twice", revision["_id"], f"is entry {place}; entry {at} is {event}")
            for at, event in earlier or ()
        ]
        before = max(before, place)
    return Places(proved, (*found, *await _later(storage, revisions)))


async def _later(storage: LogStorage, revisions: Sequence[Document]) -> list[Finding]:
    """Return findings for versions of the stream that are in the log, or pending, but not in the record."""
    if not revisions:
        return []
    stream, known = str(revisions[-1]["stream"]), {revision["_id"] for revision in revisions}
    rows = storage.index.find({"event": {"$gt": f"{stream}:", "$lt": f"{stream};"}}, {"event": 1})
    sealed = {row["event"] async for row in rows} - known
    following = f"{stream}:{len(revisions) + 1}"
    due = {marker["_id"] for marker in await storage.markers([following])} - known
    # Somebody may have written one meanwhile: an existing one is not missing.
    there = storage.revisions.find({"_id": {"$in": sorted(sealed | due)}}, {"_id": 1})
    written = {revision["_id"] async for revision in there}
    gone = [Finding("revision-missing", id, "is in the log, and not in the record") for id in sorted(sealed - written)]
    return gone + [Finding("pending-stray", id, "no such revision") for id in sorted(due - written - sealed)]


class _Search:
    def __init__(self, storage: LogStorage, size: int) -> None:
        self._storage, self._size = storage, size
        self._bundles: dict[int, list[bytes]] = {}
        self._anchors: dict[str, int] = {}

    async def anchor(self, revision: Document, place: int) -> int:
        """Return the size of a revision's anchor checkpoint; 0 if unknown.

        The revision was written when the log had at least that many entries.
        """
        envelope = revision.get("envelope")
        anchor = parsed(envelope).get("anchor") if isinstance(envelope, bytes) else None
        if not isinstance(anchor, str):
            return 0
        if anchor not in self._anchors:
            rows = self._storage.checkpoints.find({"_id": {"$lte": place}}).sort("_id", DESCENDING)
            async for row in rows.limit(ANCHORS_LOOK):
                self._anchors[sha256(bytes(row["note"])).hexdigest()] = int(row["_id"])
        return self._anchors.get(anchor, 0)

    async def entries(self, stream: str, start: int, end: int) -> list[tuple[int, str]] | None:
        """Return the entries of a stream between two log indexes; None if there are too many, or if some are
        missing."""
        wanted = range(start // WIDTH, -(-end // WIDTH) if end > start else start // WIDTH)
        if len(self._bundles.keys() | set(wanted)) > BUNDLES_MOST:
            return None
        found, mark = list[tuple[int, str]](), f'"{stream}"'.encode()
        for index in wanted:
            entries = await self._bundle(index)
            if len(entries) < min(WIDTH, self._size - index * WIDTH):
                return None
            for offset, entry in enumerate(entries):
                place = index * WIDTH + offset
                if start <= place < end and mark in entry and (event := event_of(entry)):
                    found.append((place, event))
        return [(place, event) for place, event in found if event.rpartition(":")[0] == stream]

    async def _bundle(self, index: int) -> list[bytes]:
        if index not in self._bundles:
            data = await self._storage.object(entries_path(index, min(WIDTH, self._size - index * WIDTH)))
            try:
                self._bundles[index] = decode_bundle(data) if data else []
            except LogFault:
                self._bundles[index] = []
        return self._bundles[index]
