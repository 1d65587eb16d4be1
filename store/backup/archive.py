"""What an archive holds: documents byte for byte as the database gave them, with counts and hashes to hold them to.

    {archive, format, at, prefix, log}      what it is, and the newest checkpoint of its moment
    {collection}                            then its documents, one after another,
    {count, hash}                           and what they are together
    {end}                                   nothing is missing
Each is a letter and a BSON document; the whole is compressed and encrypted (`store/backup/age.py`). Both sides hold one
document at a time.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, Final, Self

from bson import decode, encode
from bson.errors import InvalidBSON

from store.backup.age import AgeWriter, ArchiveRefused, Identity, read

FORMAT: Final = 1
HEAD, COLLECTION, DOCUMENT, SUM, END = b"H", b"C", b"D", b"S", b"Z"
DOCUMENT_MOST: Final = 48 << 20
"""Bytes: three times what MongoDB stores in one."""
READ_AT_ONCE: Final = 256 << 10
LEVEL: Final = 1
"""Most of it is ciphertext and hashes, which no effort makes smaller."""


class ArchiveWriter:
    """Writes an archive; `closed` makes it whole."""

    def __init__(self, to: AgeWriter, head: Mapping[str, Any]) -> None:
        self._to, self._packer = to, zlib.compressobj(LEVEL)
        self._count, self._hash = 0, sha256()
        self._frame(HEAD, encode({"format": FORMAT, **head}))

    def begin(self, part: str, name: str) -> None:
        """A collection begins."""
        self._count, self._hash = 0, sha256()
        self._frame(COLLECTION, encode({"part": part, "name": name}))

    def document(self, raw: bytes) -> None:
        """A document of the collection, as the database gave it."""
        self._count += 1
        self._hash.update(raw)
        self._frame(DOCUMENT, raw)

    def end(self) -> int:
        """The collection ends; how many documents it has."""
        self._frame(SUM, encode({"count": self._count, "hash": self._hash.digest()}))
        return self._count

    def close(self) -> None:
        """Nothing follows."""
        self._frame(END, encode({}))
        self._to.write(self._packer.flush())
        self._to.close()

    def _frame(self, letter: bytes, raw: bytes) -> None:
        self._to.write(self._packer.compress(letter + raw))


@dataclass(frozen=True)
class Stored:
    """A document of an archive, and where it belongs."""

    part: str
    name: str
    raw: bytes


class ArchiveReader:
    """Reads an archive from its beginning to its end, once."""

    def __init__(self, frames: Iterator[tuple[bytes, bytes]]) -> None:
        self._frames = frames
        letter, raw = next(frames)
        self.head: dict[str, Any] = decode(raw)
        if letter != HEAD or self.head.get("format") != FORMAT:
            raise ArchiveRefused("the archive is of another version of Casebook")

    @classmethod
    def opened(cls, source: BinaryIO, identity: Identity, archive: str) -> Self:
        """An archive of a name. Raises ArchiveRefused."""
        made = cls(_frames(read(source, identity)))
        if made.head["archive"] != archive:
            raise ArchiveRefused(f"this is the archive of {made.head['archive']}, not of {archive}")
        return made

    def documents(self) -> Iterator[Stored]:
        """Every document. Raises ArchiveRefused where it is not as it was written, at the end of the collection."""
        part = name = ""
        count, hashed = 0, sha256()
        for letter, raw in self._frames:
            if letter == DOCUMENT:
                count += 1
                hashed.update(raw)
                yield Stored(part, name, raw)
            elif letter == COLLECTION:
                said = decode(raw)
                part, name, count, hashed = said["part"], said["name"], 0, sha256()
            elif letter == SUM and decode(raw) != {"count": count, "hash": hashed.digest()}:
                raise ArchiveRefused(f"{part}.{name} is not what was backed up")
            elif letter == END:
                return
        raise ArchiveRefused("the archive has no end")


def _frames(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    unpacked = _Unpacked(chunks)
    while True:
        letter = unpacked.take(1)
        size = unpacked.take(4)
        length = int.from_bytes(size, "little")
        if not 5 <= length <= DOCUMENT_MOST:
            raise ArchiveRefused("the archive holds something that is no document")
        try:
            yield letter, size + unpacked.take(length - 4)
        except InvalidBSON:
            raise ArchiveRefused("the archive holds something that is no document") from None
        if letter == END:
            return


class _Unpacked:
    """The bytes behind compressed chunks, no more at a time than asked for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._unpacker, self._held = chunks, zlib.decompressobj(), bytearray()

    def take(self, count: int) -> bytes:
        while len(self._held) < count:
            packed = self._unpacker.unconsumed_tail or next(self._chunks, None)
            if packed is None:
                raise ArchiveRefused("the archive was cut off")
            try:
                self._held += self._unpacker.decompress(packed, READ_AT_ONCE)
            except zlib.error:
                raise ArchiveRefused("the archive cannot be unpacked") from None
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken
