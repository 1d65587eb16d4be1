"""Files under seal: GridFS holds ciphertext, a row says whose it is, the group's key lies with all others.

A file is sealed and stored as it comes, with flat memory. Its row comes first, its key when all bytes are there, and
its digest last: an upload that breaks off is taken back, and whatever a crash leaves, chunks or key, is found by it.
A file that no case and no document uses is removed by the eraser after a day (`store/erasing/retained.py`); one
without a digest is used by nothing.
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
"""Bytes of one file of evidence."""
DOCUMENT_MOST = 10 * 1024 * 1024
"""Bytes of an official document, and of a copy that was signed: who makes or verifies it holds it whole."""
OFFICER_DAY_MOST = 5 * FILE_MOST
"""Bytes that one officer may upload in a day of Vietnam."""
MATTER_DAY_MOST = 12 * ATTACHMENT_MOST
"""Bytes that may be uploaded with the codes of one matter in a day; networks share them."""
SMALL = 1024 * 1024
"""Bytes of a small file, such as a photo of a page."""
HOLDERS_DAY_MOST, SMALL_DAY_MOST = 384 * 1024 * 1024, 64 * 1024 * 1024
"""Bytes that may be uploaded with all codes together in a day, and more for small files: the door shares them."""
ANYBODY_DAY_MOST = 32 * 1024 * 1024
"""Bytes that may be uploaded in a day by all who know no more than the address of some content."""
CASE_DAY_MOST = 10 * FILE_MOST
"""Bytes that may be uploaded for one case in a day, by all officers together."""


class UploadsUsedUp(Exception):
    """An officer, a holder of a code, or all for one case, uploaded what they may in a day: `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class UploadCutOff(Exception):
    """Fewer or more bytes came than were announced."""


class FileTampered(Exception):
    """A stored file is not the one whose digest stands in the record."""


class FileErased(Exception):
    """The key of the file was destroyed."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A file that was stored: its id, its bytes and their SHA-256 before sealing, in hexadecimal."""

    id: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Owner whose files are counted together; `small`: everybody who knows an address shares it."""

    name: str
    small: bool = False


def sealed_under(key: bytes, content: bytes, bound: str) -> bytes:
    """A nonce and the bytes under a key, bound to what they are of."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound.encode())


async def whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


class OpenFile:
    """A file whose stored bytes were found to be those of the record, opened as it is read."""

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
        """The sealed segments from one to before another one."""
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
        """A file that was sealed as one text; at most DOCUMENT_MOST, which was the limit then."""
        sealed = b"".join([piece async for piece in self._stored.read(self._group)])
        try:
            return AESGCM(self._key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound.encode())
        except InvalidTag as error:
            raise FileTampered(self._group) from error


class Uploads:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._stored = connection, StoredBytes(connection)

    async def store(self, actor: Actor, case: str, content: bytes, media_type: str) -> str:
        """As `take`, for bytes that are there at once; the file's id."""
        return (await self.take(actor, case, whole(content), len(content), media_type)).id

    async def take(self, actor: Actor, case: str, pieces: AsyncIterable[bytes], size: int, media_type: str) -> Taken:
        """Seal and store a file of a case as its bytes come. The caller has checked size and sight of the case.

        Raises UploadsUsedUp, before anything is stored, and UploadCutOff, after which nothing is left.
        """
        await self.count(actor, case, size)
        return await self.assemble(actor, case, pieces, size, media_type)

    async def count(self, actor: Actor, case: str, size: int) -> None:
        """Count the bytes of a file of a case before it is stored. Raises UploadsUsedUp."""
        day = local_date(self._connection.clock()).isoformat()
        await self._count(f"bytes:officer:{actor.subject}:{day}", size, OFFICER_DAY_MOST)
        await self._count(f"bytes:case:{case}:{day}", size, CASE_DAY_MOST)

    async def assemble(
        self, actor: Actor, case: str, pieces: AsyncIterable[bytes], size: int, media_type: str
    ) -> Taken:
        """As `take`, for bytes that were counted."""
        return await self._keep(actor.own, case, pieces, size, media_type)

    async def attach(
        self, stream: str, content: bytes, media_type: str, form: str | None = None, holder: Holder | None = None
    ) -> Taken:
        """Seal and store a file that came with the code of a stream. The caller has checked its size and type.

        `holder` is whose bytes of the day it counts among; the stream's own when None. `form` is the id of what it came
        in: sent twice with the same file, it is stored once. Raises UploadsUsedUp, before anything is stored.
        """
        group, hashed = None, sha256(content).hexdigest()
        if form is not None:
            group = self._connection.master.repeatable(f"file of {stream}\n{form}").hex()[: 2 * GROUP_BYTES]
            if await self.plain_hash(group) == hashed:
                return Taken(id=group, size=len(content), sha256=hashed)
        day = self._connection.clock().date().isoformat()  # of UTC, as the door counts
        whose = holder or Holder(name=stream)
        await self._count(f"bytes:holder:{whose.name}:{day}", len(content), MATTER_DAY_MOST)
        await self._count_for_all(len(content), day, small=whose.small)
        try:
            return await self._keep(BY_CODE, stream, whole(content), len(content), media_type, group)
        except DuplicateKeyError:  # another file came in the same form, or this one is being stored
            return await self._keep(BY_CODE, stream, whole(content), len(content), media_type)

    async def _count_for_all(self, size: int, day: str, *, small: bool) -> None:
        """Count what comes with codes, so that strangers never fill the disk. Raises UploadsUsedUp."""
        if small:
            return await self._count(f"bytes:anybody:{day}", size, ANYBODY_DAY_MOST)
        if size <= SMALL:
            with suppress(UploadsUsedUp):
                return await self._count(f"bytes:small:{day}", size, SMALL_DAY_MOST)
        await self._count(f"bytes:holders:{day}", size, HOLDERS_DAY_MOST)
        return None

    async def _count(self, counter: str, size: int, most: int) -> None:
        """Count the bytes of one file. What is refused, and what a crash keeps from being stored, counts too."""
        row, more = {"_id": counter}, {"$inc": {"n": size}}
        with suppress(DuplicateKeyError):  # two first ones of a day met
            await self._connection.counters.update_one(row, {"$setOnInsert": {"n": 0}}, upsert=True)
        found = await self._connection.counters.find_one_and_update(row, more, return_document=ReturnDocument.AFTER)
        if found is None or found["n"] > most:
            raise UploadsUsedUp(most)

    async def keep(self, agency: str, case: str, content: bytes, media_type: str, *, front: int = 0) -> str:
        """Seal and store a file under a key of a stream, for an agency; its id.

        The first `front` bytes are not the file's: the hash that it is compared by leaves them out.
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
        except BaseException:  # a client that went away too
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
        """Remove what is there of an upload that broke off; the row last, by which a crash is found."""
        await self._stored.remove(group)
        await self._connection.uploads.delete_one({"_id": group})

    async def plain_hash(self, upload: str) -> str | None:
        """SHA-256 of a file's bytes before sealing, in hexadecimal; None for one that is unknown, gone or altered.

        Kept under the file's key until a command seals it, for it tells the file from a guess.
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
        """A file of the record. Of a whole one all stored bytes are hashed first: nothing of an altered one is given.

        A part is held by its segments alone, which are bound to the file, its case and their places. Raises FileErased,
        or FileTampered for other bytes or another key.
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
        """Raises FileTampered for other stored bytes than the record names."""
        hashed = sha256()
        async for piece in self._stored.read(group):
            hashed.update(piece)
        if hashed.hexdigest() != digest:
            raise FileTampered(group)

    async def content(self, case: str, file: Mapping[str, Any]) -> bytes:
        """All bytes of a file, for what is no larger than DOCUMENT_MOST. Raises FileErased, FileTampered."""
        found = await self.opened(case, file)
        return b"".join([piece async for piece in found.part()])


def _of(case: str, group: str) -> str:
    """Return the context to which the bytes of a file are bound."""
    return f"{case}\n{group}"


async def _counted(pieces: AsyncIterable[bytes], size: int, hashed: Any, front: int) -> AsyncIterator[bytes]:
    """The bytes of a file, hashed as they come, but for the first `front`.

    Raises UploadCutOff for fewer or more than were announced.
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
