"""Check of sealed texts, contacts and files to which events refer. Each must be decrypted, or an event must have erased
it; otherwise there is a fault.

Contacts are in a separate collection, under separate keys (`store/record/contact_details.py`). Many streams are looked
up together, so that the number of queries does not grow with the number of streams.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from gridfs import AsyncGridFSBucket
from gridfs.errors import GridFSError, NoFile
from pymongo import AsyncMongoClient

from domain.case.state.evidence import SealedFile
from domain.report.state.consolidated import Consolidated, Frozen
from store.driver.conditions import by_id
from store.driver.connection import Collection, Connection, Document
from store.driver.transaction import settled
from store.files.segments import BUCKET
from store.log.audit.finding import Finding
from store.record import contact_details
from store.record.chain import References, Version, played
from store.record.revision import destroyed
from store.record.sealing import VaultTampered, open_sealed
from store.reports.batches import Batches

STREAMS_KEPT = 500
"""Number of streams whose references are cached during the search for stray values."""


@dataclass(slots=True)
class Opened:
    named: bool
    """True if the stream refers to any text."""
    texts: dict[str, str] = field(default_factory=dict)
    altered: set[str] = field(default_factory=set)
    """Commitments of texts that cannot be decrypted to a matching text."""
    findings: list[Finding] = field(default_factory=list)


class VaultAudit:
    def __init__(self, connection: Connection, erased: Mapping[str, str] = MappingProxyType({})) -> None:
        self._connection, self._listed = connection, erased
        self._destroyed: Mapping[str, str] = {}
        self.texts_met, self.contacts_met = 0, 0
        """Numbers of sealed texts and of contacts that were referred to and found so far."""

    async def begin(self) -> Mapping[str, str]:
        """Load the destroyed keys with the events that destroyed them."""
        self._destroyed = {**self._listed, **await destroyed(self._connection)}
        return self._destroyed

    async def opened(self, named: Mapping[str, References]) -> dict[str, Opened]:
        """Decrypt the texts and contacts to which streams refer. Return them by stream."""
        texts = [commitment for references in named.values() for commitment in references.texts]
        contacts = [contact for references in named.values() for contact in references.contacts]
        groups = {group for references in named.values() for group in references.texts.values()}
        values = await by_id(self._connection.sealed, texts)
        kept_apart = await by_id(self._connection.contacts, contacts)
        keys = await by_id(self._connection.wrapped, sorted(groups.union(contacts)))
        self.texts_met += len(values)
        self.contacts_met += len(contacts)
        if groups.union(contacts) - keys.keys() - self._destroyed.keys():
            await self.begin()  # an erasure may be newer than this pass
        found = {}
        for stream, references in named.items():
            found[stream] = Opened(named=bool(references.texts))
            self._texts(stream, references.texts, values, keys, found[stream])
            found[stream].findings += self._contacts(stream, references.contacts, kept_apart, keys)
        return found

    def _texts(
        self,
        stream: str,
        references: Mapping[str, str],
        values: Mapping[str, Document],
        keys: Mapping[str, Document],
        found: Opened,
    ) -> None:
        opening = {}
        for group in sorted(set(references.values())):
            if group in keys:
                opening[group] = self._key(keys[group])
            else:
                found.findings.append(self._gone(stream, group))
        for commitment, group in references.items():
            place = f"{stream} {commitment}"
            value, key = values.get(commitment), opening.get(group)
            if value is None:
                found.findings.append(Finding("value-missing", place, "not in the vault"))
            elif (value.get("stream"), value.get("group")) != (stream, group):
                found.findings.append(Finding("value-altered", place, "belongs to another stream or group"))
            elif group in keys and (code := self._open(value, key, found)):
                found.altered.add(commitment)
                found.findings.append(Finding(code, place, "does not open"))

    def _key(self, wrapped: Document) -> bytes | None:
        try:
            return self._connection.master.unwrap(bytes(wrapped["key"]))
        except (InvalidUnwrap, LookupError, TypeError, ValueError):
            return None

    def _open(self, value: Document, key: bytes | None, found: Opened) -> str | None:
        if key is None:
            return "key-altered"
        try:
            found.texts[value["_id"]] = open_sealed(value, key)
        except (VaultTampered, InvalidTag, LookupError, TypeError, ValueError):
            return "value-altered"
        return None

    def _contacts(
        self, stream: str, contacts: Iterable[str], values: Mapping[str, Document], keys: Mapping[str, Document]
    ) -> Iterator[Finding]:
        for contact in sorted(contacts):
            place = f"{stream} {contact}"
            if contact not in values:
                yield Finding("value-missing", place, "a contact is not in the vault")
            if contact not in keys:
                yield self._gone(stream, contact)
            elif contact in values and (code := self._closed(stream, values[contact], self._key(keys[contact]))):
                yield Finding(code, place, "a contact does not open")

    def _closed(self, stream: str, value: Document, key: bytes | None) -> str | None:
        if key is None:
            return "key-altered"
        try:
            contact_details.opened(value, key, stream)
        except (InvalidTag, LookupError, TypeError, ValueError):
            return "value-altered"
        return None

    def _gone(self, stream: str, group: str) -> Finding:
        """Return a finding for a missing key. The finding states which event destroyed the key, or that no event
        destroyed it."""
        if event := self._destroyed.get(group):
            return Finding("erased", stream, f"erased by event {event}: the key of group {group}")
        return Finding("key-missing", stream, f"the key of group {group} is gone")

    async def restored(self) -> AsyncIterator[Finding]:
        """Yield findings for keys that exist although an event records their destruction."""
        for key in (await by_id(self._connection.wrapped, sorted(self._destroyed), ("stream",))).values():
            event = self._destroyed[key["_id"]]
            yield Finding("key-restored", str(key.get("stream")), f"the key {key['_id']}, destroyed by {event}")

    async def stray(self, there: int) -> AsyncIterator[Finding]:
        """Yield findings for texts and contacts to which no event refers. They are searched for only if more exist than
        the record refers to.

        `there` is the number of texts before the record was read: each must belong to a revision of the pass. Texts
        that writers add during the pass can hide a stray text only until the next run.
        """
        connection = self._connection
        if there > self.texts_met:
            async for value, references in self._with_references(connection.sealed):
                if value["_id"] not in references.texts:
                    yield Finding("value-stray", f"{value.get('stream')} {value['_id']}", "no event refers to it")
        if await connection.contacts.count_documents({}) > self.contacts_met:
            async for value, references in self._with_references(connection.contacts):
                if value["_id"] not in references.contacts:
                    yield Finding("value-stray", f"{value.get('stream')} {value['_id']}", "no event names this contact")

    async def _with_references(self, collection: Collection) -> AsyncIterator[tuple[Document, References]]:
        """Yield every value with the references in its stream."""
        known: dict[object, References] = {}
        async for value in collection.find({}, {"stream": 1}):
            if (stream := value.get("stream")) not in known:
                if len(known) == STREAMS_KEPT:
                    known.clear()
                revisions = self._connection.revisions.find({"stream": {"$eq": stream}}).sort("n", 1)
                known[stream] = References.of(played(await revisions.to_list(None)).versions)
            yield value, known[stream]


DIGEST = b'"digest":'
"""Bytes that occur in every state that refers to a file. States without them are not searched."""


def names_files(last: Version) -> bool:
    """Return True if a stream with this last version refers to any bytes outside it."""
    return DIGEST in last.revision["state"] or isinstance(last.state, Consolidated)


async def file_findings(
    connection: Connection, versions: Sequence[Version], destroyed: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """Yield findings for files and figures that are missing or altered although one stream's states refer to them.

    A file whose key was destroyed may be missing, and is not checked.
    """
    last, states = versions[-1], [version.state for version in versions]
    files = {file.group: file for file in _files(last.state)} if DIGEST in last.revision["state"] else {}
    for group in sorted(files.keys() - destroyed.keys()):
        async for finding in _file(connection, last.state.id, files[group]):
            yield finding
    if isinstance(last.state, Consolidated):
        frozen = {state.frozen.run: state.frozen for state in states if state.frozen}
        for run in sorted(frozen):
            async for finding in _figures(connection, last.state.id, frozen[run]):
                yield finding


def _files(value: Any) -> Iterator[SealedFile]:
    if isinstance(value, SealedFile):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _files(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _files(getattr(value, field.name))


def _bucket(connection: Connection) -> Any:
    client: Any = connection.client  # a client of Motor, if the settings choose it
    database = client[connection.names.main]
    if isinstance(client, AsyncMongoClient):
        return AsyncGridFSBucket(database, BUCKET)
    from motor.motor_asyncio import AsyncIOMotorGridFSBucket  # imported only where it is used

    return AsyncIOMotorGridFSBucket(database, BUCKET)


async def _file(connection: Connection, stream: str, file: SealedFile) -> AsyncIterator[Finding]:
    place, found = f"{stream} {file.group}", sha256()
    try:
        stored = await settled(_bucket(connection).open_download_stream_by_name(file.group))
        while part := await stored.readchunk():
            found.update(part)
    except GridFSError as error:
        code = "file-missing" if isinstance(error, NoFile) else "file-altered"
        yield Finding(code, place, type(error).__name__)
        return
    if found.hexdigest() != file.digest:
        yield Finding("file-altered", place, "other bytes than the record names")


async def _figures(connection: Connection, report: str, frozen: Frozen) -> AsyncIterator[Finding]:
    place = f"{report}:{frozen.run}"
    row = await connection.figures.find_one({"_id": {"$eq": place}})
    for part in ("data", "public"):
        value = (row or {}).get(part)
        if not isinstance(value, bytes):
            yield Finding("figures-missing", place, part)
        elif sha256(value).hexdigest() != getattr(frozen, part):
            yield Finding("figures-altered", place, f"{part} is not what was frozen")
    manifest, batches = sha256(), 0
    try:
        async for batch in Batches(connection).all(report, frozen.run):
            manifest.update(batch.sha256.encode())
            batches += 1
            if sha256(batch.entries).hexdigest() != batch.sha256:
                yield Finding("figures-altered", f"{place} batch {batch.seq}", "its versions are not those counted")
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        yield Finding("figures-altered", place, f"a batch cannot be read: {type(error).__name__}")
        return
    if (manifest.hexdigest(), batches) != (frozen.manifest, frozen.chunks):
        yield Finding("figures-altered", place, f"{batches} batches, not the {frozen.chunks} that were frozen")
