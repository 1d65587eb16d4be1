"""The record against the log: every revision sealed or pending, every stream in order, bodies, states, heads, texts.

The checks inside a stream are those of `store/record/audit.py`; here they get names, and damage of any kind is told
instead of ending the verification. It may run while others write: what changes is looked at twice, and seen whole.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from domain.kernel.calendar import from_iso_millis
from domain.kernel.event import Event, Sealed
from domain.kernel.kind import REGISTRY, Kind
from store.heads.head_texts import in_the_clear
from store.log.audit_authority import SKEW, Authority
from store.log.audit_commands import missing_commands, stray_commands
from store.log.audit_contacts import contact_findings, gone, named_in, stray_contacts
from store.log.audit_files import file_findings
from store.log.audit_jobs import Ordered, job_findings, ordered
from store.log.audit_times import Times, claimed_time
from store.log.batch import parsed
from store.log.finding import Finding
from store.log.ledger import Ledger
from store.log.promises import SEAL_WITHIN
from store.log.same_document import same_document
from store.log.storage import LogStorage
from store.mongo.connection import Connection, Document
from store.record.audit import chain_findings, rebuilt
from store.record.canonical import plain
from store.record.destroyed import destroyed
from store.record.revision import FIELDS, event_in, state_of
from store.record.sealing import VaultTampered, open_sealed

AT_ONCE = 500
"""Documents looked up with one query."""
LOOKS = 3
"""How often a head that differs is compared again: somebody may be writing."""

NAMES: Mapping[str, str] = {
    "number": "number-differs",
    "prev": "prev-differs",
    "leaf": "leaf-differs",
    "body": "body-differs",
    "state": "state-differs",
    "stream": "number-differs",
    "fields for queries": "field-differs",
    "folded state differs": "fold-differs",
    "public part": "shown-differs",
}
"""What `chain_findings` says, as codes."""


class Record:
    """One pass over the record, stream by stream."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger
        self._log = LogStorage.of(connection)
        self._values, self._contacts, self._unread = 0, 0, False
        self._destroyed: Mapping[str, str] = {}
        self._odd: list[str] = []
        self._jobs: Ordered = {}
        self._authority, self._times = Authority(connection, ledger), Times(ledger, connection.clock())

    async def findings(self) -> AsyncIterator[Finding]:
        """Everything in revisions, heads, sealed texts and markers that does not agree."""
        # Counted first: what is there now belongs to revisions that the pass will meet. What writers add in between can
        # only hide a stray text until the next run.
        there = await self._connection.sealed.count_documents({})
        self._destroyed = await destroyed(self._connection)
        gathered: list[Document] = []
        async for stream in self._streams():
            gathered += stream
            if len(gathered) >= AT_ONCE:
                async for finding in self._placed(gathered):
                    yield finding
                gathered = []
            async for finding in self._stream(stream):
                yield finding
            if len(self._jobs) >= AT_ONCE:
                async for finding in self._ordered():
                    yield finding
        for rest in (self._placed(gathered), self._ordered()):
            async for finding in rest:
                yield finding
        for id in self._odd:
            yield Finding("revision-unreadable", id, "not the id of a revision")
        for finding in self._times.without_anchor():
            yield finding
        sources = [self._authority.findings(), self._stray_heads(), self._markers()]
        sources += [stray_commands(self._connection), self._restored()]
        if there > self._values and not self._unread:
            sources.append(self._stray_values())
        if not self._unread:
            sources.append(stray_contacts(self._connection, self._contacts))
        for source in sources:
            async for finding in source:
                yield finding

    async def _streams(self) -> AsyncIterator[list[Document]]:
        """All revisions, stream by stream."""
        stream: list[Document] = []
        async for revision in self._connection.revisions.find({}).sort([("stream", 1), ("n", 1)]):
            if not isinstance(revision["_id"], str):
                self._odd.append(str(revision["_id"]))
                continue
            if stream and revision.get("stream") != stream[0].get("stream"):
                yield stream
                stream = []
            stream.append(revision)
        if stream:
            yield stream

    async def _placed(self, revisions: list[Document]) -> AsyncIterator[Finding]:
        """Whether revisions are sealed or due, and were ordered: asked for many streams at once."""
        for at in range(0, len(revisions), AT_ONCE):
            chunk = revisions[at : at + AT_ONCE]
            async for finding in self._sealed(chunk):
                yield finding
            async for finding in missing_commands(self._connection, chunk):
                yield finding

    async def _ordered(self) -> AsyncIterator[Finding]:
        wanted, self._jobs = self._jobs, {}
        async for finding in job_findings(self._connection, wanted):
            yield finding

    async def _stream(self, revisions: list[Document]) -> AsyncIterator[Finding]:
        name = str(revisions[0].get("stream"))
        for check in (chain, _unknown_fields, self._anchors, self._times.findings, self._acts):
            try:
                found = [*check(revisions)]
            except Exception as error:  # a document that somebody changed can break the reading anywhere
                found = [Finding("revision-unreadable", name, f"{type(error).__name__}: {error}")]
                self._unread = True
            for finding in found:
                yield finding
        try:
            events, states = [event_in(row) for row in revisions], [state_of(row) for row in revisions]
            references, last, contacts = _references(events, states), revisions[-1], named_in(events)
            self._jobs |= ordered(revisions, events, states)
            differs = await head_differs(self._connection, last)
            unencrypted = await head_in_the_clear(self._connection, last)
        except Exception as error:
            yield Finding("revision-unreadable", name, f"{type(error).__name__}: {error}")
            self._unread = True
            return
        async for finding in self.texts(name, references):
            yield finding
        async for finding in self.kept_apart(name, contacts):
            yield finding
        async for finding in file_findings(self._connection, states, self._destroyed):
            yield finding
        if differs:
            yield Finding("head-differs", name, "is not what the record and the vault give")
        if unencrypted:
            yield Finding("head-in-clear", name, "was written before heads were encrypted")

    async def _sealed(self, revisions: Sequence[Document]) -> AsyncIterator[Finding]:
        ids = [revision["_id"] for revision in revisions]
        pending = {marker["_id"] for marker in await self._log.markers(ids)}  # before the index: a marker goes last
        places = {row["event"]: row["_id"] async for row in self._log.index.find({"event": {"$in": ids}})}
        for revision in revisions:
            if revision["_id"] in places:
                for finding in self._late(revision, places[revision["_id"]]):
                    yield finding
            elif revision["_id"] not in pending:
                yield Finding("revision-unsealed", str(revision["_id"]), "neither in the index nor pending")

    def _late(self, revision: Document, place: object) -> Iterator[Finding]:
        sealed = self._ledger.sealed_by(place) if isinstance(place, int) else None
        claimed = claimed_time(revision)
        if sealed and claimed and claimed > sealed + SKEW:
            yield Finding("time-late", revision["_id"], f"claims {claimed}, was seen sealed at {sealed}")

    def _anchors(self, revisions: Sequence[Document]) -> Iterator[Finding]:
        for revision in revisions:
            anchor, claimed = parsed(bytes(revision["envelope"])).get("anchor"), claimed_time(revision)
            if anchor is None:
                continue
            there, seen = self._ledger.anchored(str(anchor))
            if not there:
                yield Finding("anchor-unknown", revision["_id"], f"names {anchor}")
            elif seen and claimed and claimed < seen - SKEW:
                yield Finding("time-early", revision["_id"], f"claims {claimed}, names a checkpoint of {seen}")

    def _acts(self, revisions: Sequence[Document]) -> Iterator[Finding]:
        """Keep who acted, and how the registry changed, for the end of the pass. Finds nothing by itself."""
        kind = Kind(revisions[0]["kind"])
        for revision in revisions:
            body = parsed(bytes(revision["body"]))
            at, actor = from_iso_millis(body["at"]), body["actor"]
            posts = ",".join(actor["posts"])
            named = (actor["kind"], actor["subject"], actor["client"], actor["agency"], actor["role"], posts)
            self._ledger.act(at, revision["_id"], (*named, body["scope"], body["action"]))
            if kind in REGISTRY:
                self._authority.changed(kind, at, state_of(revision))
        yield from ()

    async def texts(self, stream: str, references: Mapping[str, str]) -> AsyncIterator[Finding]:
        """The texts behind a stream's commitments: openable, erased, or gone."""
        if not references:
            return
        connection, wanted = self._connection, list(references)
        groups = sorted(set(references.values()))
        values = {text["_id"]: text async for text in connection.sealed.find({"_id": {"$in": wanted}})}
        wrapped = {key["_id"]: key async for key in connection.wrapped.find({"_id": {"$in": groups}})}
        self._values += len(values)
        for group in groups:
            if group not in wrapped:
                yield await self._gone(stream, group)
        for commitment, group in references.items():
            place = f"{stream} {commitment}"
            if commitment not in values:
                yield Finding("value-missing", place, "not in the vault")
            elif (values[commitment].get("stream"), values[commitment].get("group")) != (stream, group):
                yield Finding("value-altered", place, "belongs to another stream or group")
            elif group in wrapped and (code := self._unopenable(values[commitment], wrapped[group])):
                yield Finding(code, place, "does not open")

    async def _gone(self, stream: str, group: str) -> Finding:
        """Whether a missing key was destroyed by an event, which may be newer than this pass."""
        if group not in self._destroyed:
            self._destroyed = await destroyed(self._connection)
        return gone(stream, group, self._destroyed)

    async def kept_apart(self, stream: str, contacts: frozenset[str]) -> AsyncIterator[Finding]:
        """The contacts that a stream names: openable, erased, or gone."""
        if not contacts:
            return
        self._contacts += len(contacts)
        wrapped = self._connection.wrapped.find({"_id": {"$in": sorted(contacts)}}, {"_id": 1})
        if contacts - {key["_id"] async for key in wrapped} - self._destroyed.keys():
            self._destroyed = await destroyed(self._connection)  # an erasure may be newer than this pass
        async for finding in contact_findings(self._connection, stream, contacts, self._destroyed):
            yield finding

    def _unopenable(self, value: Document, wrapped: Document) -> str | None:
        try:
            key = self._connection.master.unwrap(bytes(wrapped["key"]))
        except (InvalidUnwrap, LookupError, TypeError, ValueError):
            return "key-altered"
        try:
            open_sealed(value, key)
        except (VaultTampered, InvalidTag, LookupError, TypeError, ValueError):
            return "value-altered"
        return None

    async def _stray_heads(self) -> AsyncIterator[Finding]:
        for kind in Kind:
            async for ids in _chunks(self._connection.heads(kind).find({}, {"_id": 1})):
                first = self._connection.revisions.find({"_id": {"$in": [f"{id}:1" for id in ids]}}, {"stream": 1})
                known = {revision.get("stream") async for revision in first}
                for id in ids:
                    if not isinstance(id, str) or id not in known:
                        yield Finding("head-stray", str(id), "no revision 1")

    async def _stray_values(self) -> AsyncIterator[Finding]:
        async for values in _chunks(self._connection.sealed.find({}, {"stream": 1}), whole=True):
            streams = {value["stream"] for value in values if isinstance(value.get("stream"), str)}
            referred = {stream: await self._referred(stream) for stream in streams}
            for value in values:
                stream = value.get("stream")
                if not isinstance(stream, str) or value["_id"] not in referred[stream]:
                    yield Finding("value-stray", f"{stream} {value['_id']}", "no event refers to it")

    async def _referred(self, stream: str) -> Mapping[str, str]:
        found = self._connection.revisions.find({"stream": {"$eq": stream}})
        revisions = await found.to_list(None)
        return _references([event_in(row) for row in revisions], [state_of(row) for row in revisions])

    async def _restored(self) -> AsyncIterator[Finding]:
        """Keys that are there although an event says that they were destroyed, of whatever they are the keys."""
        gone = sorted(self._destroyed)
        for at in range(0, len(gone), AT_ONCE):
            found = self._connection.wrapped.find({"_id": {"$in": gone[at : at + AT_ONCE]}}, {"stream": 1})
            async for key in found:
                event = self._destroyed[key["_id"]]
                yield Finding("key-restored", str(key.get("stream")), f"the key {key['_id']}, destroyed by {event}")

    async def _markers(self) -> AsyncIterator[Finding]:
        late = self._connection.clock() - SEAL_WITHIN
        async for markers in _chunks(self._log.pending.find({}), whole=True):
            ids = [marker["_id"] for marker in markers]
            found = self._log.revisions.find({"_id": {"$in": ids}}, {"stream": 1, "n": 1, "leaf": 1, "at": 1})
            stored = {revision["_id"]: revision async for revision in found}
            for marker in markers:
                if not isinstance(marker["_id"], str) or marker["_id"] not in stored:
                    yield Finding("pending-stray", str(marker["_id"]), "no such revision")
                elif marker != stored[marker["_id"]]:
                    yield Finding("pending-differs", marker["_id"], "is not its revision's")
                elif isinstance(marker["at"], datetime) and marker["at"].replace(tzinfo=UTC) < late:
                    yield Finding("pending-late", marker["_id"], f"since {marker['at']}")


