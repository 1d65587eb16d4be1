"""The log as static objects: tiles of hashes and bundles of entries (C2SP tlog-tiles).

A tile has up to 256 hashes of one level; level n + 1 has the roots of the full tiles of level n. A bundle contains the
entries whose leaf hashes form one tile of level 0. Each entry follows its length in two bytes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.tlog.merkle import leaf_hash, root_of
from store.tlog.strict import HASH_SIZE, MOST, TileRefused

TILE_HEIGHT = 8
WIDTH = 1 << TILE_HEIGHT
ENTRY_MOST = 65_535
LEVEL_MOST = 63
KEPT_TILES, KEPT_ROOTS = 64, 4_096

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TileRef:
    level: int
    index: int
    width: int


@dataclass(frozen=True, slots=True)
class EntriesRef:
    index: int
    width: int


def tile_path(level: int, index: int, width: int) -> str:
    """Return a tile's path without the log's prefix, such as `tile/0/x001/067.p/5`. The path of a full tile has no
    `.p`."""
    if not 0 <= level <= LEVEL_MOST:
        raise TileRefused("no such level")
    return f"tile/{level}/{_place(index, width)}"


def entries_path(index: int, width: int) -> str:
    """Return a bundle's path, without the log's prefix."""
    return f"tile/entries/{_place(index, width)}"


def parse_path(path: str) -> TileRef | EntriesRef:
    """Parse a path. Raise TileRefused for any spelling but the canonical one."""
    found = _PATH.fullmatch(path)
    if not found:
        raise TileRefused("not the path of a tile")
    level, groups, partial = found.groups()
    index = int(groups.replace("x", "").replace("/", ""))
    width = WIDTH if partial is None else int(partial)
    ref = EntriesRef(index, width) if level == "entries" else TileRef(int(level), index, width)
    if path_of(ref) != path:
        raise TileRefused("not the only spelling of that path")
    return ref


def path_of(ref: TileRef | EntriesRef) -> str:
    if isinstance(ref, EntriesRef):
        return entries_path(ref.index, ref.width)
    return tile_path(ref.level, ref.index, ref.width)


def full(path: str) -> str:
    """Return the path of the full object that replaces a possibly partial object."""
    return path.partition(".p/")[0]


def shortened(data: bytes, ref: TileRef | EntriesRef) -> bytes:
    """Return the partial object at the start of a full object. Raise LogFault if the full object is invalid."""
    if isinstance(ref, EntriesRef):
        return encode_bundle(decode_bundle(data)[: ref.width])
    return data[: ref.width * HASH_SIZE]


def right_edge_paths(size: int) -> list[str]:
    """Return the paths of the partial objects of a tree of that size. `new_tiles` needs them to extend the tree."""
    edge = [tile_path(level, count // WIDTH, count % WIDTH) for level, count in _levels(size) if count % WIDTH]
    return [entries_path(size // WIDTH, size % WIDTH), *edge] if size % WIDTH else edge


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Encode a bundle of 1 to 256 entries of at most 65,535 bytes each."""
    if not 1 <= len(entries) <= WIDTH:
        raise TileRefused("not 1 to 256 entries")
    if max(map(len, entries)) > ENTRY_MOST:
        raise TileRefused("the entry is too long")
    return b"".join([part for entry in entries for part in (len(entry).to_bytes(2, "big"), entry)])


def decode_bundle(data: bytes) -> list[bytes]:
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data) or len(entries) == WIDTH:
            raise TileRefused("the bundle is cut short or too long")
        entries.append(data[start:at])
    if not entries:
        raise TileRefused("the bundle is empty")
    return entries


def leaf_hashes(bundle: bytes) -> list[bytes]:
    return [leaf_hash(entry) for entry in decode_bundle(bundle)]


def new_tiles(
    old_size: int, partial: Mapping[str, bytes], entries: Sequence[bytes], leaves: Sequence[bytes] | None = None
) -> dict[str, bytes]:
    """Return the objects that these entries add to the tree, by path; `leaves` are their hashes, if known.

    `partial` contains the objects at `right_edge_paths(old_size)`. Raise TileRefused if one is missing, has the wrong
    length or does not match its bundle.
    """
    _size(_size(old_size) + len(entries))
    made = _new_bundles(old_size, partial, entries)
    fresh, level = [leaf_hash(entry) for entry in entries] if leaves is None else leaves, 0
    while fresh:
        objects, fresh = _new_level(level, old_size >> TILE_HEIGHT * level, partial, fresh)
        made |= objects
        level += 1
    return made


