"""Comparison of the record with the log: every revision is sealed or pending, every stream is in order, and bodies,
states, heads and texts agree.

The content of a stream is read once (`store/record/chain.py`). Here the faults get codes, and damage of any kind is
reported instead of ending the verification. References are looked up for AT_ONCE versions together, so that the number
of queries does not grow with the number of streams. The comparison may run while other processes write: changed data
are read again.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from domain.kernel.vocabulary import BY_NAME, REGISTRY, kind_of
from store.authority.rules import misfit_in, said_in
from store.driver.conditions import in_chunks
from store.driver.connection import Connection, Document
from store.keys.authors import Admission, Authors
from store.keys.promises import SEAL_WITHIN
from store.log.audit.finding import SKEW, Finding
from store.log.audit.ledger import Ledger, Said
from store.log.storage import LogStorage
from store.record.chain import Played, References, Version, played
from store.record.revision import FIELDS
from store.verification.authority import Authority
from store.verification.commands import CommandAudit, Ordered, job_findings, ordered
from store.verification.heads import heads_findings, stray_heads
from store.verification.lines import Lines
from store.verification.replayed import Replayed
from store.verification.signed import SignedActs
from store.verification.times import Times
from store.verification.vault import VaultAudit, file_findings, names_files

AT_ONCE = 500
"""Number of versions that are looked up together. A longer stream is still loaded as a whole."""

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
"""Codes of the findings that result from folding a stream."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Stream whose versions could all be read, reduced to the parts that are compared with data outside the stream.

    The other parts are freed at once, because memory that is freed right after use costs half as much.
    """

    references: References
    last: Version
    versions: Sequence[Version]
    """All versions, if the stream refers to files or figures outside it."""


Streams = dict[str, Whole]


class Record:
    def __init__(
        self,
        connection: Connection,
        ledger: Ledger,
        erased: Mapping[str, str] = MappingProxyType({}),
        newer: Callable[[], AsyncIterator[Finding]] | None = None,
        written_by: Callable[[], Authors | None] = Authors,
    ) -> None:
        """Prepare the pass. `newer` adds to the ledger the checkpoints stored since the pass began; `written_by`
        returns the current authors."""
        self._written_by = written_by
        self._connection, self._ledger, self._newer = connection, ledger, newer
        self._log, self._vault = LogStorage.of(connection), VaultAudit(connection, erased)
        self._unread = False
        self._destroyed: Mapping[str, str] = {}
        self._odd: list[str] = []
        self._jobs: Ordered = {}
        self._acted: list[tuple[datetime, str, Said]] = []
        self._commands = CommandAudit(connection)
        self._signed, self._replayed = SignedActs(connection), Replayed(connection)
        self._lines = Lines(connection)
        self._authority, self._times = Authority(connection, ledger), Times(ledger, connection.clock())

    async def findings(self) -> AsyncIterator[Finding]:
        there = await self._connection.sealed.count_documents({})
        self._destroyed = await self._vault.begin()
        await self._commands.begin()
        await self._signed.begin()
        async for streams in self._together():
            async for finding in self._group(streams):
                yield finding
        for id in self._odd:
            yield Finding("revision-unreadable", id, "not the id of a revision")
        for finding in self._times.without_anchor():
            yield finding
        sources = [self._authority.findings(), stray_heads(self._connection), self._markers()]
        sources += [self._commands.stray(), self._vault.restored()]
        if not self._unread:
            sources.append(self._vault.stray(there))
        for source in sources:
            async for finding in source:
                yield finding
        for source in (self._replayed.findings(self._authority.past), self._lines.findings()):
            async for finding in source:
                yield finding

    async def _together(self) -> AsyncIterator[list[list[Document]]]:
        """Yield all revisions in groups of streams with about AT_ONCE versions together."""
        gathered: list[list[Document]] = []
        count = 0
        async for stream in self._streams():
            gathered.append(stream)
            count += len(stream)
            if count >= AT_ONCE:
                yield gathered
                gathered, count = [], 0
        if gathered:
            yield gathered

    async def _streams(self) -> AsyncIterator[list[Document]]:
        stream: list[Document] = []
        async for chunk in in_chunks(self._connection.revisions.find({}).sort([("stream", 1), ("n", 1)])):
            for revision in chunk:
                if not isinstance(revision["_id"], str):
                    self._odd.append(str(revision["_id"]))
                    continue
                if stream and revision.get("stream") != stream[0].get("stream"):
                    yield stream
                    stream = []
                stream.append(revision)
        if stream:
            yield stream

    async def _group(self, streams: list[list[Document]]) -> AsyncIterator[Finding]:
        whole: Streams = {}
        claimed: dict[str, Version] = {}
        for revisions in streams:
            async for finding in self._stream(revisions, whole, claimed):
                yield finding
        revisions = [revision for stream in streams for revision in stream]
        callers: dict[str, str] = {}
        for start in range(0, len(revisions), AT_ONCE):
            chunk = revisions[start : start + AT_ONCE]
            for source in (self._placed(chunk, claimed), self._commands.missing(chunk, callers)):
                async for finding in source:
                    yield finding
        for finding in self._authority.acted((at, id, said, callers.get(id)) for at, id, said in self._acted):
            yield finding
        self._acted = []
        async for finding in self._outside(whole):
            yield finding

    async def _stream(
        self, revisions: list[Document], whole: Streams, claimed: dict[str, Version]
    ) -> AsyncIterator[Finding]:
        found = played(revisions)
        if self._newer and self._times.names_newer(found.versions):
            async for finding in self._newer():
                yield finding
        for finding in self._inside(revisions, found, whole, claimed):
            yield finding

    def _inside(
        self, revisions: list[Document], found: Played, whole: Streams, claimed: dict[str, Version]
    ) -> Iterator[Finding]:
        """Check the versions of one stream by themselves. Add the stream to `whole` if all versions can be read."""
        name = str(revisions[0].get("stream"))
        claimed |= {version.id: version for version in found.versions}
        yield from chain(found.findings)
        yield from unknown_fields(revisions)
        yield from self._times.findings(found.versions)
        yield from self._signed.findings(found.versions)
        self._replayed.remember(found.versions)
        try:
            self._acts(found.versions)
            self._lines.remember(found.versions)
            self._jobs |= ordered(found.versions)
        except Exception as error:  # tampered data can break the reading anywhere
            yield self._unreadable(name, error)
            return
        if len(found.versions) == len(revisions):
            last = found.versions[-1]
            whole[name] = Whole(References.of(found.versions), last, found.versions if names_files(last) else ())
        self._unread |= name not in whole

    def _unreadable(self, place: str, error: Exception) -> Finding:
        self._unread = True
        return Finding("revision-unreadable", place, f"{type(error).__name__}: {error}")

    async def _outside(self, streams: Streams) -> AsyncIterator[Finding]:
        """Check the data outside streams to which their versions refer."""
        opened = await self._vault.opened({name: stream.references for name, stream in streams.items()})
        for name, stream in streams.items():
            for finding in opened[name].findings:
                yield finding
            if stream.versions:
                async for finding in file_findings(self._connection, stream.versions, self._destroyed):
                    yield finding
        last = [stream.last for stream in streams.values()]
        async for finding in heads_findings(self._connection, last, opened):
            self._unread |= finding.code == "revision-unreadable"
            yield finding
        jobs, self._jobs = self._jobs, {}
        async for finding in job_findings(self._connection, jobs):
            yield finding

    async def _placed(self, revisions: Sequence[Document], claimed: Mapping[str, Version]) -> AsyncIterator[Finding]:
        """Check that revisions are sealed in time, or pending."""
        ids = [revision["_id"] for revision in revisions]
        rows = await self._log.index_rows(ids)
        if missing := [id for id in ids if id not in rows]:
            pending = {marker["_id"] for marker in await self._log.markers(missing)}
            rows |= await self._log.index_rows(missing)  # after the markers: one is removed when its version is sealed
            for id in missing:
                if id not in rows and id not in pending:
                    yield Finding("revision-unsealed", id, "neither in the index nor pending")
        for id in ids:
            if version := claimed.get(id):
                place = rows[id]["_id"] if id in rows else None
                self._lines.placed(id, place)
                for finding in self._bound(version, place):
                    yield finding

    def _bound(self, version: Version, place: object) -> Iterator[Finding]:
        """Check that a version was not sealed before its time, and that its author may write at its log index."""
        sealed = self._ledger.sealed_by(place) if isinstance(place, int) else None
        if sealed and version.at > sealed + SKEW:
            yield Finding("time-late", version.id, f"claims {version.at}, was seen sealed at {sealed}")
        author = version.revision.get("author")
        authors, place = self._written_by() or Authors(), place if isinstance(place, int) else self._ledger.largest()
        yield from unfit(version, authors.bound(place, author))

    def _acts(self, versions: Sequence[Version]) -> None:
        """Store actors and registry changes for the end of the pass."""
        acts: list[tuple[datetime, str, Said]] = []
        for version in versions:
            acts.append((version.at, version.id, said_in(version.body)))
            kind = BY_NAME[version.revision["kind"]]
            if kind in REGISTRY and kind is kind_of(version.revision["stream"]):
                self._authority.changed(kind, version.at, version.state)
        self._acted += acts

    async def _markers(self) -> AsyncIterator[Finding]:
        late = self._connection.clock() - SEAL_WITHIN
        async for markers in in_chunks(self._log.pending.find({})):
            ids = [marker["_id"] for marker in markers]
            found = self._log.revisions.find({"_id": {"$in": ids}}, {"stream": 1, "n": 1, "leaf": 1, "at": 1})
            stored = {revision["_id"]: revision async for revision in found}
            for marker in markers:
                if not isinstance(marker["_id"], str) or marker["_id"] not in stored:
                    yield Finding("pending-stray", str(marker["_id"]), "no such revision")
                elif marker != {**stored[marker["_id"]], **({"quiet": True} if "quiet" in marker else {})}:
                    yield Finding("pending-differs", marker["_id"], "is not its revision's")
                elif isinstance(marker["at"], datetime) and marker["at"].replace(tzinfo=UTC) < late:
                    yield Finding("pending-late", marker["_id"], f"since {marker['at']}")


async def record_findings(
    connection: Connection, erased: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[Finding]:
    """Verify the record without its log. The checkpoints to which versions refer are unknown then."""
    with closing(Ledger()) as ledger:
        async for finding in Record(connection, ledger, erased).findings():
            if finding.code != "anchor-unknown":
                yield finding


def chain(said: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Turn the faults in one stream into findings, by code."""
    for place, what in said:
        yield Finding(NAMES.get(what, "revision-unreadable"), place, what)


def unfit(version: Version, by: Admission | None = None) -> Iterator[Finding]:
    """Yield a finding for an impossible act: an unknown action, or one with another event type, actor or process."""
    try:
        why = misfit_in(version.body, by.process if by else None) or (by and by.misfit(version.body["type"]))
    except (LookupError, TypeError):
        return  # an unreadable body has a finding already
    if why:
        yield Finding("act-unfit", version.id, why)


def unknown_fields(revisions: Sequence[Document]) -> Iterator[Finding]:
    for revision in revisions:
        if not revision.keys() <= FIELDS:
            unknown = ", ".join(sorted(revision.keys() - FIELDS))
            yield Finding("field-unknown", str(revision["_id"]), f"has {unknown}")


async def text_findings(connection: Connection, stream: str, versions: Sequence[Version]) -> list[Finding]:
    """Return the findings on one stream's texts and contacts. Each must be decrypted, or an event must have erased
    it."""
    vault = VaultAudit(connection)
    await vault.begin()
    return (await vault.opened({stream: References.of(versions)}))[stream].findings
