"""The streams to which one command writes, as one client-level bulk write inside its transaction.

A bulk write that matches nothing does not fail: the number of matched documents is compared with the number of replaced
heads, and a difference aborts the transaction.

Tokens and sessions that end with an account are deleted in the account's own transaction. So none of them returns when
the account is active again, even after a crash. The deny mark ends refresh families, which are never newer than the
mark. Each stream is read once, in the snapshot of the transaction (`domain/rules/linking.py` defines which streams).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from pymongo import DeleteMany, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import ClientBulkWriteException, DuplicateKeyError

from domain.acts import misfit
from domain.administration.users import UserEnrolled, UserSuspended
from domain.book import linked_streams
from domain.kernel.event import Event
from domain.kernel.refusals import NotFound, Refused
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.announcements import announcements
from domain.registry.registry import Registry
from store.authority.rules import process_of
from store.driver.connection import Connection, Document
from store.driver.finding import Find, rows
from store.driver.transaction import Lost, Session
from store.heads.collection import heads_of
from store.heads.head_texts import Head, HeadKey, clear_texts, closed, head_of
from store.kinds.entries import HEADS
from store.oauth.revocations import Marked, denied_from, mark
from store.queue import outbox
from store.record.canonical import plain
from store.record.contact_details import ContactDetails
from store.record.epochs import REVOKED, raised
from store.record.revision import Act, StreamHead, append, check_unaltered, pending_of, tip_of
from store.record.sealing import SealedGroup

DUPLICATE = 11000
Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | DeleteMany


@dataclass
class Writes:
    connection: Connection
    operations: list[Write] = field(default_factory=list)
    found: int = 0
    """Number of operations that must find or create a document."""

    def insert(self, database: str, collection: str, document: Document) -> None:
        self.operations.append(InsertOne(document, namespace=f"{database}.{collection}"))

    def revision(self, document: Document, pending: Document) -> None:
        self.insert(self.connection.names.record, "revisions", document)
        self.insert(self.connection.names.log, "pending", pending)

    def closed_head(self, kind: Kind, value: Any, head: Document, expected: int, key: HeadKey | None) -> None:
        """Add the head of a state, given its plain data, with its texts encrypted. If `key` is None, also add a new
        key."""
        stored, wrapped = closed(value, head, key, self.connection.master)
        if wrapped:
            self.insert(self.connection.names.keys, "wrapped", wrapped)
        self.head(kind, stored, expected)

    def head(self, kind: Kind, document: Document, expected: int) -> None:
        """Insert a head, or replace the head at version `expected`."""
        namespace = f"{self.connection.names.main}.{HEADS[kind]}"
        if expected == 0:
            self.operations.append(InsertOne(document, namespace=namespace))
            return
        found = {"_id": document["_id"], "n": expected}
        self.operations.append(ReplaceOne(found, document, namespace=namespace))
        self.found += 1

    def seal(self, group: SealedGroup) -> None:
        for value in group.values:
            self.insert(self.connection.names.vault, "sealed", value)
        if group.wrapped:
            self.insert(self.connection.names.keys, "wrapped", group.wrapped)

    def contact_details(self, details: ContactDetails) -> None:
        self.insert(self.connection.names.vault, "contacts", dict(details.value))
        self.insert(self.connection.names.keys, "wrapped", dict(details.wrapped))

    def also(self, operation: UpdateOne) -> None:
        """Add an upsert. An upsert always finds or creates its document, so it cannot replace the check of a head."""
        self.operations.append(operation)
        self.found += 1

    def remove(self, collection: str, found: Document) -> None:
        self.operations.append(DeleteMany(found, namespace=f"{self.connection.names.main}.{collection}"))

    async def run(self, session: Session) -> None:
        """Write all operations. Raise Lost if another writer was first to write the same version or id."""
        try:
            result: Any = await self.connection.client.bulk_write(self.operations, session=session)
        except (ClientBulkWriteException, DuplicateKeyError) as error:
            if _duplicate(error):
                raise Lost from error
            raise
        if result.matched_count + result.upserted_count < self.found:
            raise Lost


def _duplicate(error: Exception) -> bool:
    codes = {failure.get("code") for failure in getattr(error, "write_errors", None) or ()}
    return isinstance(error, DuplicateKeyError) or DUPLICATE in codes


ENDS = (UserSuspended, UserEnrolled)


def end_with(writes: Writes, event: Event, account: Document, now: datetime) -> None:
    """Add the deletions that follow from an event that ends an account: tokens, sessions, password and known
    browsers."""
    if not isinstance(event, ENDS):
        return
    main, user = writes.connection.names.main, account["_id"]
    bearing = {"_id": mark(Marked.ACCOUNT, "", account["subject"])}
    writes.also(UpdateOne(bearing, denied_from(now), upsert=True, namespace=f"{main}.oauth_revocations"))
    writes.also(raised(main, REVOKED))
    writes.remove("oauth_sessions", {"user": user})
    writes.remove("oauth_credentials", {"_id": user})


@dataclass
class StreamWriter:
    """Stream being written: its earlier end, its current end, and its earlier head."""

    id: str
    kind: Kind
    tip: StreamHead
    head: Head | None = None

    def __post_init__(self) -> None:
        self.before = self.tip

    @property
    def state(self) -> Any:
        return self.tip.state

    @property
    def at(self) -> datetime:
        """Return the time of the newest version. It is never before that of the previous version."""
        assert self.tip.at is not None, "there is no version yet"
        return self.tip.at

    def grow(
        self, connection: Connection, writes: Writes, event: Event, act: Act, now: datetime, registry: Registry
    ) -> Document:
        """Add a version, its marker for the sealer, and its jobs. Raise Misfit for an act that no sealer would
        accept."""
        check_fits(act, event)
        revision, self.tip = append(self.id, self.tip, event, act)
        writes.revision(revision, pending_of(revision))
        jobs = chain(event.jobs(self.state), announcements(self.state, event, registry))
        for row in outbox.job_rows(self.id, self.tip.n, jobs, now):
            writes.insert(connection.names.main, "outbox", row)
        return revision

    def finish(self, connection: Connection, writes: Writes, clear: Mapping[str, str]) -> Document:
        """Add the current head, which is written only if the stored head is still at the earlier version. `clear` are
        the command's texts."""
        texts = {**clear, **clear_texts(self.before.state, self.head)} if self.head else clear
        value, said = plain(self.state), (self.tip.n, self.at, texts, connection.master)
        document = head_of(self.kind, self.state, *said, before=self.head, value=value)
        writes.closed_head(self.kind, value, document, self.before.n, self.head.key if self.head else None)
        return document


