"""Fields that a line of a pack takes from a revision."""

from collections.abc import Sequence

from store.driver.connection import Document
from store.log.storage import LogStorage
from store.pack import lines
from store.pack.plan import Entry
from store.pack.readers import Given
from store.pack.registry import Row
from store.pack.texts import shown_part
from store.tlog.merkle import ReadHash, inclusion_proof


async def proofs_of(storage: LogStorage, entries: Sequence[Entry], size: int) -> list[list[bytes]]:
    """Return the inclusion proof of each entry in the tree of the entry's size. The tiles belong to a log of at least
    that size."""

    def proofs(read: ReadHash) -> list[list[bytes]]:
        return [inclusion_proof(entry.place, entry.size, read) for entry in entries]

    return await storage.computed(size, proofs)


def registry_line(row: Row, entry: Entry, proof: Sequence[bytes], end: tuple[int, Sequence[bytes]] | None) -> bytes:
    revision = row.revision
    at = placed(entry, bytes(revision["envelope"]), proof)
    belongs = lines.Belongs(revision["stream"], row.owned.person, end)
    return lines.registry(revision["n"], at, content_of(revision, row.given, (), ()), author_of(revision), belongs)


def placed(entry: Entry, envelope: bytes, proof: Sequence[bytes]) -> lines.Placed:
    return lines.Placed(envelope=envelope, place=entry.place, size=entry.size, proof=proof)


def author_of(revision: Document) -> lines.Author | None:
    author, signature = revision.get("author"), revision.get("signature")
    return (author, signature) if isinstance(author, str) and isinstance(signature, bytes) and signature else None


def content_of(
    revision: Document, given: Given, texts: Sequence[lines.Row], erased: Sequence[lines.Row]
) -> lines.Content:
    return lines.Content(
        salt=bytes(revision["salt"]) if given.body else None,
        body=bytes(revision["body"]) if given.body else None,
        state=bytes(revision["state"]) if given.state else None,
        withheld=given.why,
        shown=shown_part(revision) if given.shown else None,
        texts=texts,
        erased=erased,
    )
