"""The log's objects in memory, with the questions that the verification asks of a database."""

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from store.log.envelopes import event_of
from store.tlog.merkle import leaf_hash
from store.tlog.tiles import WIDTH


class Held:
    """What a sealed log holds, found without a wire."""

    def __init__(self) -> None:
        self.objects_by_path: dict[str, bytes] = {}
        self._batches: dict[int, Sequence[bytes]] = {}
        self.waited = 0.0
        """Seconds that this stand-in itself took."""

    def add(self, start: int, batch: Sequence[bytes], objects: Mapping[str, bytes]) -> None:
        """Take over a batch that begins at a place."""
        self._batches[start // WIDTH] = batch
        self.objects_by_path |= objects

    def leaf(self, index: int) -> bytes:
        """The leaf hash of an entry."""
        return leaf_hash(self._batches[index // WIDTH][index % WIDTH])

    async def object(self, path: str) -> bytes | None:
        """A tile or bundle."""
        return self.objects_by_path.get(path)

    async def objects(self, paths: Collection[str]) -> dict[str, bytes]:
        """Several."""
        return {path: self.objects_by_path[path] for path in paths if path in self.objects_by_path}

    async def rows(self, start: int, count: int = WIDTH) -> list[dict[str, Any]]:
        """Rows of the index, made when asked for."""
        began = time.process_time()
        numbers = range(start // WIDTH, (start + count - 1) // WIDTH + 1)
        entries = [entry for number in numbers for entry in self._batches[number]]
        made = [
            {"_id": at, "event": event_of(entry), "leaf": leaf_hash(entry)} for at, entry in enumerate(entries, start)
        ]
        self.waited += time.process_time() - began
        self._now = {str(row["event"]): entry for row, entry in zip(made, entries, strict=True)}
        return made

    async def signed(self, events: Collection[str]) -> dict[str, dict[str, Any]]:
        """What the audit asks of revisions: their envelopes, and no author."""
        return {event: {"envelope": envelope} for event, envelope in (await self.envelopes(events)).items()}

    async def envelopes(self, events: Collection[str]) -> dict[str, bytes]:
        """The stored envelopes of the bundle that was asked for last."""
        return self._now
