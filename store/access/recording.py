"""Recording of reads and refusals, as streams of one revision each, so that writers never wait for each other.

Opening a history, evidence or an export is recorded before the answer and fails closed. All other reads are gathered
and written once a second per process and agency: a crash loses at most that second of list reads. Reads that need no
purpose are sealed within a minute.
"""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Final, TypedDict, Unpack
from uuid import uuid4

from domain.access.record import RECORD_ACCESS, AccessRecorded, AccessRefused, Purpose, Read, Reading
from domain.kernel.actor import SYSTEM, Actor, Caller
from domain.kernel.event import Event, Sealed
from domain.kernel.refusals import Guard, NotAllowed, Problem, SafeguardNotMet
from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection, Document
from store.driver.transaction import Session, transaction
from store.heads.head_texts import head_of
from store.record.canonical import plain
from store.record.revision import Act, StreamHead, append, pending_of
from store.record.sealing import SealedGroup, seal
from store.write.anchor import Anchor
from store.write.writes import Writes, check_fits

log = logging.getLogger("casebook.access")


class PageOfReadings:
    """Readings of one page by caller and subject. Like readings are merged, with all their streams and filters."""

    def __init__(self, list_of_cases: bool) -> None:
        self._list_of_cases = list_of_cases
        self._readings: dict[tuple[object, ...], tuple[str, Read]] = {}
        self._listed: dict[str, dict[tuple[object, ...], Read]] = defaultdict(dict)

    def add(self, agency: str, made: Read) -> None:
        """Add a reading. Merged readings have the time of the first of them."""
        if self._list_of_cases and made.reading is Reading.CASE:
            made = replace(made, reading=Reading.CASES)
        key = agency, made.reading, made.subject, made.client, made.purpose
        self._readings[key] = agency, _joined(self._readings[key][1], made) if key in self._readings else made

    def add_list(self, agency: str, made: Read) -> None:
        """Add the read of a list. The answer waits until this read is recorded."""
        listed, key = self._listed[agency], (made.reading, made.subject, made.client, made.purpose)
        listed[key] = (
            replace(_joined(listed[key], made), count=listed[key].count + made.count) if key in listed else made
        )

    def readings(self) -> Iterator[tuple[str, Read]]:
        yield from self._readings.values()

    def lists(self) -> list[AccessRecorded]:
        """Return the reads of lists, which are recorded before the page is answered."""
        return [AccessRecorded(agency=agency, reads=tuple(listed.values())) for agency, listed in self._listed.items()]


def _joined(one: Read, other: Read) -> Read:
    streams = tuple(sorted({*one.streams, *other.streams}))
    again = len(one.streams) + len(other.streams) - len(streams)
    filters = tuple(dict.fromkeys([*one.filters, *other.filters]))
    return replace(one, streams=streams, filters=filters, count=one.count + other.count - again)


WORDS: Final = "words"
New = tuple[str, Event, SealedGroup | None]
"""Name of a new stream, its event and the texts that the event seals."""


async def write_access(connection: Connection, anchor: Anchor, *events: Event, quiet: bool = False) -> None:
    """Write events of the access records in one transaction, each as a stream of its own.

    Quiet events wait, at most a minute, to be sealed with other versions: each batch writes the whole right edge of the
    log's tree again.
    """
    await _write(connection, anchor, [(_new_stream(), event, None) for event in events], quiet=quiet)


async def write_search(connection: Connection, anchor: Anchor, words: str, event_of: Callable[[Sealed], Event]) -> None:
    """Write the event of a search, with the search words sealed."""
    stream = _new_stream()
    group = seal(stream, {WORDS: words}, connection.master)
    await _write(connection, anchor, [(stream, event_of(group.references[WORDS]), group)], quiet=False)


def _new_stream() -> str:
    return f"{Kind.ACCESS}-{secrets.token_hex(16)}"


async def _write(connection: Connection, anchor: Anchor, events: Iterable[New], *, quiet: bool) -> None:
    now, writes = connection.clock(), Writes(connection)
    act = Act(
        actor=SYSTEM,
        scope=None,
        action=RECORD_ACCESS,
        command="",
        at=now,
        origin=connection.origin,
        anchor=await anchor.current(),
        author=connection.author,
    )
    for stream, event, group in events:
        _add(writes, stream, event, replace(act, command=str(uuid4())), group, quiet)

    async def work(session: Session) -> None:
        await connection.counters.find_one({"_id": "registry"}, session=session)  # a read must come first
        await writes.run(session)

    await transaction(connection.client, work)


def _add(writes: Writes, stream: str, event: Event, act: Act, group: SealedGroup | None, quiet: bool) -> None:
    check_fits(act, event)
    master, clear = writes.connection.master, group.clear if group else {}
    revision, tip = append(stream, StreamHead(), event, act)
    writes.revision(revision, pending_of(revision, quiet=quiet))
    value = plain(tip.state)
    head = head_of(Kind.ACCESS, tip.state, tip.n, act.at, clear, master, sealed=group is not None, value=value)
    if group is None:
        writes.head(Kind.ACCESS, head, 0)
        return
    writes.seal(group)
    writes.closed_head(Kind.ACCESS, value, head, 0, None)


FLUSH_SECONDS = 1.0
READS_A_REVISION = 200
RECORDS_AT_ONCE = 20
"""Most records in one transaction: about the reads of a process in a second, and at most two megabytes."""
GATHERED_MOST = 20_000
"""Most reads that wait for a flush. Further reads are refused: a register that cannot record its reads does not answer
them."""

RECORDED_GUARDS = frozenset({Guard.G1_COMPETENCE, Guard.G5_TWO_PERSONS})

