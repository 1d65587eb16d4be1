"""Costs of the record: bytes of the log for an entry, of packs for a version, and the CPU of verifying either.

The record is that of the samples, each version sealed by itself, which costs the log most. CPU is this process's, not
the database's; the pack of each case is the one that an inspector gets, and its rows of the registry may lie apart.
"""

import asyncio
import gzip
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pymongo import AsyncMongoClient

from domain.kernel.vocabulary import Kind
from scripts.cli.seed.grants import grant_new
from scripts.cli.seed.load import enter
from scripts.cli.seed.registry_file import read
from scripts.cli.seed.registry_row import law
from scripts.cli.seed.stories import caller, carry_out, officers, stories
from scripts.cli.seed.verb import PROVINCE, SAMPLE
from scripts.workbench import ROOT
from scripts.workbench.bench.register import MASTER
from scripts.workbench.bench.serving import Site, table
from store.authority.sealing import ActBounds
from store.driver.connection import Connection, Names, wall_clock
from store.heads.collection import heads_of
from store.keys.master import MasterKey
from store.log.sealing.directory import create_directory
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.pack.readers import Official
from store.provisioning.provision import lay_out
from store.store import Store
from store.tlog.note import Verifier
from store.tlog.policy import Policy
from store.tlog.tiles import WIDTH, full
from store.verification.register import log_findings

ORIGIN: Final = "bench.localhost/log"
VERIFIER: Final = ROOT / "clients/verify"
ROUNDS: Final = 3


@asynccontextmanager
async def sampled(uri: str) -> AsyncIterator[Store]:
    """A register that holds the samples, not sealed yet."""
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        names = Names("record")
        await lay_out(client, names)
        store = Store(Connection(client=client, names=names, master=MasterKey(MASTER), origin=ORIGIN))
        for rows in (read(PROVINCE), tuple(law()), read(SAMPLE), tuple(officers())):
            await enter(store, rows)
        await grant_new(store)
        await carry_out(store, stories())
        yield store


async def sealed(storage: LogStorage, folder: Path) -> str:
    """Seal one version after another; the log's key."""
    directory = create_directory(folder, ORIGIN, wall_clock())
    sealer = Sealer(storage, directory, most=1, bounds=ActBounds())
    while await sealer.tick():
        pass
    return directory.signer.vkey()


async def verified(store: Store, key: str) -> float:
    """The seconds of CPU in which the whole register is verified, least of the rounds."""
    took = []
    for _ in range(ROUNDS):
        begun, verifiers = time.process_time(), [Verifier.from_vkey(key)]
        async for _ in log_findings(store.connection, verifiers, Policy(), []):
            pass
        took.append(time.process_time() - begun)
    return min(took)


def checked(packs: list[bytes], key: str) -> float:
    """The seconds of CPU in which the verifier of packs reads them, least of the rounds."""
    sys.path.append(str(VERIFIER))
    verifier: Any = import_module("casebook_pack.check")
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for pack in packs:
            report = verifier.Check(pack, key, None, (), 0, (), None, (), ()).report()
            assert report["findings"] == [], report["findings"][:3]
        took.append(time.process_time() - begun)
    return min(took)


async def packed(store: Store, key: str, *, apart: bool) -> tuple[list[bytes], int]:
    """The packs of all cases, and how many versions they have."""
    reader = Official(await store.actor(caller("inspector")), store.publications)
    packs, versions = list[bytes](), 0
    async for head in heads_of(store.connection, Kind.CASE).find({}, {"_id": 1}):
        plan = await store.packs.plan(head["_id"])
        packs.append(b"".join([line async for line in store.packs.lines(plan, reader, key, apart=apart)]))
        versions += len(plan.versions)
    return packs, versions


async def measure(uri: str, folder: Path) -> list[list[str]]:
    """Return the table's rows."""
    async with sampled(uri) as store:
        storage = LogStorage.of(store.connection)
        key = await sealed(storage, folder)
        newest = await storage.newest()
        assert newest is not None
        size = newest.size
        tiles = {tile["_id"]: len(tile["data"]) async for tile in storage.tiles.find({})}
        whole, versions = await packed(store, key, apart=False)
        apart, _ = await packed(store, key, apart=True)
        costs = await verified(store, key) / size, checked(whole, key) / versions
    sizes = {"pack": whole, "pack, registry apart": apart, "pack, compressed": [*map(gzip.compress, whole)]}
    return [
        [f"log, bytes an entry, of {size}", f"{lasting(tiles) / (size - size % WIDTH):.0f}"],
        *([f"{name}, bytes a version, of {versions}", f"{_sum(made) / versions:.0f}"] for name, made in sizes.items()),
        ["verify, ms of CPU an entry", f"{costs[0] * 1e3:.2f}"],
        ["verifier of packs, ms of CPU a version", f"{costs[1] * 1e3:.2f}"],
    ]


def lasting(tiles: Mapping[str, int]) -> int:
    """The bytes of tiles that are full, and of their parts that are still there; not of those that will go."""
    return sum(size for path, size in tiles.items() if full(path) in tiles)


def _sum(packs: list[bytes]) -> int:
    return sum(map(len, packs))


def main() -> None:
    """Enter the samples, seal them, measure, print."""
    with Site() as site, TemporaryDirectory() as folder:
        rows = asyncio.run(measure(site.uri, Path(folder) / "log"))
    print(table(["what", "cost"], rows))
