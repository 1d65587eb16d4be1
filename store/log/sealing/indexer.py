"""Signed index of the streams' ends: every ten minutes, and a minute after a line of the public register.

The index is made from the sealer's own state, while sealing continues.

stream_indexes {_id: size of the log, note, at} stream_rows {_id: "<size>/<bucket>" or "<size>/tops", size, data} of the
newest indexes only
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pymongo import DESCENDING

from domain.kernel.vocabulary import Kind
from domain.statement.state import LIST
from store.driver.connection import Clock
from store.driver.paced import paced
from store.log.sealing.directory import SealerDirectory
from store.log.storage import LogStorage
from store.log.witnessing.asking_lengths import IndexWitnesses
from store.log.witnessing.lengths import Length, Shown
from store.record.canonical import canonical, read
from store.tlog.note import join, split
from store.tlog.policy import Policy
from store.tlog.stream_index import (
    Levels,
    Row,
    StreamIndex,
    index_text,
    key_of,
    levels,
    proof,
    read_index,
    read_rows,
    read_tops,
    write_rows,
    write_tops,
)
from store.tlog.strict import LogFault

log = logging.getLogger("casebook.sealer")

EVERY: Final = timedelta(minutes=10)
"""Longest time for which packs of a grown stream may lack a proof of its end.

An index of 20,000 streams takes 0.2 s of CPU.
"""
AFTER_LINES: Final = timedelta(minutes=1)
"""Longest time for which streams of the public register may lack a proof of their ends. They grow by a few lines a
day."""
LOOK_SECONDS: Final = 5.0
LINES: Final = f"{Kind.STATEMENT}-"
TOPS: Final = "tops"
KEPT: Final = 2
"""Number of indexes whose rows are kept, because proofs are made under the newest indexes. The notes of all indexes are
kept."""


@dataclass(frozen=True, slots=True)
class EndProof:
    note: bytes
    size: int
    row: Row
    siblings: list[bytes]


class Indexer:
    """Signer of an index of the streams every ten minutes, if the log grew."""

    def __init__(
        self, storage: LogStorage, directory: SealerDirectory, clock: Clock, policy: Policy | None = None
    ) -> None:
        """Prepare the indexer. The witnesses in the policy cosign the indexes."""
        self._storage, self._directory, self._clock = storage, directory, clock
        self.witnesses = IndexWitnesses(policy or Policy())
        self._lines: Mapping[str, Length] = {}

    async def index(self) -> int | None:
        """Sign and store an index if one is due. Return its size.

        After a crash rows without a note may remain. The next index of that size finds equal rows, and a later index
        removes them.
        """
        newest = await self._storage.stream_indexes.find_one({}, sort=[("_id", DESCENDING)])
        signed = self._directory.locked()
        if newest is not None and (newest["_id"] >= signed.checkpoint.size or not self._due(newest.get("at"))):
            return None
        size, ends = self._directory.state.all_ends()
        if size == 0:
            return None
        made = await asyncio.to_thread(StreamIndex.of, ends)
        tops = await asyncio.to_thread(made.tops)
        parts = {str(at): write_rows(rows) for at, rows in enumerate(made.buckets)}
        await self._storage.keep_rows(size, {**parts, TOPS: write_tops(tops)})
        text = index_text(self._directory.origin, size, await asyncio.to_thread(made.root))
        note = join(text, [self._directory.signer.sign(text)])
        lines = {stream: Length(n, leaf) for stream, n, leaf in ends if stream.startswith(LINES)}
        note = await self.witnesses.cosigned(note, Showing(self._storage, made, levels(tops), lines).since)
        await self._storage.keep_index(size, note, self._clock(), KEPT)
        self._lines = lines
        return size

    def _due(self, at: object) -> bool:
        if not isinstance(at, datetime):
            return True
        age = self._clock() - at.replace(tzinfo=UTC)
        return age >= EVERY or (age >= AFTER_LINES and self._grew())

    def _grew(self) -> bool:
        """Return True if a line was sealed since the last index of this process. A new stream makes the list of streams
        longer."""
        ends = self._directory.state.ends([LIST, *self._lines])
        return {stream: end.n for stream, end in ends.items()} != {name: end.n for name, end in self._lines.items()}

    async def run(self) -> None:
        """Index until cancelled. A failure is logged and retried."""
        while True:
            try:
                await self.index()
            except Exception as error:  # nobody waits for this task: an error that ended it would be lost
                log.warning("streams not indexed: %s: %s", type(error).__name__, error)
            await asyncio.sleep(LOOK_SECONDS)


@dataclass(frozen=True, slots=True)
class Showing:
    """Parts of an index that witnesses receive: the streams of the public register."""

    storage: LogStorage
    made: StreamIndex
    sides: Levels
    ends: Mapping[str, Length]

    async def since(self, known: Mapping[str, int]) -> list[Shown]:
        """Return every stream with its path, and the envelopes that a witness does not have; for the list of streams,
        also its lines."""
        return [await self._stream(stream, known) for stream in sorted(self.ends)]

    async def _stream(self, stream: str, known: Mapping[str, int]) -> Shown:
        end, since, key = self.ends[stream], known.get(stream, 0), key_of(stream)
        way = proof(self.sides, self.made.buckets[key[0]], key)
        wanted = range(since + 1, end.n + 1) if since or stream == LIST else range(0)
        rows = await self.storage.signed([f"{stream}:{n}" for n in wanted])
        found = [rows[f"{stream}:{n}"] for n in wanted if f"{stream}:{n}" in rows]
        return Shown(
            stream=stream,
            since=since,
            end=end,
            path=way[1] if way else [],
            envelopes=[bytes(row["envelope"]) for row in found],
            lines=[canonical(read(bytes(row["state"]))["newest"]) for row in found] if stream == LIST else [],
        )


async def newest_index(storage: LogStorage) -> bytes | None:
    found = await storage.stream_indexes.find_one({}, {"note": 1}, sort=[("_id", DESCENDING)])
    note = found.get("note") if found else None
    return note if isinstance(note, bytes) else None


async def ways(storage: LogStorage, size: int, streams: Collection[str]) -> dict[str, tuple[Row, list[bytes]]]:
    """Return the paths to these streams in the index of a size. Raise LogFault for damaged rows."""
    keys = {stream: key_of(stream) for stream in streams}
    parts = await storage.rows_of(size, [TOPS, *{str(key[0]) for key in keys.values()}])
    if TOPS not in parts:
        return {}
    sides = levels(read_tops(parts[TOPS]))
    buckets = {part: read_rows(data) async for part, data in paced(parts.items()) if part != TOPS}
    there = paced((stream, key) for stream, key in keys.items() if str(key[0]) in buckets)
    found = {stream: proof(sides, buckets[str(key[0])], key) async for stream, key in there}
    return {stream: way for stream, way in found.items() if way}


async def end_proof(storage: LogStorage, origin: str, stream: str, most: int) -> EndProof | None:
    """Return the proof of a stream's end under the newest index of a log of at most size `most`; None without an
    index."""
    found = storage.stream_indexes.find({"_id": {"$lte": most}}).sort("_id", DESCENDING).limit(1)
    async for index in found:
        size, note = index["_id"], bytes(index["note"])
        try:
            if read_index(split(note)[0], origin)[0] != size:
                return None
            way = (await ways(storage, size, [stream])).get(stream)
        except LogFault:
            return None
        return EndProof(note, size, *way) if way else None
    return None
