"""A register whose record is sealed, with a store for each process that signs what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from domain.kernel.actor import Actor, Process
from domain.kernel.event import Event
from domain.kernel.vocabulary import kind_of
from store.authority.sealing import ActBounds
from store.driver.connection import Connection
from store.erasing.sealed import Doubt, Doubted, Trust
from store.heads.collection import heads_of
from store.heads.head_texts import head_of
from store.log.sealing.directory import SealerDirectory, create_directory
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.record.revision import Act, StreamHead, append, pending_of, tip_of
from store.store import Store
from store.tlog.note import Verifier
from tests.support.clock import TestClock
from tests.support.erasing import keys as keys_of
from tests.support.erasing import ordered
from tests.support.world import LEAD, a_report, caller
from tests.support.writers import Writers, admitted, keys

ORIGIN = "casebook.test/log"
DAYS = 90


@dataclass
class Register:
    stores: Mapping[Process, Store]
    home: SealerDirectory
    clock: TestClock
    """The clock of every process, except the eraser's when it is set separately."""
    bound: bool = False
    """True if the sealer checks acts: the eraser never sees an entry that it holds back."""

    @property
    def api(self) -> Store:
        return self.stores[Process.API]

    @property
    def connection(self) -> Connection:
        return self.api.connection

    async def seal(self) -> None:
        sealer = Sealer(
            LogStorage.of(self.connection), self.home, clock=self.clock, bounds=ActBounds() if self.bound else None
        )
        while await sealer.tick():
            pass

    async def step(self, erasure: str, days: int = DAYS) -> bool | Doubt:
        """Let the eraser handle an order. Return whether it destroyed keys, or why not."""
        try:
            return await self.stores[Process.ERASER].eraser.step(erasure, days)
        except Doubted as doubted:
            return doubted.doubt

    async def announced(self, erasure: str) -> None:
        await self.seal()
        assert await self.step(erasure) is False
        await self.seal()

    async def day_passes(self, days: float = 1) -> None:
        """Let days pass, and seal an entry that shows it."""
        self.clock.forward(seconds=timedelta(days=days).total_seconds())
        await self.noise()

    async def noise(self) -> None:
        await self.api.execute(caller("agency-land"), a_report(), command_id=uuid4())
        await self.seal()

    async def keys(self, stream: str) -> int:
        return await keys_of(self.api, stream)

    async def ordered(self, target: str, *approving: str) -> str:
        return await ordered(self.api, target, approving or (LEAD, "agency-ppc"))

    async def forge(
        self, process: str, stream: str, event: Event, actor: Actor, action: str, *, head: bool = True
    ) -> None:
        """Add a version with the key of a process, without any rule; and its head, unless `head` is False."""
        connection = self.stores[Process(process)].connection
        newest = await connection.revisions.find_one({"stream": {"$eq": stream}}, sort=[("n", -1)])
        tip = tip_of(newest) if newest else StreamHead()
        said = Act(
            actor=actor,
            scope=None,
            action=action,
            command=str(uuid4()),
            at=self.clock(),
            origin=ORIGIN,
            anchor=tip.anchor,
            author=connection.author,
        )
        revision, tip = append(stream, tip, event, said)
        await connection.revisions.insert_one(revision)
        await connection.pending.insert_one(pending_of(revision))
        if head:
            kind = kind_of(stream)
            assert kind is not None
            made = head_of(kind, tip.state, tip.n, revision["at"], {}, connection.master)
            await heads_of(connection, kind).stored.replace_one({"_id": stream}, made, upsert=True)


@pytest.fixture
async def register(store: Store, clock: TestClock, tmp_path: Path) -> Register:
    """Return the small province, sealed. From then on every entry needs an author."""
    home = create_directory(tmp_path / "sealer", ORIGIN, clock())
    made = Register({}, home, clock)
    sealer = Sealer(LogStorage.of(store.connection), home, clock=clock)
    while await sealer.tick():
        pass
    authors = admitted(keys(ORIGIN), home.locked().checkpoint.size)
    home.keep_authors(authors)
    made.stores = stores = Writers(store.connection, keys(ORIGIN)).of
    stores[Process.ERASER].eraser.trust(Trust(Verifier.from_vkey(home.signer.vkey()), authors))
    return made
