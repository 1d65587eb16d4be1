"""More of what somebody with every right could do: to what is staged, to keys, to commands, to the order of things."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from store.log.envelopes import event_of
from store.log.faults import Doubt
from store.log.sealing.right_edge import RightEdge
from store.log.storage import Staging, staging_id
from store.record.sealing import open_sealed, seal
from store.tlog.merkle import leaf_hash
from store.tlog.tiles import decode_bundle, encode_bundle, right_edge_paths
from tests.sealer.damage import A, O, P, _replace, _set, _swap, database, key_of
from tests.sealer.site import REGISTERED, Site

Change = Callable[[dict[str, Any]], None]


async def first(collection: Any) -> None:
    """Delete one document."""
    assert (await collection.delete_one({})).deleted_count == 1


async def reorder_markers(site: Site) -> None:
    await site.write("agency-qqqq", REGISTERED)
    await _swap(site.storage.pending, f"{P}:1", "agency-qqqq:1")


async def reorder_heads(site: Site) -> None:
    await _swap(database(site), A, P)


async def rehash_tile(site: Site) -> None:
    """An entry with its hash, so that bundle and tile agree."""
    paths = [f"tile/{name}/000.p/5" for name in ("entries", "0")]
    entries = decode_bundle(await site.storage.object(paths[0]) or b"")
    entries[1] = entries[1].replace(b'"v":1', b'"v":2')
    await _set(site.storage.tiles, paths[0], data=encode_bundle(entries))
    await _set(site.storage.tiles, paths[1], data=b"".join(map(leaf_hash, entries)))


async def insert_checkpoint(site: Site) -> None:
    """One of a size that never was, with the signature of another."""
    found = await site.storage.checkpoints.find_one({"_id": 4})
    assert found is not None
    await site.storage.checkpoints.insert_one({**found, "_id": 2, "note": found["note"].replace(b"\n4\n", b"\n2\n")})


async def staged(site: Site, change: Change) -> None:
    """The sealer was stopped after its swap; what it had staged is changed."""

    async def hook(point: str) -> None:
        if point == "after-swap":
            raise OSError

    with pytest.raises(Doubt):
        await site.sealer(hook=hook).tick()
    found = await site.storage.staging.find_one({})
    assert found is not None
    old = found["_id"]
    change(found)
    await _replace(site.storage.staging, old, found)


def edit_staged(found: dict[str, Any]) -> None:
    found["rows"][0]["leaf"] = b"\0" * 32


def reorder_staged(found: dict[str, Any]) -> None:
    one, other = found["objects"][0], found["objects"][1]
    one["data"], other["data"] = other["data"], one["data"]


def rehash_staged(found: dict[str, Any]) -> None:
    """The index row and the name made to fit another entry; the tiles are what they were."""
    (entries,) = (item for item in found["objects"] if item["_id"].startswith("tile/entries"))
    data = decode_bundle(entries["data"])
    data[-1] = data[-1].replace(b'"v":1', b'"v":2')
    entries["data"] = encode_bundle(data)
    found["rows"][-1] |= {"event": event_of(data[-1]), "leaf": leaf_hash(data[-1])}


async def insert_old_staging(site: Site) -> None:
    """What the last batch had staged, put back: a start of the sealer clears it."""
    last = site.home.locked().checkpoint
    edge = RightEdge(last, await site.storage.objects(right_edge_paths(last.size)))
    rows = await site.storage.index.find({"_id": last.size - 1}).to_list(1)
    await site.storage.staging.insert_one(Staging(staging_id(last), last.size, edge.objects, tuple(rows)).document())


async def reseal(site: Site) -> None:
    """Another text under the same key, with a commitment of its own."""
    value = await site.connection.sealed.find_one({"stream": O})
    assert value is not None
    key = site.connection.master.unwrap(bytes((await key_of(site, O))["key"]))
    assert open_sealed(value, key)
    other = seal(O, {"subject": "b@example.invalid"}, site.connection.master)
    await _replace(site.connection.sealed, value["_id"], other.values[0])


async def reorder_keys(site: Site) -> None:
    """The keys of two groups, exchanged."""
    await site.officer("officer-qqqq")
    one, other = await key_of(site, O), await key_of(site, "officer-qqqq")
    await _set(site.connection.wrapped, one["_id"], key=other["key"])
    await _set(site.connection.wrapped, other["_id"], key=one["key"])


async def edit_command(site: Site, **change: Any) -> None:
    found = await site.connection.commands.find_one({"stream": A, "n": 1})
    assert found is not None
    await _set(site.connection.commands, found["_id"], **change)


async def edit_command_time(site: Site) -> None:
    found = await site.connection.commands.find_one({"stream": A, "n": 1})
    assert found is not None
    await _set(site.connection.commands, found["_id"], at=found["at"] + timedelta(days=1))


async def reorder_commands(site: Site) -> None:
    one, other = [await site.connection.commands.find_one({"stream": A, "n": n}) for n in (1, 2)]
    assert one is not None
    assert other is not None
    await _swap(site.connection.commands, one["_id"], other["_id"])
