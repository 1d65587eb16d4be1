"""Backup of one snapshot, and its restore into new databases.

A backup has these parts:

  - snapshot   of all databases, repeated until the sealer is between two batches in it
  - keys       the wrapped keys: a small archive with a short retention, so erasures take effect in it
  - record     everything else except rows that expire (codes, sessions); at the end the bytes of files, which never
               change once they exist and are read without the snapshot

After a failure no archive of this snapshot remains. A crash leaves a partial file, which cannot be mistaken for an
archive.

A restore has these steps:

  - indexes    of empty collections
  - record     documents as they are, byte for byte
  - keys       without the destroyed ones: by an event of the record, or by the list kept outside
  - heads      of streams without their keys, rebuilt: they hold no text any more
  - mark       of the restore in the log: the sealer signs nothing until somebody shows the newest checkpoint

After a crash the databases are incomplete, and no service knows them; drop them and begin again.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, Final, cast

from bson.codec_options import CodecOptions
from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo import DESCENDING, AsyncMongoClient

from store.backup.age import ArchiveRefused, Recipient, encrypted
from store.backup.archive import NO_DOCUMENT, ArchiveReader, ArchiveWriter, Stored
from store.backup.erased import Erased
from store.driver.connection import Connection, Names
from store.driver.transaction import SNAPSHOT, Session, settled
from store.heads.rebuilding import rebuild_one
from store.keys.master import OpenedKeys
from store.log.storage import RESTORED, LogStorage
from store.process.private_files import new_file, sync_folder
from store.provisioning.provision import ARRIVING, COLLECTIONS, lay_out, make_collections, make_indexes
from store.record.revision import destroyed

KEYS: Final = ("keys", "wrapped")
FILES: Final = ("main", "evidence.chunks")
PASSING: Final = frozenset(
    {
        *(*ARRIVING, "drafts", "signing_requests"),
        *("oauth_codes", "oauth_refresh", "oauth_sessions", "oauth_throttle", "oauth_keys"),
    }
)
"""Collections that are left out of a backup because their rows expire: after a restore people sign in again.

The keys that sign tokens are left out too, because the API creates a missing key. A key that was replaced after a leak
must not return.
"""
RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
AT_ONCE: Final = 200
"""Most documents in one reply. Together they have at most 16 MiB."""
PART: Final = ".part"
TRIES, PAUSE_SECONDS = 50, 0.1
"""Attempts to find a snapshot between two batches of the sealer, and the pause between attempts. A batch takes some
milliseconds."""


class BackupFailed(Exception):
    """No backup was made; the message gives the reason."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Completed backup: its files, the number of their documents, and the size of the log in its snapshot."""

    record: Path
    keys: Path
    documents: int
    wrapped: int
    entries: int


def contents(archive: str) -> list[tuple[str, str]]:
    """Return the collections of an archive, by part and name, in their order in it."""
    every = [(part, name) for part, names in COLLECTIONS.items() for name in names if name not in PASSING]
    if archive == "keys":
        return [KEYS]
    return [*(place for place in every if place not in (KEYS, FILES)), FILES]


async def take(connection: Connection, folder: Path, record: Sequence[Recipient], keys: Sequence[Recipient]) -> Taken:
    """Take a backup into a folder. Encrypt the record and the keys, each to its own recipients. Raise BackupFailed."""
    at = connection.clock()
    _clean(folder)
    async with _moment(connection) as session:
        newest = await _log(connection, session)
        size = newest["_id"] if newest else 0
        head = {"at": at, "prefix": connection.names.prefix, "origin": connection.origin}
        head |= {"entries": size, "checkpoint": newest["note"] if newest else b""}
        counts, paths = {}, {archive: folder / f"{archive}-{at:%Y%m%dT%H%M%SZ}.age" for archive in ("keys", "record")}
        try:
            for archive, recipients in (("keys", keys), ("record", record)):
                place = paths[archive]
                counts[archive] = await _written(connection, session, place, recipients, {"archive": archive, **head})
            for place in (paths["record"], paths["keys"]):  # both archives are whole: only now does one get its name
                place.with_suffix(PART).rename(place)
            sync_folder(folder)  # older keys are destroyed after this: a power cut must not lose the names
        except BaseException as error:
            for path in paths.values():
                path.unlink(missing_ok=True)
                path.with_suffix(PART).unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise BackupFailed(f"{place}: {error.strerror}") from error
            raise
    return Taken(
        record=paths["record"],
        keys=paths["keys"],
        documents=counts["record"],
        wrapped=counts["keys"],
        entries=size,
    )


