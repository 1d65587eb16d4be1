"""A register with a log: revisions made quickly and as the store makes them, sealers on a folder, what they signed."""

import json
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.acts import ACTS
from domain.administration.agencies import AgencyNamed, AgencyRegistered
from domain.administration.officers import OfficerAppointed
from domain.kernel.actor import OPERATOR, PUBLIC, SYSTEM, Actor
from domain.kernel.event import Event
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Post, kind_of
from domain.registry.agency import Name
from domain.registry.entry import Certainty
from store.authority.sealing import ActBounds
from store.driver.connection import Clock, Connection, Document
from store.heads.collection import heads_of
from store.heads.head_texts import closed, head_of
from store.keys.author import Author
from store.keys.master import MasterKey
from store.keys.promises import Promising, promise_name
from store.log.sealing.directory import SealerDirectory, create_directory, open_directory
from store.log.sealing.sealer import Sealer
from store.log.sealing.state import State, StreamEnd
from store.log.storage import LogStorage, Published
from store.record.canonical import plain
from store.record.revision import Act, StreamHead, append, pending_of, tip_of
from store.record.sealing import seal
from store.tlog.checkpoint import Checkpoint, Signed, parse_checkpoint
from store.tlog.note import Signer, Verifier, verify
from store.tlog.policy import Policy
from store.verification.register import Finding, Level, log_findings
from store.write.anchor import Anchor
from tests.support.clock import TestClock
from tests.support.held import Documents, taken
from tests.support.record import there

ORIGIN = "casebook.test/log"
ALWAYS = Span(since=date(2021, 7, 4))
REGISTERED = AgencyRegistered(kind=AgencyKind.DEPARTMENT, span=ALWAYS, source="test", certainty=Certainty.CONFIRMED)


def named(number: int) -> Event:
    return AgencyNamed(name=Name(name=f"Cơ quan {number}", short=f"CQ{number}", span=ALWAYS, source="test"))


class Recorded(State):
    """The lock store, remembering every note that was swapped in; `blind` takes its one safeguard away."""

    def __init__(self, path: Path, origin: str, swapped: list[bytes], *, blind: bool = False) -> None:
        super().__init__(path, origin)
        self._swapped, self._blind = swapped, blind

    def swap(self, old: bytes, new: Signed, ends: Mapping[str, StreamEnd]) -> None:
        super().swap(self.current()[0] if self._blind else old, new, ends)
        self._swapped.append(new.note)


def without_registry(type: str) -> tuple[str, Actor]:
    """An action that writes events of a type, and an actor whose authority comes from no registry."""
    wanted = {actor.kind: actor for actor in (OPERATOR, SYSTEM, PUBLIC)}
    found = ((action, kind) for action, types in ACTS.items() for kind in types.get(type, ()))
    return next((action, wanted[kind]) for action, kind in found if kind in wanted)


def command_of(revision: Document, master: MasterKey) -> Document:
    """What the command handler keeps of the command behind a revision that needs nothing of the registry."""
    told = json.loads(revision["body"])["actor"]
    kept = {"_id": revision["command"], **{name: revision[name] for name in ("stream", "n", "at")}}
    by = master.pseudonym(f"{told['client']}\n\n{told['subject']}")
    return {**kept, "by": by, "group": None, "digest": b""}


