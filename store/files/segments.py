"""Sealed files in segments, and their storage in GridFS (MongoDB's GridFS specification).

Each segment is encrypted by itself (AES-GCM). Its nonce is a random prefix, its number, and a flag for the last one:
the construction STREAM of Hoang, Reyhanitabar, Rogaway and Vizár (2015). So no segment can be moved, left out or cut
off at the end, and a range can be opened without the rest. Each segment is bound to the object of its file. Older files
are one sealed text: they begin with their nonce, which equals MAGIC in one of 2^128 files.

The drivers' own classes are not used: they buffer up to 48 MB of a file that is being written. Tools for GridFS can
read the files written here, and files written by the drivers' classes can be read here.
"""

import secrets
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pymongo import ASCENDING

from store.driver.connection import Connection

MAGIC: Final = b"casebook/file/2\n"
SEGMENT: Final = 256 * 1024
"""Most bytes of a segment before it is sealed. Only the last segment may have fewer."""
TAG_BYTES: Final = 16
BEGINNING_BYTES: Final = 7
"""Random bytes at the start of each nonce of a file. They are followed by 4 bytes for the number and 1 for the last
segment."""
HEADER: Final = len(MAGIC) + BEGINNING_BYTES


def _nonce(beginning: bytes, number: int, last: bool) -> bytes:
    return beginning + number.to_bytes(4, "big") + bytes([last])


async def sealed(key: bytes, pieces: AsyncIterable[bytes], bound: str) -> AsyncIterator[bytes]:
    cipher, beginning, number = AESGCM(key), secrets.token_bytes(BEGINNING_BYTES), 0
    yield MAGIC + beginning
    waiting = bytearray()
    async for piece in pieces:
        waiting += piece
        while len(waiting) > SEGMENT:  # never the last one: more bytes follow it
            yield cipher.encrypt(_nonce(beginning, number, False), bytes(waiting[:SEGMENT]), bound.encode())
            number += 1
            del waiting[:SEGMENT]
    yield cipher.encrypt(_nonce(beginning, number, True), bytes(waiting), bound.encode())


def segments_of(size: int) -> int:
    return max(1, -(-size // SEGMENT))


def place_of(number: int) -> int:
    return HEADER + number * (SEGMENT + TAG_BYTES)


def opened(key: bytes, beginning: bytes, number: int, segment: bytes, size: int, bound: str) -> bytes:
    """Decrypt one segment of a file. Raise cryptography's InvalidTag if bytes, number, size or key are wrong."""
    last = number == segments_of(size) - 1
    return AESGCM(key).decrypt(_nonce(beginning, number, last), segment, bound.encode())


CHUNK: Final = 256 * 1024
AT_ONCE: Final = 4
"""Number of chunks in one batch of a read, which bounds the memory used."""
BUCKET: Final = "evidence"


@dataclass(frozen=True, kw_only=True)
class Written:
    length: int
    digest: str


class StoredBytes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._files = connection.collection(f"{BUCKET}.files")
        self._chunks = connection.collection(f"{BUCKET}.chunks")

    async def write(self, id: str, pieces: AsyncIterable[bytes]) -> Written:
        """Store the bytes of a file, hashed as they arrive. After a failure call `remove`."""
        hashed, length, number, waiting = sha256(), 0, 0, bytearray()
        async for piece in pieces:
            hashed.update(piece)
            length += len(piece)
            waiting += piece
            while len(waiting) >= CHUNK:
                await self._put(id, number, bytes(waiting[:CHUNK]))
                number += 1
                del waiting[:CHUNK]
        if waiting:
            await self._put(id, number, bytes(waiting))
        uploaded = self._connection.clock().replace(tzinfo=None)
        file = {"_id": id, "filename": id, "length": length, "chunkSize": CHUNK, "uploadDate": uploaded}
        await self._files.insert_one(file)
        return Written(length=length, digest=hashed.hexdigest())

    async def _put(self, id: str, number: int, data: bytes) -> None:
        await self._chunks.insert_one({"files_id": id, "n": number, "data": data})

    async def read(self, id: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the stored bytes of a file from `start` up to `end`; yield nothing for a missing file.

        The bytes are not verified here.
        """
        file = await self._files.find_one({"filename": id})
        if file is None or (end is not None and end <= start):
            return
        size = file["chunkSize"]
        wanted: dict[str, Any] = {"files_id": file["_id"], "n": {"$gte": start // size}}
        if end is not None:
            wanted["n"]["$lte"] = (end - 1) // size
        rows = self._chunks.find(wanted).sort([("files_id", ASCENDING), ("n", ASCENDING)]).batch_size(AT_ONCE)
        async for row in rows:
            first = row["n"] * size
            yield bytes(row["data"])[max(start - first, 0) : None if end is None else max(end - first, 0)]

    async def remove(self, id: str) -> None:
        await self._files.delete_many({"filename": id})
        await self._chunks.delete_many({"files_id": id})
