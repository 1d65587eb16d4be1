"""The streams that one command knows and writes to: its own, and those that must agree with it.

Each is read once, in the snapshot of the transaction (`domain/rules/linking.py` says which).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from domain.acts import misfit
from domain.book import linked_streams
from domain.kernel.event import Event
from domain.kernel.refusals import NotFound, Refused
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.announcements import announcements
from domain.registry.registry import Registry
from store.authority.rules import process_of
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.collection import heads_of
from store.heads.head_texts import Head, clear_texts, head_of
from store.queue import outbox
from store.record.revision import Act, StreamHead, append, check_unaltered, pending_of, tip_of
from store.write.writes import Writes


@dataclass
class StreamWriter:
    """A stream on its way to its next versions: where it stood, where it stands now, and its head before."""

    id: str
    kind: Kind
    tip: StreamHead
    head: Head | None = None

    def __post_init__(self) -> None:
        """Keep what the head holds in the clear: it mirrors the state that stood before."""
        self.before = self.tip.n
        self.clear = clear_texts(self.tip.state, self.head) if self.head else {}

    @property
    def state(self) -> Any:
        return self.tip.state

    @property
    def at(self) -> datetime:
        """Time of the newest version, never before that of the one before it."""
        assert self.tip.at is not None, "there is no version yet"
        return self.tip.at

    def grow(
        self, connection: Connection, writes: Writes, event: Event, act: Act, now: datetime, registry: Registry
    ) -> Document:
        """Add a version, its marker for the sealer, and what it orders. Raises Misfit for what nobody would seal."""
        check_fits(act, event)
        revision, self.tip = append(self.id, self.tip, event, act)
        writes.revision(revision, pending_of(revision))
        jobs = chain(event.jobs(self.state), announcements(self.state, event, registry))
        for row in outbox.job_rows(self.id, self.tip.n, jobs, now):
            writes.insert(connection.names.main, "outbox", row)
        return revision

    def finish(self, connection: Connection, writes: Writes, clear: Mapping[str, str]) -> Document:
        """Add the head as it is now, on condition that it stands where it stood. `clear` are the command's texts."""
        document = head_of(self.kind, self.state, self.tip.n, self.at, {**clear, **self.clear}, connection.master)
        key = self.head.key if self.head else None
        writes.closed_head(self.kind, self.state, document, self.before, key)
        return document


class Misfit(Exception):
    """An act that the sealer would hold for ever: its action, actor or process is not one for such an event."""


def check_fits(act: Act, event: Event) -> None:
    """Raise Misfit for an act that is not in the table of acts, before it is written."""
    process = process_of(act.author.short) if act.author else None
    if why := misfit(act.action, event.TYPE, act.actor.kind, process):
        raise Misfit(why)


async def read(connection: Connection, stream: str, head: Document, session: Session | None) -> StreamHead:
    """Read the end of a stream from its newest revision. Raises RevisionAltered: nothing is built on altered bytes."""
    id = f"{stream}:{head['n']}"
    revision = await connection.revisions.find_one({"_id": id}, session=session)
    assert revision is not None, f"head without its revision: {id}"
    check_unaltered(revision)
    return tip_of(revision)


class Streams:
    def __init__(self, connection: Connection, session: Session) -> None:
        self._connection, self._session = connection, session
        self._writers: dict[str, StreamWriter] = {}

    @property
    def states(self) -> Mapping[str, object]:
        return {id: writer.state for id, writer in self._writers.items()}

    @property
    def changed(self) -> list[StreamWriter]:
        return [writer for writer in self._writers.values() if writer.tip.n > writer.before]

    async def read_linked(self, kind: Kind, state: Any, command: Any) -> None:
        """Read the streams linked to one. Raises Refused with NotFound for a missing one."""
        for stream in linked_streams(kind, state, command):
            if stream not in self._writers:
                self._writers[stream] = await self._read(stream)

    async def linked(self, stream: str) -> StreamWriter:
        """A stream that an event writes to, read with those linked to it. Raises Refused with NotFound."""
        if stream not in self._writers:
            self._writers[stream] = await self._read(stream)
            await self.read_linked(self._writers[stream].kind, self._writers[stream].state, None)
        return self._writers[stream]

    async def _read(self, stream: str) -> StreamWriter:
        kind = kind_of(stream)
        heads = heads_of(self._connection, kind) if kind else None
        head = await heads.find_one({"_id": {"$eq": stream}}, session=self._session) if heads is not None else None
        if kind is None or head is None:
            raise Refused(NotFound())
        tip = await read(self._connection, stream, head, self._session)
        return StreamWriter(id=stream, kind=kind, tip=tip, head=head)
