"""Choice of the next batch from pending markers. Each revision occurs once, in the order of its stream.

A stream with a fault is skipped and reported; all others continue. Markers are untrusted hints, since anybody with
rights on the database could have written them. The rules on acts are in `store/authority/sealing.py` and are passed to
the sealer.

The state contains the end of each stream in the log (`store/log/sealing/state.py`). A marker of a version after that
end is new. A version up to that end is sealed, so its marker is removed if the log has the same content. The database's
index is not trusted: in each batch, it must agree with the state on every stream of the batch.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from domain.kernel.vocabulary import REGISTRY, Kind
from domain.statement.state import LIST
from store.keys.authors import STREAM, Admission, Authors
from store.log.envelopes import parsed, unknown_members
from store.log.faults import SealedAgain
from store.log.sealing.directory import SealerDirectory
from store.log.sealing.state import State, StreamEnd
from store.log.storage import Document, LogStorage
from store.tlog.checkpoint import Checkpoint, Signed
from store.tlog.merkle import ReadHash, inclusion_proof, leaf_hash, verify_inclusion
from store.tlog.strict import HASH_SIZE, LogFault

Times = tuple[datetime, datetime]
"""Time of the signature on the last checkpoint, and the current time."""


class Bounds(Protocol):
    async def load(self, storage: LogStorage, state: State) -> None:
        """Load the sealed part of the registry. Nothing else is trusted."""

    async def learn(self, storage: LogStorage, revisions: Iterable[Mapping[str, Any]]) -> None:
        """Read the other data that the checks of these revisions need: the versions before signed acts."""

    def fault(
        self, revision: Mapping[str, Any], said: Mapping[str, Any], by: Admission | None, times: Times
    ) -> str | None:
        """Return why a revision must not be sealed, given its parsed envelope; None means that the revision will be
        sealed.

        `by` is the admission of its author, if the log names authors.
        """

    @property
    def held(self) -> Mapping[str, str]:
        """Return the registry streams that differ from their sealed versions, with the reason. No act may depend on
        them."""


KINDS_FIRST = frozenset(kind.value for kind in (*REGISTRY, Kind.STATEMENT))
"""Kinds of streams that are sealed before others: rows on which acts depend, and lines of public acts."""
TURNS = {LIST: 1, Kind.STATEMENT.value: 2}
"""Order of streams after the registry: the list of lines, then the lines, then everything else."""
EARLIEST = datetime(1, 1, 1)  # noqa: DTZ001  # without a time zone, as in documents
ANY_TIME = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Limits that are far enough from the limits of a datetime that terms can be added and subtracted."""
ENVELOPE_MOST = 4_096
"""Most bytes of an entry: far more than any envelope needs, and far fewer than a bundle can contain."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Row of `pending` that identifies a revision to be sealed."""

    id: str
    stream: str
    n: int
    leaf: bytes

    @property
    def previous(self) -> str | None:
        return f"{self.stream}:{self.n - 1}" if self.n > 1 else None


@dataclass(frozen=True, slots=True)
class Entry:
    marker: Marker
    data: bytes

    def row(self, place: int) -> dict[str, Any]:
        return {"_id": place, "event": self.marker.id, "leaf": self.marker.leaf}


@dataclass(frozen=True, slots=True)
class Choice:
    entries: tuple[Entry, ...]
    held: Mapping[str, str]


def read_marker(document: Mapping[str, Any]) -> Marker | None:
    id, stream, n, leaf = (document.get(key) for key in ("_id", "stream", "n", "leaf"))
    good = isinstance(stream, str) and type(n) is int and n > 0 and isinstance(leaf, bytes) and len(leaf) == HASH_SIZE
    if not good or id != f"{stream}:{n}":
        return None
    assert isinstance(stream, str)
    assert isinstance(n, int)
    assert isinstance(leaf, bytes)
    return Marker(str(id), stream, n, leaf)


def missing_predecessors(markers: Collection[Marker], ends: Mapping[str, StreamEnd]) -> set[str]:
    """Return revisions that must be sealed before some of the marked ones, and are neither marked nor sealed."""
    here = {marker.id for marker in markers}
    wanted = {
        marker.previous
        for marker in markers
        if marker.previous and (marker.stream not in ends or ends[marker.stream].n < marker.n - 1)
    }
    return wanted - here


