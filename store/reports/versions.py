"""Versions of streams as of a time, read in batches. A compilation counts them, and anybody can repeat the count.

A stream is read once, at its head's version; only a stream written after the given time needs a search further back. So
the cost of a batch does not depend on the size of the register.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING

from domain.kernel.vocabulary import Kind
from store.driver.conditions import stored
from store.driver.connection import Connection, Document
from store.driver.paced import paced
from store.heads.collection import heads_of
from store.record.revision import state_of

BATCH = 200
"""Number of streams in a batch. Counting them takes a second, far less than a lease."""
_SHOWN = {"stream": 1, "n": 1, "at": 1, "kind": 1, "leaf": 1, "state": 1}


@dataclass(frozen=True, kw_only=True)
class Version:
    stream: str
    n: int
    leaf: str
    state: Any
    text: bytes
    """Bytes of the state, as the record contains them."""

    @property
    def entry(self) -> tuple[str, int, str]:
        return self.stream, self.n, self.leaf


class Versions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def page(self, kind: Kind, after: str) -> list[tuple[str, int]]:
        """Return the next streams of a kind with their newest versions, at most BATCH, in order of ids."""
        found = heads_of(self._connection, kind).find({"_id": {"$gt": after}}, {"n": 1}).sort("_id", ASCENDING)
        return [(row["_id"], row["n"]) async for row in found.limit(BATCH)]

    async def standing(self, heads: Sequence[tuple[str, int]], as_of: datetime) -> list[Version]:
        """Return the versions that were current just before a time. A stream that began later has no such version."""
        moment = stored(as_of)
        rows = await self._rows(heads)
        found = []
        async for stream, _ in paced(heads):
            row = rows.get(stream)
            if row is not None and row["at"] >= moment:
                row = await self._before(stream, moment)
            if row is not None:
                found.append(_version(row))
        return found

    async def exactly(self, versions: Iterable[tuple[str, int]]) -> list[Version]:
        wanted = list(versions)
        rows = await self._rows(wanted)
        return [_version(rows[stream]) async for stream, _ in paced(wanted)]

    async def _rows(self, versions: Sequence[tuple[str, int]]) -> Mapping[str, Document]:
        ids = [f"{stream}:{n}" for stream, n in versions]
        return {row["stream"]: row async for row in self._connection.revisions.find({"_id": {"$in": ids}}, _SHOWN)}

    async def _before(self, stream: str, moment: datetime) -> Document | None:
        query = {"stream": {"$eq": stream}, "at": {"$lt": moment}}
        return await self._connection.revisions.find_one(query, _SHOWN, sort=[("n", DESCENDING)])


def _version(row: Document) -> Version:
    text = bytes(row["state"])
    return Version(stream=row["stream"], n=row["n"], leaf=bytes(row["leaf"]).hex(), state=state_of(row), text=text)
