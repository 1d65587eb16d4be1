"""An envelope says what an envelope says and nothing besides: the sealer does not seal another one."""

import json

import pytest

from store.log import envelopes
from store.record.canonical import canonical
from store.tlog.merkle import leaf_hash
from tests.sealer.site import REGISTERED, Site

STREAM = "agency-other"


async def with_a_member_more(site: Site) -> None:
    """A version whose envelope has a member that none has, with hashes and a marker that fit."""
    await site.write(STREAM, REGISTERED)
    row = await site.connection.revisions.find_one({"_id": f"{STREAM}:1"})
    assert row is not None
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