def choose(
    markers: Iterable[Marker],
    revisions: Mapping[str, Mapping[str, Any]],
    ends: Mapping[str, StreamEnd],
    authors: Authors,
    checkpoint: Checkpoint,
    bounds: Bounds | None = None,
    most: int | None = None,
    times: Times = ANY_TIME,
) -> Choice:
    """Choose at most `most` entries from the markers, to be sealed after a checkpoint.

    All markers are of versions after the ends of their streams. Registry versions are sealed first, in order of time,
    because other acts depend on them. Then come the lines of public acts. `times` are the time of the last checkpoint
    and the current time.
    """
    ends, entries, held = dict(ends), list[Entry](), dict[str, str]()
    for marker in sorted(markers, key=lambda marker: _turn(marker, revisions)):
        if marker.stream in held:
            continue
        if len(entries) == most:
            break
        revision = revisions.get(marker.id, {})
        data, place = revision.get("envelope"), checkpoint.size + len(entries)
        why = _fault(marker, data, ends.get(marker.stream), checkpoint.origin)
        why = why or authors.fault(place, marker.leaf, revision.get("author"), revision.get("signature"))
        if why is None and bounds and isinstance(data, bytes):
            since = ANY_TIME[0] if marker.leaf.hex() in authors.late else times[0]
            by = authors.bound(place, revision.get("author"))
            why = bounds.fault(revision, parsed(data), by, (since, times[1]))
        if why:
            held[marker.stream] = f"{marker.id}: {why}"
            continue
        assert isinstance(data, bytes)
        ends[marker.stream] = StreamEnd(marker.n, marker.leaf)
        entries.append(Entry(marker, data))
    return Choice(tuple(entries), held)


def _turn(marker: Marker, revisions: Mapping[str, Mapping[str, Any]]) -> tuple[int, datetime, str, int]:
    at, kind = revisions.get(marker.id, {}).get("at"), marker.stream.partition("-")[0]
    turn = TURNS.get(marker.stream, TURNS.get(kind, 0 if kind in KINDS_FIRST else 3))
    said = at if turn == 0 and isinstance(at, datetime) else EARLIEST
    return turn, said, marker.stream, marker.n


def _fault(marker: Marker, data: object, end: StreamEnd | None, origin: str) -> str | None:
    if not isinstance(data, bytes):
        return "marked, but there is no such revision"
    if len(data) > ENVELOPE_MOST:
        return "the envelope is too long"
    if marker.stream == STREAM:
        return "only the sealer says who may write"
    if leaf_hash(data) != marker.leaf:
        return "the stored envelope has another hash than the marker says"
    if marker.n != (end.n if end else 0) + 1:
        return "its predecessor is neither sealed nor pending"
    wanted = {"origin": origin, "stream": marker.stream, "n": marker.n, "prev": end and end.leaf.hex()}
    return _unlike(data, wanted)


def _unlike(data: bytes, wanted: Mapping[str, Any]) -> str | None:
    said = parsed(data)
    if unknown := unknown_members(said):
        return f"the envelope has {', '.join(unknown)}"
    unlike = [name for name, value in wanted.items() if said.get(name) != value or type(said.get(name)) is bool]
    return f"the envelope says otherwise: {', '.join(unlike)}" if unlike else None


log = logging.getLogger("casebook.sealer")

HELD_SECONDS = 10.0
HELD_MOST = 1_000
"""Largest number of skipped streams that a read of markers excludes. Markers of further skipped streams take up places
in the batch."""


