"""What `verifyStream` finds in one stream of a damaged register, without reading the whole log."""

from typing import Any

import pytest

from store.read.history import History
from store.verification import stream_places
from store.verification.stream import StreamAudit
from tests.sealer.damage import A, O
from tests.sealer.site import REGISTERED, Site, named


async def audited(site: Site, stream: str = A) -> StreamAudit:
    return await History(site.connection).audit(stream)


async def codes(site: Site, stream: str = A) -> set[str]:
    return {finding.code for finding in (await audited(site, stream)).findings}


async def place(site: Site, event: str) -> int:
    row = await site.storage.index.find_one({"event": event})
    assert row is not None
    return int(row["_id"])


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
    value = await world.connection.sealed.find_one({"stream": O})
    assert value is not None
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
    await world.write(A, named(4))
    await world.sealed()
    assert (await audited(world)).first_places == 5
    return world


async def test_where_too_many_entries_lie_between_it_says_less(beside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_places, "BUNDLES_MOST", 0)
    found = await audited(beside)
    assert (found.first_places, found.versions, found.findings) == (4, 5, ())


async def test_entries_that_are_gone_prove_nothing(beside: Site) -> None:
    await beside.storage.tiles.delete_many({"_id": {"$regex": "^tile/entries"}})
    assert (await audited(beside)).first_places == 4
