"""Times that contradict each other, growth of the log, and databases that were restored."""

import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from store.keys.promises import SEAL_WITHIN
from store.log.audit.finding import Finding
from store.log.audit.walk import stray_findings
from store.log.faults import Forked, PublishedAhead, ResumeRefused, StagingLost, StateLost
from store.log.recovery.resume import resume
from store.tlog.merkle import inclusion_proof, verify_inclusion
from store.tlog.note import Signer
from store.tlog.policy import Policy
from store.tlog.tiles import WIDTH, EntriesRef, TileRef, entries_path, full, shortened, tile_path
from store.verification import register as audit
from tests.sealer.damage import A, _revision, _set, rehashed
from tests.sealer.scenes import roots, two_at_once
from tests.sealer.site import REGISTERED, Site, named
from tests.sealer.test_authors import API
from tests.support.clock import TestClock
from tests.support.record import there


class TestRestored:
    async def test_a_sealer_at_work_notices_before_it_signs(self, site: Site) -> None:
        stream = await site.agency(3)
        sealer = await site.sealed()
        old = await site.dump()
        await site.write(stream, named(4))
        await sealer.tick()
        await site.restore(old)
        await site.write(stream, named(44))
        with pytest.raises(StagingLost):
            await sealer.tick()
        assert site.home.locked().checkpoint.size == 4
        assert all(len(root) == 1 for root in (await roots(site)).values())

    async def test_an_empty_database_stops_it(self, site: Site) -> None:
        await site.grow(3)
        for collection in (site.storage.checkpoints, site.storage.index, site.storage.tiles):
            await collection.delete_many({})
        with pytest.raises(StagingLost):
            await site.sealer().tick()

    async def test_a_log_nobody_signed_stops_a_new_one(self, site: Site) -> None:
        await site.storage.tiles.insert_one({"_id": "tile/0/000.p/1", "data": b"\0" * 32})
        with pytest.raises(StagingLost):
            await site.sealer().tick()

    async def test_an_old_folder_stops_it(self, site: Site, tmp_path: Path) -> None:
        await site.grow(3)
        shutil.copytree(site.path, tmp_path / "backup")
        await site.grow(1)
        shutil.rmtree(site.path)
        shutil.copytree(tmp_path / "backup", site.path)
        with pytest.raises(PublishedAhead):
            await site.sealer().tick()

    @pytest.mark.parametrize("damage", ["missing", "empty", "garbage"])
    async def test_a_lost_state_stops_it(self, site: Site, damage: str) -> None:
        await site.grow(1)
        path = site.path / "state.sqlite"
        path.unlink()
        if damage != "missing":
            path.write_bytes(b"" if damage == "empty" else b"x" * 8_192)
        with pytest.raises(StateLost):
            await site.sealer().tick()
        assert path.exists() is (damage != "missing")


class TestResumed:
    async def test_from_the_newest_checkpoint_after_an_old_folder(self, site: Site) -> None:
        await site.grow(3)
        state = site.path / "state.sqlite"
        old = state.read_bytes()
        await site.grow(1)
        note = await site.keep()
        state.write_bytes(old)
        await resume(site.storage, site.home, note, site.clock(), Policy())
        await site.grow(1)
        await site.whole()

    async def test_not_from_an_older_one(self, site: Site) -> None:
        await site.grow(3)
        old = await site.keep()
        await site.grow(1)
        (site.path / "state.sqlite").unlink()
        with pytest.raises(ResumeRefused, match="not the newest"):
            await resume(site.storage, site.home, old, site.clock(), Policy())

    async def test_not_while_entries_are_missing(self, site: Site) -> None:
        await site.grow(3)
        old = await site.dump()
        await site.grow(1)
        note = await site.keep()
        await site.restore(old)
        with pytest.raises(ResumeRefused, match="bundle-missing"):
            await resume(site.storage, site.home, note, site.clock(), Policy())

    async def test_once_the_entries_are_back(self, site: Site) -> None:
        """The log was put back from a mirror; only the checkpoint is missing, which is the one shown."""
        await site.grow(3)
        await site.grow(1)
        note = await site.keep()
        await site.storage.checkpoints.delete_one({"_id": 4})
        with pytest.raises(StagingLost):
            await site.sealer().tick()
        await resume(site.storage, site.home, note, site.clock(), Policy())
        await site.sealed()
        await site.whole()

    async def test_not_from_what_the_log_did_not_sign(self, site: Site) -> None:
        await site.grow(1)
        text = site.home.locked().checkpoint.text()
        other = Signer.generate("casebook.test/log")
        for shown in (b"", b"garbage", f"{text}\n".encode() + other.sign(text)):
            with pytest.raises(ResumeRefused):
                await resume(site.storage, site.home, shown, site.clock(), Policy())

    async def test_not_from_another_root_of_a_size_signed(self, site: Site, clock: TestClock) -> None:
        await two_at_once(site, clock, blind=True)
        forked = site.swapped[-1] if site.swapped[-1] != site.home.state.current()[0] else site.swapped[-2]
        with pytest.raises(Forked):
            await resume(site.storage, site.home, forked, site.clock(), Policy())


