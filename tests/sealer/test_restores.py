"""Old dumps of the database, old folders, lost states; and going on from the newest checkpoint."""

import shutil
from pathlib import Path

import pytest

from store.log.faults import Forked, PublishedAhead, ResumeRefused, StagingLost, StateLost
from store.log.recovery.resume import resume
from store.tlog.note import Signer
from store.tlog.policy import Policy
from tests.sealer.scenes import roots, two_at_once
from tests.sealer.site import Site, named
from tests.support.clock import TestClock


class TestRestored:
    async def test_an_old_dump_of_the_database_stops_it(self, site: Site) -> None:
        stream = await site.agency(3)
        await site.sealed()
        old = await site.dump()
        await site.write(stream, named(4))
        await site.sealed()
        await site.keep()
        await site.restore(old)
        await site.write(stream, named(44))  # what a fork would be made of
        with pytest.raises(StagingLost):
            await site.sealer().tick()
        assert all(len(root) == 1 for root in (await roots(site)).values())
        assert "log-truncated" in await site.codes()

    async def test_a_sealer_at_work_notices_before_it_signs(self, site: Site) -> None:
        stream = await site.agency(3)
        sealer = await site.sealed()
        old = await site.dump()
        await site.write(stream, named(4))
        await sealer.tick()
        await site.restore(old)
        await site.write(stream, named(44))
        with pytest.raises(StagingLost):
            await sealer.tick()
        assert site.home.locked().checkpoint.size == 4
        assert all(len(root) == 1 for root in (await roots(site)).values())

    async def test_an_empty_database_stops_it(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        for collection in (site.storage.checkpoints, site.storage.index, site.storage.tiles):
            await collection.delete_many({})
        with pytest.raises(StagingLost):
            await site.sealer().tick()

    async def test_a_log_nobody_signed_stops_a_new_one(self, site: Site) -> None:
        await site.storage.tiles.insert_one({"_id": "tile/0/000.p/1", "data": b"\0" * 32})
        with pytest.raises(StagingLost):
            await site.sealer().tick()

    async def test_an_old_folder_stops_it(self, site: Site, tmp_path: Path) -> None:
        await site.agency(3)
        await site.sealed()
        shutil.copytree(site.path, tmp_path / "backup")
        await site.agency(1)
        await site.sealed()
        shutil.rmtree(site.path)
        shutil.copytree(tmp_path / "backup", site.path)
        with pytest.raises(PublishedAhead):
            await site.sealer().tick()

    @pytest.mark.parametrize("damage", ["missing", "empty", "garbage"])
    async def test_a_lost_state_stops_it(self, site: Site, damage: str) -> None:
        await site.agency(1)
        await site.sealed()
        path = site.path / "state.sqlite"
        path.unlink()
        if damage != "missing":
            path.write_bytes(b"" if damage == "empty" else b"x" * 8_192)
        with pytest.raises(StateLost):
            await site.sealer().tick()
        assert path.exists() is (damage != "missing")


class TestResumed:
    async def test_from_the_newest_checkpoint_after_an_old_folder(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        state = site.path / "state.sqlite"
        old = state.read_bytes()
        await site.agency(1)
        await site.sealed()
        note = await site.keep()
        state.write_bytes(old)
        await resume(site.storage, site.home, note, site.clock(), Policy())
        await site.agency(1)
        await site.sealed()
        await site.whole()

    async def test_not_from_an_older_one(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        old = await site.keep()
        await site.agency(1)
        await site.sealed()
        (site.path / "state.sqlite").unlink()
        with pytest.raises(ResumeRefused, match="not the newest"):
            await resume(site.storage, site.home, old, site.clock(), Policy())

    async def test_not_while_entries_are_missing(self, site: Site) -> None:
        await site.agency(3)
        await site.sealed()
        old = await site.dump()
        await site.agency(1)
        await site.sealed()
        note = await site.keep()
        await site.restore(old)
        with pytest.raises(ResumeRefused, match="bundle-missing"):
            await resume(site.storage, site.home, note, site.clock(), Policy())

    async def test_once_the_entries_are_back(self, site: Site) -> None:
        """The log was put back from a mirror; only the checkpoint is missing, which is the one shown."""
        await site.agency(3)
        await site.sealed()
        await site.agency(1)
        await site.sealed()
        note = await site.keep()
        await site.storage.checkpoints.delete_one({"_id": 4})
        with pytest.raises(StagingLost):
            await site.sealer().tick()
        await resume(site.storage, site.home, note, site.clock(), Policy())
        await site.sealed()
        await site.whole()

    async def test_not_from_what_the_log_did_not_sign(self, site: Site) -> None:
        await site.agency(1)
        await site.sealed()
        text = site.home.locked().checkpoint.text()
        other = Signer.generate("casebook.test/log")
        for shown in (b"", b"garbage", f"{text}\n".encode() + other.sign(text)):
            with pytest.raises(ResumeRefused):
                await resume(site.storage, site.home, shown, site.clock(), Policy())

    async def test_not_from_another_root_of_a_size_signed(self, site: Site, clock: TestClock) -> None:
        await two_at_once(site, clock, blind=True)
        forked = site.swapped[-1] if site.swapped[-1] != site.home.state.current()[0] else site.swapped[-2]
        with pytest.raises(Forked):
            await resume(site.storage, site.home, forked, site.clock(), Policy())
