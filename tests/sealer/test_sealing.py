"""The path on which nothing goes wrong, and what is held back on it."""

from datetime import timedelta

import pytest

from store.keys.promises import SEAL_WITHIN, read_promise
from store.log.receipts import UnknownRevision, log_mark, receipts_of
from store.log.sealing.batch import ENVELOPE_MOST, HELD_SECONDS
from store.tlog.checkpoint import verify_proof
from store.tlog.merkle import leaf_hash, tree_root
from tests.sealer.site import ORIGIN, REGISTERED, Site, named
from tests.support.clock import TestClock
from tests.support.log_proofs import all_paths
from tests.support.record import revision_of, there


async def test_an_empty_log_publishes_its_empty_checkpoint(site: Site) -> None:
    sealer = await site.sealed()
    newest = await site.newest()
    assert (newest.size, newest.cosigned) == (0, False), "no witness did"
    assert sealer.published == (0, False)
    await site.whole()


async def test_revisions_are_sealed_once_and_the_registry_in_the_order_of_time(site: Site) -> None:
    start = site.clock()
    streams = sorted(f"agency-{number}" for number in range(4))
    for second, stream in enumerate(streams):
        await site.write(stream, REGISTERED, named(1), named(2), at=start - timedelta(seconds=9 - second))
    await site.sealed()
    await site.extend(streams[0], named(7), named(8))
    rows = await site.storage.index.find({}).sort("_id", 1).to_list(None)
    assert [row["_id"] for row in rows] == list(range(14))
    assert [row["event"] for row in rows[:12]] == [f"{stream}:{n}" for stream in streams for n in (1, 2, 3)]
    assert [row["event"] for row in rows[12:]] == [f"{streams[0]}:4", f"{streams[0]}:5"]
    await site.whole()


