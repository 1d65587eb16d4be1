"""Shared parts: the registry's rows of one agency in a file of their own, which many packs name by its hash.

A part is proved under the tree that ends with its last row. So its bytes stay the same until the agency gets a new row.
A reader of many packs fetches it once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from store.driver.connection import Connection
from store.log.storage import LogStorage
from store.pack import lines
from store.pack.plan import placed_under
from store.pack.readers import Reader, Withheld
from store.pack.registry import RegistryPart
from store.pack.rows import proofs_of, registry_line
from store.tlog.merkle import ReadHash, consistency_proof, tree_root


@dataclass(frozen=True, slots=True)
class SharedPart:
    """The lines of a part, and the size of the tree under which they are proved."""

    of: str
    size: int
    lines: tuple[bytes, ...] = field(repr=False)
    withheld: tuple[Withheld, ...]
    """Reason for each row that is not given."""

    @property
    def data(self) -> bytes:
        return b"".join(self.lines)

    @property
    def hash(self) -> str:
        return sha256(self.data).hexdigest()


class SharedParts:
    def __init__(self, connection: Connection, registry: RegistryPart) -> None:
        self._connection, self._registry = connection, registry

    async def part(self, agency: str, reader: Reader, size: int) -> SharedPart | None:
        """The rows of an agency that a log of that size holds; None if there are none, or too many for one part."""
        storage = LogStorage.of(self._connection)
        rows = {row.revision["_id"]: row for row in await self._registry.of_agency(agency, reader)}
        entries = await placed_under(storage, [row.revision for row in rows.values()], size)
        if not entries:
            return None
        tree = max(entry.place for entry in entries) + 1
        under = [replace(entry, size=tree) for entry in entries]
        proofs = await proofs_of(storage, under, size)
        made = [registry_line(rows[entry.id], entry, proof, None) for entry, proof in zip(under, proofs, strict=True)]
        hidden = tuple(why for entry in under if (why := rows[entry.id].given.why))
        return SharedPart(agency, tree, tuple(made), hidden)

    async def named(
        self, part: SharedPart, size: int, ends: Sequence[tuple[str, int, Sequence[bytes]]]
    ) -> lines.Shared:
        """Return the line by which a pack of that size names a part."""

        def tied(read: ReadHash) -> tuple[bytes, list[bytes]]:
            return tree_root(part.size, read), consistency_proof(part.size, size, read)

        root, proof = await LogStorage.of(self._connection).computed(size, tied)
        counts = {"lines": len(part.lines), "withheld": len(part.withheld)}
        return lines.Shared(of=part.of, hash=part.hash, size=part.size, root=root, proof=proof, ends=ends, **counts)
