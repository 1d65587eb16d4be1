"""The plan of a record pack, made before its first byte: its entries, checkpoints and erasures.

All data is read as of one checkpoint. The same pack can therefore be made again to resume a download. If rights or
erasures change meanwhile, the plan's tag changes too.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pymongo import ASCENDING, DESCENDING

from domain.statement.state import LIST
from store.driver.connection import Connection, Document
from store.driver.paced import paced
from store.log.admitted import author_entries
from store.log.envelopes import parsed
from store.log.sealing.indexer import EndProof, end_proof
from store.log.storage import LogStorage
from store.record.canonical import quick_bytes
from store.record.epochs import EPOCH, REGISTRY_ROWS
from store.record.revision import destroyed

VERSIONS_MOST = 5_000
"""Most versions of one pack. A reader of a longer stream must read the whole log."""
ANCHOR_LOOK = 64
"""Number of checkpoints before a version's own that are searched for its anchor. Writers cache a checkpoint for five
seconds."""
CHECKPOINTS_AT_ONCE = 64
IDS_AT_ONCE = 500
ENTRY = {"n": 1, "leaf": 1, "envelope": 1}


class NotSealed(Exception):
    """The log does not yet contain the entries that a pack needs, or the requested checkpoint does not cover them."""


class StreamTooLong(Exception):
    """The stream has more versions than one pack may have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Version or erasure: its id, its log index, and the size of the first checkpoint that covers it."""

    id: str
    place: int
    size: int
    leaf: bytes


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Contents of a pack before it is made. `gone` maps groups with destroyed keys to the event that recorded the
    destruction."""

    stream: str
    size: int
    whole: bool
    versions: tuple[Entry, ...]
    checkpoints: Mapping[int, bytes]
    stamps: Mapping[int, bytes]
    gone: Mapping[str, str]
    erasures: tuple[Entry, ...]
    destroyed_by: Mapping[str, Document] = field(repr=False)
    """Revisions of the erasures, by their ids."""
    successions: tuple[bytes, ...] = ()
    """Notes of succession between the log's keys, unordered."""
    end: EndProof | None = None
    """Proof of this stream's end in the newest index of all streams; None in a partial pack."""
    entered: tuple[tuple[int, bytes], ...] = ()
    """The log's entries on authors, with their log indexes."""
    begun: Entry | None = None
    """Entry with which the duty to publish lines began; None if a log of that size has no such entry."""
    registry: int = 0
    """Number of writes to the registry so far. The registry's current content determines the rows of a pack."""

    def tag(self, *told_besides: object) -> str:
        """Return a tag that differs for packs with different bytes, or with different `told_besides`. The tag begins
        with the size."""
        entries: list[Any] = [[entry.id, entry.place, entry.size, entry.leaf.hex()] for entry in self.versions]
        notes = [sha256(note).hexdigest() for _, note in sorted(self.checkpoints.items())]
        stamps = [sha256(stamp).hexdigest() for _, stamp in sorted(self.stamps.items())]
        end = self.end and sha256(self.end.note).hexdigest()
        keys = [sha256(note).hexdigest() for note in self.successions]
        entered = [place for place, _ in self.entered]
        told = [self.stream, self.size, self.whole, entries, notes, stamps, dict(self.gone), end, keys, entered]
        told += [self.begun.place] if self.begun else []
        return f"{self.size}-{sha256(quick_bytes([*told, *told_besides])).hexdigest()[:32]}"


async def planned(connection: Connection, stream: str, size: int | None = None, most: int | None = None) -> Plan:
    """Plan the pack of a stream, or of its first `most` versions, under the checkpoint of a size.

    The default size is that of the newest index of streams, which then proves that no version follows. If the stream
    has grown since that index, the size is that of the newest checkpoint. Raise NotSealed, StreamTooLong, or
    ObjectDiffers for an unreadable checkpoint.
    """
    storage, registry = LogStorage.of(connection), await registry_writes(connection)
    wanted, size = size, await sealed_size(connection, size)
    found = storage.revisions.find({"stream": {"$eq": stream}}, ENTRY).sort("n", ASCENDING)
    revisions = await found.limit(most or VERSIONS_MOST + 1).to_list(None)
    if len(revisions) > VERSIONS_MOST:
        raise StreamTooLong
    gone = await _gone(connection, stream)
    events = await storage.revisions.find({"_id": {"$in": sorted(set(gone.values()))}}).to_list(None)
    versions, erasures = [await _placed(storage, part, size) for part in (revisions, events)]
    if not versions or len(erasures) < len(events):
        raise NotSealed
    end = await end_proof(storage, connection.origin, stream, size) if most is None else None
    if wanted is None and end and end.row.n == len(versions) and all(entry.size <= end.size for entry in erasures):
        size = end.size
    first = await storage.revisions.find({"_id": f"{LIST}:1"}, ENTRY).to_list(None)
    notes = await _notes(storage, {size, *(entry.size for entry in [*versions, *erasures])})
    notes |= await _anchors(storage, revisions, versions, notes)
    stamps = storage.stamps.find({"_id": {"$in": sorted(notes)}})
    return Plan(
        stream=stream,
        size=size,
        whole=most is None,
        versions=tuple(versions),
        checkpoints=notes,
        stamps={row["_id"]: bytes(row["stamp"]) async for row in stamps},
        gone=gone,
        erasures=tuple(erasures),
        destroyed_by={event["_id"]: event for event in events},
        successions=tuple(sorted(await storage.handed_over())),
        end=end,
        entered=tuple(await author_entries(storage, size)),
        begun=next(iter(await placed_under(storage, first, size)), None),
        registry=registry,
    )


