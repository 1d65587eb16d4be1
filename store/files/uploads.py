"""Files under seal: GridFS holds ciphertext, a row says whose it is, the group's key lies with all others.

A file that no case and no document uses is removed by the eraser after a day (`store/write/unused_uploads.py`). The row
comes first: whatever a crash leaves of a file, key or chunks, is found by it and goes like any unused one.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from gridfs.errors import GridFSError
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.kernel.actor import Actor
from domain.kernel.calendar import local_date
from store.mongo.connection import Connection
from store.mongo.transaction import settled
from store.record.keys import KEY_BYTES
from store.record.sealing import GROUP_BYTES, NONCE_BYTES

FILE_MOST = 10 * 1024 * 1024
"""Bytes of one file."""
OFFICER_DAY_MOST = 20 * FILE_MOST
"""Bytes that one officer may upload in a day of Vietnam."""
CASE_DAY_MOST = 50 * FILE_MOST
"""Bytes that may be uploaded for one case in a day, by all officers together."""

BUCKET = "evidence"


class UploadsUsedUp(Exception):
    """An officer, or all for one case, uploaded as much as they may in a day; `most` says how many bytes that is."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class FileTampered(Exception):
    """A stored file is not the one whose digest stands in the record."""


class FileErased(Exception):
    """The key of the file was destroyed."""


def sealed_under(key: bytes, content: bytes, bound: str) -> bytes:
    """A nonce and the bytes under a key, bound to what they are of."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound.encode())


class Uploads:
    """Storing and opening files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _bucket(self) -> Any:
        return self._connection.bucket(self._connection.client[self._connection.names.main], BUCKET)

    async def store(self, actor: Actor, case: str, content: bytes, media_type: str) -> str:
        """Seal and store a file for a case; its id. The caller has checked size and sight of the case.

        Raises UploadsUsedUp, before anything is stored.
        """
        day = local_date(self._connection.clock()).isoformat()
        await self._count(f"bytes:officer:{actor.subject}:{day}", len(content), OFFICER_DAY_MOST)
        await self._count(f"bytes:case:{case}:{day}", len(content), CASE_DAY_MOST)
        return await self.keep(actor.own, case, content, media_type)

    async def _count(self, counter: str, size: int, most: int) -> None:
        """Count the bytes of one file. What is refused, and what a crash keeps from being stored, counts too."""
        row, more = {"_id": counter}, {"$inc": {"n": size}}
        with suppress(DuplicateKeyError):  # two first ones of a day met
            await self._connection.counters.update_one(row, {"$setOnInsert": {"n": 0}}, upsert=True)
        found = await self._connection.counters.find_one_and_update(row, more, return_document=ReturnDocument.AFTER)
        if found is None or found["n"] > most:
            raise UploadsUsedUp(most)

    async def keep(self, agency: str, case: str, content: bytes, media_type: str) -> str:
        """Seal and store a file under a key of a stream, for an agency; its id."""
        group, key = secrets.token_hex(GROUP_BYTES), secrets.token_bytes(KEY_BYTES)
        sealed = sealed_under(key, content, f"{case}\n{group}")
        row = {
            "_id": group,
            "case": case,
            "agency": agency,
            "digest": sha256(sealed).hexdigest(),
            "size": len(content),
            "media_type": media_type,
            "at": self._connection.clock().replace(tzinfo=None),
            "plain": sealed_under(key, sha256(content).digest(), f"{case}\n{group}\nplain"),
        }
        await self._connection.uploads.insert_one(row)
        wrapped = {"_id": group, "stream": case, "key": self._connection.master.wrap(key)}
        await self._connection.wrapped.insert_one(wrapped)
        await self._bucket().upload_from_stream_with_id(group, group, sealed)
        return group

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
            return AESGCM(key).decrypt(nonce, rest, f"{row['case']}\n{upload}\nplain".encode()).hex()
        except (InvalidTag, InvalidUnwrap):
            return None

    async def content(self, case: str, file: Mapping[str, Any]) -> bytes:
        """The file of an evidence item. Raises FileErased, or FileTampered for other bytes or another key."""
        wrapped = await self._connection.wrapped.find_one({"_id": file["group"]})
        if wrapped is None:
            raise FileErased(file["group"])
        try:
            stream = await settled(self._bucket().open_download_stream_by_name(file["group"]))
            sealed: bytes = await stream.read()
        except GridFSError as error:
            raise FileTampered(file["group"]) from error
        if sha256(sealed).hexdigest() != file["digest"]:
            raise FileTampered(file["group"])
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            key = self._connection.master.unwrap(bytes(wrapped["key"]))
            return AESGCM(key).decrypt(nonce, rest, f"{case}\n{file['group']}".encode())
        except (InvalidTag, InvalidUnwrap) as error:
            raise FileTampered(file["group"]) from error