def _clean(folder: Path) -> None:
    """Remove the partial files of a backup that was killed."""
    for archive in ("keys", "record"):
        for part in folder.glob(f"{archive}-*{PART}"):
            part.unlink()


@asynccontextmanager
async def _moment(connection: Connection) -> AsyncIterator[Session]:
    """Yield a session on a snapshot in which the log is complete. Raise BackupFailed if there is none."""
    for _ in range(TRIES):
        async with _snapshot(connection) as session:
            if await _log_is_whole(connection, session):
                yield session
                return
        await asyncio.sleep(PAUSE_SECONDS)
    raise BackupFailed("the sealer did not come to the end of a batch: look into its log")


@asynccontextmanager
async def _snapshot(connection: Connection) -> AsyncIterator[Session]:
    if not connection.embedded:
        async with await settled(connection.client.start_session(snapshot=True)) as session:
            yield session
        return
    async with await settled(connection.client.start_session()) as session:
        await settled(cast(Any, session.start_transaction(read_concern=SNAPSHOT)))
        try:
            yield session
        finally:
            await session.abort_transaction()


async def _log(connection: Connection, session: Session) -> Mapping[str, Any] | None:
    checkpoints = _rows(connection, "log", "checkpoints")
    newest: Mapping[str, Any] | None = await checkpoints.find_one({}, sort=[("_id", DESCENDING)], session=session)
    return newest


async def _log_is_whole(connection: Connection, session: Session) -> bool:
    """Return True if nothing is staged, and every entry has its checkpoint."""
    newest = await _log(connection, session)
    last = await _rows(connection, "log", "index").find_one({}, sort=[("_id", DESCENDING)], session=session)
    staged = await _rows(connection, "log", "staging").find_one({"_id": {"$ne": RESTORED}}, session=session)
    return staged is None and (last["_id"] + 1 if last else 0) == (newest["_id"] if newest else 0)


async def _written(
    connection: Connection, session: Session, path: Path, recipients: Sequence[Recipient], head: Mapping[str, Any]
) -> int:
    part = path.with_suffix(PART)
    with new_file(part) as file:
        with encrypted(file, recipients) as to:
            archive, count = ArchiveWriter(to, head, connection.author), 0
            for place in contents(head["archive"]):
                archive.begin(*place)
                rows = _rows(connection, *place).with_options(codec_options=RAW)
                seen = None if place == FILES else session
                async for document in rows.find({}, session=seen, batch_size=AT_ONCE):
                    archive.document(document.raw)
                count += archive.end()
            archive.close()
        file.flush()
        os.fsync(file.fileno())
    return count


def _rows(connection: Connection, part: str, name: str) -> Any:
    return connection.client.get_database(getattr(connection.names, part))[name]


BATCH_DOCUMENTS, BATCH_BYTES = 1_000, 8 << 20