class Due:
    def __init__(
        self,
        storage: LogStorage,
        directory: SealerDirectory,
        most: int,
        quiet: timedelta,
        bounds: Bounds | None = None,
    ) -> None:
        """Prepare the choice of markers. A quiet marker waits up to `quiet` for other markers before it causes a
        batch."""
        self._storage, self._directory, self._state, self._most = storage, directory, directory.state, most
        self._quiet, self._bounds, self.authors = quiet, bounds, Authors()
        self._held: dict[str, tuple[str, datetime]] = {}

    @property
    def held(self) -> dict[str, str]:
        """Return the skipped streams and invalid markers, with the reason."""
        altered = self._bounds.held if self._bounds else {}
        return {**altered, **{stream: why for stream, (why, _) in self._held.items()}}

    async def any(self, now: datetime) -> bool:
        """Return True if a pending marker that is not skipped requires a batch now."""
        return await self._storage.urgent(now - self._quiet, list(self._held)[:HELD_MOST])

    async def markers(self, now: datetime) -> list[Marker]:
        """Return the oldest markers, with those of earlier versions that must be sealed before them."""
        self._held = {stream: (why, until) for stream, (why, until) in self._held.items() if until > now}
        if not await self.any(now):
            return []
        but = list(self._held)[:HELD_MOST]
        markers = self._parsed(await self._storage.due(self._most, but), now)
        if self._bounds and len(markers) == self._most:  # more are pending, and acts depend on those of the registry
            known = {marker.id for marker in markers}
            first = self._parsed(await self._storage.due_of(sorted(KINDS_FIRST), self._most, but), now)
            markers += [marker for marker in first if marker.id not in known]
        # A marker may be older by its clock than the one before it: fetch that one, and the one before it, …
        while len(markers) < 2 * self._most:
            missing = missing_predecessors(markers, self._ends(markers))
            if not missing or not (found := self._parsed(await self._storage.markers(missing), now)):
                break
            markers += found
        return markers

    async def choice(self, markers: Sequence[Marker], last: Signed, now: datetime) -> Choice:
        """Choose the markers to seal after a checkpoint. Raise SealedAgain for a marker that contradicts the state."""
        ends, sealed = self._ends(markers), last.checkpoint
        fresh = [marker for marker in markers if marker.n > _number(ends, marker.stream)]
        old = [marker for marker in markers if marker.n <= _number(ends, marker.stream)]
        rows = await self._agreeing_rows(ends, fresh, old)
        if old:
            await self._clear(old, ends, rows, sealed, now)
        revisions = await self._storage.signed({marker.id for marker in fresh})
        if self._bounds:
            await self._bounds.learn(self._storage, revisions.values())
        choice = choose(fresh, revisions, ends, self.authors, sealed, self._bounds, self._most, (last.at, now))
        for stream, why in choice.held.items():
            self._hold(stream, why, now)
        return choice

    def _ends(self, markers: Sequence[Marker]) -> dict[str, StreamEnd]:
        return self._state.ends({marker.stream for marker in markers})

    async def _agreeing_rows(
        self, ends: Mapping[str, StreamEnd], fresh: Sequence[Marker], old: Sequence[Marker]
    ) -> dict[str, Document]:
        """Return the index's rows of old markers. Raise SealedAgain if the index and the state disagree on a stream."""
        newest = {f"{stream}:{end.n}": end.leaf for stream, end in ends.items()}
        fresh_ids = {marker.id for marker in fresh}
        rows = await self._storage.index_rows({*newest, *fresh_ids, *(marker.id for marker in old)})
        for event, leaf in newest.items():
            if event not in rows or rows[event].get("leaf") != leaf:
                raise SealedAgain(f"{event} was sealed, and the index says otherwise")
        if indexed := sorted(fresh_ids & rows.keys()):
            raise SealedAgain(f"{indexed[0]} was never sealed, and the index says that it was")
        return rows

    async def _clear(
        self,
        old: Sequence[Marker],
        ends: Mapping[str, StreamEnd],
        rows: Mapping[str, Document],
        sealed: Checkpoint,
        now: datetime,
    ) -> None:
        """Remove markers of sealed versions. A crash left such markers, or somebody wrote them again.

        Raise SealedAgain if the record has another version at that place. A marker alone proves nothing.
        """
        leaves = await self._proved(old, ends, rows, sealed)
        await self._storage.forget([marker.id for marker in old if leaves[marker.id] == marker.leaf])
        others = [marker for marker in old if leaves[marker.id] != marker.leaf]
        stored = await self._storage.envelopes({marker.id for marker in others})
        for marker in others:
            if marker.id in stored and leaf_hash(stored[marker.id]) != leaves[marker.id]:
                raise SealedAgain(f"{marker.id} was sealed with other content than the record has")
            self._hold(marker.stream, f"{marker.id}: was sealed with other content", now)

    async def _proved(
        self,
        old: Sequence[Marker],
        ends: Mapping[str, StreamEnd],
        rows: Mapping[str, Document],
        sealed: Checkpoint,
    ) -> dict[str, bytes]:
        """Return the leaf hashes of sealed versions. The state contains a stream's end, and the log proves earlier
        versions."""
        leaves = {marker.id: ends[marker.stream].leaf for marker in old if marker.n == ends[marker.stream].n}
        before = [marker.id for marker in old if marker.id not in leaves]
        places = {event: _place(rows.get(event), event, sealed.size) for event in before}

        def proofs(read: ReadHash) -> dict[str, list[bytes]]:
            return {event: inclusion_proof(place, sealed.size, read) for event, (place, _) in places.items()}

        for event, proof in (await self._storage.computed(sealed.size, proofs)).items():
            place, leaf = places[event]
            try:
                verify_inclusion(place, sealed.size, leaf, proof, sealed.root)
            except LogFault as wrong:
                raise SealedAgain(f"the index says of {event} what the log does not hold: {wrong}") from wrong
            leaves[event] = leaf
        return leaves

    def _parsed(self, documents: Sequence[dict[str, object]], now: datetime) -> list[Marker]:
        markers = []
        for document in documents:
            if (marker := read_marker(document)) is None:
                self._hold(str(document.get("_id")), "not a marker", now)
            else:
                markers.append(marker)
        return markers

    def _hold(self, stream: str, why: str, now: datetime) -> None:
        log.warning("held %s: %s", stream, why)
        self._held[stream] = (why, now + timedelta(seconds=HELD_SECONDS))


def _number(ends: Mapping[str, StreamEnd], stream: str) -> int:
    return ends[stream].n if stream in ends else 0


def _place(row: Document | None, event: str, size: int) -> tuple[int, bytes]:
    place, leaf = (row.get("_id"), row.get("leaf")) if row else (None, None)
    if type(place) is not int or not 0 <= place < size or not isinstance(leaf, bytes):
        raise SealedAgain(f"{event} was sealed, and the index does not say where")
    return place, leaf
