"""The log in MongoDB, as the sealer reads and writes it.

    index        {_id: log index, event: revision's id (unique), leaf}
    tiles        {_id: path, data}                   C2SP tlog-tiles, hashes and entry bundles
    checkpoints  {_id: size, note, at, cosigned}
    recosigned   {_id: time, size, note, cosigned}   the newest checkpoint of a quiet log, with later cosignatures
    stamps       {_id: size, stamp, at}
    successions  {_id: the new key, note}            successions of the log's keys
    staging      {_id: "<size>-<root>", size, objects, rows}
    stream_…     the signed index of streams and its rows (`store/log/sealing/indexer.py`)
    pending      {_id: revision's id, stream, n, leaf, at}

None of these rows is trusted: an administrator of the database can change them. Objects are inserted or found equal,
never replaced. They are read back after writing, so that no late write changes them unnoticed.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pymongo import ASCENDING, DESCENDING, AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from store.driver.conditions import at_once
from store.driver.connection import Connection, Names
from store.driver.transaction import MAJORITY_JOURNALED, Client
from store.log.faults import Doubt, ObjectDiffers
from store.tlog.checkpoint import Checkpoint, Signed
from store.tlog.merkle import ReadHash
from store.tlog.strict import HASH_SIZE, TileRefused
from store.tlog.succession import SUCCESSIONS_MOST
from store.tlog.tiles import WIDTH, TileReader, decode_bundle, entries_path, parse_path

T = TypeVar("T")
Document = dict[str, Any]
Collected = AsyncCollection[Document]

DUPLICATE = 11000
SELECTION_MS = 5_000
RESTORED = "restored"
"""Id of the row, in `staging`, that marks databases as restored from a backup."""


@dataclass(frozen=True, slots=True)
class Staging:
    """All data that a checkpoint adds to the log: tiles by path, and the rows of the index."""

    id: str
    size: int
    objects: Mapping[str, bytes]
    rows: tuple[Document, ...]

    @property
    def old_size(self) -> int:
        return self.size - len(self.rows)

    def document(self) -> Document:
        objects = [{"_id": path, "data": data} for path, data in sorted(self.objects.items())]
        return {"_id": self.id, "size": self.size, "objects": objects, "rows": list(self.rows)}

    @classmethod
    def of(cls, document: Document) -> "Staging":
        try:
            objects = {str(object["_id"]): bytes(object["data"]) for object in document["objects"]}
            rows = tuple({name: row[name] for name in ("_id", "event", "leaf")} for row in document["rows"])
            return cls(str(document["_id"]), int(document["size"]), objects, rows)
        except (LookupError, TypeError, ValueError) as wrong:
            raise ObjectDiffers("what was staged cannot be read") from wrong


def staging_id(checkpoint: Checkpoint) -> str:
    """Return the staging id of a checkpoint's objects. The id depends on their content, so no late write can change
    them."""
    return f"{checkpoint.size}-{checkpoint.root.hex()}"


@dataclass(frozen=True, slots=True)
class Published:
    size: int
    note: bytes
    at: datetime
    cosigned: bool


class LogStorage:
    def __init__(self, client: Client, names: Names) -> None:
        log = client.get_database(names.log, read_concern=ReadConcern("majority"), write_concern=MAJORITY_JOURNALED)
        record = client.get_database(names.record, read_concern=ReadConcern("majority"))
        self.revisions: Collected = record["revisions"]
        self.pending: Collected = log["pending"]
        self.index: Collected = log["index"]
        self.tiles: Collected = log["tiles"]
        self.checkpoints: Collected = log["checkpoints"]
        self.recosigned: Collected = log["recosigned"]
        self.stamps: Collected = log["stamps"]
        self.successions: Collected = log["successions"]
        self.policies_kept: Collected = log["policies"]
        self.staging: Collected = log["staging"]
        self.stream_indexes: Collected = log["stream_indexes"]
        self.stream_rows: Collected = log["stream_rows"]

    @classmethod
    def of(cls, connection: Connection) -> "LogStorage":
        return cls(connection.client, connection.names)

    async def empty(self) -> bool:
        return not any([await collection.find_one({}) for collection in (self.checkpoints, self.index, self.tiles)])

    async def newest(self) -> Published | None:
        found = await self.checkpoints.find_one({}, sort=[("_id", DESCENDING)])
        return _published(found) if found else None

    async def covering(self, place: int) -> datetime | None:
        """Return the time of the first checkpoint that covers a log index, according to the sealer's clock."""
        found = await self.checkpoints.find_one({"_id": {"$gt": place}}, {"at": 1}, sort=[("_id", ASCENDING)])
        at = found.get("at") if found else None
        return at.replace(tzinfo=UTC) if isinstance(at, datetime) else None

    async def shown(self) -> Published | None:
        """Return the newest published checkpoint with its latest cosignatures. Raise ObjectDiffers for a damaged
        one."""
        newest = await self.newest()
        again = await self.recosigned.find_one({}, sort=[("_id", DESCENDING)])
        if newest is None or again is None or again.get("size") != newest.size:
            return newest
        note, cosigned = again.get("note"), again.get("cosigned")
        if not isinstance(note, bytes) or type(cosigned) is not bool:
            raise ObjectDiffers(f"recosigned {again['_id']} cannot be read")
        return replace(newest, note=note, cosigned=cosigned)

    async def keep_recosigned(self, size: int, note: bytes, at: datetime, cosigned: bool) -> None:
        """Store a checkpoint's later cosignatures. The published note stays as it is, because anchors refer to it."""
        await _put(
            self.recosigned, [{"_id": at.replace(tzinfo=None), "size": size, "note": note, "cosigned": cosigned}]
        )

    async def keep_successions(self, notes: Mapping[str, bytes]) -> None:
        """Store the notes of succession, by new key. Raise ObjectDiffers."""
        await _put(self.successions, [{"_id": key, "note": note} for key, note in notes.items()])

    async def keep_policy(self, note: bytes) -> None:
        await _put(self.policies_kept, [{"_id": await self.policies_kept.count_documents({}), "note": note}])

    async def policies(self) -> list[bytes]:
        """Return the notes of all policies of witnesses, in order and unverified."""
        return [_bytes(row, "note") async for row in self.policies_kept.find({}).sort("_id", ASCENDING)]

    async def handed_over(self) -> list[bytes]:
        """Return the stored notes of succession, unordered and unverified."""
        return [_bytes(row, "note") async for row in self.successions.find({}).limit(SUCCESSIONS_MOST + 1)]

    async def object(self, path: str) -> bytes | None:
        found = await self.tiles.find_one({"_id": {"$eq": path}})
        return _bytes(found, "data") if found else None

    async def entry(self, place: int, size: int) -> bytes:
        """Return an entry of a log of the given size. Raise LogFault if the entry is gone or unreadable."""
        number, width = place // WIDTH, min(WIDTH, size - place // WIDTH * WIDTH)
        bundle = await self.object(entries_path(number, WIDTH)) or await self.object(entries_path(number, width))
        entries = decode_bundle(bundle or b"")
        if place % WIDTH >= len(entries):
            raise TileRefused(f"entry {place} is gone")
        return entries[place % WIDTH]

    async def objects(self, paths: Collection[str]) -> dict[str, bytes]:
        found = await self.tiles.find({"_id": {"$in": list(paths)}}).to_list(None)
        return {tile["_id"]: _bytes(tile, "data") for tile in found}

    async def computed(
        self, size: int, compute: Callable[[ReadHash], T], known: dict[str, bytes | None] | None = None
    ) -> T:
        """Compute a value from the hashes of the tree. Raise TileRefused if a tile is missing.

        The choice of tiles that `compute` reads must not depend on their content. It runs on blank tiles first; then
        one command fetches all tiles that it read. They are added to `known`, the tiles that are not fetched again.
        """
        known = {} if known is None else known
        wanted = set[str]()

        def fetch(path: str) -> bytes:
            if path not in known:
                wanted.add(path)
                return bytes(HASH_SIZE * parse_path(path).width)
            if (data := known[path]) is None:
                raise LookupError(path)
            return data

        while True:
            computed = compute(TileReader(fetch, size).read)
            if not wanted:
                return computed
            found = await self.objects(wanted)
            known.update((path, found.get(path)) for path in wanted)
            wanted.clear()

    async def due(self, most: int, but: Collection[str]) -> list[Document]:
        """Return the oldest pending markers, except those whose id or stream is in `but`."""
        found = self.pending.find({"stream": {"$nin": list(but)}, "_id": {"$nin": list(but)}})
        return await found.sort("at", ASCENDING).limit(most).to_list(most)

    async def urgent(self, before: datetime, but: Collection[str]) -> bool:
        """Return True if a pending marker not in `but` is urgent: it is not quiet, or was written before the given
        time."""
        waits = {"quiet": {"$eq": True}, "at": {"$gt": before.replace(tzinfo=None)}}
        named = {"stream": {"$nin": list(but)}, "_id": {"$nin": list(but)}}
        return await self.pending.find_one({**named, "$nor": [waits]}, {"_id": 1}) is not None

    async def markers(self, events: Collection[str]) -> list[Document]:
        return await at_once(self.pending.find({"_id": {"$in": list(events)}}), len(events))

    async def due_of(self, kinds: Collection[str], most: int, but: Collection[str]) -> list[Document]:
        of_kinds = {"$regex": f"^({'|'.join(kinds)})-"}
        found = self.pending.find({"_id": of_kinds, "stream": {"$nin": list(but)}})
        return await found.sort("at", ASCENDING).limit(most).to_list(most)

    async def index_rows(self, events: Collection[str]) -> dict[str, Document]:
        rows = await at_once(self.index.find({"event": {"$in": list(events)}}), len(events))
        return {row["event"]: row for row in rows}

    async def rows(self, start: int, count: int = WIDTH) -> list[Document]:
        found = self.index.find({"_id": {"$gte": start}}).sort("_id", ASCENDING)
        return await at_once(found.limit(count + 1), count + 1)

    async def signed(self, events: Collection[str]) -> dict[str, Document]:
        """Return the existing revisions among the given ids, without the fields for queries."""
        shown = dict.fromkeys(("envelope", "author", "signature", "assertion", "at", "salt", "body", "state"), 1)
        found = await at_once(self.revisions.find({"_id": {"$in": list(events)}}, shown), len(events))
        return {revision["_id"]: revision for revision in found}

    async def envelopes(self, events: Collection[str]) -> dict[str, bytes]:
        found = self.revisions.find({"_id": {"$in": list(events)}}, {"envelope": 1})
        return {revision["_id"]: _bytes(revision, "envelope") async for revision in found}

    async def oldest_pending(self) -> datetime | None:
        found = await self.pending.find_one({"at": {"$type": "date"}}, sort=[("at", ASCENDING)])
        return found["at"].replace(tzinfo=UTC) if found else None

    async def passed_over(self, since: timedelta, most: int) -> list[str]:
        """Return the streams that the sealer skips. At the newest checkpoint, a version of each had waited longer than
        `since`."""
        if (newest := await self.newest()) is None:
            return []
        before = (newest.at - since).replace(tzinfo=None)
        found = self.pending.find({"at": {"$lt": before}}, {"stream": 1}).sort("at", ASCENDING).limit(most)
        return sorted({str(marker.get("stream")) for marker in await found.to_list(most)})

    async def stage(self, staging: Staging) -> None:
        await _put(self.staging, [staging.document()])

    async def staged(self, id: str) -> Staging | None:
        """Read the batch staged under an id. Raise ObjectDiffers if it cannot be read."""
        found = await self.staging.find_one({"_id": {"$eq": id}})
        return Staging.of(found) if found else None

    async def apply(self, staging: Staging) -> None:
        """Store the staged objects. Existing objects must be equal. Raise ObjectDiffers."""
        await _put(self.tiles, [{"_id": path, "data": data} for path, data in sorted(staging.objects.items())])
        await _put(self.index, staging.rows)

    async def publish(self, signed: Signed, note: bytes, cosigned: bool) -> None:
        """Publish a checkpoint. A published checkpoint of that size is never replaced.

        Raise Doubt if a different one is published: an earlier attempt may have arrived late, with other cosignatures.
        The next start compares the two.
        """
        at = signed.at.replace(tzinfo=None)
        document = {"_id": signed.checkpoint.size, "note": note, "at": at, "cosigned": cosigned}
        try:
            await _put(self.checkpoints, [document])
        except ObjectDiffers as error:
            raise Doubt("that size was published with another note") from error

    async def keep_rows(self, size: int, parts: Mapping[str, bytes]) -> None:
        """Store the parts of an index of streams. Existing parts must be equal. Raise ObjectDiffers."""
        await _put(self.stream_rows, [{"_id": f"{size}/{part}", "size": size, "data": parts[part]} for part in parts])

    async def keep_index(self, size: int, note: bytes, at: datetime, kept: int) -> None:
        """Publish an index of streams, and delete the parts of all indexes except the newest `kept`."""
        await _put(self.stream_indexes, [{"_id": size, "note": note, "at": at.replace(tzinfo=None)}])
        newest = await self.stream_indexes.find({}, {"_id": 1}).sort("_id", DESCENDING).limit(kept).to_list(None)
        await self.stream_rows.delete_many({"size": {"$lt": newest[-1]["_id"]}})

    async def rows_of(self, size: int, parts: Collection[str]) -> dict[str, bytes]:
        found = self.stream_rows.find({"_id": {"$in": [f"{size}/{part}" for part in parts]}})
        return {row["_id"].partition("/")[2]: _bytes(row, "data") async for row in found}

    async def forget(self, events: Collection[str]) -> None:
        if events:
            await self.pending.delete_many({"_id": {"$in": list(events)}})

    async def mark_restored(self, at: datetime) -> None:
        """Mark these databases as restored: nothing is signed until a person shows the newest checkpoint."""
        document = {"_id": RESTORED, "at": at.replace(tzinfo=None)}
        await self.staging.replace_one({"_id": RESTORED}, document, upsert=True)

    async def restored(self) -> bool:
        """Return True if the database was restored from a backup and nobody has shown the newest checkpoint since."""
        return await self.staging.find_one({"_id": RESTORED}) is not None

    async def shown_newest(self) -> None:
        """Remove the mark of a restore, after a person showed the newest checkpoint."""
        await self.staging.delete_many({"_id": RESTORED})

    async def partial(self) -> list[str]:
        return [tile["_id"] async for tile in self.tiles.find({"_id": {"$regex": r"\.p/"}}, {"_id": 1})]

    async def prune(self, full: Collection[str]) -> None:
        """Delete the partial tiles and bundles whose full replacements are stored."""
        for path in await self.objects(full):
            await self.tiles.delete_many({"_id": {"$gte": f"{path}.p/", "$lt": f"{path}.p0"}})

    async def clear(self, size: int) -> None:
        """Delete staged data of this and smaller sizes, because no restart can need them any more."""
        await self.staging.delete_many({"size": {"$lte": size}})


