"""Reads and refusals, recorded as streams of one revision each.

Opening a history, evidence or an export is written before the answer and fails closed. All other reads are
gathered and written once a second per process and agency: a crash loses at most that second of list reads. Those
without a purpose wait up to a minute to be sealed.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace

from domain.access.record import AccessRecorded, AccessRefused, Purpose, Read, Reading
from domain.kernel.actor import Actor, Caller
from domain.kernel.event import Sealed
from domain.kernel.refusals import Guard, NotAllowed, Problem, SafeguardNotMet
from store.access.page import PageOfReadings
from store.access.writing import write_access, write_search
from store.driver.connection import Connection, Document
from store.write.anchor import Anchor

FLUSH_SECONDS = 1.0
READS_A_REVISION = 200
RECORDS_AT_ONCE = 20
"""Records that one transaction writes: what a process reads in a second, and some two megabytes at most."""
GATHERED_MOST = 20_000
"""Beyond this, reading fails: a register that cannot record its reads does not answer them."""

RECORDED_GUARDS = frozenset({Guard.G1_COMPETENCE, Guard.G5_TWO_PERSONS})

_page: ContextVar[PageOfReadings | None] = ContextVar("page_of_readings", default=None)
"""The page that is being made by the task at hand."""


class AccessLost(Exception):
    """Reads cannot be recorded; nothing more may be read."""


class AccessLog:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._anchor = connection, Anchor(connection)
        self._gathered: dict[str, list[Read]] = defaultdict(list)
        self._writing = asyncio.Lock()

    def note(
        self,
        actor: Actor,
        reading: Reading,
        *,
        streams: tuple[str, ...] = (),
        filters: tuple[str, ...] = (),
        count: int = 0,
        purpose: Purpose | None = None,
    ) -> None:
        """Gather a read for the next flush. Raises AccessLost when too many wait."""
        if sum(map(len, self._gathered.values())) >= GATHERED_MOST:
            raise AccessLost
        made = self._read(actor, reading, streams=streams, filters=filters, count=count, purpose=purpose)
        page = _page.get()
        if page is None:
            self._gathered[actor.own].append(made)
        else:
            page.add(actor.own, made)

    @contextmanager
    def page_of_readings(self, *, list_of_cases: bool) -> Iterator[None]:
        """Gather the readings inside and note them at the end, alike ones as one; fails then as `note` does.

        The page of a list shows cases without opening them: with `list_of_cases` they are read as a list.
        """
        page = PageOfReadings(list_of_cases)
        token = _page.set(page)
        try:
            yield
        finally:  # also of a page that failed: it may have read
            _page.reset(token)
            for agency, made in page.readings():
                self._gathered[agency].append(made)

    async def open(self, actor: Actor, reading: Reading, stream: str, purpose: Purpose | None, *others: str) -> None:
        """Record the opening of a history, evidence or export, or of several at once, before it is answered."""
        made = self._read(actor, reading, streams=(stream, *others), count=1 + len(others), purpose=purpose)
        await write_access(self._connection, self._anchor, AccessRecorded(agency=actor.own, reads=(made,)))

    async def listed(self, actor: Actor, reading: Reading, purpose: Purpose, rows: list[Document]) -> None:
        """Record that a list of events or access records was read, with its streams, before it is answered."""
        streams = tuple(dict.fromkeys(row["stream"] for row in rows if "stream" in row))
        made = self._read(actor, reading, streams=streams, count=len(rows), purpose=purpose)
        await write_access(self._connection, self._anchor, AccessRecorded(agency=actor.own, reads=(made,)))

    async def searched(self, actor: Actor, purpose: Purpose, words: str, count: int) -> None:
        """Record that cases were sought by words, which are sealed, before it is answered (X2)."""
        made = self._read(actor, Reading.CASES, filters=("search",), count=count, purpose=purpose)

        def event(sealed: Sealed) -> AccessRecorded:
            return AccessRecorded(agency=actor.own, reads=(replace(made, words=sealed),))

        await write_search(self._connection, self._anchor, words, event)

    async def refused(
        self, who: Caller | Actor, action: str, why: NotAllowed | tuple[Problem, ...], stream: str | None
    ) -> None:
        """Record a refusal of scope, competence or conflict of interest; others are no one's business."""
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
        """Write what is gathered by now; what cannot be written stays for the next time.

        So does what is gathered meanwhile: under load it would be written a few reads at a time, without an end.
        """
        async with self._writing:  # two at once would write the same reads and drop later ones unwritten
            records = [record for agency, reads in self._gathered.items() for record in _records(agency, reads)]
            for since in range(0, len(records), RECORDS_AT_ONCE):
                written = records[since : since + RECORDS_AT_ONCE]
                purposeful = any(read.purpose for record in written for read in record.reads)
                await write_access(self._connection, self._anchor, *written, quiet=not purposeful)
                self._forget(written)

    def _forget(self, written: Sequence[AccessRecorded]) -> None:
        """Let go of the reads that are written, which were gathered first."""
        for record in written:
            gathered = self._gathered[record.agency]
            del gathered[: len(record.reads)]
            if not gathered:
                del self._gathered[record.agency]

    async def run(self) -> None:
        """Flush every FLUSH_SECONDS until cancelled, then once more."""
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                with suppress(Exception):  # kept for the next round; too many waiting stops the reads
                    await self.flush()
        finally:
            await self.flush()

    def _read(
        self,
        actor: Actor,
        reading: Reading,
        *,
        streams: tuple[str, ...] = (),
        filters: tuple[str, ...] = (),
        count: int = 0,
        purpose: Purpose | None = None,
    ) -> Read:
        return Read(
            reading=reading,
            subject=actor.subject,
            client=actor.client,
            at=self._connection.clock(),
            streams=streams,
            filters=filters,
            count=count,
            purpose=purpose,
        )


def _records(agency: str, reads: Sequence[Read]) -> Iterator[AccessRecorded]:
    for since in range(0, len(reads), READS_A_REVISION):
        yield AccessRecorded(agency=agency, reads=tuple(reads[since : since + READS_A_REVISION]))


def _recordable(why: NotAllowed | tuple[Problem, ...]) -> str | None:
    if isinstance(why, NotAllowed):
        return why.code
    found = [problem for problem in why if isinstance(problem, SafeguardNotMet) and problem.guard in RECORDED_GUARDS]
    return found[0].code if found else None
