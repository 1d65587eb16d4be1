"""What is lost comes back from what was kept: database, queue, the sealer's folder, the master key's machine.

After each loss a verification is clean, or says exactly what is gone."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from scripts.cli.__main__ import main
from scripts.local import database, queue
from store.driver.connection import wall_clock
from store.log.faults import DirectoryRefused, Restored
from store.log.sealing.directory import open_directory
from store.log.sealing.sealer import Sealer
from store.log.storage import opened_log
from store.process.settings import SealerSettings
from store.provisioning.provision import provision
from tests.support.installation import Process
from tests.support.ledgers import disagreements
from tests.support.load import Client
from tests.support.site import Site, running_site
from tests.support.template import Template
from workers.sealer import init, succeed_key

pytestmark = [pytest.mark.slow, pytest.mark.embedded]
ORIGIN, PREFIX, DRAIN_SECONDS = "casebook.test/log", "casebook", 120.0
QUEUE_SECONDS, LOOKS = 10.0, 12
"""Without a job done, before somebody looks whether the worker ended: it waits about four seconds for a queue."""


@dataclass
class Place:
    """A register with processes, a log, and a folder for what is kept elsewhere."""

    site: Site
    template: Template
    kept: Path
    capsys: Any = None

    @property
    def sealer(self) -> SealerSettings:
        uri = self.template.uri(self.site.database, "sealer")
        home = {"CASEBOOK_SEALER_HOME": str(self.site.folder / "sealer"), "CASEBOOK_MONGO_URI": uri}
        return SealerSettings.from_env({**self.site.env, **home})

    async def run(self, *words: str, **more: str) -> tuple[int, str]:
        """A verb of the command line: its code, and what it said."""
        self.capsys.readouterr()
        code = await asyncio.to_thread(main, list(words), {**self.site.env, **more})
        said: str = self.capsys.readouterr().out
        return code, said

    async def seal(self) -> bytes:
        """Seal what is due; the newest checkpoint."""
        settings = self.sealer
        async with opened_log(settings.mongo_uri, settings.mongo_prefix) as storage:
            sealer = Sealer(storage, open_directory(settings.sealer_home, ORIGIN))
            while await sealer.tick():
                pass
            newest = await storage.newest()
            assert newest is not None
            return newest.note

    async def work(self, cases: int = 1) -> Client:
        """Cases by a client, with everything that follows from them, sealed."""
        client = Client(self.site.api.url, self.site.issuer)
        async with client.http:
            for _ in range(cases):
                await client.one_case()
        assert await self.site.drained(DRAIN_SECONDS)
        await self.seal()
        return client


@pytest.fixture(scope="module")
def opened(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("comeback")
    kept = folder / "kept"
    kept.mkdir()
    with running_site(folder, provisioned, sync=False) as site:
        made = Place(site, provisioned, kept)
        key = asyncio.run(init(made.sealer, wall_clock))
        (kept / "vkey").write_text(key)
        site.env["CASEBOOK_LOG_KEY_FILE"] = str(kept / "vkey")
        yield made
        site.api.kill()
        if site.worker:
            site.worker.kill()


@pytest.fixture
def place(opened: Place, capsys: pytest.CaptureFixture[str]) -> Place:
    opened.capsys = capsys
    return opened


def codes(said: str, level: str = "fault") -> set[str]:
    """The codes of findings that a verification printed."""
    return {line.split(": ")[1] for line in said.splitlines() if line.startswith(f"{level}: ")}


async def test_the_queue(place: Place) -> None:
    site = place.site
    client = Client(site.api.url, site.issuer)
    async with client.http:
        await client.one_case()
        site.queue.kill()
        shutil.rmtree(site.folder / "queue")
        site.queue = queue.launch(site.folder / "queue", url=site.queue.url)
        await client.one_case()
    for _ in range(LOOKS):
        if await site.drained(QUEUE_SECONDS):
            break
        site.supervised()  # on a busy machine it may end after the first look
    assert await site.drained(QUEUE_SECONDS), "what was in the queue is found again in the database"
    await place.seal()
    async with site.connection() as connection:
        assert await disagreements(connection, client.acknowledged) == []
    assert (await place.run("verify"))[0] == 0


async def test_the_machine_of_the_master_key(place: Place) -> None:
    await place.work()
    master = Path(place.site.env["CASEBOOK_MASTER_KEY_FILE"])
    copy = place.kept / "master-key"
    shutil.copyfile(master, copy)
    other = place.kept / "made-in-its-place"
    other.write_text("0b" * 32)
    code, said = await place.run("verify", CASEBOOK_MASTER_KEY_FILE=str(other))
    assert code == 1
    assert "key-altered" in codes(said), "each text that nobody can open any more is named"
    code, said = await place.run("verify", CASEBOOK_MASTER_KEY_FILE=str(copy))
    assert (code, codes(said)) == (0, set())


async def test_the_folder_of_the_sealer(place: Place) -> None:
    await place.work()
    newest = place.kept / "newest"
    newest.write_bytes(await place.seal())
    folder = place.sealer.sealer_home
    shutil.rmtree(folder)
    with pytest.raises(DirectoryRefused):
        await init(place.sealer, wall_clock)
    before = (place.kept / "vkey").read_text()
    said = await succeed_key(place.sealer, newest, before, wall_clock)
    assert "lost" not in said, "the database has every entry"
    (place.kept / "vkey").write_text(said.splitlines()[0])
    await place.work()
    code, said = await place.run("verify", "--checkpoint", str(newest))
    assert (code, codes(said)) == (0, set())


async def test_the_database(place: Place) -> None:
    site, kept = place.site, place.kept
    before = await place.work(2)
    code, recipient = await place.run("keys", "backup", "--to", str(kept / "identity"))
    assert code == 0
    backups = kept / "backups"
    assert (await place.run("backup", "--to", str(backups), "--recipient", recipient.strip()))[0] == 0
    [record], [keys] = backups.glob("record-*"), backups.glob("keys-*")
    archives = ["--record", str(record), "--keys", str(keys), "--identity", str(kept / "identity"), "--unsigned"]
    root = {"CASEBOOK_ADMIN_URI": place.template.uri(site.database, "root")}
    assert (await place.run("drill", *archives[:-1], **root))[0] == 2, "nobody says who may have written them"
    code, said = await place.run("drill", *archives, **root)
    assert (code, "not in this backup: 0 of the" in said) == (0, True), said
    async with AsyncMongoClient[Any](root["CASEBOOK_ADMIN_URI"]) as client:
        assert not [name for name in await client.list_database_names() if name.startswith("drill")]

    after = await place.work()
    (kept / "newest").write_bytes(await place.seal())
    code, said = await place.run("drill", *archives, "--checkpoint", str(kept / "newest"), **root)
    assert (code, codes(said), "log-truncated" in codes(said, "note")) == (0, set(), True), "the register went on"
    lose(place)
    bare = database.launch(site.folder / "data", port=site.database.port, sync=False)
    words = [*archives, "--prefix", PREFIX, "--checkpoint", str(kept / "newest")]
    code, said = await place.run("restore", *words, CASEBOOK_ADMIN_URI=bare.uri())
    assert (code, codes(said)) == (1, {"log-truncated"}), said
    assert "restored" in codes(said, "note")
    await provision(bare.uri(), PREFIX, place.template.passwords)
    bare.halt()
    site.database = database.launch(site.folder / "data", port=site.database.port, auth=True, sync=False)

    with pytest.raises(Restored):
        await place.seal()
    said = await succeed_key(place.sealer, kept / "newest", None, wall_clock)
    assert "entries are lost" in said
    code, said = await place.run("verify", "--checkpoint", str(kept / "newest"))
    assert (code, codes(said), "entries-lost" in codes(said, "note")) == (0, set(), True), said

    site.api.restart()
    assert isinstance(site.worker, Process)
    site.worker.restart()
    await asyncio.to_thread(site.wait_ready)
    again = await place.work()
    async with site.connection() as connection:
        assert await disagreements(connection, before.acknowledged + again.acknowledged) == []
        names = [connection.master.command_name(ack.command) for ack in after.acknowledged]
        lost = [name for name in names if await connection.commands.find_one({"_id": name})]
        assert lost == [], "exactly what came after the backup is gone"
    assert (await place.run("verify"))[0] == 0


def lose(place: Place) -> None:
    """The machine of the database is gone; the services notice and are ended."""
    place.site.api.kill()
    assert place.site.worker is not None
    place.site.worker.kill()
    place.site.database.kill()
    shutil.rmtree(place.site.folder / "data")
