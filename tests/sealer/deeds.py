"""More of what somebody with every right could do: to what is staged, to keys, to commands, to the order of things."""

from collections.abc import Callable
from typing import Any

import pytest

from store.log.envelopes import event_of
from store.log.faults import Doubt
from store.log.sealing.right_edge import RightEdge
from store.log.storage import Staging, staging_id
from store.tlog.merkle import leaf_hash
from store.tlog.tiles import decode_bundle, encode_bundle, right_edge_paths
from tests.sealer.damage import A, P, _replace, _set, _swap
from tests.sealer.site import REGISTERED, Site
from tests.support.record import there

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
    """What the last batch had staged, put back: a start of the sealer clears it."""
    last = site.home.locked().checkpoint
    edge = RightEdge(last, await site.storage.objects(right_edge_paths(last.size)))
    rows = await site.storage.index.find({"_id": last.size - 1}).to_list(1)
    await site.storage.staging.insert_one(Staging(staging_id(last), last.size, edge.objects, tuple(rows)).document())


async def edit_command(site: Site, **change: Any) -> None:
    found = there(await site.connection.commands.find_one({"stream": A, "n": 1}))
    await _set(site.connection.commands, found["_id"], **change)