async def registry_writes(connection: Connection) -> int:
    row = await connection.counters.find_one({"_id": {"$eq": EPOCH}})
    return int(row.get(REGISTRY_ROWS, 0)) if row else 0


async def sealed_size(connection: Connection, wanted: int | None) -> int:
    """Return the size of the wanted checkpoint, or of the newest one. Raise NotSealed if no checkpoint has the wanted
    size."""
    storage = LogStorage.of(connection)
    newest = await storage.newest()
    if newest is None or newest.size == 0 or (wanted is not None and not 0 < wanted <= newest.size):
        raise NotSealed
    if wanted is None or wanted == newest.size:
        return newest.size
    if await storage.checkpoints.find_one({"_id": {"$eq": wanted}}, {"_id": 1}) is None:
        raise NotSealed
    return wanted


async def _placed(storage: LogStorage, revisions: Sequence[Document], size: int) -> list[Entry]:
    places = await _places(storage, [revision["_id"] for revision in revisions], size)
    covers = await _covers(storage, places.values())
    sealed = [revision for revision in revisions if revision["_id"] in places]
    return [Entry(row["_id"], places[row["_id"]], covers[places[row["_id"]]], bytes(row["leaf"])) for row in sealed]


async def placed_under(storage: LogStorage, revisions: Sequence[Document], size: int) -> list[Entry]:
    """Return the revisions that are in the log below a size, each placed under the checkpoint of this size."""
    places = await _places(storage, [revision["_id"] for revision in revisions], size)
    sealed = [revision for revision in revisions if revision["_id"] in places]
    return [Entry(row["_id"], places[row["_id"]], size, bytes(row["leaf"])) for row in sealed]


async def _places(storage: LogStorage, ids: Sequence[str], size: int) -> dict[str, int]:
    places = dict[str, int]()
    for at in range(0, len(ids), IDS_AT_ONCE):
        rows = storage.index.find({"event": {"$in": ids[at : at + IDS_AT_ONCE]}, "_id": {"$lt": size}})
        places |= {row["event"]: row["_id"] async for row in rows}
    return places


async def _covers(storage: LogStorage, places: Iterable[int]) -> Mapping[int, int]:
    """Return the size of the first checkpoint that covers each log index. One query finds several checkpoints, because
    a stream's versions are often sealed one after another."""
    found, sizes = dict[int, int](), deque[int]()
    for place in sorted(places):
        while sizes and sizes[0] <= place:
            sizes.popleft()
        if not sizes:
            rows = storage.checkpoints.find({"_id": {"$gt": place}}, {"_id": 1}).sort("_id", ASCENDING)
            sizes += [row["_id"] async for row in rows.limit(CHECKPOINTS_AT_ONCE)]
        if not sizes:
            raise NotSealed
        found[place] = sizes[0]
    return found


async def _notes(storage: LogStorage, sizes: Iterable[int]) -> dict[int, bytes]:
    wanted, notes = sorted(sizes), dict[int, bytes]()
    for at in range(0, len(wanted), IDS_AT_ONCE):
        rows = storage.checkpoints.find({"_id": {"$in": wanted[at : at + IDS_AT_ONCE]}})
        notes |= {row["_id"]: bytes(row["note"]) async for row in rows}
    return notes


async def _anchors(
    storage: LogStorage, revisions: Sequence[Document], versions: Sequence[Entry], notes: Mapping[int, bytes]
) -> dict[int, bytes]:
    """Return the checkpoints to which the versions refer. A missing checkpoint is left out, and a verifier reports
    it."""
    known = {sha256(note).hexdigest(): size for size, note in notes.items()}
    envelopes = {revision["_id"]: bytes(revision["envelope"]) for revision in revisions}
    looked, found = dict[str, tuple[int, bytes]](), dict[int, bytes]()
    async for entry in paced(versions):
        anchor = parsed(envelopes[entry.id]).get("anchor")
        if not isinstance(anchor, str) or anchor in known:
            continue
        if anchor not in looked:
            rows = storage.checkpoints.find({"_id": {"$lte": entry.place}}).sort("_id", DESCENDING).limit(ANCHOR_LOOK)
            async for row in rows:
                looked[sha256(bytes(row["note"])).hexdigest()] = row["_id"], bytes(row["note"])
        if anchor in looked:
            size, note = looked[anchor]
            found[size] = note
    return found


async def _gone(connection: Connection, stream: str) -> Mapping[str, str]:
    """Return the groups of a stream whose keys an event destroyed. A key that is missing without an event is left
    out."""
    sealed = connection.sealed.find(
        {"stream": stream}, {"_id": 0, "group": 1}
    )  # `distinct` may disappear from the drivers
    groups = {text["group"] async for text in sealed}
    living = connection.wrapped.find({"stream": {"$eq": stream}}, {"_id": 1})
    dead = groups - {key["_id"] async for key in living}
    if not dead:
        return {}
    events = await destroyed(connection)
    return {group: events[group] for group in sorted(dead) if group in events}
