"""Lines of the public register, written in the transaction of their acts.

Each line is the next version of the stream of its agency and year. Two concurrent acts of one agency conflict in this
stream: one of the two transactions retries and takes the next number. The act refers to its lines, and the lines refer
to the act.
"""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from pymongo import DESCENDING

from domain.kernel.actor import SYSTEM
from domain.kernel.calendar import local_date
from domain.kernel.event import Event, folded
from domain.kernel.vocabulary import Kind, kind_of
from domain.registry.registry import NO_REGISTRY
from domain.statement.figures import FIGURES, Figures, PublicYear
from domain.statement.measures import (
    MEASURES,
    NOT_SERVED_BEFORE,
    SERVE_WITHIN,
    SERVED_BY,
    Told,
    for_province,
    told,
)
from domain.statement.state import (
    EDITION,
    LEAVE,
    LIST,
    PROVINCIAL,
    LineWritten,
    Statement,
    StatementBegun,
    StatementKind,
    StatementMade,
    Waiting,
    Withheld,
    stream_of,
)
from store.driver.connection import Connection
from store.driver.transaction import Session, transaction
from store.record.revision import Act, StreamHead, check_unaltered, tip_of
from store.record.statements import cause_hash, changed, seal_of, stated_in, words_of
from store.write.anchor import Anchor
from store.write.writes import StreamWriter, Writes

SALT_BYTES: Final = 32
COMPLAINED: Final = frozenset({StatementKind.RULING, StatementKind.REFUSAL})
"""Kinds of acts on a complaint that are published for the province if the contested act has no line.

The contested act may be older than the duty to publish, and publishing its content may harm a person.
"""


@dataclass(frozen=True, slots=True)
class Cause:
    id: str
    day: date

    @property
    def stream(self) -> str:
        return self.id.rpartition(":")[0]


