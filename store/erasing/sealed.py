"""Reader of streams from the sealed record: each version must be chained, in the signed log, and by an admitted author.

Heads and stored states are ignored; events are folded. The holder of a process's key cannot remove versions that the
log has accepted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pymongo import ASCENDING, DESCENDING

from domain.complaint.filing import RedressFiled
from domain.complaint.state import Redress
from domain.kernel.vocabulary import Kind
from store.authority.rules import process_of
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.keys.authors import Authors, parse_authors
from store.log.admitted import author_entries, entered
from store.log.storage import LogStorage, Published
from store.process.settings import Settings, SettingsRefused, variable
from store.record.chain import Version, played
from store.record.revision import state_of
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.merkle import inclusion_proof, leaf_hash, verify_inclusion
from store.tlog.note import Verifier, verify
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys


class Doubt(StrEnum):
    """Reason not to carry out an erasure. Reasons in WAITING end with time; any other needs an investigation."""

    ALTERED = "altered"
    """A stream does not match the chain of its events."""
    NOT_SEALED = "not-sealed"
    """Part of a stream is not in the log yet."""
    NOT_ORDERED = "not-ordered"
    """The events of the erasure do not order it, even if its head claims an order."""
    WRONG_WRITER = "wrong-writer"
    """A process wrote an event that it may not write."""
    NO_AUTHORITY = "no-authority"
    """Fewer than the required two persons approved who have authority and no other part in the erasure."""
    MATTER_RUNS = "matter-runs"
    COMPLAINT_RUNS = "complaint-runs"
    TERM_RUNS = "term-runs"
    """The retention period is not over."""
    CLOCK = "clock"
    """This clock is behind the record, or the sealer's clock is behind both. Nothing that depends on time can be judged
    yet."""
    NOT_ANNOUNCED = "not-announced"
    """The destruction has not been announced since the last obstacle ended."""
    ANNOUNCED = "announced"
    """The destruction was announced, but the time for objections has not ended."""


WAITING = frozenset(
    {
        *(Doubt.NOT_SEALED, Doubt.MATTER_RUNS, Doubt.COMPLAINT_RUNS),
        *(Doubt.CLOCK, Doubt.NOT_ANNOUNCED, Doubt.ANNOUNCED),
    }
)
"""Doubts that a regular erasure has until it can be carried out."""


class Doubted(Exception):
    """The eraser refuses to carry out the erasure."""

    def __init__(self, doubt: Doubt, detail: str) -> None:
        super().__init__(f"{doubt}: {detail}")
        self.doubt, self.detail = doubt, detail


@dataclass(frozen=True)
class Trust:
    log_key: Verifier
    authors: Authors

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        for name in ("log_key_file", "authors_file"):
            if getattr(settings, name) is None:
                if settings.development:
                    return None
                raise SettingsRefused(variable(name), "is not set: without it no order to destroy keys can be checked")
        assert settings.log_key_file is not None
        assert settings.authors_file is not None
        name = "log_key_file"
        try:
            key = Verifier.from_vkey(settings.log_key_file.read_text().strip())
            name = "authors_file"
            authors = parse_authors(settings.authors_file.read_bytes(), settings.log_origin)
        except (LogFault, OSError, ValueError) as error:
            raise SettingsRefused(variable(name), str(error)) from error
        return cls(key, authors)


@dataclass(frozen=True)
class SealedVersion:
    """Version with the time of its sealing; without a trusted log, with the time that the version states."""

    version: Version
    sealed_at: datetime
    writer: str | None = None
    """Process that signed the version, by the admission of its key; None without admissions."""


@dataclass(frozen=True)
class SealedStream:
    id: str
    versions: tuple[SealedVersion, ...]

    @property
    def state(self) -> Any:
        return self.versions[-1].version.state


class SealedRecord:
    """Verified reader of streams. Without trusted keys (development) it checks only chains."""

    def __init__(self, connection: Connection, trust: Trust | None) -> None:
        self._connection, self._trust = connection, trust
        self._storage = LogStorage.of(connection)

    async def stream(self, id: str) -> SealedStream:
        revisions = await revisions_of(self._connection, id)
        read = played(revisions)
        if not revisions or read.findings or [row["n"] for row in revisions] != list(range(1, len(revisions) + 1)):
            raise Doubted(Doubt.ALTERED, f"{id} is not whole")
        if self._trust is None:
            return SealedStream(id, tuple(SealedVersion(version, version.at) for version in read.versions))
        sealed = await self._sealed(revisions)
        return SealedStream(id, tuple(SealedVersion(*both) for both in zip(read.versions, *sealed, strict=True)))

    async def now(self) -> datetime:
        """Return the earlier of this process's time and the sealer's time, because this process's clock may be wrong by
        days."""
        own = self._connection.clock()
        if self._trust is None:
            return own
        newest = await self._storage.newest()
        return min(own, newest.at) if newest else own

    async def _sealed(self, revisions: Sequence[Document]) -> tuple[list[datetime], list[str | None]]:
        """Return each version's seal time and writing process. Raise Doubted unless the log's key signed all."""
        published, checkpoint = await self._checkpoint()
        authors = await self._authors(checkpoint)
        rows = await self._storage.index_rows([revision["_id"] for revision in revisions])
        places = []
        for revision in revisions:
            row = rows.get(revision["_id"])
            if row is None or row["_id"] >= checkpoint.size:
                raise Doubted(Doubt.NOT_SEALED, f"{revision['_id']} is not in the log yet")
            if bytes(row["leaf"]) != bytes(revision["leaf"]):
                raise Doubted(Doubt.ALTERED, f"{revision['_id']} is in the log with other content")
            if why := self._misauthored(authors, row["_id"], revision):
                raise Doubted(Doubt.WRONG_WRITER, f"{revision['_id']} is {why}")
            places.append(row["_id"])
        await self._prove(places, [bytes(revision["leaf"]) for revision in revisions], checkpoint)
        writers = [_writer(authors, place, row) for place, row in zip(places, revisions, strict=True)]
        return [await self._sealed_at(place, published) for place in places], writers

    async def _authors(self, checkpoint: Checkpoint) -> Authors:
        """Read the authors from the log's entries, or from the file if the log has none. Raise Doubted."""
        assert self._trust is not None
        storage, size = self._storage, checkpoint.size
        try:
            keys = LogKeys.following(self._trust.log_key, await storage.handed_over())
            entries = await author_entries(storage, size)
            known, wrong = await entered(storage, size, self._connection.origin, keys)
        except LogFault as fault:
            raise Doubted(Doubt.WRONG_WRITER, f"who may write cannot be read: {fault}") from fault
        if wrong:
            raise Doubted(
                Doubt.WRONG_WRITER, f"who may write is not what the log's key and a person signed: {wrong[0]}"
            )
        await self._prove([place for place, _ in entries], [leaf_hash(entry) for _, entry in entries], checkpoint)
        return known.authors if known.number else self._trust.authors

    def _misauthored(self, authors: Authors, place: int, revision: Document) -> str | None:
        """Return why a version's author may not write at its log index; None if it may. A key in the file must be
        admitted by the file too.

        An attacker could hide the row that leads to the newest entry of the log, and so hide the end of a key.
        """
        assert self._trust is not None
        said = place, bytes(revision["leaf"]), revision.get("author"), revision.get("signature")
        by_file = any(one.verifier.short == said[2] for one in self._trust.authors.admissions)
        return authors.fault(*said) or (self._trust.authors.fault(*said) if by_file else None)

    async def _checkpoint(self) -> tuple[Published, Checkpoint]:
        assert self._trust is not None
        if (newest := await self._storage.newest()) is None:
            raise Doubted(Doubt.NOT_SEALED, "the log is empty")
        try:
            opened = verify(newest.note, [self._trust.log_key])
            return newest, parse_checkpoint(opened.text, self._connection.origin)
        except LogFault as fault:
            raise Doubted(Doubt.NOT_SEALED, f"the newest checkpoint is not one of the log: {fault}") from fault

    async def _prove(self, places: Sequence[int], leaves: Sequence[bytes], checkpoint: Checkpoint) -> None:
        size = checkpoint.size
        try:
            proofs = await self._storage.computed(
                size, lambda read: [inclusion_proof(place, size, read) for place in places]
            )
            for place, leaf, proof in zip(places, leaves, proofs, strict=True):
                verify_inclusion(place, size, leaf, proof, checkpoint.root)
        except (LogFault, LookupError) as fault:
            raise Doubted(Doubt.ALTERED, f"the log does not prove its entries: {fault}") from fault

    async def _sealed_at(self, place: int, newest: Published) -> datetime:
        """Return the time of the first checkpoint that covers a log index, according to the sealer's clock."""
        if (covering := await self._storage.covering(place)) is None:
            return newest.at
        return covering


