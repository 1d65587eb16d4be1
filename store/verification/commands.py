"""Commands against revisions: each revision that somebody ordered has its command, and each command its revision.

From whom a command came is compared in `store/verification/callers.py`. What it said is a keyed hash that cannot be
made again from the record: changing it is not found. It makes a repetition be refused, and nothing else.
"""

from collections.abc import AsyncIterator, Sequence

from domain.kernel.kind import Kind
from store.driver.connection import Connection, Document
from store.driver.looked_up import by_id, in_chunks
from store.log.audit.finding import Finding

UNORDERED = frozenset({Kind.ACCESS.value})
"""Kinds that the register writes by itself, without a command."""
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
