"""Reads and refusals, recorded as streams of one revision each.

Opening a history, evidence or an export is written before the answer and fails closed. All other reads are
gathered and written once a second per process and agency: a crash loses at most that second of list reads.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress

from domain.access.record import AccessRecorded, AccessRefused, Purpose, Read, Reading
from domain.kernel.actor import Actor, Caller
from domain.kernel.refusals import Guard, NotAllowed, Problem, SafeguardNotMet
from store.access.writing import write_access
from store.mongo.connection import Connection, Document
from store.write.anchor import Anchor

FLUSH_SECONDS = 1.0
READS_A_REVISION = 200
GATHERED_MOST = 20_000
"""Beyond this, reading fails: a register that cannot record its reads does not answer them."""

RECORDED_GUARDS = frozenset({Guard.G1_COMPETENCE, Guard.G5_TWO_PERSONS})


class AccessLost(Exception):
    """Reads cannot be recorded; nothing more may be read."""


class AccessLog:
    """Records who read what, and who was refused."""

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
    ) -> None:
        """Gather a read for the next flush. Raises AccessLost when too many wait."""
        if sum(map(len, self._gathered.values())) >= GATHERED_MOST:
            raise AccessLost
        made = self._read(actor, reading, streams=streams, filters=filters, count=count)
        self._gathered[actor.own].append(made)

    async def open(self, actor: Actor, reading: Reading, stream: str, purpose: Purpose | None, *others: str) -> None:
        """Record the opening of a history, evidence or export, or of several at once, before it is answered."""
        made = self._read(actor, reading, streams=(stream, *others), count=1 + len(others), purpose=purpose)
        await write_access(self._connection, self._anchor, AccessRecorded(agency=actor.own, reads=(made,)))

    async def listed(self, actor: Actor, reading: Reading, purpose: Purpose, rows: list[Document]) -> None:
        """Record that a list of events or access records was read, with its streams, before it is answered."""
        streams = tuple(dict.fromkeys(row["stream"] for row in rows if "stream" in row))
        made = self._read(actor, reading, streams=streams, count=len(rows), purpose=purpose)
        await write_access(self._connection, self._anchor, AccessRecorded(agency=actor.own, reads=(made,)))

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
        """Write what is gathered; what cannot be written stays for the next time."""
        async with self._writing:  # two at once would write the same reads and drop later ones unwritten
            for agency in list(self._gathered):
                while reads := self._gathered[agency][:READS_A_REVISION]:
                    await write_access(
                        self._connection, self._anchor, AccessRecorded(agency=agency, reads=tuple(reads))
                    )
                    del self._gathered[agency][: len(reads)]
                del self._gathered[agency]

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


def _recordable(why: NotAllowed | tuple[Problem, ...]) -> str | None:
    if isinstance(why, NotAllowed):
        return why.code
    found = [problem for problem in why if isinstance(problem, SafeguardNotMet) and problem.guard in RECORDED_GUARDS]
    return found[0].code if found else None
