"""Commands against revisions, and jobs against the events that ordered them.

From whom a command came is compared in `store/verification/authority.py`. What it said is a keyed hash that cannot be
made again from the record: changing it is not found. It makes a repetition be refused, and nothing else.

What somebody who may write rows can still do unnoticed is to call a job done: that is the worker's word.
Deliveries to recipients depend on the registry of their moment and are not looked for; nor are letters to the
person of an account, which events of 0.1.0 did not order.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from domain.administration.users import WRITE_TO_PERSON
from domain.kernel.vocabulary import Kind
from store.driver.conditions import by_id, in_chunks
from store.driver.connection import Connection, Document
from store.log.audit.finding import Finding
from store.queue.outbox import JOBS_KEPT
from store.record.chain import Version

UNORDERED = frozenset({Kind.ACCESS.value, Kind.STATEMENT.value})
"""Kinds that the register writes by itself: a line may lack a command, for it is bound to its act."""
KEPT = ("stream", "n", "at", "by")
"""Fields that are read of a command."""


class CommandAudit:
    """Revisions with their commands, chunk by chunk; then the commands that were met with none, if there are any."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._there, self._met = connection, 0, 0

    async def begin(self) -> None:
        """Count the commands: each that is there now belongs to a revision that the pass will meet."""
        self._there = await self._connection.commands.count_documents({})

    async def missing(self, revisions: Sequence[Document], callers: dict[str, str]) -> AsyncIterator[Finding]:
        """Revisions whose command is gone. Enters by their ids from whom the commands of the others came.

        Linked streams are written by the register itself, with the command of the stream that they follow.
        """
        ordered = [row for row in revisions if row.get("kind") not in UNORDERED]
        known = await by_id(self._connection.commands, [row.get("command") for row in ordered], KEPT)
        for row in ordered:
            name = row.get("command")
            command = known.get(name)
            if command is None:
                yield Finding("command-missing", str(row["_id"]), f"no command {name}")
            elif command.get("stream") == row.get("stream"):
                callers[row["_id"]] = str(command.get("by"))
                self._met += command.get("n") == row.get("n") and command.get("at") == row.get("at")

    async def stray(self) -> AsyncIterator[Finding]:
        """Commands that led nowhere, or elsewhere, looked for only when there are more than those of the revisions."""
        if self._there <= self._met:
            return
        found = self._connection.commands.find({}, {"stream": 1, "n": 1, "at": 1})
        async for commands in in_chunks(found):
            async for finding in _compared(self._connection, commands):
                yield finding


async def _compared(connection: Connection, commands: Sequence[Document]) -> AsyncIterator[Finding]:
    places = [f"{command.get('stream')}:{command.get('n')}" for command in commands]
    revisions = await by_id(connection.revisions, places, ("command", "at"))
    for command, place in zip(commands, places, strict=True):
        revision = revisions.get(place)
        if revision is None or revision.get("command") != command["_id"]:
            yield Finding("command-stray", f"command {command['_id']}", f"{place} is not its revision")
        elif revision.get("at") != command.get("at"):
            yield Finding("command-differs", f"command {command['_id']}", f"another time than {place}")


Ordered = dict[str, tuple[str, dict[str, str], datetime]]
"""Job, data and when it is due, by the id of the row."""
PUT_OFF_MOST = timedelta(days=1)
"""Longest time after now, or after it is due, to which work may be put off."""


def ordered(versions: Sequence[Version]) -> Ordered:
    """The rows that the events of one stream ordered, each given the state that it left."""
    return {
        f"{version.id}:{number}": (job.job, dict(job.data), job.due or version.at)
        for version in versions
        for number, job in enumerate(version.event.jobs(version.state))
        if job.job != WRITE_TO_PERSON
    }


async def job_findings(connection: Connection, wanted: Ordered) -> AsyncIterator[Finding]:
    """Rows that are gone before they could be done and forgotten, or order other work than the event did."""
    stored = await by_id(connection.outbox, list(wanted), ("job", "data", "due_at"))
    forgotten = connection.clock() - JOBS_KEPT
    for id, (job, data, due) in wanted.items():
        if id not in stored and due <= forgotten:
            continue
        if id not in stored:
            yield Finding("job-missing", id, f"{job} was ordered and is not there")
        elif (stored[id].get("job"), stored[id].get("data")) != (job, data):
            yield Finding("job-differs", id, f"is not the {job} that was ordered")
        elif not _in_time(stored[id].get("due_at"), max(due, connection.clock())):
            yield Finding("job-differs", id, f"{job} is put off until {stored[id].get('due_at')}")


def _in_time(at: object, latest: datetime) -> bool:
    return isinstance(at, datetime) and at.replace(tzinfo=UTC) <= latest + PUT_OFF_MOST
