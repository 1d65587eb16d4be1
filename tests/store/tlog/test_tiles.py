"""Tiles and bundles: their paths, which of them a size has, and growing in steps as at once."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.tlog.merkle import CompactRange, consistency_proof, inclusion_proof, leaf_hash, right_edge, tree_root
from store.tlog.strict import TileRefused
from store.tlog.tiles import (
    ENTRY_MOST,
    TILE_HEIGHT,
    WIDTH,
    EntriesRef,
    TileReader,
    TileRef,
    decode_bundle,
    encode_bundle,
    entries_path,
    leaf_hashes,
    new_tiles,
    parse_path,
    path_of,
    right_edge_paths,
    tile_path,
)
from tests.store.tlog.trees import consistency_path, entry, hashes, inclusion_path, leaf, tree_hash
from tests.store.tlog.trees import read as defined
from tests.support.chance import examples
from tests.support.log_proofs import all_paths

BIG = 70_000
EDGES = [0, 1, 2, 255, 256, 257, 511, 512, 513, 600, 65_279, 65_280, 65_535, 65_536, 65_537, 65_792, 66_000, BIG]


@pytest.fixture(scope="module")
def big() -> dict[str, bytes]:
    """All objects a log of 70,000 entries has when it grew at once."""
    return new_tiles(0, {}, [entry(at) for at in range(BIG)])


def grown(steps: Sequence[int]) -> dict[str, bytes]:
    """The objects of a log that grew in steps, each given no more than it says it needs."""
    stored: dict[str, bytes] = {}
    size = 0
    for step in steps:
        needed = {path: stored[path] for path in right_edge_paths(size)}
        made = new_tiles(size, needed, [entry(at) for at in range(size, size + step)])
        assert not stored.keys() & made.keys()
        assert made.keys() == set(all_paths(size + step)) - set(all_paths(size))
        stored |= made
        size += step
    return stored


def of_size(stored: dict[str, bytes], size: int) -> dict[str, bytes]:
    return {path: stored[path] for path in all_paths(size)}


@pytest.mark.parametrize(
    ("path", "ref"),
    [
        ("tile/0/000", TileRef(0, 0, 256)),
        ("tile/0/x001/067.p/5", TileRef(0, 1067, 5)),
        ("tile/0/x001/x234/067", TileRef(0, 1_234_067, 256)),
        ("tile/entries/x001/x234/067", EntriesRef(1_234_067, 256)),
        ("tile/entries/999.p/255", EntriesRef(999, 255)),
        ("tile/1/x001/000", TileRef(1, 1000, 256)),
        ("tile/63/000.p/1", TileRef(63, 0, 1)),
        ("tile/0/x009/x223/x372/x036/x854/x775/807", TileRef(0, 2**63 - 1, 256)),
    ],
)
def test_paths(path: str, ref: TileRef | EntriesRef) -> None:
    assert path_of(ref) == path
    assert parse_path(path) == ref


@given(st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_every_path_is_read_back(level: int, index: int, width: int) -> None:
    assert parse_path(tile_path(level, index, width)) == TileRef(level, index, width)
    assert parse_path(entries_path(index, width)) == EntriesRef(index, width)


def test_the_specification_s_example(big: dict[str, bytes]) -> None:
    paths = list(all_paths(BIG))
    assert len([path for path in paths if path.startswith("tile/0/")]) == 274
    above = [path for path in paths if path.startswith(("tile/1/", "tile/2/", "tile/3/"))]
    assert above == ["tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert right_edge_paths(BIG) == ["tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert right_edge_paths(256) == ["tile/1/000.p/1"]
    assert list(all_paths(256)) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert big.keys() == set(paths)


def test_an_empty_tree_has_no_tiles() -> None:
    assert list(all_paths(0)) == right_edge_paths(0) == []
    assert new_tiles(0, {}, []) == new_tiles(5, {}, []) == {}


@given(st.integers(0, 2**63 - 1))
def test_the_right_edge_is_as_defined(size: int) -> None:
    widths = [size // 256**level % 256 for level in range(8)]
    wanted = [tile_path(level, size // 256 ** (level + 1), width) for level, width in enumerate(widths) if width]
    bundles = [entries_path(size // 256, size % 256)] if size % 256 else []
    assert right_edge_paths(size) == bundles + wanted


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"])
def test_tiles_hold_what_is_defined(big: dict[str, bytes], path: str) -> None:
    ref = parse_path(path)
    assert isinstance(ref, TileRef)
    span = 256**ref.level
    starts = [(ref.index * 256 + at) * span for at in range(ref.width)]
    assert big[path] == b"".join(tree_hash(start, start + span) for start in starts)


@pytest.mark.parametrize("size", EDGES)
def test_growing_in_steps_is_growing_at_once(big: dict[str, bytes], size: int) -> None:
    steps = [step for step in (1, 254, 1, 1, 255, 512, 88, 70_000) if step <= size]
    plan, left = [], size
    for step in steps:
        plan.append(min(step, left))
        left -= plan[-1]
    stored = grown([*plan, left])
    assert of_size(stored, size) == new_tiles(0, {}, [entry(at) for at in range(size)])
    assert tree_root(size, TileReader(stored.__getitem__, size).read) == tree_hash(0, size)


@settings(max_examples=examples(60))
@given(st.lists(st.integers(0, 300), max_size=12))
def test_any_steps_are_growing_at_once(steps: list[int]) -> None:
    size = sum(steps)
    assert of_size(grown(steps), size) == new_tiles(0, {}, [entry(at) for at in range(size)])


def test_growing_across_the_second_level(big: dict[str, bytes]) -> None:
    for before, after in ((65_535, 65_536), (65_535, 65_537), (65_536, 65_537), (65_280, 65_536), (65_000, BIG)):
        held = new_tiles(0, {}, [entry(at) for at in range(before)])
        needed = {path: held[path] for path in right_edge_paths(before)}
        made = new_tiles(before, needed, [entry(at) for at in range(before, after)])
        assert held | made == held | new_tiles(0, {}, [entry(at) for at in range(after)])
        assert made.keys() == set(all_paths(after)) - set(all_paths(before))
    assert held | made == held | big


@pytest.mark.parametrize("size", [1, 300, 65_537])
def test_what_is_needed_and_missing_or_damaged_is_refused(size: int) -> None:
    stored = new_tiles(0, {}, [entry(at) for at in range(size)])
    needed = {path: stored[path] for path in right_edge_paths(size)}
    more = [entry(at) for at in range(size, size + WIDTH * WIDTH)]
    assert new_tiles(size, needed, more)
    for path in needed:
        for damage in (None, needed[path][:-1], needed[path] + b"\0", b""):
            partial = {item: data for item, data in needed.items() if item != path}
            if damage is not None:
                partial[path] = damage
            with pytest.raises(TileRefused):
                new_tiles(size, partial, more)


def test_a_bundle_that_is_not_its_tile_s_is_refused() -> None:
    stored = new_tiles(0, {}, [b"a", b"b"])
    with pytest.raises(TileRefused):
        new_tiles(2, stored | {"tile/entries/000.p/2": encode_bundle([b"a", b"c"])}, [b"d"])
    with pytest.raises(TileRefused):
        new_tiles(2, stored | {"tile/0/000.p/2": leaf(0) + leaf(1)}, [b"d"])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 600, 1023, BIG])
def test_every_complete_subtree_is_read(big: dict[str, bytes], size: int) -> None:
    read = TileReader((big if size == BIG else grown([size])).__getitem__, size).read
    for level in range(7 if size == BIG else 0, 17):
        for index in range(size >> level):
            assert read(level, index) == defined(level, index)
        with pytest.raises(TileRefused):
            read(level, size >> level)
    assert tree_root(size, read) == tree_hash(0, size)


@given(st.integers(1, BIG).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_proofs_are_made_from_tiles(big: dict[str, bytes], place: tuple[int, int]) -> None:
    """The partial tiles of earlier sizes are gone: the full ones stand in for them."""
    index, size = place
    reader = TileReader(big.__getitem__, BIG)
    assert inclusion_proof(index, size, reader.read) == hashes(inclusion_path(index, 0, size))
    assert consistency_proof(index + 1, size, reader.read) == hashes(consistency_path(index + 1, 0, size, True))


def test_a_full_tile_stands_in_for_a_partial_one_gone(big: dict[str, bytes]) -> None:
    for size in (1, 300, 65_537, 65_700):
        full_only = {path: data for path, data in big.items() if ".p/" not in path or path in right_edge_paths(BIG)}
        reader = TileReader(full_only.__getitem__, size)
        if size <= 65_536:
            full_only["tile/1/000.p/1"] = big["tile/1/000"][:32]
        else:
            full_only["tile/1/001.p/1"] = big["tile/1/001.p/17"][:32]
        assert tree_root(size, reader.read) == tree_hash(0, size)


def test_a_compact_range_continues_from_tiles(big: dict[str, bytes]) -> None:
    compact_range = CompactRange.of(BIG, right_edge(BIG, TileReader(big.__getitem__, BIG).read))
    for at in range(BIG, BIG + 300):
        compact_range.append(leaf(at))
    assert compact_range.root() == tree_hash(0, BIG + 300)


def test_missing_and_damaged_tiles_are_refused(big: dict[str, bytes]) -> None:
    whole = big["tile/0/000"]
    for bad, size in product(({}, *({"tile/0/000": wrong} for wrong in (whole[:-1], b"", whole * 2))), (256, 255)):
        with pytest.raises(TileRefused):
            TileReader(bad.__getitem__, size).read(0, 0)


@pytest.mark.parametrize(
    ("level", "index"), [(-1, 0), (0, -1), (0, 256), (9, 0), (63, 0), (64, 0), (1000, 0), (0, 2**70)]
)
def test_subtrees_there_are_not_are_refused(big: dict[str, bytes], level: int, index: int) -> None:
    with pytest.raises(TileRefused):
        TileReader(big.__getitem__, 256).read(level, index)


def test_a_tile_is_fetched_once(big: dict[str, bytes]) -> None:
    fetched: list[str] = []

    def fetch(path: str) -> bytes:
        fetched.append(path)
        return big[path]

    read = TileReader(fetch, BIG).read
    for index in range(WIDTH):
        read(0, index)
    assert fetched == ["tile/0/000"]
    assert 1 << TILE_HEIGHT == WIDTH


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=WIDTH))
def test_bundles_are_read_back(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries)) == entries
    assert leaf_hashes(encode_bundle(entries)) == [leaf_hash(item) for item in entries]


def test_the_layout_of_a_bundle() -> None:
    assert encode_bundle([b"", b"ab"]) == b"\0\0\0\2ab"
    assert decode_bundle(encode_bundle([b"x" * 65_535])) == [b"x" * 65_535]
    assert ENTRY_MOST == 65_535
