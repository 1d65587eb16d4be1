"""A mirror of a log: its tiles and, for those who may read them, its entries. All are verified while they are copied.

  - checkpoint                   the newest one, written last: all data under it are complete
  - checkpoints/<size>           all checkpoints seen so far, never deleted: they are evidence
  - successions                  the successions of the log's keys
  - tile/…                       as the log serves them (C2SP tlog-tiles)

An existing file is not fetched again, but read and verified again. So a tampered mirror is detected, and an interrupted
copy continues.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from store.keys.authors import STREAM, Entered
from store.log.envelopes import event_in, parsed
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.merkle import CompactRange, leaf_hash, root_of
from store.tlog.note import Verifier, verify
from store.tlog.stream_index import StreamIndex, read_index
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys, Term, split_notes
from store.tlog.tiles import TILE_HEIGHT, WIDTH, decode_bundle, entries_path, leaf_hashes, tile_path

HASH_SIZE = 32
Fetch = Callable[[str], bytes | None]
"""Function that returns the file at a path of the log; None if there is none."""


class MirrorFault(LogFault):
    """The log serves data that differ from the data that it signed, or from this mirror."""


@dataclass(frozen=True, slots=True)
class Copied:
    size: int
    fetched: int
    streams: int | None
    """Number of streams in the index that was computed again. None without entries, or without an index that the
    entries cover."""


class Mirror:
    def __init__(self, folder: Path, key: Verifier, fetch: Fetch, *, entries: bool) -> None:
        self._folder, self._key, self._get, self._entries = folder, key, fetch, entries
        self._keys = LogKeys((Term(key),))
        self._range, self._fetched = CompactRange(), 0
        self._ends: dict[str, tuple[int, bytes]] = {}
        self._entered = Entered()
        self._levels: list[list[bytes]] = []

    def copy(self) -> Copied:
        """Copy the log up to its newest checkpoint. Raise MirrorFault, or LogFault for unreadable files."""
        successions = self._get("successions") or b""
        self._keys = LogKeys.following(self._key, split_notes(successions))
        note = self._got("checkpoint")
        wanted, before = self._read(note), self._before()
        index = self._get("streams")
        size, root = read_index(verify(index, self._keys.verifiers).text, self._key.name) if index else (0, b"")
        if before and wanted.size < before.size:
            raise MirrorFault(f"the log has {wanted.size} entries, and had {before.size}")
        streams = None
        for start in range(0, wanted.size, WIDTH):
            for place, entry in self._bundle(start, min(WIDTH, wanted.size - start)):
                if entry is not None:
                    self._follow(place, entry)
                if place + 1 == size and self._entries:
                    streams = self._indexed(root)
                if before and place + 1 == before.size and self._range.root() != before.root:
                    raise MirrorFault(f"the log had another root when it had {before.size} entries")
        if self._range.root() != wanted.root:
            raise MirrorFault(f"the tiles have another root than the checkpoint of {wanted.size} entries")
        self._upper()
        if successions:
            self._write("successions", successions)
        self._write(f"checkpoints/{wanted.size}", note)
        self._write("checkpoint", note)
        return Copied(wanted.size, self._fetched, streams)

    def _read(self, note: bytes) -> Checkpoint:
        opened = verify(note, self._keys.verifiers)
        checkpoint = parse_checkpoint(opened.text, self._key.name)
        if self._keys.signed(checkpoint.size, opened.verified):
            return checkpoint
        if made := self._keys.lost(checkpoint, opened.verified):
            raise MirrorFault(
                f"the log goes on from {made.goes_on.size} entries, and says that later ones are lost; this mirror has "
                f"{checkpoint.size}: keep it, and begin another"
            )
        raise MirrorFault(f"a checkpoint of {checkpoint.size} entries by a key that might not sign it")

    def _before(self) -> Checkpoint | None:
        path = self._folder / "checkpoint"
        return self._read(path.read_bytes()) if path.exists() else None

    def _bundle(self, start: int, width: int) -> Iterator[tuple[int, bytes | None]]:
        """Yield the log indexes of a level-0 tile with their entries, if available. The hash of each yielded index is
        already in the tree."""
        index = start // WIDTH
        tile = self._file(tile_path(0, index, width))
        hashes = [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]
        entries: list[bytes | None] = [None] * width
        if self._entries:
            bundle = self._file(entries_path(index, width))
            if leaf_hashes(bundle) != hashes:
                raise MirrorFault(f"{entries_path(index, width)} is not what its tile says")
            entries = [*decode_bundle(bundle)]
        if len(hashes) != width or len(tile) != width * HASH_SIZE:
            raise MirrorFault(f"{tile_path(0, index, width)} has {len(hashes)} hashes")
        for at, (hash, entry) in enumerate(zip(hashes, entries, strict=True)):
            self._range.append(hash)
            yield start + at, entry
        self._raise(0, hashes)

    def _raise(self, level: int, hashes: list[bytes]) -> None:
        """Add the hash of each full tile to the tile above."""
        if len(hashes) < WIDTH:
            return
        while len(self._levels) <= level:
            self._levels.append([])
        self._levels[level].append(root_of(hashes))
        if len(self._levels[level]) % WIDTH == 0:
            self._raise(level + 1, self._levels[level][-WIDTH:])

    def _upper(self) -> None:
        """Verify the tiles above level 0, which are computed from the tiles below them."""
        for level, hashes in enumerate(self._levels, 1):
            for start in range(0, len(hashes), WIDTH):
                part = hashes[start : start + WIDTH]
                path = tile_path(level, start >> TILE_HEIGHT, len(part))
                if self._file(path) != b"".join(part):
                    raise MirrorFault(f"{path} does not follow from the tiles below it")

    def _follow(self, place: int, entry: bytes) -> None:
        """Check that each version occurs once and in its stream's order, and verify entries on authors."""
        said = parsed(entry)
        event = event_in(said)
        if event is None or said.get("origin") != self._key.name:
            raise MirrorFault(f"entry {place} is no envelope of this log")
        stream, n = str(said["stream"]), int(said["n"])
        before, previous = self._ends.get(stream, (0, b""))
        if n != before + 1 or said.get("prev") != (previous.hex() or None):
            raise MirrorFault(f"entry {place} is {event}, after version {before} of its stream")
        self._ends[stream] = n, leaf_hash(entry)
        if stream == STREAM:
            self._entered = self._entered.after(entry, place, self._key.name, self._keys)

    def _indexed(self, root: bytes) -> int:
        made = StreamIndex.of((stream, n, leaf) for stream, (n, leaf) in self._ends.items())
        if made.root() != root:
            raise MirrorFault("the index of streams is not what the entries give")
        return sum(map(len, made.buckets))

    def _file(self, path: str) -> bytes:
        known = self._folder / path
        if known.exists():
            return known.read_bytes()
        data = self._got(path)
        self._fetched += 1
        self._write(path, data)
        return data

    def _got(self, path: str) -> bytes:
        data = self._get(path)
        if data is None:
            raise MirrorFault(f"{path} is missing")
        return data

    def _write(self, path: str, data: bytes) -> None:
        """Write a file completely and durably. After a crash the file is either the previous or the new one."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(target.name + ".draft")
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