class Stating:
    def __init__(self, connection: Connection, anchor: Anchor, writes: Writes, now: datetime, session: Session) -> None:
        self._connection, self._anchor, self._writes, self._now = connection, anchor, writes, now
        self._session, self._writers = session, dict[str, StreamWriter]()

    async def leave(self, writer: StreamWriter, event: Event, act: Act) -> Act:
        """Write the lines of an event that is about to be added to a stream. Return the act, which now refers to the
        lines."""
        if event.TYPE not in MEASURES and event.TYPE not in SERVED_BY:
            return act
        state, at = folded(writer.state, event, writer.id), max(act.at, writer.tip.at or act.at)
        cause, made = Cause(f"{writer.id}:{writer.tip.n + 1}", local_date(at)), list[str]()
        own = replace(act, actor=SYSTEM, scope=None, action=LEAVE, names=(), signed=None, assertion=None)
        if event.TYPE in SERVED_BY:
            made += [id async for id in self._open(cause, own)]
        if row := told(event, state, act.actor.agency):
            made.append(await self._state(row, words_of(state), cause, own))
        return replace(act, stated=tuple(made))

    async def tabulate(self, table: Figures, number: int, whole: PublicYear | None, act: Act) -> bool:
        """Write a table as a line, unless its number is already taken. Return True if the line was written."""
        day = local_date(act.at)
        writer = await self._writer(stream_of(FIGURES, table.year), day, act)
        if writer.tip.n + 1 != number:
            return False
        line = Statement(v=EDITION, n=number, on=day.isoformat(), year=table.year, table=table)
        kind = StatementMade if writer.tip.n else StatementBegun
        await self._grow(writer, kind(line=line, whole=whole), act)
        return True

    def finish(self) -> None:
        for writer in self._writers.values():
            if writer.tip.n > writer.before.n:
                writer.finish(self._connection, self._writes, {})

    async def _open(self, cause: Cause, act: Act) -> AsyncIterator[str]:
        """Write the lines that disclose a case's withheld lines."""
        wanted = {"stream": cause.stream, "type": {"$in": sorted(NOT_SERVED_BEFORE)}}
        found = self._connection.revisions.find(wanted, {"body": 1}, session=self._session)
        for name in {id.rpartition(":")[0]: None async for row in found for id in stated_in(row)}:
            writer = await self._writer(name, cause.day, act)
            newest: Statement = writer.state.newest
            waiting = [row for row in writer.state.waiting if row.cause.rpartition(":")[0] == cause.stream]
            for row in waiting:
                line = Statement(v=EDITION, n=0, on=cause.day.isoformat(), agency=newest.agency, year=newest.year)
                yield await self._add(writer, replace(line, opens=row.n, salt=row.salt, act=row.act), cause, act)

    async def _state(self, row: Told, words: str | None, cause: Cause, act: Act) -> str:
        of = row.act.of
        if row.changes:
            of = await changed(self._connection, row.changes, cause.id, self._session)
        complained = row.act.kind in COMPLAINED and kind_of(row.changes.stream if row.changes else "") is Kind.CASE
        if (of and of.startswith(PROVINCIAL)) or (complained and of is None):
            row, of = for_province(row.act.kind), None
        day, told = cause.day, replace(row.act, of=of, words=words)
        writer = await self._writer(stream_of(row.agency, day.year), day, act)
        on = day.isoformat() if row.agency else f"{day:%Y-%m}"
        line = Statement(v=EDITION, n=0, on=on, agency=row.agency, year=day.year)
        if row.served:
            return await self._add(writer, replace(line, act=told), cause, act)
        salt, due = secrets.token_hex(SALT_BYTES), day + SERVE_WITHIN
        withheld = Withheld(seal=seal_of(salt, told), due=due)
        waiting = Waiting(n=writer.tip.n + 1, cause=cause.id, act=told, salt=salt, due=due)
        return await self._add(writer, replace(line, withheld=withheld), cause, act, waiting)

    async def _add(
        self, writer: StreamWriter, line: Statement, cause: Cause, act: Act, waiting: Waiting | None = None
    ) -> str:
        salt = secrets.token_hex(SALT_BYTES)
        line = replace(line, n=writer.tip.n + 1, cause=cause_hash(salt, cause.id))
        kind = StatementMade if writer.tip.n else StatementBegun
        await self._grow(writer, kind(line=line, cause=cause.id, salt=salt, waiting=waiting), act)
        return f"{writer.id}:{writer.tip.n}"

    async def _writer(self, stream: str, day: date, act: Act) -> StreamWriter:
        """Return a stream of statements for writing. A new stream is added to the list of streams."""
        if stream not in self._writers:
            found = await self._connection.revisions.find_one(
                {"stream": stream}, sort=[("n", DESCENDING)], session=self._session
            )
            if found:
                check_unaltered(found)
            tip = tip_of(found) if found else StreamHead()
            self._writers[stream] = StreamWriter(id=stream, kind=Kind.STATEMENT, tip=tip)
            if not found and stream != LIST:
                await self._list(stream, day, act)
        return self._writers[stream]

    async def _list(self, stream: str, day: date, act: Act) -> None:
        """Add a stream to the list. The first line of the list begins the duty to publish lines."""
        writer = await self._writer(LIST, day, act)
        for entered in (stream,) if writer.tip.n else (None, stream):
            line = Statement(v=EDITION, n=writer.tip.n + 1, on=day.isoformat(), stream=entered)
            await self._grow(writer, StatementMade(line=line) if writer.tip.n else StatementBegun(line=line), act)

    async def _grow(self, writer: StreamWriter, event: LineWritten, act: Act) -> None:
        act = replace(act, anchor=await self._anchor.no_older(act.anchor, writer.tip))
        writer.grow(self._connection, self._writes, event, act, self._now, NO_REGISTRY)


async def own_act(connection: Connection, anchor: Anchor) -> Act:
    """Return the act with which the register writes lines that belong to no agency's act."""
    return Act(
        actor=SYSTEM,
        scope=None,
        action=LEAVE,
        command=str(uuid4()),
        at=connection.clock(),
        origin=connection.origin,
        anchor=await anchor.current(),
        author=connection.author,
    )


async def begin_duty(connection: Connection) -> bool:
    """Write the first line of the list, unless it exists. Return True if this began the duty to publish lines."""
    act = await own_act(connection, Anchor(connection))
    line = Statement(v=EDITION, n=1, on=local_date(act.at).isoformat())

    async def work(session: Session) -> bool:
        if await connection.revisions.find_one({"_id": f"{LIST}:1"}, session=session):
            return False
        writer, writes = StreamWriter(id=LIST, kind=Kind.STATEMENT, tip=StreamHead()), Writes(connection)
        writer.grow(connection, writes, StatementBegun(line=line), act, act.at, NO_REGISTRY)
        writer.finish(connection, writes, {})
        await writes.run(session)
        return True

    return await transaction(connection.client, work)
