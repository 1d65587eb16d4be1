"""Reads of official documents: their progress and their files.

A sealed file begins with the digest of its data, followed by the document. A bare digest in the record would let
anybody test guesses of the text, long after its erasure.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection
from store.files.uploads import Uploads
from store.heads.reader import Heads

DIGEST_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """Compiled file, its SHA-256, and the SHA-256 of the data from which it was made."""

    content: bytes
    digest: bytes
    data_digest: bytes


def payload(data_digest: bytes, content: bytes) -> bytes:
    """Return the plaintext to seal: the digest of the data, then the file."""
    assert len(data_digest) == DIGEST_BYTES
    return data_digest + content


class Documents(Heads):
    def __init__(self, connection: Connection, uploads: Uploads) -> None:
        super().__init__(connection, Kind.DOCUMENT)
        self._uploads = uploads

    async def file(self, document: dict[str, Any]) -> Compiled:
        """Return the file of a compiled document. Raise FileErased if its source's keys are gone, and FileTampered."""
        opened = await self._uploads.content(document["source"], document["file"])
        data_digest, content = opened[:DIGEST_BYTES], opened[DIGEST_BYTES:]
        return Compiled(content=content, digest=sha256(content).digest(), data_digest=data_digest)
