"""The streams that one command writes to: its own, and those that must stay at one with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from domain.acts import misfit
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.notification.announcements import announcements
from domain.registry.registry import Registry
from store.authority.rules import process_of
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.from_state import clear_texts, head_of
from store.heads.head_texts import Head
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