async def head_differs(connection: Connection, last: Document) -> bool:
    """Whether the head of a stream is not what its last revision gives, also when it is looked at again."""
    for _ in range(LOOKS):
        heads = connection.heads(Kind(last["kind"]))
        try:
            head = await heads.find_one({"_id": {"$eq": last["stream"]}})
        except (InvalidTag, InvalidUnwrap):
            return True
        try:
            if same_document(head, await rebuilt(connection, last)):
                return False
        except (VaultTampered, InvalidTag, InvalidUnwrap):
            return False  # the text has a finding of its own, and nothing can be compared
        query = {"stream": {"$eq": last["stream"]}}
        newer = await connection.revisions.find_one(query, sort=[("n", -1)])
        if newer is None or newer["n"] == last["n"]:
            break
        last = newer
    return True


async def head_in_the_clear(connection: Connection, last: Document) -> bool:
    """Whether the head of a stream holds a text that the database can read."""
    stored = await connection.heads(Kind(last["kind"])).stored.find_one({"_id": {"$eq": last["stream"]}})
    # A head of another version has another shape; that it differs is a finding of its own.
    return stored is not None and stored.get("n") == last["n"] and in_the_clear(state_of(last), stored)


def _unknown_fields(revisions: Sequence[Document]) -> Iterator[Finding]:
    for revision in revisions:
        if unknown := sorted(revision.keys() - FIELDS):
            yield Finding("field-unknown", str(revision["_id"]), f"has {', '.join(unknown)}")


