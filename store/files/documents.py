"""Reading official documents: how far they are, and their files.

A file is kept with the digest of the data it was made from before it, both under seal: a bare digest of a text in the
record would let anybody try what the text was, long after it was erased.
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
    """A file, the SHA-256 of it, and that of the data that it was made from."""

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
        """The file of a compiled document. Raises FileErased once its source's keys are gone, or FileTampered."""
        opened = await self._uploads.content(document["source"], document["file"])
        data_digest, content = opened[:DIGEST_BYTES], opened[DIGEST_BYTES:]
        return Compiled(content=content, digest=sha256(content).digest(), data_digest=data_digest)
