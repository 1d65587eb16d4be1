"""Resumable uploads (tus 1.0). Each segment is sealed as it arrives; the complete upload is stored as a file.

A broken connection loses the bytes after the last whole segment. Each segment is sealed under the upload's key with a
fresh nonce, so a segment that is sent again never reuses a nonce. A row lists the parts in order; of two writers at one
offset, one is refused. Rows and parts expire a day after the start.
"""

import secrets
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel.actor import Actor
from store.driver.connection import Connection, Document
from store.files.segments import SEGMENT
from store.files.uploads import UploadCutOff, Uploads, sealed_under
from store.keys.master import KEY_BYTES
from store.record.sealing import GROUP_BYTES, NONCE_BYTES

KEPT: Final = timedelta(days=1)
STORING: Final = timedelta(minutes=2)
"""Time in which only one writer may assemble the file from its parts. After that, the writer counts as lost, and
another may begin."""


class WrongOffset(Exception):
    """The bytes do not follow the stored ones: another writer was faster, or the connection broke before the bytes
    between them."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    id: str
    case: str
    media_type: str
    size: int
    came: int
    """Number of stored bytes, in whole segments. When all bytes have arrived, it is the file's size."""
    until: datetime
    file: str | None
    """Id of the upload, for a command; None until all bytes are stored."""


class Arrivals:
    def __init__(self, connection: Connection, uploads: Uploads) -> None:
        self._connection, self._uploads = connection, uploads
        self._rows, self._parts = connection.collection("arrivals"), connection.collection("arrival_parts")

    async def begin(self, actor: Actor, case: str, size: int, media_type: str) -> Arrival:
        """Announce a file for a case that the actor may see. Its bytes count towards the limits at once. Raise
        UploadsUsedUp."""
        await self._uploads.count(actor, case, size)
        key, until = secrets.token_bytes(KEY_BYTES), self._connection.clock() + KEPT
        row = {
            "_id": secrets.token_hex(GROUP_BYTES),
            "subject": actor.subject,
            "case": case,
            "media_type": media_type,
            "size": size,
            "came": 0,
            "parts": [],
            "key": self._connection.master.wrap(key),
            "until": until.replace(tzinfo=None),
            "file": None,
        }
        await self._rows.insert_one(row)
        return _arrival(row)

    async def find(self, actor: Actor, id: str) -> Arrival | None:
        """Return the upload if it is the actor's own; None otherwise."""
        row = await self._row(actor, id)
        return _arrival(row) if row else None

    async def append(self, actor: Actor, id: str, offset: int, pieces: AsyncIterable[bytes]) -> Arrival:
        """Append bytes at an offset, each whole segment as it arrives. The last segment completes the file.

        Raise WrongOffset, and UploadCutOff for more bytes than announced. Segments that are already stored remain.
        """
        row = await self._row(actor, id)
        if row is None or row["came"] != offset:
            raise WrongOffset
        async for segment in _segments(pieces, row["size"] - offset):
            last = row["came"] + len(segment) == row["size"]
            if last:
                await self._claim(row)
            change = await self._whole(actor, row, segment) if last else await self._part(row, segment)
            done = await self._rows.update_one({"_id": id, "came": row["came"]}, change)
            if not done.matched_count:
                raise WrongOffset
            row = {**row, **change["$set"], "parts": [*row["parts"], *change.get("$push", {}).values()]}
            if last:
                await self._parts.delete_many({"arrival": id})
        return _arrival(row)

    async def end(self, arrival: Arrival) -> None:
        """Forget an unfinished upload. A file that is already complete remains available for use."""
        await self._rows.delete_one({"_id": arrival.id})
        await self._parts.delete_many({"arrival": arrival.id})

    async def _row(self, actor: Actor, id: str) -> Document | None:
        now = self._connection.clock().replace(tzinfo=None)
        return await self._rows.find_one({"_id": {"$eq": id}, "subject": actor.subject, "until": {"$gt": now}})

    async def _claim(self, row: Document) -> None:
        """Keep other writers from storing the same file. Raise WrongOffset if another writer already does."""
        now = self._connection.clock().replace(tzinfo=None)
        free = {"_id": row["_id"], "came": row["came"], "storing": {"$not": {"$gt": now - STORING}}}
        if not (await self._rows.update_one(free, {"$set": {"storing": now}})).matched_count:
            raise WrongOffset

    async def _part(self, row: Document, segment: bytes) -> Document:
        part = secrets.token_hex(GROUP_BYTES)
        data = sealed_under(self._key(row), segment, f"{row['_id']}\n{part}")
        await self._parts.insert_one({"_id": part, "arrival": row["_id"], "data": data, "until": row["until"]})
        return {"$set": {"came": row["came"] + len(segment)}, "$push": {"parts": part}}

    async def _whole(self, actor: Actor, row: Document, last: bytes) -> Document:
        pieces = self._opened(row, row["parts"], last)
        try:
            taken = await self._uploads.assemble(actor, row["case"], pieces, row["size"], row["media_type"])
        except BaseException:
            await self._rows.update_one({"_id": row["_id"]}, {"$unset": {"storing": ""}})
            raise
        return {"$set": {"came": row["size"], "file": taken.id}}

    async def _opened(self, row: Document, parts: Sequence[str], last: bytes) -> AsyncIterator[bytes]:
        cipher = AESGCM(self._key(row))
        for part in parts:
            found = await self._parts.find_one({"_id": part})
            if found is None:  # another writer assembled the file, and its parts are gone
                raise WrongOffset
            data = bytes(found["data"])
            yield cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], f"{row['_id']}\n{part}".encode())
        yield last

    def _key(self, row: Document) -> bytes:
        return self._connection.master.unwrap(bytes(row["key"]))


async def _segments(pieces: AsyncIterable[bytes], left: int) -> AsyncIterator[bytes]:
    """Yield whole segments as they arrive, and the last one of `left` bytes. Raise UploadCutOff for more bytes."""
    waiting = bytearray()
    async for piece in pieces:
        waiting += piece
        if len(waiting) > left:
            raise UploadCutOff
        while waiting and len(waiting) >= min(SEGMENT, left):
            left -= min(SEGMENT, left)
            taken = bytes(waiting[:SEGMENT])
            del waiting[:SEGMENT]
            yield taken


def _arrival(row: Document) -> Arrival:
    return Arrival(
        id=row["_id"],
        case=row["case"],
        media_type=row["media_type"],
        size=row["size"],
        came=row["came"],
        until=row["until"].replace(tzinfo=UTC),
        file=row["file"],
    )