def _new_bundles(old_size: int, partial: Mapping[str, bytes], entries: Sequence[bytes]) -> dict[str, bytes]:
    if not entries:
        return {}
    first, width = divmod(old_size, WIDTH)
    before: list[bytes] = []
    if width:
        bundle = _given(partial, entries_path(first, width))
        before = decode_bundle(bundle)
        if b"".join(map(leaf_hash, before)) != _given(partial, tile_path(0, first, width)):
            raise TileRefused("the last bundle is not what its tile says")
    return {
        entries_path(first + at, len(chunk)): encode_bundle(chunk)
        for at, chunk in enumerate(_chunks([*before, *entries]))
    }


def _new_level(
    level: int, count: int, partial: Mapping[str, bytes], fresh: Sequence[bytes]
) -> tuple[dict[str, bytes], list[bytes]]:
    """Return the new tiles of a level, and the roots of newly full tiles for the level above."""
    first, width = divmod(count, WIDTH)
    before = split_tile(_given(partial, tile_path(level, first, width)), width) if width else []
    chunks = _chunks([*before, *fresh])
    tiles = {tile_path(level, first + at, len(chunk)): b"".join(chunk) for at, chunk in enumerate(chunks)}
    return tiles, [root_of(chunk) for chunk in chunks if len(chunk) == WIDTH]


def split_tile(data: bytes, width: int) -> list[bytes]:
    """Return the hashes of a tile. Raise TileRefused unless their number is `width`."""
    if len(data) != width * HASH_SIZE:
        raise TileRefused("the tile has another width")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


class TileReader:
    """Hashes of complete subtrees from the tiles of a tree of a given size, for the proofs of `merkle`.

    Nothing is verified here: check the root or the proof against a checkpoint. `fetch` raises LookupError for a missing
    object; in place of a deleted partial tile, the full tile is read.
    """

    def __init__(self, fetch: Callable[[str], bytes], size: int) -> None:
        """Take the size of the tree. Raise TileRefused for an impossible size."""
        self._fetch = fetch
        self._size = _size(size)
        self._tile = lru_cache(maxsize=KEPT_TILES)(self._load)
        self._root = lru_cache(maxsize=KEPT_ROOTS)(self._made)

    def read(self, level: int, index: int) -> bytes:
        """Return the hash of the complete subtree over leaves index * 2^level up to (index + 1) * 2^level."""
        if level < 0 or index < 0 or (index + 1) << min(level, LEVEL_MOST) > self._size:
            raise TileRefused("no complete subtree of the tree")
        return self._root(level, index)

    def _made(self, level: int, index: int) -> bytes:
        row, below = divmod(level, TILE_HEIGHT)
        tile, at = divmod(index << below, WIDTH)
        return root_of(self._tile(row, tile)[at : at + (1 << below)])

    def _load(self, level: int, index: int) -> list[bytes]:
        width = min(WIDTH, (self._size >> TILE_HEIGHT * level) - index * WIDTH)
        for stored in dict.fromkeys((width, WIDTH)):
            data = self._try(tile_path(level, index, stored))
            if data is not None:
                return split_tile(data, stored)[:width]
        raise TileRefused("the tile is missing")

    def _try(self, path: str) -> bytes | None:
        try:
            return self._fetch(path)
        except LookupError:
            return None


def _place(index: int, width: int) -> str:
    if not 0 <= index <= MOST or not 1 <= width <= WIDTH:
        raise TileRefused("no such tile")
    digits = str(index)
    digits = "0" * (-len(digits) % 3) + digits
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return place if width == WIDTH else f"{place}.p/{width}"


def _levels(size: int) -> Iterator[tuple[int, int]]:
    level, count = 0, _size(size)
    while count:
        yield level, count
        level, count = level + 1, count >> TILE_HEIGHT


def _chunks(items: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [items[at : at + WIDTH] for at in range(0, len(items), WIDTH)]


def _given(partial: Mapping[str, bytes], path: str) -> bytes:
    if path not in partial:
        raise TileRefused(f"{path} is missing")
    return partial[path]


def _size(size: int) -> int:
    if not 0 <= size <= MOST:
        raise TileRefused("no possible size")
    return size
