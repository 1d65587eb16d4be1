"""What could make a second root for one size: two sealers, clocks, old dumps, old folders, late writes."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from store.log.checkpoint import Checkpoint
from store.log.edge import Edge
from store.log.merkle import leaf_hash
from store.log.note import Signer
from store.log.policy import Policy
from store.log.resume import resume
from store.log.sealer import Hook
from store.log.state import (
    BatchFailed,
    ClockRefused,
    Doubt,
    EdgeBroken,
    Forked,
    LockLost,
    ObjectDiffers,
    PublishedAhead,
    ResumeRefused,
    SealerFault,
    StagingLost,
    StateLost,
    Tampered,
)
from store.log.tiles import decode_bundle, encode_bundle, right_edge_paths
from tests.sealer.site import ORIGIN, Site, named
from tests.support.clock import TestClock


def paused(point: str) -> tuple[Hook, asyncio.Event, asyncio.Event]:
    """A hook that waits at a point, an event that says it is there, and one that lets it go on."""
    there, go = asyncio.Event(), asyncio.Event()

    async def hook(now: str) -> None:
        if now == point and not go.is_set():
            there.set()
            await go.wait()

    return hook, there, go


async def roots(site: Site) -> dict[int, set[bytes]]:
    """Every root that was ever signed, by size."""
    found: dict[int, set[bytes]] = {}
    for each in await site.signed():
        found.setdefault(each.size, set()).add(each.root)
    return found


async def two_at_once(site: Site, clock: TestClock, *, blind: bool) -> object:
    """One sealer stops just before its swap; another, which sees other events, seals meanwhile."""
    await site.agency(2)
    await site.sealed()
    await site.agency(1)
    hook, there, go = paused("before-swap")
    slow = asyncio.create_task(site.sealer(hook=hook, most=1, blind=blind).tick())
    await there.wait()
    stream = await site.agency(1)
    early = {"$set": {"at": clock.now.replace(year=2025, tzinfo=None)}}
    await site.storage.pending.update_one({"stream": stream}, early)  # the other one meets this event first
    fast = site.sealer(most=1, blind=blind)
    await asyncio.gather(fast.tick(), return_exceptions=True)
    await site.keep()
    go.set()
    (outcome,) = await asyncio.gather(slow, return_exceptions=True)
    return outcome


async def test_of_two_sealers_at_once_one_loses_and_signs_nothing(site: Site, clock: TestClock) -> None:
    lost = await two_at_once(site, clock, blind=False)
    assert isinstance(lost, LockLost)
    await site.sealed()
    assert await site.storage.index.count_documents({}) == 4
    await site.whole()


async def test_control_without_compare_and_swap_there_is_a_fork(site: Site, clock: TestClock) -> None:
    """The same scene with the one safeguard taken away: if this found no fork, the test above would prove nothing."""
    fault = await two_at_once(site, clock, blind=True)
    assert isinstance(fault, ObjectDiffers)  # the immutable objects notice, too late: both roots are signed
    assert {size: len(each) for size, each in (await roots(site)).items()}[3] == 2
    with pytest.raises(AssertionError):
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
        await site.agency(1)
        sealer = await site.sealed()
        await site.agency(1)
        assert sealer.last is not None
        still = sealer.last.at

        sealer._clock = lambda: still
        with pytest.raises(ClockRefused):
            await sealer.tick()


class TestRestored:
    async def test_an_old_dump_of_the_database_stops_it(self, site: Site) -> None:
        stream = await site.agency(3)
        await site.sealed()
        old = await site.dump()
        await site.write(stream, named(4))
        await site.sealed()
        await site.keep()
        await site.restore(old)
        await site.write(stream, named(44))  # what a fork would be made of
        with pytest.raises(StagingLost):
            await site.sealer().tick()
        assert all(len(each) == 1 for each in (await roots(site)).values())
        assert "log-truncated" in await site.codes()

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
        assert all(len(each) == 1 for each in (await roots(site)).values())

    async def test_an_empty_database_stops_it(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        for collection in (site.storage.checkpoints, site.storage.index, site.storage.tiles):
            await collection.delete_many({})
        with pytest.raises(StagingLost):
            await site.sealer().tick()

    async def test_a_log_nobody_signed_stops_a_new_one(self, site: Site) -> None:
        await site.storage.tiles.insert_one({"_id": "tile/0/000.p/1", "data": b"\0" * 32})
        with pytest.raises(StagingLost):
            await site.sealer().tick()

    async def test_an_old_folder_stops_it(self, site: Site, tmp_path: Path) -> None:
        await site.agency(3)
        await site.sealed()
        shutil.copytree(site.path, tmp_path / "backup")
        await site.agency(1)
        await site.sealed()
        shutil.rmtree(site.path)
        shutil.copytree(tmp_path / "backup", site.path)
        with pytest.raises(PublishedAhead):
            await site.sealer().tick()

    @pytest.mark.parametrize("damage", ["missing", "empty", "garbage"])
    async def test_a_lost_state_stops_it(self, site: Site, damage: str) -> None:
        await site.agency(1)
        await site.sealed()
        path = site.path / "state.sqlite"
        path.unlink()
        if damage != "missing":
            path.write_bytes(b"" if damage == "empty" else b"x" * 8_192)
        with pytest.raises(StateLost):
            await site.sealer().tick()
        assert path.exists() is (damage != "missing")


class TestResumed:
    async def test_from_the_newest_checkpoint_after_an_old_folder(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        old = site.home.state.current()
        await site.agency(1)
        await site.sealed()
        note = await site.keep()
        site.home.state.swap(note, *old)
        await resume(site.storage, site.home, note, site.clock(), Policy())
        await site.agency(1)
        await site.sealed()
        await site.whole()

    async def test_not_from_an_older_one(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        old = await site.keep()
        await site.agency(1)
        await site.sealed()
        (site.path / "state.sqlite").unlink()
        with pytest.raises(ResumeRefused, match="not the newest"):
            await resume(site.storage, site.home, old, site.clock(), Policy())

    async def test_not_while_entries_are_missing(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        old = await site.dump()
        await site.agency(1)
        await site.sealed()
        note = await site.keep()
        await site.restore(old)
        with pytest.raises(ResumeRefused, match="bundle-missing"):
            await resume(site.storage, site.home, note, site.clock(), Policy())

    async def test_once_the_entries_are_back(self, site: Site) -> None:
        """The log was put back from a mirror; only the checkpoint is missing, which is the one shown."""
        await site.agency(3)
        await site.sealed()
        await site.agency(1)
        await site.sealed()
        note = await site.keep()
        await site.storage.checkpoints.delete_one({"_id": 4})
        with pytest.raises(StagingLost):
            await site.sealer().tick()
        await resume(site.storage, site.home, note, site.clock(), Policy())
        await site.sealed()
        await site.whole()

    async def test_not_from_what_the_log_did_not_sign(self, site: Site) -> None:
        await site.agency(1)
        await site.sealed()
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
        hook, there, go = paused("before-apply")
        task = asyncio.create_task(site.sealer(hook=hook).tick())
        await there.wait()
        staged = await site.storage.staging.find_one({})
        assert staged is not None
        await site.storage.tiles.insert_many(staged["objects"])
        go.set()
        assert await task == 1
        await site.whole()

    async def test_an_index_row_that_is_there_with_another_event_is_fatal(self, site: Site) -> None:
        await site.agency(1)
        await site.sealed()
        sealer = site.sealer()
        await sealer.tick()
        await site.agency(1)
        await site.storage.index.insert_one({"_id": 1, "event": "agency-x:1", "leaf": b"\0" * 32})
        with pytest.raises(ObjectDiffers):
            await sealer.tick()

    async def test_a_checkpoint_that_lands_late_is_settled_by_the_next_start(self, site: Site) -> None:
        await site.agency(1)
        await site.sealed()
        await site.agency(1)
        hook, there, go = paused("before-publish")
        task = asyncio.create_task(site.sealer(hook=hook).tick())
        await there.wait()
        at = site.clock().replace(tzinfo=None)
        note = site.home.state.current()[0]
        await site.storage.checkpoints.insert_one({"_id": 2, "note": note, "at": at, "cosigned": False})
        go.set()
        with pytest.raises(Doubt):
            await task
        await site.sealed()
        await site.whole()


class TestEdge:
    @pytest.mark.parametrize("path", right_edge_paths(3))
    @pytest.mark.parametrize("change", ["edit", "delete", "unset"])
    async def test_a_damaged_right_edge_stops_it(self, site: Site, path: str, change: str) -> None:
        await site.agency(3)
        await site.sealed()
        await _damage(site, path, change)
        await site.agency(1)
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    @pytest.mark.parametrize("path", ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"])
    @pytest.mark.parametrize("change", ["edit", "delete"])
    async def test_a_full_last_tile_is_looked_at_too(self, site: Site, path: str, change: str) -> None:
        for _ in range(16):
            await site.agency(16)
        await site.sealed()
        await _damage(site, path, change)
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    @pytest.mark.parametrize("change", [{"leaf": b"\0" * 32}, {"event": "agency-x:1"}, {"leaf": None}, None])
    async def test_a_damaged_index_stops_it(self, site: Site, change: dict[str, object] | None) -> None:
        await site.agency(3)
        await site.sealed()
        if change:
            await site.storage.index.update_one({"_id": 1}, {"$set": change})
        else:
            await site.storage.index.delete_one({"_id": 0})
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    async def test_a_row_of_nothing_stops_it(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        await site.storage.index.insert_one({"_id": "x", "event": "agency-x:1", "leaf": b"\0" * 32})
        with pytest.raises(EdgeBroken, match="rows of its own"):
            await site.sealer().tick()

    async def test_a_full_last_tile_that_agrees_with_its_bundle_only_stops_it(self, site: Site) -> None:
        """Entry, hash and row changed alike: only the level above knows better."""
        for _ in range(16):
            await site.agency(16)
        await site.sealed()
        entries = decode_bundle(await site.storage.object("tile/entries/000") or b"")
        entries[-1] = entries[-1].replace(b'"v":1', b'"v":2')
        leaves = [leaf_hash(each) for each in entries]
        for path, data in (("tile/entries/000", encode_bundle(entries)), ("tile/0/000", b"".join(leaves))):
            await site.storage.tiles.update_one({"_id": path}, {"$set": {"data": data}})
        await site.storage.index.update_one({"_id": 255}, {"$set": {"leaf": leaves[-1]}})
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    async def test_a_failed_batch_forces_it_to_be_looked_at_again(self, site: Site) -> None:
        """A sealer that swallowed the failure would go on from an edge that no longer is what is stored."""
        await site.agency(3)
        await site.sealed()
        await site.agency(1)
        fail = True

        async def hook(point: str) -> None:
            if fail and point == "before-stage":
                raise OSError

        sealer = site.sealer(hook=hook)
        with pytest.raises(BatchFailed):
            await sealer.tick()
        fail = False
        await _damage(site, "tile/0/000.p/3", "edit")
        with pytest.raises(EdgeBroken):
            await sealer.tick()


async def test_what_does_not_continue_the_last_checkpoint_is_not_signed(site: Site) -> None:
    """The proof to ourselves: here the edge is changed in memory, as a fault of the software would."""
    await site.agency(3)
    await site.sealed()
    await site.agency(1)

    async def hook(point: str) -> None:
        if point == "before-prove":
            assert sealer._edge is not None
            other = Checkpoint(ORIGIN, 3, b"\x07" * 32)
            sealer._edge = Edge(other, sealer._edge.objects)

    sealer = site.sealer(hook=hook)
    with pytest.raises(Tampered):
        await sealer.tick()
    assert site.home.locked().checkpoint.size == 3


class TestStaged:
    """The staged objects lie in the database: between swap and apply an administrator could change them."""

    @pytest.mark.parametrize(
        "change", ["entry", "tile", "leaf", "event", "place", "other", "unreadable", "more", "gone"]
    )
    async def test_what_is_not_what_was_signed_is_not_applied(self, site: Site, change: str) -> None:
        await site.agency(2)
        await site.sealed()
        await site.agency(2)
        hook, there, _ = paused("after-swap")
        task = asyncio.create_task(site.sealer(hook=hook).tick())
        await there.wait()
        task.cancel()
        staged = await site.storage.staging.find_one({})
        assert staged is not None
        if change == "other":
            await _other(site, staged)
        _change(staged, change)
        await site.storage.staging.delete_many({})
        if change != "gone":
            await site.storage.staging.insert_one(staged)
        with pytest.raises(StagingLost if change == "gone" else Tampered):
            await site.sealer().tick()
        assert await site.storage.index.count_documents({}) == 2


async def _damage(site: Site, path: str, change: str) -> None:
    found = await site.storage.object(path)
    assert found is not None
    if change == "delete":
        await site.storage.tiles.delete_one({"_id": path})
    elif change == "unset":
        await site.storage.tiles.update_one({"_id": path}, {"$unset": {"data": ""}})
    else:
        await site.storage.tiles.update_one({"_id": path}, {"$set": {"data": found[:-1] + bytes([found[-1] ^ 1])}})


async def _other(site: Site, staged: dict[str, Any]) -> None:
    """Another entry, with tiles and rows that go with it: all of it agrees but with what was signed."""
    newest = await site.storage.newest()
    assert newest is not None
    base = site.home.read(newest.note, newest.at).checkpoint
    edge = Edge(base, await site.storage.objects(right_edge_paths(base.size)))
    events = [row["event"] for row in staged["rows"]]
    stored = await site.storage.envelopes(events)
    entries = [stored[each].replace(b'"v":1', b'"v":2') for each in events]
    _, made = edge.extended(entries)
    staged["objects"] = [{"_id": path, "data": data} for path, data in made.items()]
    for row, entry in zip(staged["rows"], entries, strict=True):
        row["leaf"] = leaf_hash(entry)


def _change(staged: dict[str, object], change: str) -> None:
    objects, rows = staged["objects"], staged["rows"]
    assert isinstance(objects, list)
    assert isinstance(rows, list)
    match change:
        case "entry" | "tile":
            wanted = "tile/entries" if change == "entry" else "tile/0"
            (each,) = (each for each in objects if each["_id"].startswith(wanted))
            each["data"] = each["data"][:-1] + bytes([each["data"][-1] ^ 1])
        case "leaf":
            rows[0]["leaf"] = b"\0" * 32
        case "event":
            rows[0]["event"] = "agency-x:1"
        case "place":
            rows[0]["_id"], rows[1]["_id"] = rows[1]["_id"], rows[0]["_id"]
        case "unreadable":
            staged["rows"] = [1, 2]
        case "more":
            objects.append({"_id": "tile/0/001", "data": b""})
