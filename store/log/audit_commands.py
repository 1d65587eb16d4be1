"""Commands against revisions: each revision that somebody ordered has its command, and each command its revision.

From whom a command came is compared in `store/log/audit_callers.py`. What it said is a keyed hash that cannot be made
again from the record: changing it is not found. It makes a repetition be refused, and nothing else.
"""

from collections.abc import AsyncIterator, Sequence

from domain.kernel.kind import Kind
from store.log.finding import Finding
from store.mongo.connection import Connection, Document
from store.mongo.looked_up import by_id, in_chunks

UNORDERED = frozenset({Kind.ACCESS.value})
"""Kinds that the register writes by itself, without a command."""


async def missing_commands(connection: Connection, revisions: Sequence[Document]) -> AsyncIterator[Finding]:
    """Revisions whose command is gone."""
    ordered = [revision for revision in revisions if revision.get("kind") not in UNORDERED]
    wanted = [revision.get("command") for revision in ordered]
    known = await by_id(connection.commands, wanted, ("_id",))
    for revision in ordered:
        if revision.get("command") not in known:
            yield Finding("command-missing", str(revision["_id"]), f"no command {revision.get('command')}")


async def stray_commands(connection: Connection) -> AsyncIterator[Finding]:
    """Commands that led nowhere, or elsewhere."""
    async for commands in in_chunks(connection.commands.find({}, {"stream": 1, "n": 1, "at": 1})):
        async for finding in _compared(connection, commands):
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