class RestoreRefused(Exception):
    """Nothing was restored; the message gives the reason."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """Result of a restore: documents of the record, keys, and keys that were left out as destroyed."""

    documents: int
    wrapped: int
    left_out: int
    entries: int


async def put(
    client: AsyncMongoClient[dict[str, Any]],
    connection: Connection,
    record: ArchiveReader,
    keys: ArchiveReader,
    erased: Erased,
) -> Restored:
    """Restore a backup into the databases of a connection that has the administrator's rights.

    Raise RestoreRefused unless these databases are empty and the connection's master key opens the keys. Raise
    ArchiveRefused for an incomplete archive.
    """
    names, found = connection.names, _documents(keys)
    await _refuse_unless_empty(client, names)
    first = list(islice(found, 1))
    _refuse_another_master_key(connection, first)
    # First: the embedded engine writes an index of many documents an entry at a time to disk.
    await make_collections(client, names)
    await make_indexes(client, names)
    documents = await _inserted(client, names, _documents(record))
    await lay_out(client, names)
    gone = frozenset(await destroyed(connection)) | erased.groups
    met = _WithoutKeys(chain(first, found), gone)
    wrapped = await _inserted(client, names, met.kept())
    connection = replace(connection, opened_keys=OpenedKeys())
    for stream in sorted(met.streams):
        last = await connection.revisions.find_one({"stream": {"$eq": stream}}, sort=[("n", -1)])
        if last is not None:
            await rebuild_one(connection, last)
    await LogStorage.of(connection).mark_restored(connection.clock())
    return Restored(documents=documents, wrapped=wrapped, left_out=met.left_out, entries=int(record.head["entries"]))


class _WithoutKeys:
    """Filter that leaves destroyed keys out of an archive of keys, and collects the streams of those."""

    def __init__(self, found: Iterator[Stored], gone: frozenset[str]) -> None:
        self._found, self._gone = found, gone
        self.left_out, self.streams = 0, set[str]()

    def kept(self) -> Iterator[Stored]:
        for stored in self._found:
            row = _row(stored)
            if row.get("_id") in self._gone:
                self.left_out += 1
                self.streams.add(str(row.get("stream")))
            else:
                yield stored


def _documents(archive: ArchiveReader) -> Iterator[Stored]:
    """Yield the documents of collections that a backup may have. Raise ArchiveRefused for any other collection."""
    places = set(contents(archive.head["archive"]))
    for stored in archive.documents():
        if (stored.part, stored.name) in places:
            yield stored
        elif stored.name not in PASSING:
            raise ArchiveRefused(f"no backup has a collection {stored.part}.{stored.name}")


def _row(stored: Stored) -> RawBSONDocument:
    try:
        return RawBSONDocument(stored.raw)
    except InvalidBSON:
        raise ArchiveRefused(NO_DOCUMENT) from None


async def _refuse_unless_empty(client: AsyncMongoClient[dict[str, Any]], names: Names) -> None:
    there = set(await client.list_database_names()) & set(names.all)
    for database in sorted(there):
        for collection in await client[database].list_collection_names():
            if await client[database][collection].find_one({}) is not None:
                raise RestoreRefused(f"the database {database} holds something: name another prefix")


def _refuse_another_master_key(connection: Connection, found: list[Stored]) -> None:
    """Raise RestoreRefused if the keys were wrapped by another master key: this master key could not open the restored
    keys."""
    for stored in found:
        if not isinstance(key := _row(stored).get("key"), bytes):
            raise ArchiveRefused(NO_DOCUMENT)
        try:
            connection.master.unwrap(key)
        except InvalidUnwrap:
            raise RestoreRefused("another master key opens these keys: name the file that was in use then") from None


async def _inserted(client: AsyncMongoClient[dict[str, Any]], names: Names, found: Iterator[Stored]) -> int:
    count = 0
    for (part, name), documents in groupby(found, lambda stored: (stored.part, stored.name)):
        rows = client[getattr(names, part)][name].with_options(codec_options=RAW)
        for batch in _batches(documents):
            await rows.insert_many(batch, ordered=False)
            count += len(batch)
    return count


def _batches(found: Iterator[Stored]) -> Iterator[list[RawBSONDocument]]:
    batch: list[RawBSONDocument] = []
    size = 0
    for stored in found:
        batch.append(_row(stored))
        size += len(stored.raw)
        if len(batch) == BATCH_DOCUMENTS or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
