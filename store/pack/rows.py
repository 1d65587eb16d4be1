"""Fields that a line of a pack takes from a revision."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from store.driver.connection import Document
from store.driver.paced import paced
from store.log.storage import LogStorage
from store.pack import lines
from store.pack.parsed import Parsed
from store.pack.plan import Entry
from store.pack.readers import Given
from store.pack.registry import Row
from store.tlog.merkle import ReadHash, consistency_proof, inclusion_proof

T = TypeVar("T")

PROOFS_AT_ONCE: Final = 64
"""Number of proofs that are computed without serving other tasks."""
TILES_MOST: Final = 256
"""Number of tiles after which they are fetched again. A tile has up to 8 KB."""


class Proofs:
    """Proofs in a log of one size. Each tile of the log is fetched once, unless there are very many."""

    def __init__(self, storage: LogStorage, size: int) -> None:
        self.storage, self.size = storage, size
        self._tiles: dict[str, bytes | None] = {}

    async def computed(self, compute: Callable[[ReadHash], T]) -> T:
        """Compute a value from the hashes of the tree. Raise TileRefused if a tile is missing."""
        if len(self._tiles) > TILES_MOST:
            self._tiles.clear()
        return await self.storage.computed(self.size, compute, self._tiles)

    async def inclusion(self, entries: Sequence[Entry]) -> list[list[bytes]]:
        """Return the proof of each entry in the tree of the entry's size, which is at most the log's size."""
        return await self._each([partial(inclusion_proof, entry.place, entry.size) for entry in entries])

    async def consistency(self, steps: Sequence[tuple[int, int]]) -> list[list[bytes]]:
        """Return the proof of each step from one size to another."""
        return await self._each([partial(consistency_proof, old, new) for old, new in steps])

    async def _each(self, proofs: Sequence[Callable[[ReadHash], list[bytes]]]) -> list[list[bytes]]:
        made = list[list[bytes]]()
        async for at in paced(range(0, len(proofs), PROOFS_AT_ONCE)):
            made += await self.computed(partial(_computed, proofs[at : at + PROOFS_AT_ONCE]))
        return made


def _computed(proofs: Sequence[Callable[[ReadHash], list[bytes]]], read: ReadHash) -> list[list[bytes]]:
    return [proof(read) for proof in proofs]


def registry_line(row: Row, entry: Entry, proof: Sequence[bytes], end: tuple[int, Sequence[bytes]] | None) -> bytes:
    revision = row.revision
    at = placed(entry, bytes(revision["envelope"]), proof)
    belongs = lines.Belongs(revision["stream"], row.owned.person, end)
    return lines.registry(revision["n"], at, content_of(row.version, row.given, (), ()), author_of(revision), belongs)


def placed(entry: Entry, envelope: bytes, proof: Sequence[bytes]) -> lines.Placed:
    return lines.Placed(envelope=envelope, place=entry.place, size=entry.size, proof=proof)


def author_of(revision: Document) -> lines.Author | None:
    author, signature = revision.get("author"), revision.get("signature")
    return (author, signature) if isinstance(author, str) and isinstance(signature, bytes) and signature else None


def content_of(version: Parsed, given: Given, texts: Sequence[lines.Row], erased: Sequence[lines.Row]) -> lines.Content:
    revision = version.revision
    return lines.Content(
        salt=bytes(revision["salt"]) if given.body else None,
        body=bytes(revision["body"]) if given.body else None,
        state=bytes(revision["state"]) if given.state else None,
        withheld=given.why,
        shown=version.shown if given.shown else None,
        texts=texts,
        erased=erased,
    )