async def test_many_batches_cross_the_width_of_a_tile(site: Site) -> None:
    for size in (100, 155, 1, 2, 40):
        for _ in range(size // 20):
            await site.agency(20)
        if size % 20:
            await site.agency(size % 20)
        await site.sealed()
    assert (await site.newest()).size == 298
    kept = {item["_id"] async for item in site.storage.tiles.find({}, {"_id": 1})}
    assert set(all_paths(298)) <= kept
    assert await site.storage.computed(298, lambda read: tree_root(298, read))
    await site.whole()


async def test_a_batch_is_bounded_and_the_next_one_takes_the_rest(site: Site) -> None:
    for _ in range(5):
        await site.agency(2)
    sealer = site.sealer(most=4)
    assert [await sealer.tick() for _ in range(4)] == [4, 4, 2, 0]
    await site.whole()


async def test_a_proof_needs_nothing_but_the_key_and_the_envelope(site: Site) -> None:
    stream = await site.agency(3)
    await site.sealed()
    await site.grow(5)
    envelope = (await site.storage.envelopes([f"{stream}:2"]))[f"{stream}:2"]
    ((_, proof, _),) = await receipts_of(site.connection, [f"{stream}:2"])
    assert proof
    assert verify_proof(proof, envelope, [site.verifier], ORIGIN).size == 8


async def test_before_it_is_sealed_a_revision_has_a_promise(site: Site) -> None:
    stream = await site.agency()
    revision = await revision_of(site.connection, f"{stream}:1")
    ((_, _, accepted),) = await receipts_of(site.connection, [f"{stream}:1"])
    assert accepted
    assert accepted.to_be_sealed_by.replace(tzinfo=None) == revision["at"] + SEAL_WITHIN
    assert read_promise(site.promising.promise(accepted), [site.promising.verifier], ORIGIN) == accepted
    with pytest.raises(UnknownRevision):
        await receipts_of(site.connection, ["agency-x:1"])


async def test_a_later_version_with_an_earlier_time_waits_for_nothing(site: Site, clock: TestClock) -> None:
    stream = await site.agency(1)
    await site.write(stream, named(1), named(2))
    early = {"at": (clock.now - timedelta(hours=1)).replace(tzinfo=None)}  # a marker that somebody changed
    await site.storage.pending.update_one({"_id": f"{stream}:3"}, {"$set": early})
    for _ in range(3):
        await site.agency(1)
    sealer = site.sealer(most=2)
    while await sealer.tick():
        assert sealer.held == {}
    await site.whole()


class TestHeld:
    async def test_a_stream_with_a_gap_is_held_and_the_others_go_on(self, site: Site, clock: TestClock) -> None:
        gap, good = await site.agency(4), await site.agency(3)
        marker = there(await site.storage.pending.find_one({"_id": f"{gap}:2"}))
        await site.storage.pending.delete_one({"_id": f"{gap}:2"})
        sealer = await site.sealed()
        assert list(sealer.held) == [gap]
        assert sealer.held[gap] == f"{gap}:3: its predecessor is neither sealed nor pending"  # the first that fails
        sealed = {item["event"] async for item in site.storage.index.find({})}
        assert sealed == {f"{gap}:1", *(f"{good}:{n}" for n in (1, 2, 3))}
        assert "revision-unsealed" in await site.codes()

        await site.storage.pending.insert_one(marker)
        clock.forward(seconds=HELD_SECONDS + 1)
        assert await sealer.tick() == 3
        assert sealer.held == {}
        await site.whole()

    async def test_many_held_streams_do_not_starve_the_others(self, site: Site) -> None:
        for _ in range(6):
            stream = await site.agency(2)
            await site.storage.pending.delete_one({"_id": f"{stream}:1"})
        good = await site.agency(2)
        sealer = site.sealer(most=2)
        for _ in range(6):
            await sealer.tick()
        assert {item["event"] async for item in site.storage.index.find({})} == {f"{good}:1", f"{good}:2"}
        assert len(sealer.held) == 6

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"leaf": b"\x01" * 32}, "another hash"),
            ({"leaf": b"\x01"}, "not a marker"),
            ({"n": 7}, "not a marker"),
            ({"n": True}, "not a marker"),
            ({"stream": None}, "not a marker"),
        ],
    )
    async def test_a_marker_that_lies_is_passed_over(self, site: Site, change: dict[str, object], why: str) -> None:
        stream = await site.agency()
        await site.storage.pending.update_one({"_id": f"{stream}:1"}, {"$set": change})
        sealer = await site.sealed()
        assert [why in item for item in sealer.held.values()] == [True]
        assert await site.storage.index.count_documents({}) == 0

    async def test_junk_holds_nothing_but_itself(self, site: Site) -> None:
        bad, good = await site.agency(1), await site.agency(1)
        await site.connection.revisions.update_one({"_id": f"{bad}:1"}, {"$unset": {"envelope": ""}})
        await site.storage.pending.insert_one({"_id": {"junk": 1}, "stream": {"junk": 1}})
        assert bad in (await site.sealed()).held
        assert [item["event"] async for item in site.storage.index.find({})] == [f"{good}:1"]

    async def test_a_marker_without_a_revision_is_held(self, site: Site) -> None:
        stream = await site.agency()
        await site.connection.revisions.delete_one({"_id": f"{stream}:1"})
        assert "no such revision" in (await site.sealed()).held[stream]

    @pytest.mark.parametrize(
        ("envelope", "why"),
        [
            (b"{", "otherwise: origin"),
            (b"[" * 4_000, "otherwise: origin"),
            (b"[]", "otherwise: origin"),
            (b"x" * (ENVELOPE_MOST + 1), "too long"),
            (b'{"origin":"other.test/log","stream":"%s","n":1,"prev":null}', "otherwise: origin"),
            (b'{"origin":"casebook.test/log","stream":"%s","n":true,"prev":null}', "otherwise: n"),
            (b'{"origin":"casebook.test/log","stream":"%s","n":1,"prev":"00"}', "otherwise: prev"),
            (b'{"origin":"casebook.test/log","stream":"agency-y","n":1,"prev":null}', "otherwise: stream"),
        ],
    )
    async def test_an_envelope_that_does_not_fit_is_held(self, site: Site, envelope: bytes, why: str) -> None:
        stream = await site.agency()
        data = envelope.replace(b"%s", stream.encode())
        for collection in (site.connection.revisions, site.storage.pending):
            await collection.update_one({"_id": f"{stream}:1"}, {"$set": {"leaf": leaf_hash(data)}})
        await site.connection.revisions.update_one({"_id": f"{stream}:1"}, {"$set": {"envelope": data}})
        assert why in (await site.sealed()).held[stream]

    async def test_a_sealed_version_marked_again_is_sealed_once(self, site: Site) -> None:
        stream = await site.agency()
        marker = there(await site.storage.pending.find_one({}))
        await site.sealed()
        await site.storage.pending.insert_one(marker)
        await site.sealed()
        assert await site.storage.index.count_documents({"event": f"{stream}:1"}) == 1
        await site.whole()


async def test_papers_carry_size_and_root_of_the_log(site: Site, clock: TestClock) -> None:
    assert await log_mark(site.connection) == ""
    await site.grow(1)
    first, then = (await site.signed())[-1], clock.now
    clock.forward(hours=1)
    await site.grow(1)
    newest = (await site.signed())[-1]
    assert await log_mark(site.connection) == f"{newest.size} {newest.root.hex()[:16]}"
    assert await log_mark(site.connection, then) == f"{first.size} {first.root.hex()[:16]}"
