"""Reading official documents: how far they are, and their files.

A file is kept with the digest of the data it was made from before it, both under seal: a bare digest of a text in the
record would let anybody try what the text was, long after it was erased.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from domain.kernel.actor import Actor
from domain.kernel.kind import Kind
from store.files.uploads import Uploads
from store.heads.visibility import visible_to
from store.mongo.connection import Connection, Document
from store.mongo.pages import Page, check_first, older_than
from store.read.records import ORDER

DIGEST_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A file, the SHA-256 of it, and that of the data that it was made from."""

    content: bytes
    digest: bytes
    data_digest: bytes


def payload(data_digest: bytes, content: bytes) -> bytes:
    """What is sealed: the digest of the data, then the file."""
    assert len(data_digest) == DIGEST_BYTES
    return data_digest + content


class Documents:
    """The documents that agencies asked for."""

    def __init__(self, connection: Connection, uploads: Uploads) -> None:
        self._heads, self._uploads = connection.heads(Kind.DOCUMENT), uploads

    async def any(self, id: str) -> Document | None:
        """A document, whoever asked for it; for the worker that compiles it."""
        return await self._heads.find_one({"_id": {"$eq": id}})

    async def one(self, actor: Actor, id: str) -> Document | None:
        """A document by its id; None when missing or invisible."""
        return await self._heads.find_one({"$and": [{"_id": {"$eq": id}}, visible_to(actor, Kind.DOCUMENT)]})

    async def page(self, actor: Actor, first: int, after: str | None) -> Page:
        """The agency's documents, newest first. Raises Refused for a bad page size or cursor."""
        parts = [part for part in (visible_to(actor, Kind.DOCUMENT), older_than("at", after)) if part]
        found = self._heads.find({"$and": parts or [{}]}).sort(ORDER).limit(check_first(first) + 1)
        rows = await found.to_list(first + 1)
        return Page(rows=rows[:first], more=len(rows) > first)

    async def file(self, document: dict[str, Any]) -> Compiled:
        """The file of a compiled document. Raises FileErased once its source's keys are gone, or FileTampered."""
        opened = await self._uploads.content(document["source"], document["file"])
        data_digest, content = opened[:DIGEST_BYTES], opened[DIGEST_BYTES:]
        return Compiled(content=content, digest=sha256(content).digest(), data_digest=data_digest)