def _bytes(document: Document, name: str) -> bytes:
    value = document.get(name)
    return value if isinstance(value, bytes) else b""


def _published(document: Document) -> Published:
    id, note, at, cosigned = (document.get(name) for name in ("_id", "note", "at", "cosigned"))
    if not (isinstance(id, int) and isinstance(note, bytes) and isinstance(at, datetime) and type(cosigned) is bool):
        raise ObjectDiffers(f"checkpoints {id} cannot be read")
    return Published(int(id), note, at.replace(tzinfo=UTC), cosigned)


async def _put(collection: Collected, documents: Iterable[Document]) -> None:
    """Insert documents, or find equal ones. A crash may leave some documents missing; the next call inserts them."""
    wanted = {document["_id"]: document for document in documents}
    if not wanted:
        return
    try:
        await collection.insert_many([dict(document) for document in wanted.values()], ordered=False)
    except BulkWriteError as error:
        if any(fault["code"] != DUPLICATE for fault in error.details["writeErrors"]):
            raise
    found = {stored["_id"]: stored async for stored in collection.find({"_id": {"$in": list(wanted)}})}
    for id, document in wanted.items():
        if found.get(id) != document:
            raise ObjectDiffers(f"{collection.name} {id} is not what was to be written")


@asynccontextmanager
async def opened_log(uri: str, prefix: str) -> AsyncIterator[LogStorage]:
    """Yield the log for the duration of the block, through a separate database client."""
    client: Client = AsyncMongoClient(uri, tz_aware=False, serverSelectionTimeoutMS=SELECTION_MS)
    async with client:
        yield LogStorage(client, Names(prefix))
