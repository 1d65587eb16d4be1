"""Sealed files: the ciphertext is in GridFS, a row records the owner of the file, and its key is stored with all other
keys.

A file is sealed and stored as it arrives, with constant memory. Its row is written first, its key when all bytes are
stored, and its digest last. A failed upload is removed. After a crash the row leads to the remaining chunks and key.
The eraser removes files that neither a case nor a document uses after a day (`store/erasing/retained.py`). A file
without a digest cannot be used.
"""

import secrets
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.case.attachments import ATTACHMENT_MOST
from domain.case.state.evidence import BY_CODE
from domain.kernel.actor import Actor
from domain.kernel.calendar import local_date
from store.driver.connection import Connection
from store.files import segments
from store.files.segments import MAGIC, SEGMENT, StoredBytes
from store.keys.master import KEY_BYTES
from store.record.sealing import GROUP_BYTES, NONCE_BYTES

FILE_MOST = 100 * 1024 * 1024
DOCUMENT_MOST = 10 * 1024 * 1024
"""Most bytes of an official document or a signed copy, which is held in memory while it is made or verified."""
OFFICER_DAY_MOST = 5 * FILE_MOST
"""Most bytes that one officer may upload in a day, Vietnamese time."""
MATTER_DAY_MOST = 12 * ATTACHMENT_MOST
"""Most bytes that may be uploaded in a day with the codes of one matter. All networks share this limit."""
SMALL = 1024 * 1024
"""Most bytes of a small file, such as a photo of a page."""
HOLDERS_DAY_MOST, SMALL_DAY_MOST = 384 * 1024 * 1024, 64 * 1024 * 1024
"""Most bytes that all holders of codes together may upload in a day, and additional bytes for small files."""
ANYBODY_DAY_MOST = 32 * 1024 * 1024
"""Most bytes that all persons who have only an address of content may upload together in a day."""
CASE_DAY_MOST = 10 * FILE_MOST
"""Most bytes that all officers together may upload for one case in a day."""


class UploadsUsedUp(Exception):
    """The daily limit of an officer, a holder of a code or a case is used up; `most` is the limit in bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class UploadCutOff(Exception):
    """Fewer or more bytes arrived than announced."""


class FileTampered(Exception):
    """A stored file differs from the digest in the record."""


class FileErased(Exception):
    """The key of the file was destroyed."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Stored file: its id, its size in bytes, and the SHA-256 before sealing, in hexadecimal."""

    id: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Owner whose files are counted together. `small` means that the owner's limit is shared by all persons who have an
    address of content."""

    name: str
    small: bool = False


def sealed_under(key: bytes, content: bytes, bound: str) -> bytes:
    """Return a nonce and the bytes encrypted under a key, bound to their context."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound.encode())


async def whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


