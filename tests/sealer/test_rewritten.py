"""Somebody who owns the database writes history again and has the honest sealer seal it: the sealer remembers."""

from collections.abc import Callable
from typing import Any

import pytest

from store.log.faults import SealedAgain, StateLost, Tampered
from store.log.sealing.sealer import Sealer
from store.record.revision import pending_of
from tests.sealer.damage import A, O, _replace, _revision, _set, rehashed
from tests.sealer.site import REGISTERED, Site, named

FORGED = (2, 3, 4)


async def rewrite(site: Site) -> None:
    """Versions 2 to 4 of a sealed stream with another actor's act, every hash made to fit, and marked to be sealed."""
    prev = (await _revision(site, f"{A}:1"))["leaf"]
    for n in FORGED:
        made = rehashed(await _revision(site, f"{A}:{n}"), prev, scope="admin:config")
        await _replace(site.connection.revisions, f"{A}:{n}", made)
        await site.storage.pending.insert_one(pending_of(made))
        prev = made["leaf"]


async def hide(site: Site) -> None:
    """Rows of the index gone, so that the versions look as if they were never sealed."""
    await site.storage.index.delete_many({"event": {"$in": [f"{A}:{n}" for n in FORGED]}})


async def rename(site: Site) -> None:
    """Rows of the index renamed, so that their number is right at a start."""
    for n in FORGED:
        await site.storage.index.update_one({"event": f"{A}:{n}"}, {"$set": {"event": f"{A}:9{n}"}})


async def leaves(site: Site) -> None:
    """Rows of the index with the forged leaves: they say that these were sealed."""
    for n in FORGED:
        leaf = (await _revision(site, f"{A}:{n}"))["leaf"]
        await site.storage.index.update_one({"event": f"{A}:{n}"}, {"$set": {"leaf": leaf}})


async def running(site: Site) -> Sealer:
    """A sealer that has its place in the log, as one that works has."""
    sealer = site.sealer()
    await sealer.tick()
    await sealer.tick()
    return sealer


@pytest.mark.parametrize("index", [hide, rename, leaves, None])
async def test_no_forged_version_is_sealed(world: Site, index: Callable[[Site], Any] | None) -> None:
    sealer = await running(world)
    size = world.home.locked().checkpoint.size
    await rewrite(world)
    if index:
        await index(world)
    with pytest.raises(SealedAgain):
        await sealer.tick()
    with pytest.raises(Tampered):
        await world.sealer().tick()
    assert world.home.locked().checkpoint.size == size
    assert "revision-differs" in await world.codes()


async def test_nor_one_in_the_middle_of_a_stream(world: Site) -> None:
    """Of an earlier version the state knows no leaf: the log itself must hold what the index says."""
    sealer = await running(world)
    made = rehashed(await _revision(world, f"{A}:2"), scope="admin:config")
    await _replace(world.connection.revisions, f"{A}:2", made)
    await world.storage.pending.insert_one(pending_of(made))
    await world.storage.index.update_one({"event": f"{A}:2"}, {"$set": {"leaf": made["leaf"]}})
    with pytest.raises(SealedAgain, match="does not hold"):
        await sealer.tick()


async def test_nor_a_stream_that_was_taken_away_and_begun_again(world: Site) -> None:
    sealer = await running(world)
    await world.connection.revisions.delete_many({"stream": A})
    await world.storage.index.delete_many({"event": {"$regex": f"^{A}:"}})
    await world.write(A, REGISTERED)
    with pytest.raises(SealedAgain):
        await sealer.tick()


async def test_nor_a_version_after_a_forged_one(world: Site) -> None:
    """The honest register appends to what it reads; the hash it names is not the one that was sealed."""
    sealer = await running(world)
    made = rehashed(await _revision(world, f"{A}:4"), scope="admin:config")
    await _replace(world.connection.revisions, f"{A}:4", made)
    await world.write(A, named(8))
    await sealer.tick()
    assert "otherwise: prev" in sealer.held[A]


async def test_a_row_for_what_was_never_sealed_is_tampering(world: Site) -> None:
    sealer = await running(world)
    await world.write(A, named(8))
    await world.storage.index.insert_one({"_id": 99, "event": f"{A}:5", "leaf": b"\0" * 32})
    with pytest.raises(SealedAgain, match="never sealed"):
        await sealer.tick()


async def test_a_marker_alone_stops_nothing(world: Site) -> None:
    """Whoever may only add markers cannot stop the sealer: what the record has is what was sealed."""
    sealer = await running(world)
    await world.storage.pending.insert_one({"_id": f"{A}:2", "stream": A, "n": 2, "leaf": b"\0" * 32})
    await world.agency(2)
    assert await sealer.tick() == 2
    assert "other content" in sealer.held[A]


class TestStateOfBefore:
    """A state that knew its checkpoint only learns the streams from the log's own entries, and only from those."""

    @staticmethod
    def forget(site: Site) -> None:
        with site.home.state._open() as db:
            db.executescript("DROP TABLE stream; DROP TABLE remembered")

    async def test_it_knows_every_stream_after_a_start(self, world: Site) -> None:
        ends = world.home.state.ends({A, O})
        self.forget(world)
        await running(world)
        assert world.home.state.ends({A, O}) == ends
        assert ends[A].leaf == (await _revision(world, f"{A}:4"))["leaf"]
        await world.whole()

    async def test_it_believes_no_index(self, world: Site) -> None:
        self.forget(world)
        await world.storage.index.update_one({"event": f"{A}:2"}, {"$set": {"event": f"{A}:92"}})
        await rewrite(world)
        with pytest.raises(Exception, match="index"):
            await world.sealer().tick()

    async def test_entries_that_lead_to_another_root_teach_nothing(self, site: Site) -> None:
        """The end of the log is right, so that a start believes it; an entry far before is not."""
        for _ in range(17):
            await site.agency(16)
        await site.sealed()
        self.forget(site)
        data = await site.storage.object("tile/entries/000") or b""
        await _set(site.storage.tiles, "tile/entries/000", data=data.replace(b'"v":1', b'"v":2', 1))
        with pytest.raises(Exception, match="another root"):
            await site.sealer().tick()
        assert site.home.state.remembered() == 0

    async def test_one_that_remembers_more_than_it_signed_is_refused(self, world: Site) -> None:
        with world.home.state._open() as db:
            db.execute("UPDATE remembered SET size = 99")
        with pytest.raises(StateLost, match="99"):
            await world.sealer().tick()
