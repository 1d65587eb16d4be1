"""Somebody with all rights on the database changes something; each change has a finding of its own name.

What cannot be found is here too, with tests that show it is not, and stands in docs/log.md.
"""

from typing import Any

import pytest

from store.keys.promises import SEAL_WITHIN
from store.kinds.entries import HEADS
from store.log.sealing.right_edge import RightEdge
from store.log.storage import Staging
from store.provisioning.provision import COLLECTIONS, OAUTH
from store.record.canonical import canonical
from store.tlog.checkpoint import Signed
from store.tlog.merkle import leaf_hash
from store.tlog.tiles import right_edge_paths
from store.verification.register import CODES, Level
from tests.sealer.attacks import ATTACKS, BY_COLLECTION, UNRECORDED, Attack
from tests.sealer.damage import ROOT, A, O, P, _drop, _revision, rewrite_everything
from tests.sealer.site import ORIGIN, Site
from tests.support.clock import TestClock


@pytest.mark.parametrize(("attack", "codes"), [item[1:] for item in ATTACKS], ids=[item[0] for item in ATTACKS])
async def test_it_is_found(world: Site, attack: Attack, codes: set[str]) -> None:
    await attack(world)
    found = {finding.code for finding in await world.findings()}
    assert codes <= found, found


class TestTheTable:
    """A collection without attacks, or a deed that nobody tried on one, is a gap in what is claimed."""

    def test_every_collection_is_attacked_or_said_to_be_no_part_of_the_record(self) -> None:
        heads = {"heads": set(HEADS.values())}
        every = {item for part in COLLECTIONS.values() for item in part}
        attacked = {name for item in BY_COLLECTION for name in heads.get(item, {item})}
        assert every - attacked - UNRECORDED.keys() - set(OAUTH) == set()
        page = (ROOT / "docs" / "log.md").read_text()
        assert "`oauth_…`" in page
        assert [name for name in UNRECORDED if f"`{name}`" not in page] == []

    def test_every_finding_of_an_attack_has_a_name_in_the_list(self) -> None:
        assert {code for _, _, codes in ATTACKS for code in codes} <= CODES.keys()


class TestOnlyFoundFromOutside:
    """With nothing kept elsewhere these leave no trace; one old checkpoint is enough to find them."""

    async def test_everything_rewritten_with_the_stolen_key(self, world: Site) -> None:
        old = (await world.newest()).note
        await rewrite_everything(world, world.home.signer)
        assert await world.findings() == []
        world.kept.append(old)
        assert {"forked", "root-differs"} <= await world.codes()


class TestDishonestSealer:
    """Whoever has the sealer's key and its folder can seal anything; what does not fit is still found."""

    @staticmethod
    async def force(site: Site, *envelopes: dict[str, Any]) -> None:
        last = site.home.locked()
        edge = RightEdge(last.checkpoint, await site.storage.objects(right_edge_paths(last.checkpoint.size)))
        entries = [canonical(envelope) for envelope in envelopes]
        grown, made = edge.extended(entries)
        rows = [
            {"_id": last.checkpoint.size + at, "event": f"{item['stream']}:{item['n']}", "leaf": leaf_hash(data)}
            for at, (item, data) in enumerate(zip(envelopes, entries, strict=True))
        ]
        staging = Staging("x", grown.checkpoint.size, made, tuple(rows))
        signed = Signed(site.home.sign(grown.checkpoint), grown.checkpoint, site.clock())
        site.home.state.swap(last.note, signed, {})
        await site.storage.apply(staging)
        await site.storage.publish(signed, signed.note, True)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"n": 6}, "sequence"),
            ({"prev": "00" * 32}, "prev-differs"),
            ({"origin": "log.test/two"}, "leaf-foreign"),
            ({"stream": 5}, "leaf-foreign"),
            ({"n": True}, "leaf-foreign"),
            ({"n": 2}, "sealed-twice"),
        ],
    )
    async def test_it_is_found(self, world: Site, change: dict[str, Any], code: str) -> None:
        prev = (await _revision(world, f"{A}:4"))["leaf"].hex()
        envelope = {"v": 1, "origin": ORIGIN, "stream": A, "n": 5, "prev": prev, "body": "00" * 32, "anchor": None}
        if code == "sealed-twice":
            await world.storage.index.drop_indexes()
        await self.force(world, envelope | change)
        try:
            assert code in await world.codes()
        finally:
            await world.storage.index.delete_many({})
            await world.storage.index.create_index([("event", 1)], unique=True)


class TestNotFound:
    async def test_older_tiles_may_go(self, world: Site) -> None:
        for path in ("tile/0/000.p/4", "tile/entries/000.p/4"):
            await _drop(world.storage.tiles, path)
        assert await world.findings() == []

    async def test_work_that_is_due_is_not_the_record(self, world: Site) -> None:
        await world.connection.outbox.delete_many({})
        await world.connection.counters.delete_many({})
        assert await world.findings() == []

    async def test_a_key_that_opens_nothing(self, world: Site) -> None:
        await world.connection.wrapped.insert_one({"_id": "0" * 32, "stream": O, "key": b"\0" * 40})
        assert await world.findings() == []

    async def test_stamps_may_go(self, world: Site) -> None:
        await world.storage.stamps.insert_one({"_id": 5, "stamp": b"x"})
        assert [finding.code for finding in await world.findings()] == ["stamp-unchecked"]
        await world.storage.stamps.delete_many({})
        assert await world.findings() == []

    async def test_a_checkpoint_of_full_tiles_that_nothing_names(self, site: Site) -> None:
        for _ in range(16):
            await site.agency(16)
        await site.grow(1)
        await _drop(site.storage.checkpoints, 256)
        assert await site.findings() == []


async def test_a_late_marker_is_a_note(world: Site, clock: TestClock) -> None:
    clock.forward(seconds=SEAL_WITHIN.total_seconds() + 60)
    (finding,) = await world.findings()
    assert (finding.code, finding.level, finding.place) == ("pending-late", Level.NOTE, f"{P}:1")


def test_every_finding_stands_in_the_documentation() -> None:
    page = (ROOT / "docs" / "log-findings.md").read_text()
    assert [code for code in CODES if f"`{code}`" not in page] == []