def _writer(authors: Authors, place: int, revision: Document) -> str | None:
    if authors.begin is None:
        return None
    by = authors.bound(place, revision.get("author"))
    return (by and by.process) or process_of(revision.get("author"))


async def revisions_of(connection: Connection, id: str, session: Session | None = None) -> list[Document]:
    found = connection.revisions.find({"stream": {"$eq": id}}, session=session).sort("n", ASCENDING)
    return await found.to_list(None)


async def complaints_about(connection: Connection, target: str, session: Session | None = None) -> Sequence[Redress]:
    """Return the complaints about acts in a case, or against a notice or a request.

    Each complaint blocks destruction, whether sealed or not.
    """
    query = {"type": {"$eq": RedressFiled.TYPE}, "kind": {"$eq": Kind.REDRESS.value}}
    filed = connection.revisions.find(query, {"stream": 1, "kind": 1, "state": 1}, session=session)
    return [
        await _now(connection, revision["stream"], session)
        async for revision in filed
        if target in ((redress := state_of(revision)).case, redress.subject)
    ]


async def _now(connection: Connection, stream: str, session: Session | None) -> Any:
    newest = await connection.revisions.find_one({"stream": {"$eq": stream}}, sort=[("n", DESCENDING)], session=session)
    assert newest is not None  # its first version was just read
    return state_of(newest)
