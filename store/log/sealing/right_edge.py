"""The right edge of the tree: the objects needed to continue from a checkpoint, verified against this checkpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.log.envelopes import event_of
from store.log.faults import EdgeBroken
from store.log.storage import LogStorage, Staging
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from store.tlog.strict import LogFault
from store.tlog.tiles import (
    WIDTH,
    TileReader,
    decode_bundle,
    entries_path,
    leaf_hashes,
    new_tiles,
    right_edge_paths,
    tile_path,
)


@dataclass(frozen=True)
class RightEdge:
    """A checkpoint, and the partial objects at the end of a tree of its size."""

    checkpoint: Checkpoint
    objects: Mapping[str, bytes]

    def extended(self, entries: Sequence[bytes]) -> tuple["RightEdge", dict[str, bytes]]:
        """Return the edge after more entries, and the objects that the tree did not have before them. Raise
        LogFault."""
        size = self.checkpoint.size + len(entries)
        made = new_tiles(self.checkpoint.size, self.objects, entries)
        known = {**self.objects, **made}
        root = tree_root(size, TileReader(known.__getitem__, size).read)
        checkpoint = Checkpoint(self.checkpoint.origin, size, root)
        return RightEdge(checkpoint, {path: known[path] for path in right_edge_paths(size)}), made

    def begins(self, newer: Checkpoint, made: Mapping[str, bytes]) -> None:
        """Raise LogFault unless the newer tree, to which the objects belong, begins with this tree."""
        old, known = self.checkpoint, {**self.objects, **made}
        proof = consistency_proof(old.size, newer.size, TileReader(known.__getitem__, newer.size).read)
        verify_consistency(old.size, old.root, newer.size, newer.root, proof)


async def load_right_edge(storage: LogStorage, checkpoint: Checkpoint) -> RightEdge:
    """Load the edge of a checkpoint from the database. Raise EdgeBroken if the edge does not lead to the root.

    The function verifies the partial tiles, the last bundle with its tile, and the index: its last rows and its length.
    """
    paths = right_edge_paths(checkpoint.size)
    objects = await storage.objects(paths)
    if missing := set(paths) - set(objects):
        raise EdgeBroken(f"missing: {', '.join(sorted(missing))}")
    try:
        if tree_root(checkpoint.size, TileReader(objects.__getitem__, checkpoint.size).read) != checkpoint.root:
            raise EdgeBroken(f"the tiles of size {checkpoint.size} have another root")
        if checkpoint.size:
            await _check_end(storage, checkpoint)
    except LogFault as wrong:
        raise EdgeBroken(str(wrong)) from wrong
    return RightEdge(checkpoint, objects)


async def _check_end(storage: LogStorage, checkpoint: Checkpoint) -> None:
    size, last = checkpoint.size, checkpoint.size - 1
    number, width = last // WIDTH, last % WIDTH + 1
    bundle = await storage.object(entries_path(number, width)) or b""
    leaves = leaf_hashes(bundle)
    if b"".join(leaves) != await storage.object(tile_path(0, number, width)):
        raise EdgeBroken(f"{entries_path(number, width)} is not what its tile says")
    proof = await storage.computed(size, lambda read: inclusion_proof(last, size, read))
    verify_inclusion(last, size, leaves[-1], proof, checkpoint.root)
    await _check_index(storage, number * WIDTH, decode_bundle(bundle), leaves)


async def _check_index(storage: LogStorage, start: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
    rows = await storage.rows(start)
    wanted = [(event_of(entry), leaf) for entry, leaf in zip(entries, leaves, strict=True)]
    if [(row.get("event"), row.get("leaf")) for row in rows] != wanted:
        raise EdgeBroken(f"the index from {start} on is not what the tiles say")
    if await storage.index.count_documents({}) != start + len(entries):
        raise EdgeBroken("the index has gaps, or rows of its own")


async def checked_staging(storage: LogStorage, base: Checkpoint, staging: Staging, signed: Checkpoint) -> Staging:
    """Return the staged batch if it is exactly the data that a signed checkpoint adds to the previous one. Raise
    EdgeBroken."""
    edge = RightEdge(base, await storage.objects(right_edge_paths(base.size)))
    try:
        entries = _staged_entries(staging)
        grown, made = edge.extended(entries)
        edge.begins(grown.checkpoint, made)
    except (LogFault, LookupError) as wrong:
        raise EdgeBroken(f"what was staged cannot be read: {wrong}") from wrong
    rows = [
        {"_id": base.size + at, "event": event_of(entry), "leaf": leaf_hash(entry)} for at, entry in enumerate(entries)
    ]
    if grown.checkpoint != signed or made != staging.objects:
        raise EdgeBroken("what was staged is not what was signed")
    if list(staging.rows) != rows:
        raise EdgeBroken("the staged index is not what was signed")
    return staging


def _staged_entries(staging: Staging) -> list[bytes]:
    start, size = staging.old_size, staging.size
    entries: list[bytes] = []
    for number in range(start // WIDTH, -(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        entries += decode_bundle(staging.objects[entries_path(number, width)])
    return entries[start % WIDTH :]
