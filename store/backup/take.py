"""Taking a backup: everything of one moment, the keys in an archive of their own, while the register goes on.

  - moment     a snapshot of all databases, repeated until the sealer is between two batches in it
  - keys       the wrapped keys: small, and the only archive that erasures reach, for it is kept for a short time
  - record     everything else but what passes by itself (codes, sessions); at the end the bytes of files, which never
               change once they are there and are read without the snapshot

What happens on a failure: no archive of this moment is left. After a crash a part file is, which nobody takes for one.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import DESCENDING

from store.backup.age import Recipient, encrypted
from store.backup.archive import ArchiveWriter
from store.driver.connection import Connection
from store.driver.transaction import SNAPSHOT, Session, settled
from store.log.storage import RESTORED
from store.process.private_files import new_file, sync_folder
from store.provisioning.provision import ARRIVING, COLLECTIONS

KEYS: Final = ("keys", "wrapped")
FILES: Final = ("main", "evidence.chunks")
PASSING: Final = frozenset(
    {*ARRIVING, "oauth_codes", "oauth_refresh", "oauth_sessions", "oauth_throttle", "oauth_keys", "signing_requests"}
)
"""Collections that are left out, since their rows expire: after a restore people sign in again.

The keys that sign tokens are left out too, for the API makes one where there is none. A key that was changed since,
because somebody else has it, must not come back.
"""
RAW: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
AT_ONCE: Final = 200
"""Documents that one request brings, at most 16 MiB of them."""
PART: Final = ".part"
TRIES, PAUSE_SECONDS = 50, 0.1
"""Looks for a moment between two batches of the sealer, which last some milliseconds each."""


class BackupFailed(Exception):
    """No backup was made; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A backup: its files, how many documents they hold, and the entries of the log at its moment."""

    record: Path
    keys: Path
    documents: int
    wrapped: int
    entries: int


def contents(archive: str) -> list[tuple[str, str]]:
    """The collections of an archive, by part and name, in the order in which they are in it."""
    every = [(part, name) for part, names in COLLECTIONS.items() for name in names if name not in PASSING]
    if archive == "keys":
        return [KEYS]
    return [*(place for place in every if place not in (KEYS, FILES)), FILES]


async def take(connection: Connection, folder: Path, record: Sequence[Recipient], keys: Sequence[Recipient]) -> Taken:
    """Take a backup into a folder, encrypted to those who may open the record, and the keys. Raises BackupFailed."""
    at = connection.clock()
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


@asynccontextmanager
async def _moment(connection: Connection) -> AsyncIterator[Session]:
    """A session that sees one moment in which the log is whole. Raises BackupFailed when there is none."""
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
    """Return True if nothing is staged, and no entry is there without its checkpoint."""
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
    part.rename(path)
    sync_folder(path.parent)  # older keys are destroyed after this: a power cut must not lose the name
    return count


def _rows(connection: Connection, part: str, name: str) -> Any:
    return connection.client.get_database(getattr(connection.names, part))[name]
