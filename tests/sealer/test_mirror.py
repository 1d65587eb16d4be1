"""A mirror verifies as it copies: every file against the signed root, the order of streams, the index of their ends."""

from dataclasses import replace
from pathlib import Path

import pytest

from store.driver.connection import Connection
from store.log.mirror import Copied, Mirror
from store.log.sealing.indexer import Indexer
from store.tlog.note import join
from store.tlog.stream_index import index_text
from store.tlog.strict import LogFault
from tests.sealer.damage import A
from tests.sealer.site import ORIGIN, Made, Site, named
from tests.support.clock import TestClock
from tests.support.held import hold

Files = dict[str, bytes]


async def served(site: Site) -> Files:
    newest = await site.newest()
    files = {row["_id"]: bytes(row["data"]) async for row in site.storage.tiles.find({})}
    async for row in site.storage.stream_indexes.find({}).sort("_id", 1):
        files["streams"] = bytes(row["note"])
    return {**files, "checkpoint": newest.note}


def copied(site: Site, folder: Path, files: Files, *, entries: bool = True) -> Copied:
    return Mirror(folder, site.verifier, files.get, entries=entries).copy()


@pytest.fixture(scope="module")
async def made(made: Made, laid_out: Connection, tmp_path_factory: pytest.TempPathFactory) -> Made:
    clock = TestClock()
    clock.now = made.now
    await hold(laid_out, made.documents)
    grown = made.again(replace(laid_out, clock=clock), clock, tmp_path_factory.mktemp("grown") / "sealer")
    for _ in range(3):
        await grown.agency(200)
    await grown.sealed()
    assert await Indexer(grown.storage, grown.home, grown.clock).index()
    return await Made.of(grown)


async def test_it_holds_what_the_log_signed_and_goes_on_from_there(world: Site, tmp_path: Path) -> None:
    files = await served(world)
    first = copied(world, tmp_path, files)
    assert first.size > 600
    assert first.streams == 6
    assert (tmp_path / "checkpoint").read_bytes() == files["checkpoint"]
    assert copied(world, tmp_path, files).fetched == 0
    await world.extend(A, named(7))
    later = copied(world, tmp_path, await served(world))
    assert later.size > first.size
    assert 0 < later.fetched <= 4
    assert {path.name for path in (tmp_path / "checkpoints").iterdir()} == {str(first.size), str(later.size)}


async def test_hashes_alone_are_verified_too(world: Site, tmp_path: Path) -> None:
    found = copied(world, tmp_path, await served(world), entries=False)
    assert found.streams is None
    assert not (tmp_path / "tile" / "entries").exists()


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001"])
async def test_what_is_not_what_was_signed_is_refused(world: Site, tmp_path: Path, path: str) -> None:
    files = await served(world)
    for change in (files[path][:-1] + bytes([files[path][-1] ^ 1]), files[path][:-32], b""):
        with pytest.raises(LogFault):
            copied(world, tmp_path / str(len(change)), {**files, path: change})
    del files[path]
    with pytest.raises(LogFault, match="missing"):
        copied(world, tmp_path / "gone", files)
    assert not (tmp_path / "gone" / "checkpoint").exists()


async def test_a_log_that_became_shorter_or_another_is_refused(world: Site, tmp_path: Path) -> None:
    before = await served(world)
    await world.extend(A, named(7))
    copied(world, tmp_path, await served(world))
    with pytest.raises(LogFault, match="and had"):
        copied(world, tmp_path, before)
    note = join(text := f"{ORIGIN}\n3\n{'A' * 43}=\n", [world.home.signer.sign(text)])
    (tmp_path / "checkpoint").write_bytes(note)
    with pytest.raises(LogFault, match="another root"):
        copied(world, tmp_path, await served(world))


async def test_a_file_that_was_changed_here_is_noticed(world: Site, tmp_path: Path) -> None:
    files = await served(world)
    copied(world, tmp_path, files)
    (tmp_path / "tile/0/000").write_bytes(files["tile/0/000"][:-1] + b"\x00")
    with pytest.raises(LogFault):
        copied(world, tmp_path, files)


async def test_a_false_index_of_streams_is_refused(world: Site, tmp_path: Path) -> None:
    files = await served(world)
    text = index_text(ORIGIN, (await world.newest()).size, bytes(32))
    with pytest.raises(LogFault, match="index of streams"):
        copied(world, tmp_path, {**files, "streams": join(text, [world.home.signer.sign(text)])})
