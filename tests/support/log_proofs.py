"""Checks that a reader of the log makes with its files: verify the end of a stream, list all objects."""

from collections.abc import Iterator, Sequence

from store.tlog.stream_index import Row, node
from store.tlog.strict import ProofRefused
from store.tlog.tiles import TILE_HEIGHT, WIDTH, entries_path, tile_path


def verify_end(row: Row, siblings: Sequence[bytes], root: bytes) -> None:
    """Raise ProofRefused unless the tree with this root contains the row."""
    made = row.hash()
    for depth, hash in zip(range(len(siblings) - 1, -1, -1), siblings, strict=True):
        right = row.key[depth // 8] >> (7 - depth % 8) & 1
        made = node(hash, made) if right else node(made, hash)
    if made != root:
        raise ProofRefused("the way does not lead to the root of the streams")


def all_paths(size: int) -> Iterator[str]:
    """Yield every object of a tree of this size: the bundles, then the tiles level by level."""
    yield from (entries_path(index, width) for index, width in _widths(size))
    level = 0
    while count := size >> (level * TILE_HEIGHT):
        yield from (tile_path(level, index, width) for index, width in _widths(count))
        level += 1


def _widths(count: int) -> Iterator[tuple[int, int]]:
    full, partial = divmod(count, WIDTH)
    yield from ((index, WIDTH) for index in range(full))
    if partial:
        yield full, partial