class OpenFile:
    """File whose stored bytes match the record. It is decrypted as it is read."""

    def __init__(self, stored: StoredBytes, key: bytes, case: str, file: Mapping[str, Any]) -> None:
        self._stored, self._key, self._group = stored, key, str(file["group"])
        self.size: int = file["size"]
        self._bound = f"{case}\n{self._group}"

    async def part(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        end = self.size if end is None else min(end, self.size)
        begins = b"".join([piece async for piece in self._stored.read(self._group, 0, segments.HEADER)])
        if not begins.startswith(MAGIC):
            yield (await self._of_before())[start:end]
            return
        number, past = start // SEGMENT, segments.segments_of(end)
        async for sealed in self._sealed(number, past):
            first = number * SEGMENT
            yield self._plain(begins[len(MAGIC) :], number, sealed)[max(start - first, 0) : end - first]
            number += 1
        if number < past:
            raise FileTampered(self._group)

    async def _sealed(self, number: int, past: int) -> AsyncIterator[bytes]:
        waiting, length = bytearray(), SEGMENT + segments.TAG_BYTES
        async for piece in self._stored.read(self._group, segments.place_of(number), segments.place_of(past)):
            waiting += piece
            while len(waiting) >= length:
                yield bytes(waiting[:length])
                del waiting[:length]
        if waiting:
            yield bytes(waiting)

    def _plain(self, beginning: bytes, number: int, sealed: bytes) -> bytes:
        try:
            return segments.opened(self._key, beginning, number, sealed, self.size, self._bound)
        except InvalidTag as error:
            raise FileTampered(self._group) from error

    async def _of_before(self) -> bytes:
        """Return a file in the older format, which was sealed as one text of at most DOCUMENT_MOST bytes."""
        sealed = b"".join([piece async for piece in self._stored.read(self._group)])
        try:
            return AESGCM(self._key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound.encode())
        except InvalidTag as error:
            raise FileTampered(self._group) from error


class Uploads:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._stored = connection, StoredBytes(connection)

    async def store(self, actor: Actor, case: str, content: bytes, media_type: str) -> str:
        """Store bytes as `take` does. Return the file's id."""
        return (await self.take(actor, case, whole(content), len(content), media_type)).id

    async def take(self, actor: Actor, case: str, pieces: AsyncIterable[bytes], size: int, media_type: str) -> Taken:
        """Seal and store a file of a case as its bytes arrive. The caller has checked size and visibility.

        Raise UploadsUsedUp before anything is stored. Raise UploadCutOff after everything stored has been removed.
        """
        await self.count(actor, case, size)
        return await self.assemble(actor, case, pieces, size, media_type)

    async def count(self, actor: Actor, case: str, size: int) -> None:
        """Count the bytes of a file of a case before it is stored. Raise UploadsUsedUp."""
        day = local_date(self._connection.clock()).isoformat()
        await self._count(f"bytes:officer:{actor.subject}:{day}", size, OFFICER_DAY_MOST)
        await self._count(f"bytes:case:{case}:{day}", size, CASE_DAY_MOST)

    async def assemble(
        self, actor: Actor, case: str, pieces: AsyncIterable[bytes], size: int, media_type: str
    ) -> Taken:
        """Store as `take` does, for bytes that are already counted."""
        return await self._keep(actor.own, case, pieces, size, media_type)

    async def attach(
        self, stream: str, content: bytes, media_type: str, form: str | None = None, holder: Holder | None = None
    ) -> Taken:
        """Seal and store a file sent with the code of a stream. The caller has checked its size and type.

        `holder` is the owner whose daily limit applies; None means the stream itself. `form` is the id of the
        submission: if it is sent twice with the same file, the file is stored once. Raise UploadsUsedUp before anything
        is stored.
        """
        group, hashed = None, sha256(content).hexdigest()
        if form is not None:
            group = self._connection.master.repeatable(f"file of {stream}\n{form}").hex()[: 2 * GROUP_BYTES]
            if await self.plain_hash(group) == hashed:
                return Taken(id=group, size=len(content), sha256=hashed)
        day = self._connection.clock().date().isoformat()  # in UTC, as the public door counts
        whose = holder or Holder(name=stream)
        await self._count(f"bytes:holder:{whose.name}:{day}", len(content), MATTER_DAY_MOST)
        await self._count_for_all(len(content), day, small=whose.small)
        try:
            return await self._keep(BY_CODE, stream, whole(content), len(content), media_type, group)
        except DuplicateKeyError:  # another file came in the same form, or this one is being stored
            return await self._keep(BY_CODE, stream, whole(content), len(content), media_type)

    async def _count_for_all(self, size: int, day: str, *, small: bool) -> None:
        """Count files that are sent with codes, so that strangers cannot fill the disk. Raise UploadsUsedUp."""
        if small:
            return await self._count(f"bytes:anybody:{day}", size, ANYBODY_DAY_MOST)
        if size <= SMALL:
            with suppress(UploadsUsedUp):
                return await self._count(f"bytes:small:{day}", size, SMALL_DAY_MOST)
        await self._count(f"bytes:holders:{day}", size, HOLDERS_DAY_MOST)
        return None

    async def _count(self, counter: str, size: int, most: int) -> None:
        """Count the bytes of one file towards a limit. Files that are refused or lost in a crash count too."""
        row, more = {"_id": counter}, {"$inc": {"n": size}}
        with suppress(DuplicateKeyError):  # two first uploads of a day collided
            await self._connection.counters.update_one(row, {"$setOnInsert": {"n": 0}}, upsert=True)
        found = await self._connection.counters.find_one_and_update(row, more, return_document=ReturnDocument.AFTER)
        if found is None or found["n"] > most:
            raise UploadsUsedUp(most)

    async def keep(self, agency: str, case: str, content: bytes, media_type: str, *, front: int = 0) -> str:
        """Seal and store a file under a key of a stream, for an agency. Return its id.

        The first `front` bytes are not part of the file, so the file's hash leaves them out.
        """
        return (await self._keep(agency, case, whole(content), len(content), media_type, front=front)).id

    async def _keep(
        self,
        agency: str,
        case: str,
        pieces: AsyncIterable[bytes],
        size: int,
        media_type: str,
        id: str | None = None,
        *,
        front: int = 0,
    ) -> Taken:
        group, key = id or secrets.token_hex(GROUP_BYTES), secrets.token_bytes(KEY_BYTES)
        row = {
            "_id": group,
            "case": case,
            "agency": agency,
            "media_type": media_type,
            "at": self._connection.clock().replace(tzinfo=None),
        }
        await self._connection.uploads.insert_one(row)
        hashed = sha256()
        try:
            stored = await self._stored.write(
                group, segments.sealed(key, _counted(pieces, size, hashed, front), _of(case, group))
            )
        except BaseException:  # also when a client went away
            await self._take_back(group)
            raise
        plain = sealed_under(key, hashed.digest(), f"{_of(case, group)}\nplain")
        await self._connection.wrapped.insert_one(
            {"_id": group, "stream": case, "key": self._connection.master.wrap(key)}
        )
        known = {"digest": stored.digest, "size": size, "plain": plain}
        await self._connection.uploads.update_one({"_id": group}, {"$set": known})
        return Taken(id=group, size=size, sha256=hashed.hexdigest())

    async def _take_back(self, group: str) -> None:
        """Remove the stored parts of a failed upload. The row is removed last, because it leads to the rest after a
        crash."""
        await self._stored.remove(group)
        await self._connection.uploads.delete_one({"_id": group})

    async def plain_hash(self, upload: str) -> str | None:
        """Return the SHA-256 of a file's bytes before sealing, in hexadecimal; None for an unknown, erased or altered
        file.

        Until a command seals the hash, it is stored under the file's key, because it would confirm a guess of the file.
        """
        row = await self._connection.uploads.find_one({"_id": {"$eq": upload}}, {"plain": 1, "case": 1})
        wrapped = await self._connection.wrapped.find_one({"_id": {"$eq": upload}})
        if row is None or wrapped is None or not isinstance(row.get("plain"), bytes):
            return None
        nonce, rest = row["plain"][:NONCE_BYTES], row["plain"][NONCE_BYTES:]
        try:
            key = self._connection.master.unwrap(bytes(wrapped["key"]))
            return AESGCM(key).decrypt(nonce, rest, f"{_of(row['case'], upload)}\nplain".encode()).hex()
        except (InvalidTag, InvalidUnwrap):
            return None

    async def opened(self, case: str, file: Mapping[str, Any], *, whole: bool = True) -> OpenFile:
        """Open a file of the record.

        For a whole file, all stored bytes are hashed first, so no byte of an altered file is returned.

        For a part, only its segments are verified, which are bound to the file, its case and their numbers. Raise
        FileErased, or FileTampered for other bytes or another key.
        """
        group = file["group"]
        wrapped = await self._connection.wrapped.find_one({"_id": group})
        if wrapped is None:
            raise FileErased(group)
        if whole:
            await self._check(group, file["digest"])
        try:
            key = self._connection.master.unwrap(bytes(wrapped["key"]))
        except InvalidUnwrap as error:
            raise FileTampered(group) from error
        return OpenFile(self._stored, key, case, file)

    async def _check(self, group: str, digest: str) -> None:
        """Raise FileTampered if the stored bytes differ from the record's digest."""
        hashed = sha256()
        async for piece in self._stored.read(group):
            hashed.update(piece)
        if hashed.hexdigest() != digest:
            raise FileTampered(group)

    async def content(self, case: str, file: Mapping[str, Any]) -> bytes:
        """Return all bytes of a file no larger than DOCUMENT_MOST. Raise FileErased, FileTampered."""
        found = await self.opened(case, file)
        return b"".join([piece async for piece in found.part()])


def _of(case: str, group: str) -> str:
    """Return the context to which the encryption of a file binds it."""
    return f"{case}\n{group}"


async def _counted(pieces: AsyncIterable[bytes], size: int, hashed: Any, front: int) -> AsyncIterator[bytes]:
    """Yield the bytes of a file, hashed as they arrive, except the first `front`.

    Raise UploadCutOff for fewer or more bytes than announced.
    """
    came = 0
    async for piece in pieces:
        came += len(piece)
        if came > size:
            raise UploadCutOff
        hashed.update(piece[max(0, front - came + len(piece)) :])
        yield piece
    if came < size:
        raise UploadCutOff