_page: ContextVar[PageOfReadings | None] = ContextVar("page_of_readings", default=None)


class AccessLost(Exception):
    """Reads cannot be recorded, so nothing more may be read."""


class Seen(TypedDict, total=False):
    """Details of a reading."""

    streams: tuple[str, ...]
    filters: tuple[str, ...]
    count: int
    purpose: Purpose | None


class AccessLog:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._anchor = connection, Anchor(connection)
        self._gathered: dict[str, list[Read]] = defaultdict(list)
        self._writing = asyncio.Lock()

    def note(self, actor: Actor, reading: Reading, **seen: Unpack[Seen]) -> None:
        """Gather a read for the next flush. Raise AccessLost when too many wait."""
        if sum(map(len, self._gathered.values())) >= GATHERED_MOST:
            raise AccessLost
        made = self._read(actor, reading, **seen)
        page = _page.get()
        if page is None:
            self._gathered[actor.own].append(made)
        else:
            page.add(actor.own, made)

    @asynccontextmanager
    async def page_of_readings(self, *, list_of_cases: bool) -> AsyncIterator[None]:
        """Gather the readings of the block, merge similar ones, and note them when the block ends.

        A page of a list shows cases without opening them; with `list_of_cases` they are recorded as read in a list.
        Readings of lists of events and of access records are written when the block ends, before anybody sees the page.
        """
        page = PageOfReadings(list_of_cases)
        token = _page.set(page)
        try:
            yield
        finally:  # also after a failure: the page may have read something
            _page.reset(token)
            for agency, made in page.readings():
                self._gathered[agency].append(made)
            if lists := page.lists():
                await write_access(self._connection, self._anchor, *lists)

    async def open(self, actor: Actor, reading: Reading, stream: str, purpose: Purpose | None, *others: str) -> None:
        """Record the opening of one or more histories, evidence files or exports before they are shown."""
        made = self._read(actor, reading, streams=(stream, *others), count=1 + len(others), purpose=purpose)
        await write_access(self._connection, self._anchor, AccessRecorded(agency=actor.own, reads=(made,)))

    async def listed(self, actor: Actor, reading: Reading, purpose: Purpose, rows: list[Document]) -> None:
        """Record, before the answer, that a list of events or access records was read, with the streams of its rows."""
        streams = tuple(dict.fromkeys(row["stream"] for row in rows if "stream" in row))
        made = self._read(actor, reading, streams=streams, count=len(rows), purpose=purpose)
        if page := _page.get():
            page.add_list(actor.own, made)
            return
        await write_access(self._connection, self._anchor, AccessRecorded(agency=actor.own, reads=(made,)))

    async def searched(self, actor: Actor, purpose: Purpose, words: str, count: int) -> None:
        """Record a search for cases before the answer, with the words sealed (X2)."""
        made = self._read(actor, Reading.CASES, filters=("search",), count=count, purpose=purpose)

        def event(sealed: Sealed) -> AccessRecorded:
            return AccessRecorded(agency=actor.own, reads=(replace(made, words=sealed),))

        await write_search(self._connection, self._anchor, words, event)

    async def refused(
        self, who: Caller | Actor, action: str, why: NotAllowed | tuple[Problem, ...], stream: str | None
    ) -> None:
        """Record a refusal for scope, competence or conflict of interest. Other refusals are not recorded."""
        code = _recordable(why)
        if code is None or who.agency is None:
            return
        event = AccessRefused(
            agency=who.agency,
            subject=self._connection.master.pseudonym(who.subject),
            client=who.client,
            at=self._connection.clock(),
            action=action,
            code=code,
            stream=stream,
        )
        await write_access(self._connection, self._anchor, event)

    async def flush(self) -> None:
        """Write the reads gathered so far. Reads that cannot be written remain for the next flush.

        Reads that arrive during the flush are left to the next one: under load, the flush would otherwise never end.
        """
        async with self._writing:  # two flushes at once would write the same reads and drop later ones unwritten
            records = [record for agency, reads in self._gathered.items() for record in _records(agency, reads)]
            for since in range(0, len(records), RECORDS_AT_ONCE):
                written = records[since : since + RECORDS_AT_ONCE]
                purposeful = any(read.purpose for record in written for read in record.reads)
                await write_access(self._connection, self._anchor, *written, quiet=not purposeful)
                self._forget(written)

    def _forget(self, written: Sequence[AccessRecorded]) -> None:
        for record in written:
            gathered = self._gathered[record.agency]
            del gathered[: len(record.reads)]
            if not gathered:
                del self._gathered[record.agency]

    async def run(self) -> None:
        """Flush every FLUSH_SECONDS until cancelled, and once more at the end."""
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                try:
                    await self.flush()
                except Exception as error:  # reads stay for the next round; too many of them stop all reads
                    log.warning("reads not recorded: %s", type(error).__name__)
        finally:
            await self.flush()

    def _read(self, actor: Actor, reading: Reading, **seen: Unpack[Seen]) -> Read:
        at = self._connection.clock()
        return Read(reading=reading, subject=actor.subject, client=actor.client, at=at, **seen)


def _records(agency: str, reads: Sequence[Read]) -> Iterator[AccessRecorded]:
    for since in range(0, len(reads), READS_A_REVISION):
        yield AccessRecorded(agency=agency, reads=tuple(reads[since : since + READS_A_REVISION]))


def _recordable(why: NotAllowed | tuple[Problem, ...]) -> str | None:
    if isinstance(why, NotAllowed):
        return why.code
    found = [problem for problem in why if isinstance(problem, SafeguardNotMet) and problem.guard in RECORDED_GUARDS]
    return found[0].code if found else None
