"""Choosing what may be sealed: each revision once, in the order of its stream, exactly as it was written.

A stream in which something does not fit is held and reported; all others go on. Markers are hints that anybody
with rights on the database could have written: nothing in them is believed.

The rules lie above the log (`store/authority/sealing.py`) and are passed in when a sealer is made.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from domain.kernel.vocabulary import REGISTRY
from store.keys.authors import STREAM, Admission, Authors
from store.log.envelopes import parsed, unknown_members
from store.log.sealing.state import State, StreamEnd
from store.log.storage import LogStorage
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import leaf_hash
from store.tlog.strict import HASH_SIZE

Times = tuple[datetime, datetime]
"""Time of the last checkpoint's signature, and now."""


class Bounds(Protocol):
    async def load(self, storage: LogStorage, state: State) -> None:
        """Learn what is sealed of the registry; nothing else is believed."""

    async def learn(self, storage: LogStorage, revisions: Iterable[Mapping[str, Any]]) -> None:
        """Read what else is needed to judge these revisions: the versions before acts that were signed."""

    def fault(
        self, revision: Mapping[str, Any], said: Mapping[str, Any], by: Admission | None, times: Times
    ) -> str | None:
        """Say why a revision, whose envelope is parsed, must not be sealed. None takes it up as sealed next.

        `by` admits its author, where the log says who may write.
        """

    @property
    def held(self) -> Mapping[str, str]:
        """Streams of the registry that are not what was sealed, and why: no act may rest on them."""


KINDS_FIRST = frozenset(kind.value for kind in REGISTRY)
"""Kinds of streams on whose rows other acts rest."""
EARLIEST = datetime(1, 1, 1)  # noqa: DTZ001  # as documents hold it
ANY_TIME = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Far from the ends of what a datetime holds: terms are added to both and taken away."""
ENVELOPE_MOST = 4_096
"""Far above what an envelope can hold, far below what a bundle can."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A pending revision as its marker names it."""

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
    """Entries to seal next, and the reason for each held stream."""

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
    """Revisions that must be sealed before some of these and are neither among them nor sealed."""
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
    """Choose what can be sealed of the markers after a checkpoint, at most `most` entries.

    All are of versions after the ends of their streams. The registry comes first, in the order of time: other acts
    rest on it. `times` are those of the last checkpoint and of now.
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


def _turn(marker: Marker, revisions: Mapping[str, Mapping[str, Any]]) -> tuple[bool, datetime, str, int]:
    at = revisions.get(marker.id, {}).get("at")
    of_registry = marker.stream.partition("-")[0] in KINDS_FIRST
    said = at if of_registry and isinstance(at, datetime) else EARLIEST
    return not of_registry, said, marker.stream, marker.n


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
