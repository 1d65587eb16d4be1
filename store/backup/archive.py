"""Format of an archive: documents byte for byte as the database gave them, with counts and hashes to check them.

  - {archive, format, at, prefix, log}      header, with the newest checkpoint of the snapshot
  - {collection}                            then its documents, one after another,
  - {count, hash}                           and their number and hash
  - {author, signature}                     the end: proves completeness, and which process wrote the archive

Each is a letter and a BSON document; the whole is compressed and encrypted (`store/backup/age.py`). Writer and reader
have only one document in memory. Anybody can encrypt to the recipient, so encryption does not prove who wrote an
archive. The signature proves the writer: it covers the hash of everything before the end.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, Final, Self

from bson import decode, encode
from bson.errors import InvalidBSON

from domain.kernel.actor import Process
from store.backup.age import ArchiveRefused, Identity, read
from store.keys.author import Author
from store.keys.authors import Authors
from store.tlog.strict import NoteRefused

FORMAT: Final = 1
HEAD, COLLECTION, DOCUMENT, SUM, END = b"H", b"C", b"D", b"S", b"Z"
NO_DOCUMENT: Final = "the archive holds something that is no document"
DOCUMENT_MOST: Final = 48 << 20
"""Most bytes of one document: three times the limit of MongoDB."""
READ_AT_ONCE: Final = 256 << 10
TIMES_MOST, FREE = 50, 64 << 20
"""Limits of unpacking: TIMES_MOST times the archive's size, plus FREE bytes. Real archives unpack to a few times their
size."""
PURPOSE: Final = b"casebook/backup/v1\n"
HEAD_FIELDS: Final = {"archive": str, "at": datetime, "origin": str, "entries": int}
LEVEL: Final = 1
"""Compression level: most data are ciphertext and hashes, which do not compress."""


class ArchiveWriter:
    def __init__(self, to: BinaryIO, head: Mapping[str, Any], author: Author | None = None) -> None:
        self._to, self._packer, self._author = to, zlib.compressobj(LEVEL), author
        self.head = head
        self._count, self._hash, self._whole = 0, sha256(), sha256()
        self._frame(HEAD, encode({"format": FORMAT, **head}))

    def begin(self, part: str, name: str) -> None:
        self._count, self._hash = 0, sha256()
        self._frame(COLLECTION, encode({"part": part, "name": name}))

    def document(self, raw: bytes) -> None:
        self._count += 1
        self._hash.update(raw)
        self._frame(DOCUMENT, raw)

    def end(self) -> int:
        """End the collection. Return the number of its documents."""
        self._frame(SUM, encode({"count": self._count, "hash": self._hash.digest()}))
        return self._count

    def close(self) -> None:
        self._frame(END, encode(self._author.signed(self._whole.digest(), PURPOSE) if self._author else {}))
        self._to.write(self._packer.flush())

    def _frame(self, letter: bytes, raw: bytes) -> None:
        self._whole.update(letter + raw)
        self._to.write(self._packer.compress(letter + raw))


@dataclass(frozen=True)
class Stored:
    part: str
    name: str
    raw: bytes


class ArchiveReader:
    """Reader of an archive, once from beginning to end. If authors are given, their key of the command line must have
    signed it."""

    def __init__(self, frames: Iterator[tuple[bytes, bytes]], authors: Authors | None = None) -> None:
        self._frames, self._authors = frames, authors
        letter, raw = next(frames)
        self._whole = sha256(letter + raw)
        self.head = _decoded(raw)
        if letter != HEAD or self.head.get("format") != FORMAT:
            raise ArchiveRefused("the archive is of another version of Casebook")
        if any(type(self.head.get(name)) is not kind for name, kind in HEAD_FIELDS.items()):
            raise ArchiveRefused("the archive does not say what it is")

    @classmethod
    def opened(cls, source: BinaryIO, identity: Identity, archive: str, authors: Authors | None = None) -> Self:
        """Open the archive and read its header. Raise ArchiveRefused."""
        made = cls(_frames(read(source, identity)), authors)
        if made.head["archive"] != archive:
            raise ArchiveRefused(f"this is the archive of {made.head['archive']}, not of {archive}")
        return made

    def documents(self) -> Iterator[Stored]:
        """Yield every document. Raise ArchiveRefused at the end of a collection with another count or hash than the
        archive states.

        The author is verified only after the last document. If that fails, discard the documents.
        """
        part = name = ""
        count, hashed = 0, sha256()
        for letter, raw in self._frames:
            if letter == END:
                return self._check_author(_decoded(raw))
            self._whole.update(letter)
            self._whole.update(raw)
            if letter == DOCUMENT:
                count += 1
                hashed.update(raw)
                yield Stored(part, name, raw)
            elif letter == COLLECTION:
                said = _decoded(raw)
                part, name, count, hashed = str(said.get("part")), str(said.get("name")), 0, sha256()
            elif letter == SUM and _decoded(raw) != {"count": count, "hash": hashed.digest()}:
                raise ArchiveRefused(f"{part}.{name} is not what was backed up")
        raise ArchiveRefused("the archive has no end")

    def _check_author(self, said: Mapping[str, Any]) -> None:
        if self._authors is None:
            return
        try:
            self._authors.check(self._whole.digest(), said.get("author"), said.get("signature"), PURPOSE, Process.CLI)
        except NoteRefused as wrong:
            raise ArchiveRefused(f"the command line of this register did not write the archive: {wrong}") from None


def _decoded(raw: bytes) -> dict[str, Any]:
    try:
        return decode(raw)
    except InvalidBSON:
        raise ArchiveRefused(NO_DOCUMENT) from None


def _frames(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    unpacked = _Unpacked(chunks)
    while True:
        letter = unpacked.take(1)
        size = unpacked.take(4)
        length = int.from_bytes(size, "little")
        if not 5 <= length <= DOCUMENT_MOST:
            raise ArchiveRefused(NO_DOCUMENT)
        yield letter, size + unpacked.take(length - 4)
        if letter == END:
            return


class _Unpacked:
    """Decompressed bytes of chunks, produced only as requested."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._unpacker, self._held = chunks, zlib.decompressobj(), bytearray()
        self._left = FREE

    def take(self, count: int) -> bytes:
        while len(self._held) < count:
            packed = self._unpacker.unconsumed_tail or self._next()
            try:
                got = self._unpacker.decompress(packed, READ_AT_ONCE)
            except zlib.error:
                raise ArchiveRefused("the archive cannot be unpacked") from None
            self._held += got
            self._left -= len(got)
            if self._left < 0:
                raise ArchiveRefused("the archive unpacks to more than any backup")
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _next(self) -> bytes:
        packed = next(self._chunks, None)
        if packed is None:
            raise ArchiveRefused("the archive was cut off")
        self._left += TIMES_MOST * len(packed)
        return packed
