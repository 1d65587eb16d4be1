"""Putting a backup back, to the side: into databases that do not exist yet.

  - record     documents as they are, byte for byte, then indexes
  - keys       without those that were destroyed: by an event of the record, or by the list that is kept outside
  - heads      of streams whose keys were left out, made again: they hold no text any more
  - mark       the log says that it was restored: the sealer signs nothing until it was shown the newest checkpoint

What happens on a crash: the databases are there in part, and no service knows them; drop them and begin again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from typing import Any

from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo import AsyncMongoClient

from store.backup.age import ArchiveRefused
from store.backup.archive import NO_DOCUMENT, ArchiveReader, Stored
from store.backup.erased import Erased
from store.backup.take import PASSING, RAW, contents
from store.driver.connection import Connection, Names
from store.heads.rebuilding import rebuild_one
from store.keys.master import OpenedKeys
from store.log.storage import LogStorage
from store.provisioning.provision import lay_out
from store.record.revision import destroyed

BATCH_DOCUMENTS, BATCH_BYTES = 1_000, 8 << 20


class RestoreRefused(Exception):
    """Nothing was put back; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """Result of a restore: documents of the record's archive, keys, and keys that were left out as destroyed."""

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
    """Put a backup into the databases of a connection, which has the client's rights: those of the administrator.

    Raises RestoreRefused unless these databases are empty and the connection's master key opens the keys,
    ArchiveRefused for an archive that is not whole.
    """
    names, found = connection.names, _documents(keys)
    await _refuse_unless_empty(client, names)
    first = list(islice(found, 1))
    _refuse_another_master_key(connection, first)
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
    """The keys of an archive but for those that were destroyed, and the streams whose keys those were."""

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
    """Those of the collections that a backup has: what names another place is put nowhere. Raises ArchiveRefused."""
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
    """Keys that were wrapped before the master key was changed would be put back, and open nothing."""
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
