"""What is verified of the stored tree before anything is signed on top of it, or applied."""

from typing import Any

import pytest

from store.log.faults import BatchFailed, EdgeBroken, StagingLost, Tampered
from store.log.sealing.right_edge import RightEdge
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import leaf_hash
from store.tlog.tiles import decode_bundle, encode_bundle, right_edge_paths
from tests.sealer.scenes import paused
from tests.sealer.site import ORIGIN, Site
from tests.support.record import there


class TestEdge:
    @pytest.mark.parametrize("path", right_edge_paths(3))
    @pytest.mark.parametrize("change", ["edit", "delete", "unset"])
    async def test_a_damaged_right_edge_stops_it(self, site: Site, path: str, change: str) -> None:
        await site.grow(3)
        await _damage(site, path, change)
        await site.agency(1)
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    @pytest.mark.parametrize("path", ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"])
    @pytest.mark.parametrize("change", ["edit", "delete"])
    async def test_a_full_last_tile_is_looked_at_too(self, site: Site, path: str, change: str) -> None:
        await full(site)
        await _damage(site, path, change)
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    @pytest.mark.parametrize("change", [{"leaf": b"\0" * 32}, {"event": "agency-x:1"}, {"leaf": None}, None])
    async def test_a_damaged_index_stops_it(self, site: Site, change: dict[str, object] | None) -> None:
        await site.grow(3)
        if change:
            await site.storage.index.update_one({"_id": 1}, {"$set": change})
        else:
            await site.storage.index.delete_one({"_id": 0})
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    async def test_a_row_of_nothing_stops_it(self, site: Site) -> None:
        await site.grow(3)
        await site.storage.index.insert_one({"_id": "x", "event": "agency-x:1", "leaf": b"\0" * 32})
        with pytest.raises(EdgeBroken, match="rows of its own"):
            await site.sealer().tick()

    async def test_a_full_last_tile_that_agrees_with_its_bundle_only_stops_it(self, site: Site) -> None:
        """Entry, hash and row changed alike: only the level above knows better."""
        await full(site)
        entries = decode_bundle(await site.storage.object("tile/entries/000") or b"")
        entries[-1] = entries[-1].replace(b'"v":1', b'"v":2')
        leaves = [leaf_hash(entry) for entry in entries]
        for path, data in (("tile/entries/000", encode_bundle(entries)), ("tile/0/000", b"".join(leaves))):
            await site.storage.tiles.update_one({"_id": path}, {"$set": {"data": data}})
        await site.storage.index.update_one({"_id": 255}, {"$set": {"leaf": leaves[-1]}})
        with pytest.raises(EdgeBroken):
            await site.sealer().tick()

    async def test_a_failed_batch_forces_it_to_be_looked_at_again(self, site: Site) -> None:
        """A sealer that swallowed the failure would go on from an edge that no longer is what is stored."""
        await site.grow(3)
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
    await site.grow(3)
    await site.agency(1)

    async def hook(point: str) -> None:
        if point == "before-prove":
            assert sealer._edge is not None
            other = Checkpoint(ORIGIN, 3, b"\x07" * 32)
            sealer._edge = RightEdge(other, sealer._edge.objects)

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
        await site.grow(2)
        await site.agency(2)
        task, _ = await paused(site, "after-swap")
        task.cancel()
        staged = there(await site.storage.staging.find_one({}))
        if change == "other":
            await _other(site, staged)
        _change(staged, change)
        await site.storage.staging.delete_many({})
        if change != "gone":
            await site.storage.staging.insert_one(staged)
        with pytest.raises(StagingLost if change == "gone" else Tampered):
            await site.sealer().tick()
        assert await site.storage.index.count_documents({}) == 2


async def full(site: Site) -> None:
    """Seal as many entries as a tile has."""
    for _ in range(16):
        await site.agency(16)
    await site.sealed()


async def _damage(site: Site, path: str, change: str) -> None:
    found = there(await site.storage.object(path))
    if change == "delete":
        await site.storage.tiles.delete_one({"_id": path})
    elif change == "unset":
        await site.storage.tiles.update_one({"_id": path}, {"$unset": {"data": ""}})
    else:
        await site.storage.tiles.update_one({"_id": path}, {"$set": {"data": found[:-1] + bytes([found[-1] ^ 1])}})


async def _other(site: Site, staged: dict[str, Any]) -> None:
    newest = await site.newest()
    base = site.home.read(newest.note, newest.at).checkpoint
    edge = RightEdge(base, await site.storage.objects(right_edge_paths(base.size)))
    events = [row["event"] for row in staged["rows"]]
    stored = await site.storage.envelopes(events)
    entries = [stored[event].replace(b'"v":1', b'"v":2') for event in events]
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
            (each,) = (item for item in objects if item["_id"].startswith(wanted))
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
