"""The log grows by what happens: readings wait for others, and partial tiles go once the full one is stored."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from store.tlog.merkle import inclusion_proof, verify_inclusion
from store.tlog.tiles import WIDTH, EntriesRef, TileRef, entries_path, full, shortened, tile_path
from tests.sealer.site import Site, named
from tests.support.clock import TestClock

ENTRY_BYTES_MOST = 2_000
"""Bytes of the log's tiles and bundles for each entry, once its tile is full."""
AT_ONCE = 8


async def quiet(site: Site, ids: Sequence[str]) -> None:
    await site.storage.pending.update_many({"_id": {"$in": list(ids)}}, {"$set": {"quiet": True}})


async def test_readings_wait_a_minute_or_for_something_else(site: Site, clock: TestClock) -> None:
    stream = await site.agency(1)
    sealer = site.sealer(quiet=timedelta(minutes=1))
    assert await sealer.tick() == 1
    await quiet(site, await site.write(stream, named(1)))
    assert (await sealer.due(), await sealer.tick()) == (False, 0)
    assert await site.codes() == set()
    await site.agency(1)
    assert (await sealer.due(), await sealer.tick()) == (True, 2)
    await quiet(site, await site.write(stream, named(2)))
    clock.forward(seconds=61)
    assert (await sealer.due(), await sealer.tick()) == (True, 1)


async def test_an_entry_costs_two_kilobytes_and_old_sizes_are_still_proved(site: Site) -> None:
    stream = await site.agency(1)
    sealer, start = await site.sealed(), 1
    while (await site.signed())[-1].size < WIDTH:
        await site.write(stream, *(named(start + at) for at in range(AT_ONCE)))
        start += AT_ONCE
        await sealer.tick()
    signed = await site.signed()
    size = signed[-1].size
    tiles = [tile async for tile in site.storage.tiles.find({})]
    assert sum(len(tile["data"]) for tile in tiles) / size < ENTRY_BYTES_MOST
    assert {full(path) for path in await site.storage.partial()}.isdisjoint(tile["_id"] for tile in tiles)
    for old in signed[:: len(signed) // 5]:
        proof = await site.storage.computed(old.size, partial(inclusion_proof, 0, old.size))
        row = (await site.storage.rows(0, 1))[0]
        verify_inclusion(0, old.size, row["leaf"], proof, old.root)
    assert await site.codes() == set()
    bundle = await site.storage.object(entries_path(0, WIDTH))
    assert bundle is not None
    assert len(shortened(bundle, EntriesRef(0, 3))) < len(bundle)
    assert await site.storage.object(tile_path(0, 0, 3)) is None


async def test_what_an_older_version_left_goes_at_the_next_start(site: Site) -> None:
    stream = await site.agency(1)
    await site.write(stream, *map(named, range(1, WIDTH)))
    sealer = await site.sealed()
    while (await site.signed())[-1].size < WIDTH:
        await sealer.tick()
    paths = [tile_path(0, 0, 7), entries_path(0, 7), tile_path(0, 9, 7)]
    await site.storage.tiles.insert_many([{"_id": path, "data": b"left"} for path in paths])
    await site.sealed()
    assert await site.storage.objects(paths) == {tile_path(0, 9, 7): b"left"}


def test_a_part_of_a_tile_is_its_beginning() -> None:
    assert shortened(bytes(range(64)), TileRef(0, 0, 1)) == bytes(range(32))