LONG = SEAL_WITHIN + timedelta(minutes=10)


@pytest.fixture
def signed(world: Site) -> Site:
    """The world of before, in which whatever is written from now on has an author."""
    world.author = API
    return world


async def codes(site: Site) -> set[str]:
    return {code for code in await site.codes() if code.partition("-")[0] in ("time", "anchor", "sealed")}


async def test_a_version_is_never_written_before_the_one_before_it(signed: Site, clock: TestClock) -> None:
    """Two processes whose clocks differ: the later version takes the time of the earlier one."""
    await signed.write(A, named(4), at=clock.now + timedelta(minutes=2))
    await signed.write(A, named(5), at=clock.now)
    first, second = [await _revision(signed, f"{A}:{n}") for n in (5, 6)]
    assert second["at"] == first["at"]
    await signed.sealed()
    assert await codes(signed) == set()


async def test_one_that_claims_to_be_is_named(signed: Site, clock: TestClock) -> None:
    await signed.write(A, named(4))
    await signed.write(A, named(5))
    early = (clock.now - timedelta(minutes=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    made = rehashed(await _revision(signed, f"{A}:6"), at=early)
    await _set(signed.connection.revisions, f"{A}:6", body=made["body"])
    assert "time-back" in await codes(signed)


async def test_a_time_that_has_not_come_is_named(signed: Site, clock: TestClock) -> None:
    await signed.write(A, named(4), at=clock.now + timedelta(hours=1))
    assert await codes(signed) == {"time-future"}


async def test_an_act_of_yesterday_that_is_sealed_today_is_named(signed: Site, clock: TestClock) -> None:
    clock.forward(seconds=LONG.total_seconds())
    await signed.extend("agency-now", REGISTERED)
    await signed.extend("agency-then", REGISTERED, at=clock.now - LONG)
    late = [finding.place for finding in await signed.findings() if finding.code == "sealed-late"]
    assert late == ["agency-then:1"]


async def test_no_entry_is_late_behind_one_that_claims_the_future(signed: Site, clock: TestClock) -> None:
    await signed.extend("agency-ahead", REGISTERED, at=clock.now + timedelta(days=1))
    await signed.extend("agency-now", REGISTERED)
    assert await codes(signed) == {"time-future"}


async def test_an_older_anchor_than_before_is_named(signed: Site) -> None:
    await signed.extend(A, named(4))
    await signed.write(A, named(5))
    older = there(await signed.storage.checkpoints.find_one({}, sort=[("_id", 1)]))
    await signed.write_with_anchor(A, named(6), older["note"])
    assert "anchor-back" in await codes(signed)


async def test_a_checkpoint_that_was_stored_meanwhile_is_known(signed: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verification takes minutes where there is much; what is written in that time names newer checkpoints."""

    async def meanwhile(*given: Any) -> AsyncIterator[Finding]:
        await signed.extend(A, named(5))
        async for finding in stray_findings(*given):
            yield finding
        await signed.extend(A, named(6))
        newest = there(await signed.storage.checkpoints.find_one({}, sort=[("_id", -1)]))
        await signed.write_with_anchor(A, named(7), newest["note"])

    monkeypatch.setattr(audit, "stray_findings", meanwhile)
    found = {code.partition("-")[0] for code in await signed.codes()}
    assert found.isdisjoint({"time", "anchor", "sealed", "index", "tile"})


async def test_a_missing_anchor_is_named_once_there_was_one(signed: Site, clock: TestClock) -> None:
    await signed.write(A, named(4))
    await signed.write_with_anchor(A, named(5), None)
    clock.forward(seconds=600)
    await signed.write_with_anchor("agency-late", REGISTERED, None)
    found = {finding.place for finding in await signed.findings() if finding.code == "anchor-none"}
    assert found == {f"{A}:6", "agency-late:1"}


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
    await quiet(site, await site.write(stream, named(3)))
    assert (await sealer.due(), await site.sealer().due()) == (False, True), "one that is given no time waits for none"


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
    bundle = there(await site.storage.object(entries_path(0, WIDTH)))
    assert len(shortened(bundle, EntriesRef(0, 3))) < len(bundle)
    assert await site.storage.object(tile_path(0, 0, 3)) is None


async def test_what_an_older_version_left_goes_at_the_next_start(site: Site) -> None:
    stream = await site.agency(1)
    sealer = await site.extend(stream, *map(named, range(1, WIDTH)))
    while (await site.signed())[-1].size < WIDTH:
        await sealer.tick()
    paths = [tile_path(0, 0, 7), entries_path(0, 7), tile_path(0, 9, 7)]
    await site.storage.tiles.insert_many([{"_id": path, "data": b"left"} for path in paths])
    await site.sealed()
    assert await site.storage.objects(paths) == {tile_path(0, 9, 7): b"left"}


def test_a_part_of_a_tile_is_its_beginning() -> None:
    assert shortened(bytes(range(64)), TileRef(0, 0, 1)) == bytes(range(32))