@dataclass
class Site:
    connection: Connection
    path: Path
    clock: Clock
    swapped: list[bytes] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)
    """Checkpoints that somebody keeps elsewhere."""
    author: Author | None = None
    """Who signs what is written."""

    @property
    def storage(self) -> LogStorage:
        return LogStorage.of(self.connection)

    @property
    def home(self) -> SealerDirectory:
        return open_directory(self.path, ORIGIN)

    @property
    def verifier(self) -> Verifier:
        return self.home.verifier

    @property
    def promising(self) -> Promising:
        key = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
        return Promising(ORIGIN, Signer(promise_name(ORIGIN), key))

    def begin(self) -> "Site":
        create_directory(self.path, ORIGIN, self.clock())
        return self

    def sealer(self, *, blind: bool = False, **options: Any) -> Sealer:
        """A sealer as after a start."""
        opened = self.home
        state = Recorded(self.path / "state.sqlite", ORIGIN, self.swapped, blind=blind)
        home = SealerDirectory(opened.path, opened.signer, state)
        return Sealer(self.storage, home, clock=self.clock, bounds=ActBounds(), **options)

    async def sealed(self, **options: Any) -> Sealer:
        sealer = self.sealer(**options)
        while await sealer.tick():
            pass
        return sealer

    async def write_with_anchor(self, stream: str, event: Event, note: bytes | None) -> None:
        """Append an event that names a checkpoint of the writer's choice, or none."""
        await self._write(stream, (event,), self.clock(), sha256(note).hexdigest() if note else None)

    async def write(self, stream: str, *events: Event, at: datetime | None = None) -> list[str]:
        """Append to a stream what the store would; the ids of the revisions."""
        return await self._write(stream, events, at or self.clock(), await Anchor(self.connection).current())

    async def _write(self, stream: str, events: Sequence[Event], at: datetime, anchor: str | None) -> list[str]:
        last = await self.connection.revisions.find_one({"stream": stream}, sort=[("n", -1)])
        tip = tip_of(last) if last else StreamHead()
        revisions: list[Document] = []
        for event in events:
            action, actor = without_registry(event.TYPE)
            act = self._act(action, actor, at, anchor)
            revision, tip = append(stream, tip, event, act)
            revisions.append(revision)
        await self._insert(stream, tip, revisions)
        return [item["_id"] for item in revisions]

    def _act(self, action: str, actor: Actor, at: datetime, anchor: str | None = None) -> Act:
        by: dict[str, Any] = {"actor": actor, "author": self.author, "scope": None}
        return Act(action=action, command=str(uuid4()), at=at, origin=ORIGIN, anchor=anchor, **by)

    async def _insert(self, stream: str, tip: StreamHead, revisions: Sequence[Document], clear: Any = None) -> None:
        kind = there(kind_of(stream))
        head = head_of(kind, tip.state, tip.n, revisions[-1]["at"], clear or {}, self.connection.master)
        stored, wrapped = closed(plain(tip.state), head, None, self.connection.master)
        if wrapped:
            await self.connection.wrapped.insert_one(wrapped)
        await self.connection.revisions.insert_many(list(revisions))
        await self.connection.commands.insert_many([command_of(row, self.connection.master) for row in revisions])
        await heads_of(self.connection, kind).replace_one({"_id": stream}, stored, upsert=True)
        await self.storage.pending.insert_many([pending_of(revision) for revision in revisions])

    async def agency(self, versions: int = 1) -> str:
        stream = f"agency-{secrets.token_hex(4)}"
        await self.write(stream, REGISTERED, *map(named, range(versions - 1)))
        return stream

    async def grow(self, versions: int = 1, **options: Any) -> Sealer:
        await self.agency(versions)
        return await self.sealed(**options)

    async def extend(self, stream: str, *events: Event, at: datetime | None = None, **options: Any) -> Sealer:
        await self.write(stream, *events, at=at)
        return await self.sealed(**options)

    async def officer(self, stream: str) -> None:
        group = seal(stream, {"subject": "a@example.invalid", "appointment": "QĐ 1"}, self.connection.master)
        said: dict[str, Any] = dict(group.references)
        event = OfficerAppointed(agency="agency-x", posts=(Post.HANDLER,), span=ALWAYS, **said)
        revision, tip = append(stream, StreamHead(), event, self._act("appointOfficer", OPERATOR, self.clock()))
        assert group.wrapped is not None
        await self.connection.sealed.insert_many(list(group.values))
        await self.connection.wrapped.insert_one(group.wrapped)
        await self._insert(stream, tip, [revision], group.clear)

    async def newest(self) -> Published:
        return there(await self.storage.newest())

    async def keep(self) -> bytes:
        newest = await self.newest()
        self.kept.append(newest.note)
        return newest.note

    async def findings(
        self, policy: Policy | None = None, promises: Sequence[bytes] = (), policy_from: int = 0
    ) -> list[Finding]:
        keys, authors = [self.verifier, self.promising.verifier], self.home.authors()
        known = authors if authors.admissions else None
        seen = replace(self.connection, clock=self.clock)
        found = log_findings(
            seen, keys, policy or Policy(), self.kept, promises, authors=known, policy_from=policy_from
        )
        return [item async for item in found]

    async def codes(self, policy: Policy | None = None) -> set[str]:
        return {finding.code for finding in await self.findings(policy) if finding.level is Level.FAULT}

    async def signed(self) -> list[Checkpoint]:
        """Every checkpoint that ever left a sealer: from the lock store, the database, and those kept."""
        notes = [*self.swapped, self.home.state.current()[0], *self.kept]
        notes += [item["note"] async for item in self.storage.checkpoints.find({})]
        return [parse_checkpoint(verify(note, self.home.keys().verifiers).text, ORIGIN) for note in notes]

    async def whole(self) -> None:
        """Nothing lost, nothing sealed twice, one root a size, and everything agrees."""
        assert await self.findings() == []
        roots: dict[int, bytes] = {}
        for item in await self.signed():
            assert roots.setdefault(item.size, item.root) == item.root, f"two roots of size {item.size}"
        events = [item["event"] async for item in self.storage.index.find({})]
        revisions = [item["_id"] async for item in self.connection.revisions.find({}, {"_id": 1})]
        assert sorted(events) == sorted(revisions)
        assert await self.storage.pending.count_documents({}) == 0
        assert await self.storage.staging.count_documents({}) == 0

    async def dump(self) -> dict[tuple[str, str], list[Document]]:
        client, found = self.connection.client, {}
        for database in self.connection.names.all:
            for name in await client[database].list_collection_names():
                found[database, name] = await client[database][name].find({}).to_list(None)
        return found

    async def restore(self, dump: dict[tuple[str, str], list[Document]]) -> None:
        for (database, name), documents in dump.items():
            collection = self.connection.client[database][name]
            await collection.delete_many({})
            if documents:
                await collection.insert_many([dict(document) for document in documents])


@dataclass(frozen=True)
class Made:
    """All of a site, and the moment after."""

    documents: Documents
    folder: Path
    swapped: tuple[bytes, ...]
    now: datetime

    @classmethod
    async def of(cls, site: Site) -> Self:
        return cls(await taken(site.connection), site.path, tuple(site.swapped), site.clock())

    def again(self, connection: Connection, clock: TestClock, folder: Path) -> Site:
        shutil.copytree(self.folder, folder)
        return Site(connection, folder, clock, swapped=[*self.swapped])
