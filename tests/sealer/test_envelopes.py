"""Envelopes, the index of the log, and the verification of one stream."""

import json
from typing import Any

import pytest

from store.log import envelopes
from store.log.sealing.indexer import KEPT, Indexer, end_proof
from store.read.history import History
from store.record.canonical import canonical
from store.tlog.merkle import leaf_hash
from store.tlog.note import join, verify
from store.tlog.stream_index import index_text, read_index
from store.verification import stream_places
from store.verification.stream import StreamAudit
from tests.sealer.damage import A, O, P
from tests.sealer.site import ORIGIN, REGISTERED, Site, named
from tests.support.log_proofs import verify_end
from tests.support.record import revision_of, there

STREAM = "agency-other"


async def with_a_member_more(site: Site) -> None:
    """A version whose envelope has a member that none has, with hashes and a marker that fit."""
    await site.write(STREAM, REGISTERED)
    row = await revision_of(site.connection, f"{STREAM}:1")
    envelope = canonical({**json.loads(row["envelope"]), "note": "x"})
    change = {"leaf": leaf_hash(envelope)}
    await site.connection.revisions.update_one({"_id": row["_id"]}, {"$set": {**change, "envelope": envelope}})
    await site.storage.pending.update_one({"_id": row["_id"]}, {"$set": change})


async def test_one_with_a_member_more_is_held(world: Site) -> None:
    await with_a_member_more(world)
    sealer = await world.sealed()
    assert sealer.held[STREAM] == f"{STREAM}:1: the envelope has note"
    assert await world.storage.index.find_one({"event": f"{STREAM}:1"}) is None


