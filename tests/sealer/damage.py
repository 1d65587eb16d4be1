"""What somebody with every right in the database could do, one function a deed."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from store.log.envelopes import event_of
from store.log.faults import Doubt
from store.log.sealing.right_edge import RightEdge
from store.log.storage import Staging, staging_id
from store.record.canonical import canonical
from store.record.revision import pending_of
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import EMPTY_ROOT, leaf_hash
from store.tlog.note import Signer, join
from store.tlog.tiles import decode_bundle, encode_bundle, right_edge_paths
from tests.sealer.site import ORIGIN, REGISTERED, Site
from tests.support.record import revision_of, there

ROOT = Path(__file__).parents[2]


A, O, P = "agency-aaaa", "officer-oooo", "agency-pppp"  # noqa: E741


async def _set(collection: Any, id: Any, **change: Any) -> None:
    done = await collection.update_one({"_id": id}, {"$set": change})
    assert done.modified_count == 1


async def _drop(collection: Any, id: Any) -> None:
    assert (await collection.delete_one({"_id": id})).deleted_count == 1


async def _replace(collection: Any, id: Any, document: dict[str, Any]) -> None:
    await _drop(collection, id)
    await collection.insert_one(document)


async def _swap(collection: Any, one: Any, other: Any) -> None:
    first, second = await collection.find_one({"_id": one}), await collection.find_one({"_id": other})
    await collection.delete_many({"_id": {"$in": [one, other]}})
    await collection.insert_many([{**first, "_id": other}, {**second, "_id": one}])


async def _revision(site: Site, id: str) -> dict[str, Any]:
    return await revision_of(site.connection, id)


def rehashed(revision: dict[str, Any], prev: bytes | None = None, **body: Any) -> dict[str, Any]:
    """A revision with another body, and every hash made to fit."""
    said = json.loads(revision["body"]) | body
    changed = canonical(said)
    envelope = json.loads(revision["envelope"])
    envelope["body"] = sha256(revision["salt"] + changed).hexdigest()
    if prev is not None:
        envelope["prev"] = prev.hex()
    data = canonical(envelope)
    return {**revision, "body": changed, "envelope": data, "leaf": leaf_hash(data)}


async def edit_envelope(site: Site) -> None:
    revision = await _revision(site, f"{A}:2")
    envelope = canonical(json.loads(revision["envelope"]) | {"v": 2})
    await _set(site.connection.revisions, f"{A}:2", envelope=envelope, leaf=leaf_hash(envelope))


async def rewrite_everything(site: Site, signer: Signer | None = None) -> None:
    """The whole history with another fact in it: revisions, index, tiles and checkpoints, all made to agree."""
    signer = signer or Signer.generate(ORIGIN)
    prev = (await _revision(site, f"{A}:1"))["leaf"]
    for n in (2, 3, 4):
        fresh = rehashed(await _revision(site, f"{A}:{n}"), prev, scope="admin:config")
        await _replace(site.connection.revisions, f"{A}:{n}", fresh)
        await site.storage.index.update_one({"event": f"{A}:{n}"}, {"$set": {"leaf": fresh["leaf"]}})
        prev = fresh["leaf"]
    rows = await site.storage.index.find({}).sort("_id", 1).to_list(None)
    sizes = [item["_id"] async for item in site.storage.checkpoints.find({}).sort("_id", 1)]
    await site.storage.tiles.delete_many({})
    edge, anchors = RightEdge(Checkpoint(ORIGIN, 0, EMPTY_ROOT), {}), dict[str, str]()
    for before, size in zip([0, *sizes], sizes, strict=False):
        events = [row["event"] for row in rows[before:size]]
        for event in events:
            await anchor_anew(site, event, anchors)
        envelopes = await site.storage.envelopes(events)
        if events:
            edge, made = edge.extended([envelopes[item] for item in events])
            await site.storage.tiles.insert_many([{"_id": path, "data": data} for path, data in made.items()])
        old = there(await site.storage.checkpoints.find_one({"_id": size}))
        note = join(edge.checkpoint.text(), [signer.sign(edge.checkpoint.text())])
        await site.storage.checkpoints.update_one({"_id": size}, {"$set": {"note": note}})
        anchors[sha256(old["note"]).hexdigest()] = sha256(note).hexdigest()
    for item in await site.connection.revisions.find({"stream": P}).to_list(None):
        await anchor_anew(site, item["_id"], anchors)


async def anchor_anew(site: Site, event: str, anchors: dict[str, str]) -> None:
    revision = await _revision(site, event)
    envelope = json.loads(revision["envelope"])
    if envelope["anchor"] in anchors:
        data = canonical(envelope | {"anchor": anchors[envelope["anchor"]]})
        change = {"$set": {"leaf": leaf_hash(data)}}
        both = {"$set": {"envelope": data, "leaf": leaf_hash(data)}}
        await site.connection.revisions.update_one({"_id": event}, both)
        await site.storage.index.update_one({"event": event}, change)
        await site.storage.pending.update_one({"_id": event}, change)


async def edit_vault(site: Site, **change: Any) -> None:
    await _set(site.connection.sealed, there(await site.connection.sealed.find_one({"stream": O}))["_id"], **change)


async def edit_key(site: Site) -> None:
    """The key of a stream's sealed texts. Its head has one too, and which of them is found first is chance."""
    value = there(await site.connection.sealed.find_one({"stream": O}))
    await _set(site.connection.wrapped, value["group"], key=b"\0" * 40)


