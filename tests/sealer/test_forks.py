"""What could make a second root for one size: two sealers, clocks, late writes."""

import pytest

from store.log.faults import ClockRefused, Doubt, LockLost, ObjectDiffers, SealerFault
from tests.sealer.scenes import paused, two_at_once
from tests.sealer.site import Site
from tests.support.clock import TestClock
from tests.support.record import there


async def test_of_two_sealers_at_once_one_loses_and_signs_nothing(site: Site, clock: TestClock) -> None:
    lost = await two_at_once(site, clock, blind=False)
    assert isinstance(lost, LockLost)
    await site.sealed()
    assert await site.storage.index.count_documents({}) == 4
    await site.whole()


async def test_sealers_that_take_turns_agree(site: Site) -> None:
    sealers = [site.sealer(most=1) for _ in range(3)]
    for _ in range(4):
        await site.agency(2)
    for turn in range(30):
        try:
            await sealers[turn % 3].tick()
        except SealerFault:
            sealers[turn % 3] = site.sealer(most=1)
    assert await site.storage.index.count_documents({}) == 8
    await site.whole()


class TestClocks:
    async def test_a_clock_set_back_stops_before_signing(self, site: Site, clock: TestClock) -> None:
        sealer = await site.sealed()
        await site.agency(1)
        clock.forward(hours=-1)
        with pytest.raises(ClockRefused):
            await sealer.tick()
        with pytest.raises(ClockRefused):
            await site.sealer().tick()
        clock.forward(hours=1)
        await site.sealed()
        await site.whole()

    async def test_the_same_instant_is_too_early(self, site: Site, clock: TestClock) -> None:
        sealer = await site.sealed()
        sealer = await site.grow(1)
        await site.agency(1)
        assert sealer.last is not None
        still = sealer.last.at

        sealer._clock = lambda: still
        with pytest.raises(ClockRefused):
            await sealer.tick()


class TestLateWrites:
    async def test_a_tile_that_is_there_with_other_bytes_is_fatal(self, site: Site) -> None:
        await site.sealed()
        await site.agency(1)
        await site.storage.tiles.insert_one({"_id": "tile/0/000.p/1", "data": b"\0" * 32})
        with pytest.raises(ObjectDiffers):
            await site.sealer().tick()
        with pytest.raises(ObjectDiffers):  # and stays so: a person must look
            await site.sealer().tick()

    async def test_the_same_tile_is_harmless(self, site: Site) -> None:
        await site.sealed()
        await site.agency(1)
        task, go = await paused(site, "before-apply")
        await site.storage.tiles.insert_many(there(await site.storage.staging.find_one({}))["objects"])
        go.set()
        assert await task == 1
        await site.whole()

    async def test_an_index_row_that_is_there_with_another_event_is_fatal(self, site: Site) -> None:
        await site.grow(1)
        sealer = site.sealer()
        await sealer.tick()
        await site.agency(1)
        await site.storage.index.insert_one({"_id": 1, "event": "agency-x:1", "leaf": b"\0" * 32})
        with pytest.raises(ObjectDiffers):
            await sealer.tick()

    async def test_a_checkpoint_that_lands_late_is_settled_by_the_next_start(self, site: Site) -> None:
        await site.grow(1)
        await site.agency(1)
        task, go = await paused(site, "before-publish")
        at = site.clock().replace(tzinfo=None)
        note = site.home.state.current()[0]
        await site.storage.checkpoints.insert_one({"_id": 2, "note": note, "at": at, "cosigned": False})
        go.set()
        with pytest.raises(Doubt):
            await task
        await site.sealed()
        await site.whole()
