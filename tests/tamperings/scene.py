"""A small register with a decided case, sealed and signed, on which tamperings are tried one after the other."""

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.case.evidence import AddEvidence
from domain.case.state.evidence import EvidenceKind, Weight
from domain.kernel.actor import Process
from domain.kernel.vocabulary import Post
from store.authority.sealing import ActBounds
from store.driver.connection import Connection, Document
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Admission, Authors
from store.keys.promises import Promising, promise_name
from store.log.audit.finding import Finding, Level
from store.log.faults import SealerFault
from store.log.sealing.directory import SealerDirectory, create_directory, open_directory
from store.log.sealing.indexer import Indexer
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.pack.pack import PackChanged
from store.pack.plan import NotSealed
from store.pack.readers import Official
from store.store import Store
from store.tlog.note import Signer, Verifier
from store.tlog.policy import Policy
from store.tlog.strict import LogFault
from store.verification.register import log_findings
from store.verification.stream import audit_stream
from tests.support.clock import TestClock
from tests.support.held import Documents, hold, taken
from tests.support.press import decided
from tests.support.record import revision_of, there
from tests.support.verifiers import checked
from tests.support.world import a_report, caller
from tests.support.writers import Writers, admitted, keys

PAGE = Path(__file__).parents[2] / "docs" / "tamperings.md"
ORIGIN = "casebook.test/log"
INSPECTOR = caller("agency-inspection", Post.INSPECTOR)
HEALTH = caller("agency-health")


@dataclass(frozen=True)
class Named:
    """What each of the three says of a tampering: codes, or why it says nothing."""

    verify: frozenset[str]
    pack: frozenset[str]
    stream: frozenset[str]


SPENT = Author.of(ORIGIN, "cli-2", b"\x08" * 32)
"""A key of the command line whose window is over."""
PERSON = Signer.generate(f"{ORIGIN}/persons/lan")
"""Who signs each change of who may write."""


@dataclass
class Scene:
    """The register, its sealer's folder, and what an inspector keeps elsewhere."""

    store: Store
    clock: TestClock
    folder: Path
    case: str
    pending: str
    """A case that waits for the sealer."""
    promise: bytes
    """What its writer was promised."""
    earlier: Documents = field(default_factory=dict)
    kept: list[bytes] = field(default_factory=list)
    sealer_said: str | None = None
    """How the sealer ended, where a tampering has it run."""
    held: Mapping[str, str] = field(default_factory=dict)
    """What it held, and why."""

    @property
    def connection(self) -> Connection:
        return self.store.connection

    @property
    def storage(self) -> LogStorage:
        return LogStorage.of(self.connection)

    @property
    def home(self) -> SealerDirectory:
        return open_directory(self.folder, ORIGIN)

    async def seal(self) -> None:
        """The honest sealer, as after a start; what stops it is remembered."""
        sealer = Sealer(self.storage, self.home, clock=self.clock, bounds=ActBounds())
        try:
            while await sealer.tick():
                pass
        except SealerFault as fault:
            self.sealer_said = type(fault).__name__
        else:
            self.sealer_said = "held" if sealer.held else None
            self.held = sealer.held

    async def revision(self, id: str) -> Document:
        return await revision_of(self.connection, id)

    async def last(self) -> int:
        return await self.connection.revisions.count_documents({"stream": self.case})

    @asynccontextmanager
    async def undone(self, whole: Documents) -> AsyncIterator[None]:
        aside = self.folder.with_name("aside")
        copytree(self.folder, aside)
        self.sealer_said, now = None, self.clock.now
        try:
            yield
        finally:
            self.clock.now = now
            rmtree(self.folder)
            aside.rename(self.folder)
            await hold(self.connection, whole)

    async def named(self, promises: Sequence[bytes] = ()) -> Named:
        return Named(await self._verified(promises), await self._packed(), await self._audited())

    async def named_of_acts(self) -> frozenset[str]:
        """All that `verify` says, notes included."""
        return frozenset([finding.code async for finding in self._findings()])

    def _findings(self, promises: Sequence[bytes] = ()) -> AsyncIterator[Finding]:
        keys = [self.home.verifier, there(self.connection.promising).verifier]
        return log_findings(self.connection, keys, Policy(), self.kept, promises, authors=self.home.authors())

    async def _verified(self, promises: Sequence[bytes]) -> frozenset[str]:
        found = self._findings(promises)
        return frozenset([finding.code async for finding in found if finding.level is Level.FAULT])

    async def _packed(self) -> frozenset[str]:
        reader = Official(await self.store.actor(INSPECTOR), self.store.publications)
        try:
            plan = await self.store.packs.plan(self.case)
            made = b"".join([line async for line in self.store.packs.lines(plan, reader, self.pins["key"])])
        except (NotSealed, PackChanged, LogFault, SealerFault):
            return frozenset({"no pack"})
        report = checked(made, self.pins)
        return frozenset(row["code"] for row in report["findings"])

    async def _audited(self) -> frozenset[str]:
        rows = await self.connection.revisions.find({"stream": self.case}).sort("n", 1).to_list(None)
        try:
            found = await audit_stream(self.connection, rows)
        except (LogFault, SealerFault):
            return frozenset({"no answer"})
        return frozenset(finding.code for finding in found.findings)

    @property
    def pins(self) -> dict[str, Any]:
        promising = there(self.connection.promising)
        kept = [note.decode() for note in self.kept]
        known = {"key": self.home.signer.vkey(), "promiseKey": promising.signer.vkey(), "kept": kept}
        return {**known, "authors": (self.folder / "authors").read_text()}


