"""The index of streams, signed from the sealer's own memory: hourly, provable, and what becomes of a false one."""

from store.log.sealing.indexer import KEPT, Indexer, end_proof
from store.tlog.note import join, verify
from store.tlog.stream_index import index_text, read_index
from tests.sealer.damage import A, P
from tests.sealer.site import ORIGIN, Site, named
from tests.support.log_proofs import verify_end


def indexer(site: Site) -> Indexer:
    return Indexer(site.storage, site.home, site.clock)


async def test_every_stream_is_proved_to_end_where_the_log_has_it(world: Site) -> None:
    size = await indexer(world).index()
    assert size is not None
    found = await end_proof(world.storage, ORIGIN, A, size)
    assert found is not None
    assert read_index(verify(found.note, [world.verifier]).text, ORIGIN)[0] == size == found.size
    assert found.row.n == 4
    last = await world.connection.revisions.find_one({"_id": f"{A}:4"})
    assert last is not None
    assert found.row.leaf == last["leaf"]
    verify_end(found.row, found.siblings, read_index(verify(found.note, [world.verifier]).text, ORIGIN)[1])
    assert await end_proof(world.storage, ORIGIN, P, size) is None  # its one version is pending
    assert await end_proof(world.storage, ORIGIN, A, size - 1) is None
    assert await world.findings() == []


async def test_it_is_signed_once_an_hour_if_the_log_grew(world: Site) -> None:
    first = await indexer(world).index()
    assert await indexer(world).index() is None
    await world.write(A, named(4))
    await world.sealed()
    assert await indexer(world).index() is None
    world.clock.forward(hours=1, minutes=1)  # type: ignore[attr-defined]  # the fixture's clock is moved by hand
    second = await indexer(world).index()
    assert first is not None
    assert second is not None
    assert second > first
    world.clock.forward(hours=2)  # type: ignore[attr-defined]
    assert await indexer(world).index() is None
    sizes = {row["size"] async for row in world.storage.stream_rows.find({}, {"size": 1})}
    assert sizes == {first, second}
    assert len(sizes) <= KEPT


async def test_rows_of_old_indexes_go_and_their_notes_stay(world: Site) -> None:
    for number in range(KEPT + 2):
        await world.write(A, named(10 + number))
        await world.sealed()
        world.clock.forward(hours=1, minutes=1)  # type: ignore[attr-defined]
        assert await indexer(world).index()
    assert len({row["size"] async for row in world.storage.stream_rows.find({}, {"size": 1})}) == KEPT
    assert await world.storage.stream_indexes.count_documents({}) == KEPT + 2


async def test_what_the_entries_do_not_give_is_found(world: Site) -> None:
    size = await indexer(world).index()
    assert size is not None
    text = index_text(ORIGIN, size, bytes(32))
    await world.storage.stream_indexes.update_one(
        {"_id": size}, {"$set": {"note": join(text, [world.home.signer.sign(text)])}}
    )
    assert await world.codes() == {"streams-differ"}
    await world.storage.stream_indexes.update_one({"_id": size}, {"$set": {"note": b"no note"}})
    assert await world.codes() == {"streams-unsigned"}


async def test_rows_that_somebody_changed_prove_nothing(world: Site) -> None:
    size = await indexer(world).index()
    assert size is not None
    await world.storage.stream_rows.update_many({}, {"$set": {"data": b"short"}})
    assert await end_proof(world.storage, ORIGIN, A, size) is None


async def test_an_index_may_go(world: Site) -> None:
    """It follows from the entries, and whoever keeps its note has it."""
    await indexer(world).index()
    await world.storage.stream_indexes.delete_many({})
    await world.storage.stream_rows.delete_many({})
    assert await world.findings() == []