async def double_seal(site: Site) -> None:
    """A sealed event is made to look unsealed, and a sealer that has forgotten it seals it again."""
    revision = await _revision(site, f"{O}:1")
    await _drop(site.storage.index, there(await site.storage.index.find_one({"event": f"{O}:1"}))["_id"])
    await site.storage.pending.insert_one(pending_of(revision))
    sealer = site.sealer()
    sealer.last = last = site.home.locked()  # what a sealer that was already at work believes
    sealer._edge = RightEdge(last.checkpoint, await site.storage.objects(right_edge_paths(last.checkpoint.size)))
    with site.home.state._open() as db:
        db.execute("DELETE FROM stream")
    await sealer.tick()


def database(site: Site) -> Any:
    return site.connection.client[site.connection.names.main]["agencies"]


def officers(site: Site) -> Any:
    return site.connection.client[site.connection.names.main]["officers"]


async def _unset(collection: Any, id: Any, name: str) -> None:
    assert (await collection.update_one({"_id": id}, {"$unset": {name: ""}})).modified_count == 1


async def _flip(site: Site, path: str) -> None:
    data = there(await site.storage.object(path))
    await _set(site.storage.tiles, path, data=data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])


async def _cut(site: Site, path: str) -> None:
    data = there(await site.storage.object(path))
    await _set(site.storage.tiles, path, data=data[:-1])


Change = Callable[[dict[str, Any]], None]


async def reorder_markers(site: Site) -> None:
    await site.write("agency-qqqq", REGISTERED)
    await _swap(site.storage.pending, f"{P}:1", "agency-qqqq:1")


async def staged(site: Site, change: Change) -> None:
    """The sealer was stopped after its swap; what it had staged is changed."""

    async def hook(point: str) -> None:
        if point == "after-swap":
            raise OSError

    with pytest.raises(Doubt):
        await site.sealer(hook=hook).tick()
    found = there(await site.storage.staging.find_one({}))
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
    """Insert again what the last batch staged. The next start of the sealer deletes it."""
    last = site.home.locked().checkpoint
    edge = RightEdge(last, await site.storage.objects(right_edge_paths(last.size)))
    rows = await site.storage.index.find({"_id": last.size - 1}).to_list(1)
    await site.storage.staging.insert_one(Staging(staging_id(last), last.size, edge.objects, tuple(rows)).document())


async def edit_command(site: Site, **change: Any) -> None:
    found = there(await site.connection.commands.find_one({"stream": A, "n": 1}))
    await _set(site.connection.commands, found["_id"], **change)