class Misfit(Exception):
    """The sealer would never accept the act: its action, actor or process does not fit its event."""


def check_fits(act: Act, event: Event) -> None:
    """Raise Misfit for an act outside the table of acts, before the act is written."""
    process = process_of(act.author.short) if act.author else None
    if why := misfit(act.action, event.TYPE, act.actor.kind, process):
        raise Misfit(why)


async def read(connection: Connection, stream: str, head: Document, session: Session | None) -> StreamHead:
    """Read the end of a stream from its newest revision. Raise RevisionAltered, so that nothing is built on altered
    bytes."""
    id = f"{stream}:{head['n']}"
    found = await rows(connection.revisions, Find({"_id": id}, limit=1), session)
    assert found, f"head without its revision: {id}"
    check_unaltered(found[0])
    return tip_of(found[0])


class Streams:
    def __init__(self, connection: Connection, session: Session) -> None:
        self._connection, self._session = connection, session
        self._writers: dict[str, StreamWriter] = {}

    @property
    def states(self) -> Mapping[str, object]:
        return {id: writer.state for id, writer in self._writers.items()}

    @property
    def changed(self) -> list[StreamWriter]:
        return [writer for writer in self._writers.values() if writer.tip.n > writer.before.n]

    async def read_linked(self, kind: Kind, state: Any, command: Any) -> None:
        """Read the streams linked to a stream. Raise Refused with NotFound for a missing stream."""
        for stream in linked_streams(kind, state, command):
            if stream not in self._writers:
                self._writers[stream] = await self._read(stream)

    async def linked(self, stream: str) -> StreamWriter:
        """Return a stream to which an event writes, read with the streams linked to it. Raise Refused with NotFound."""
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
