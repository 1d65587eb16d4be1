"""Comparison of commands with revisions, and of jobs with the events that ordered them.

`store/verification/authority.py` compares the callers of commands. A command's content is stored as a keyed hash that
cannot be computed from the record, so a change of this hash is not found. Such a change only makes a repeated command
fail. An attacker with write access can also mark a job as done unnoticed, since only the worker records that a job is
done. Deliveries depend on the registry of their time and are not checked. Letters to the person of an account are not
checked either, because events of 0.1.0 did not order them.
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
"""Kinds of stream that the register writes by itself. A line may lack a command, because it is bound to its act."""
KEPT = ("stream", "n", "at", "by")


class CommandAudit:
    """Check of revisions and their commands, in chunks, and then of commands without a revision, if there are any."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._there, self._met = connection, 0, 0

    async def begin(self) -> None:
        """Count the commands. Each of them must belong to a revision of the pass."""
        self._there = await self._connection.commands.count_documents({})

    async def missing(self, revisions: Sequence[Document], callers: dict[str, str]) -> AsyncIterator[Finding]:
        """Yield findings for revisions without their command. Add the callers of the commands that were found to
        `callers`.

        The register itself writes linked streams, with the command of the stream that caused the write.
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
        """Yield findings for commands that lead to no revision or to a wrong one.

        They are searched for only if the number of commands exceeds the number that belongs to revisions.
        """
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
"""Job, data and due time, by the id of the outbox row."""
PUT_OFF_MOST = timedelta(days=1)
"""Longest time by which a job may be postponed, after now or after its due time."""


def ordered(versions: Sequence[Version]) -> Ordered:
    """Return the outbox rows that one stream's events ordered. Each event is evaluated with the state after it."""
    return {
        f"{version.id}:{number}": (job.job, dict(job.data), job.due or version.at)
        for version in versions
        for number, job in enumerate(version.event.jobs(version.state))
        if job.job != WRITE_TO_PERSON
    }


async def job_findings(connection: Connection, wanted: Ordered) -> AsyncIterator[Finding]:
    """Yield findings for rows that are missing although they cannot be finished yet, and for rows that differ from the
    event's order."""
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