async def a_scene(store: Store, clock: TestClock, folder: Path) -> Scene:
    """The register: its registry sealed first, then acts that are signed, one of them not sealed yet."""
    home = create_directory(folder, ORIGIN, clock())
    await _sealed(store.connection, home, clock)
    size, authors = home.locked().checkpoint.size, Authors(persons=(Verifier.from_vkey(PERSON.vkey()),))
    spent = Admission(AuthorVerifier.from_vkey(SPENT.vkey()), size, size + 1, Process.CLI)
    authors = replace(authors, admissions=(*admitted(keys(ORIGIN), size).admissions, spent))
    home.keep_authors(authors.windowed(size))
    key = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
    promising = Promising(ORIGIN, Signer(promise_name(ORIGIN), key))
    signing = Writers(replace(store.connection, promising=promising), keys(ORIGIN))
    case = (await decided(signing, clock)).id
    await _sealed(signing.connection, home, clock)
    scene = Scene(signing, clock, folder, case, "", b"")
    scene.earlier = await taken(scene.connection)
    clock.forward(minutes=10)
    await _evidence(signing, case)
    await _sealed(signing.connection, home, clock)
    await Indexer(scene.storage, home, clock).index()
    scene.kept = [there(await scene.storage.newest()).note]
    clock.forward(minutes=1)
    made = await signing.execute(caller("agency-land"), a_report(), command_id=uuid4())
    scene.pending = made.stream
    scene.promise = promising.promise(made.accepted)
    return scene


async def _sealed(connection: Connection, home: SealerDirectory, clock: Callable[[], Any]) -> None:
    sealer = Sealer(LogStorage.of(connection), home, clock=clock, bounds=ActBounds())
    while await sealer.tick():
        pass


async def _evidence(store: Store, case: str) -> None:
    upload = await store.uploads.store(await store.actor(HEALTH), case, b"a picture", "image/png")
    adding = AddEvidence(
        upload=upload, kind=EvidenceKind.CAPTURE, weight=Weight.SUPPORTS, source="Chụp tại cơ quan.", redacted=True
    )
    await store.execute(HEALTH, adding, command_id=uuid4(), target=case)


def said(data: Any) -> Any:
    return json.loads(bytes(data))


Tamper = Callable[[Scene], Awaitable[Any]]


def compare(begin: str, table: str, end: str) -> None:
    """Find a table in the page between two comments, or write it there if `CASEBOOK_REMAKE` is set."""
    text = PAGE.read_text(encoding="utf-8")
    first, _, rest = text.partition(begin)
    made = first + begin + table + end + rest.partition(end)[2]
    if os.environ.get("CASEBOOK_REMAKE"):
        PAGE.write_text(made, encoding="utf-8")
    assert text == made or os.environ.get("CASEBOOK_REMAKE")