async def text_findings(connection: Connection, revisions: Sequence[Document]) -> AsyncIterator[Finding]:
    """The texts of one stream in the vault, and its contacts: openable, erased by an event, or at fault."""
    revisions = list(revisions)
    stream = str(revisions[0].get("stream"))
    with closing(Ledger()) as ledger:
        record = Record(connection, ledger)
        events, states = [event_in(row) for row in revisions], [state_of(row) for row in revisions]
        for source in (record.texts(stream, _references(events, states)), record.kept_apart(stream, named_in(events))):
            async for finding in source:
                yield finding


def chain(revisions: list[Document]) -> Iterator[Finding]:
    """What is wrong inside one stream, by name."""
    for said in chain_findings(revisions):
        place, _, what = said.partition(": ")
        yield Finding(NAMES.get(what, "revision-unreadable"), place, what)


def _references(events: Sequence[Event], states: Sequence[Any]) -> dict[str, str]:
    """The group of each commitment that a stream's events and states name."""
    found: dict[str, str] = {}

    def walk(value: Any) -> None:
        if isinstance(value, Sealed):
            found[value.commitment] = value.group
        elif isinstance(value, Mapping):
            for part in value.values():
                walk(part)
        elif isinstance(value, list | tuple):
            for part in value:
                walk(part)

    for value in (*events, *states):
        walk(plain(value))
    return found


async def _chunks(cursor: Any, *, whole: bool = False) -> AsyncIterator[list[Any]]:
    chunk: list[Any] = []
    async for document in cursor:
        chunk.append(document if whole else document["_id"])
        if len(chunk) == AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