async def test_one_that_was_sealed_by_a_sealer_that_did_not_look_is_named(
    world: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_a_member_more(world)
    with monkeypatch.context() as patched:
        patched.setattr(envelopes, "MEMBERS", envelopes.MEMBERS | {"note"})
        await world.sealed()
    assert "field-unknown" in await world.codes()


def indexer(site: Site) -> Indexer:
    return Indexer(site.storage, site.home, site.clock)


async def test_every_stream_is_proved_to_end_where_the_log_has_it(world: Site) -> None:
    size = there(await indexer(world).index())
    found = there(await end_proof(world.storage, ORIGIN, A, size))
    assert read_index(verify(found.note, [world.verifier]).text, ORIGIN)[0] == size == found.size
    assert found.row.n == 4
    assert found.row.leaf == (await revision_of(world.connection, f"{A}:4"))["leaf"]
    verify_end(found.row, found.siblings, read_index(verify(found.note, [world.verifier]).text, ORIGIN)[1])
    assert await end_proof(world.storage, ORIGIN, P, size) is None  # its one version is pending
    assert await end_proof(world.storage, ORIGIN, A, size - 1) is None
    assert await world.findings() == []


async def test_it_is_signed_once_an_hour_if_the_log_grew(world: Site) -> None:
    first = await indexer(world).index()
    assert await indexer(world).index() is None
    await world.extend(A, named(4))
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
        await world.extend(A, named(10 + number))
        world.clock.forward(hours=1, minutes=1)  # type: ignore[attr-defined]
        assert await indexer(world).index()
    assert len({row["size"] async for row in world.storage.stream_rows.find({}, {"size": 1})}) == KEPT
    assert await world.storage.stream_indexes.count_documents({}) == KEPT + 2


async def test_what_the_entries_do_not_give_is_found(world: Site) -> None:
    size = there(await indexer(world).index())
    text = index_text(ORIGIN, size, bytes(32))
    await world.storage.stream_indexes.update_one(
        {"_id": size}, {"$set": {"note": join(text, [world.home.signer.sign(text)])}}
    )
    assert await world.codes() == {"streams-differ"}
    await world.storage.stream_indexes.update_one({"_id": size}, {"$set": {"note": b"no note"}})
    assert await world.codes() == {"streams-unsigned"}


async def test_rows_that_somebody_changed_prove_nothing(world: Site) -> None:
    size = there(await indexer(world).index())
    await world.storage.stream_rows.update_many({}, {"$set": {"data": b"short"}})
    assert await end_proof(world.storage, ORIGIN, A, size) is None


async def test_an_index_may_go(world: Site) -> None:
    """It follows from the entries, and whoever keeps its note has it."""
    await indexer(world).index()
    await world.storage.stream_indexes.delete_many({})
    await world.storage.stream_rows.delete_many({})
    assert await world.findings() == []


async def audited(site: Site, stream: str = A) -> StreamAudit:
    return await History(site.connection).audit(stream)


async def codes(site: Site, stream: str = A) -> set[str]:
    return {finding.code for finding in (await audited(site, stream)).findings}


async def place(site: Site, event: str) -> int:
    return int(there(await site.storage.index.find_one({"event": event}))["_id"])


async def test_it_tells_places_and_the_checkpoint(world: Site) -> None:
    found, newest = await audited(world), await world.storage.newest()
    assert newest is not None
    assert (found.versions, found.sealed, found.first_places, found.findings) == (4, 4, 4, ())
    assert found.newest_place == await place(world, f"{A}:4")
    assert found.checkpoint == newest.note.decode()


async def test_a_version_after_the_last_is_missed(world: Site) -> None:
    await world.connection.revisions.delete_one({"_id": f"{A}:4"})
    assert "revision-missing" in await codes(world)
    await world.write(A, named(9))  # written again under the number, with other content
    assert "revision-differs" in await codes(world)


async def test_a_marker_after_the_last_is_missed(world: Site) -> None:
    await world.write(A, named(9))
    assert await codes(world) == set()
    await world.connection.revisions.delete_one({"_id": f"{A}:5"})
    assert "pending-stray" in await codes(world)


async def test_an_earlier_entry_of_a_version_is_found(world: Site) -> None:
    """The index names a later place: as if somebody had sealed the version again."""
    first, last = await place(world, f"{A}:2"), await place(world, f"{O}:1")
    await world.storage.index.delete_many({"_id": {"$in": [first, last]}})
    await world.storage.index.insert_one({"_id": last, "event": f"{A}:2", "leaf": b"\x00" * 32})
    found = await audited(world)
    assert {"sealed-twice", "revision-differs"} <= {finding.code for finding in found.findings}
    assert next(finding.place for finding in found.findings if finding.code == "sealed-twice") == f"{A}:2"


async def test_places_in_another_order_are_found(world: Site) -> None:
    two, three = await place(world, f"{A}:2"), await place(world, f"{A}:3")
    await world.storage.index.delete_many({"_id": {"$in": [two, three]}})
    rows: list[dict[str, Any]] = [{"_id": two, "event": f"{A}:3"}, {"_id": three, "event": f"{A}:2"}]
    await world.storage.index.insert_many([{**row, "leaf": b"\x00" * 32} for row in rows])
    assert {"sequence", "revision-differs"} <= await codes(world)


async def test_it_looks_into_the_vault(world: Site) -> None:
    assert await codes(world, O) == set()
    value = there(await world.connection.sealed.find_one({"stream": O}))
    await world.connection.sealed.update_one({"_id": value["_id"]}, {"$set": {"sealed": b"\x00" * 40}})
    assert "value-altered" in await codes(world, O)
    await world.connection.sealed.delete_one({"_id": value["_id"]})
    assert "value-missing" in await codes(world, O)
    await world.connection.wrapped.delete_many({"stream": O})
    assert "key-missing" in await codes(world, O)


@pytest.fixture
async def beside(world: Site) -> Site:
    """A's fifth version was sealed after those of another stream, so that entries lie before it."""
    await world.write("agency-0", REGISTERED, named(1))
    await world.extend(A, named(4))
    assert (await audited(world)).first_places == 5
    return world


async def test_where_too_many_entries_lie_between_it_says_less(beside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_places, "BUNDLES_MOST", 0)
    found = await audited(beside)
    assert (found.first_places, found.versions, found.findings) == (4, 5, ())


async def test_entries_that_are_gone_prove_nothing(beside: Site) -> None:
    await beside.storage.tiles.delete_many({"_id": {"$regex": "^tile/entries"}})
    assert (await audited(beside)).first_places == 4
